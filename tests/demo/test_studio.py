"""Laws of the studio that makes the demo's lectures and pictures. No program is run here."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from demo.studio.narration import NarrationError, read_narration
from demo.studio.paper import FontError, font, wrap
from demo.studio.recording import HERTZ, Cue, Recording, clock, webvtt
from demo.studio.slides import FRAME_SIZE, Slide, SlideError, draw_slide
from demo.studio.worksheet import worksheet

NARRATION = """
item = "01-a/01-b/01-c"
title = "Hello"

[[slides]]
heading = "What you will make"
say.en = ["One.", "Two."]
say.es = ["Uno.", "Dos."]
"""

SLIDE = Slide(
    course="A course", title="Hello", heading="A heading", points=("One",), display="", number=1, count=2
)


def fonts_are_installed() -> bool:
    try:
        font("Serif", 10)
    except FontError:
        return False
    return True


drawing = pytest.mark.skipif(not fonts_are_installed(), reason="the DejaVu fonts are not installed")


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    """A demo folder of one course with one lecture to be made, and no narration yet."""
    item = tmp_path / "courses/a-course/01-a/01-b/01-c"
    item.mkdir(parents=True)
    (item / "item.toml").write_text('kind = "lecture"', "utf-8")
    (tmp_path / "courses/a-course/course.toml").write_text('name = "A course"', "utf-8")
    (tmp_path / "lectures/a-course").mkdir(parents=True)
    return tmp_path


def narrate(demo: Path, text: str) -> Path:
    path = demo / "lectures/a-course/hello.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_narration_knows_its_folder_its_slides_and_its_languages(demo: Path) -> None:
    path = narrate(demo, NARRATION)

    narration = read_narration(path, demo / "courses")

    assert narration.name == "a-course/hello.toml"
    assert narration.folder == demo / "courses/a-course/01-a/01-b/01-c"
    assert narration.languages == ["en", "es"]
    assert [slide.heading for slide in narration.slides] == ["What you will make"]


def test_a_changed_narration_has_another_fingerprint(demo: Path) -> None:
    before = read_narration(narrate(demo, NARRATION), demo / "courses")

    after = read_narration(narrate(demo, NARRATION.replace("One.", "Once.")), demo / "courses")

    assert before.fingerprint != after.fingerprint


@pytest.mark.parametrize(
    ("written", "instead", "complaint"),
    [
        ('["Uno.", "Dos."]', '["Uno."]', "equally many"),
        ("say.en", "say.fr", "needs 'en'"),
        ("01-a/01-b/01-c", "01-a/01-b/09-z", "no item.toml"),
        ('title = "Hello"', "", "'title' is missing"),
        ("[[slides]]", "[[slides", "cannot be read"),
    ],
)
def test_a_narration_that_cannot_be_made_says_why(
    demo: Path, written: str, instead: str, complaint: str
) -> None:
    path = narrate(demo, NARRATION.replace(written, instead))

    with pytest.raises(NarrationError, match=complaint):
        read_narration(path, demo / "courses")


def test_captions_carry_the_times_of_the_spoken_sentences() -> None:
    cues = (Cue(0, HERTZ, {"en": "One.", "es": "Uno."}), Cue(HERTZ * 3 // 2, HERTZ * 61, {"es": "Dos."}))

    captions = webvtt(Recording(b"", cues, ()), "es")

    assert captions == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nUno.\n\n00:00:01.500 --> 00:01:01.000\nDos.\n"
    )


def test_a_moment_past_the_hour_is_written_with_its_hour() -> None:
    assert clock(HERTZ * 3_725) == "01:02:05.000"


@drawing
def test_wrapped_lines_keep_every_word_and_stay_within_the_width() -> None:
    face, text = font("Serif", 30), "one two three four five six seven eight nine ten"

    lines = wrap(text, face, 200)

    assert " ".join(lines) == text
    assert max(face.getlength(line) for line in lines) <= 200


@drawing
def test_a_slide_fills_the_frame() -> None:
    assert draw_slide(SLIDE).size == FRAME_SIZE


@drawing
def test_a_slide_with_too_many_words_is_refused() -> None:
    with pytest.raises(SlideError, match="Hello, slide 1"):
        draw_slide(replace(SLIDE, points=("far too many words " * 9,) * 9))


def test_the_worksheet_says_truly_where_its_objects_begin() -> None:
    written = worksheet()

    table = written[int(written.split(b"startxref\n")[1].split()[0]) :]
    places = [int(place) for place in re.findall(rb"^(\d{10}) 00000 n", table, re.MULTILINE)]

    assert [written[place:].split(b" ", 1)[0] for place in places] == [
        str(number).encode() for number in range(1, len(places) + 1)
    ]
