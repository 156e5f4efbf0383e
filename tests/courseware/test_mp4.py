import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.courseware.faults import DamagedVideo
from carrel.courseware.mp4 import VideoFacts, read_video
from tests.builders import a_track, a_video, box, mvhd

FTYP = box(b"ftyp", b"isom" + bytes(4))
PICTURE = a_track(b"vide", (640, 360))


class Watched(io.BytesIO):
    """A file that counts the bytes that are read from it."""

    count = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.count += len(data)
        return data


def facts_of(data: bytes) -> VideoFacts:
    return read_video(io.BytesIO(data))


def problem_of(data: bytes) -> str:
    with pytest.raises(DamagedVideo) as caught:
        facts_of(data)
    return str(caught.value)


def film(*boxes: bytes) -> bytes:
    return FTYP + box(b"moov", b"".join(boxes))


@pytest.mark.parametrize("version", [0, 1])
@pytest.mark.parametrize("moov_first", [True, False])
def test_a_video_says_how_long_and_how_large_it_is(version, moov_first):
    data = a_video(61_500, (1920, 1080), version=version, moov_first=moov_first)

    assert facts_of(data) == VideoFacts(61_500, 1920, 1080)


def test_a_turned_video_is_as_large_as_it_is_shown():
    assert facts_of(a_video(size=(1920, 1080), is_turned=True))[1:] == (1080, 1920)


def test_the_first_track_with_a_picture_counts():
    assert facts_of(film(mvhd(1000), a_track(b"soun", (0, 0)), PICTURE))[1:] == (640, 360)


def test_duration_is_counted_in_the_files_own_units():
    assert facts_of(film(mvhd(90_000 * 3 // 2, scale=90_000), PICTURE)).duration == 1500


def test_a_film_in_fragments_says_its_duration_elsewhere():
    mehd = box(b"mehd", bytes(4) + (7000).to_bytes(4))

    assert facts_of(film(mvhd(0), PICTURE, box(b"mvex", mehd))).duration == 7000


def test_sizes_of_64_bits_and_a_last_box_without_size_are_read():
    mdat = (1).to_bytes(4) + b"mdat" + (16 + 4).to_bytes(8) + bytes(4)
    moov = bytes(4) + b"moov" + mvhd(1000) + PICTURE

    assert facts_of(FTYP + mdat + moov).duration == 1000


def test_the_film_itself_is_never_read():
    file = Watched(FTYP + box(b"mdat", bytes(1_000_000)) + box(b"moov", mvhd(1000) + PICTURE))

    read_video(file)

    assert file.count < 1000


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"", "not an MP4", id="an empty file"),
        pytest.param(b"<html>not found</html>", "not an MP4", id="a page"),
        pytest.param(FTYP, "moov", id="no moov"),
        pytest.param(film(PICTURE), "mvhd", id="no duration box"),
        pytest.param(film(mvhd(1000)), "no picture", id="no track"),
        pytest.param(film(mvhd(1000), a_track(b"soun", (0, 0))), "no picture", id="only sound"),
        pytest.param(film(mvhd(1000), a_track(b"vide", (0, 360))), "how large", id="no width"),
        pytest.param(film(mvhd(0), PICTURE), "how long", id="no duration"),
        pytest.param(film(mvhd(2**32 - 1), PICTURE), "how long", id="an unknown duration"),
        pytest.param(film(mvhd(1000, scale=0), PICTURE), "how long", id="no time scale"),
        pytest.param(film(mvhd(2**60, version=1), PICTURE), "100 hours", id="years"),
        pytest.param(film(box(b"mvhd", bytes(8)), PICTURE), "too short", id="a short box"),
        pytest.param(FTYP + (4).to_bytes(4) + b"moov", "smaller", id="a box smaller than its header"),
        pytest.param(FTYP + box(b"free", b"") * 200_001, "more boxes", id="too many boxes"),
    ],
)
def test_other_files_are_refused_with_the_reason(data, words):
    assert words in problem_of(data)


def test_a_video_whose_end_is_missing_is_refused():
    assert "end is missing" in problem_of(a_video()[:-5])


@given(st.data())
def test_a_damaged_video_is_read_or_refused_and_nothing_else(data):
    video = bytearray(a_video())
    for place in data.draw(st.lists(st.integers(0, len(video) - 1), max_size=8)):
        video[place] = data.draw(st.integers(0, 255))

    try:
        facts = facts_of(bytes(video))
    except DamagedVideo:
        return
    assert facts.duration > 0
    assert facts.width > 0
    assert facts.height > 0
