import errno
import hashlib
import io
import os
import resource
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carrel.store.disk import CHUNK
from carrel.store.errors import ContentMismatch, DatabaseUnavailable, DiskFull, NotFound
from carrel.store.media import MediaStore

LONG_AGO = 1_000_000_000
TOMORROW = 4_102_444_800_000


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def store(tmp_path: Path) -> MediaStore:
    return MediaStore(tmp_path / "media")


@settings(max_examples=20)
@given(content=st.binary(max_size=2000))
def test_what_was_put_can_be_got(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    store = MediaStore(tmp_path_factory.mktemp("school") / "media")

    stored = store.put(io.BytesIO(content), sha256(content))

    assert (stored.sha256, stored.size, stored.is_new) == (sha256(content), len(content), True)
    with store.open(stored.sha256) as kept:
        assert kept.read() == content


def test_content_lies_under_its_hash(store: MediaStore, tmp_path: Path) -> None:
    store.put(io.BytesIO(b"slides"), sha256(b"slides"))

    name = sha256(b"slides")
    assert files(tmp_path) == [f"media/{name[:2]}/{name[2:]}"]
    assert store.path_of(name) == tmp_path / "media" / name[:2] / name[2:]


def test_a_file_of_many_chunks_is_kept_whole(store: MediaStore, tmp_path: Path) -> None:
    lecture = tmp_path / "lecture.mp4"
    lecture.write_bytes(os.urandom(CHUNK * 2 + 17))

    store.put(lecture, sha256(lecture.read_bytes()))

    assert store.path_of(sha256(lecture.read_bytes())).read_bytes() == lecture.read_bytes()


def test_the_original_may_change_afterwards(store: MediaStore, tmp_path: Path) -> None:
    lecture = tmp_path / "lecture.mp4"
    lecture.write_bytes(b"first cut")
    store.put(lecture, sha256(b"first cut"))

    with lecture.open("r+b") as again:
        again.write(b"final cut")

    assert store.path_of(sha256(b"first cut")).read_bytes() == b"first cut"


def test_content_that_is_here_is_not_read_again(store: MediaStore) -> None:
    store.put(io.BytesIO(b"slides"), sha256(b"slides"))
    stream = io.BytesIO(b"slides")

    again = store.put(stream, sha256(b"slides"))

    assert not again.is_new
    assert again.size == 6
    assert stream.tell() == 0


def test_a_file_that_changed_meanwhile_is_refused_and_leaves_nothing(
    store: MediaStore, tmp_path: Path
) -> None:
    lecture = tmp_path / "lecture.mp4"
    lecture.write_bytes(b"another cut")

    with pytest.raises(ContentMismatch, match=r"lecture\.mp4.*changed"):
        store.put(lecture, sha256(b"first cut"))

    assert files(tmp_path) == ["lecture.mp4"]


def test_a_file_that_is_gone_is_refused_by_name(store: MediaStore, tmp_path: Path) -> None:
    with pytest.raises(ContentMismatch, match=r"lecture\.mp4 can no longer be read"):
        store.put(tmp_path / "lecture.mp4", sha256(b"first cut"))


class Failing(io.BytesIO):
    """A stream whose second chunk cannot be had."""

    def __init__(self, error: OSError) -> None:
        super().__init__(b"x" * 10)
        self._error = error

    def read(self, size: int | None = -1, /) -> bytes:
        if not self.tell():
            return super().read(4)
        raise self._error


@pytest.mark.parametrize(
    ("code", "expected"),
    [(errno.ENOSPC, DiskFull), (errno.EDQUOT, DiskFull), (errno.EIO, DatabaseUnavailable)],
)
def test_what_the_system_refuses_leaves_nothing(
    store: MediaStore, tmp_path: Path, code: int, expected: type[Exception]
) -> None:
    with pytest.raises(expected):
        store.put(Failing(OSError(code, "refused")), sha256(b"x" * 10))

    assert files(tmp_path) == []


def test_a_full_disk_keeps_nothing_half_and_takes_the_file_when_there_is_room(
    store: MediaStore, tmp_path: Path
) -> None:
    content = os.urandom(CHUNK + 5000)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (CHUNK + 1000, hard))
    try:
        with pytest.raises(DiskFull, match="no space"):
            store.put(io.BytesIO(content), sha256(content))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert files(tmp_path) == []
    assert store.put(io.BytesIO(content), sha256(content)).is_new


def test_the_same_content_put_twice_at_once_is_kept_once(store: MediaStore, tmp_path: Path) -> None:
    content = os.urandom(CHUNK)
    together = threading.Barrier(4)

    def put() -> None:
        together.wait()
        store.put(io.BytesIO(content), sha256(content))

    threads = [threading.Thread(target=put) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(files(tmp_path)) == 1
    assert store.path_of(sha256(content)).read_bytes() == content


def test_missing_names_what_is_not_here(store: MediaStore) -> None:
    store.put(io.BytesIO(b"slides"), sha256(b"slides"))

    assert store.missing([sha256(b"slides"), sha256(b"video")]) == {sha256(b"video")}


def test_what_is_not_here_cannot_be_opened(store: MediaStore) -> None:
    with pytest.raises(NotFound, match="Publish the course"):
        store.open(sha256(b"video"))


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "AB" * 32, "ab" * 31, "ab" * 32 + "\n"])
def test_what_is_no_hash_has_no_path(store: MediaStore, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        store.path_of(name)


def test_collecting_removes_what_nothing_refers_to(store: MediaStore) -> None:
    kept, unused = sha256(b"kept"), sha256(b"unused")
    store.put(io.BytesIO(b"kept"), kept)
    store.put(io.BytesIO(b"unused"), unused)

    assert store.collect({kept}, unused_since=TOMORROW) == [unused]

    assert store.missing([kept, unused]) == {unused}


def test_collecting_spares_what_was_put_since(store: MediaStore) -> None:
    store.put(io.BytesIO(b"new"), sha256(b"new"))

    assert store.collect(set(), unused_since=LONG_AGO) == []

    assert store.missing([sha256(b"new")]) == set()


def test_content_that_is_put_again_counts_as_new(store: MediaStore) -> None:
    name = sha256(b"slides")
    store.put(io.BytesIO(b"slides"), name)
    os.utime(store.path_of(name), (0, 0))

    store.put(io.BytesIO(b"slides"), name)

    assert store.collect(set(), unused_since=LONG_AGO) == []


def test_collecting_removes_the_parts_a_crash_left_but_not_those_under_way(
    store: MediaStore, tmp_path: Path
) -> None:
    store.put(io.BytesIO(b"slides"), sha256(b"slides"))
    stale = tmp_path / "media" / "parts" / "0123"
    stale.write_bytes(b"half a lec")

    class Collecting(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            store.collect({sha256(b"slides")}, unused_since=TOMORROW)
            return super().read(size)

    store.put(Collecting(b"video"), sha256(b"video"))

    assert not stale.exists()
    assert store.path_of(sha256(b"video")).read_bytes() == b"video"


def test_collecting_where_nothing_was_ever_put_removes_nothing(store: MediaStore) -> None:
    assert store.collect(set(), unused_since=TOMORROW) == []
