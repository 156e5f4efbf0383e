import hashlib
from pathlib import Path

import pytest

from carrel.application.school import School
from carrel.application.texts import Text, address_of, html_of, text_of
from carrel.courseware.items import PEER, Original, PeerReview, Reading
from tests.application.deeds import at, seen_by, teach
from tests.builders import FOLDER, a_course, a_file, a_lecture, a_reading, an_item

ORIGINAL = "<co-content><text>As it came: <strong>unchanged</strong></text></co-content>"
MARKDOWN = "As it came: **unchanged**\n"


def written(markdown: str, original: Original | None = None, *paths: str) -> Text:
    """The text of a reading in a course that has these files."""
    content = Reading(path=f"{FOLDER}/02-how-to-read.md", markdown=markdown, original=original)
    course = a_course(a_reading(content=content), files=tuple(a_file(path) for path in paths))
    return text_of(course, next(course.items()))


def an_original(markdown: str) -> Original:
    digest = hashlib.sha256(markdown.encode()).hexdigest()
    return Original(name="x.cml", cml=ORIGINAL, sha256="", markdown_sha256=digest)


def test_the_original_is_served_as_it_was_while_the_markdown_is_unchanged():
    assert written(MARKDOWN, an_original(MARKDOWN)).cml == ORIGINAL


def test_what_the_markdown_says_beyond_its_original_is_shown():
    markdown = "As it came: **unchanged**, `x`\n"

    text = written(markdown, an_original(markdown))

    assert text.cml == ORIGINAL
    assert "<code>x</code>" in text.html


def test_the_markdown_is_served_once_it_was_changed():
    text = written(MARKDOWN + "\nAnd more.\n", an_original(MARKDOWN))

    assert text.cml != ORIGINAL
    assert "And more." in text.cml
    assert "And more." in text.html


def test_the_same_holds_for_a_published_folder(school: School, folder: Path):
    digests = [hashlib.sha256(one.encode()).hexdigest() for one in (ORIGINAL, MARKDOWN)]
    head = (
        '+++\nid = "aaaa2"\noriginal = "how-to-read.cml"\n'
        f'original_sha256 = "{digests[0]}"\nmarkdown_sha256 = "{digests[1]}"\n+++\n\n'
    )
    teach(school, folder, {at("02-how-to-read.md"): head + MARKDOWN, at("how-to-read.cml"): ORIGINAL})

    edition = seen_by(school, None).edition

    assert edition.text_of(edition.place_of("aaaa2").item).cml == ORIGINAL


def test_files_are_reached_at_addresses_of_the_course():
    course = a_course(files=(a_file("assets/a desk.png"),))

    text = written("![A desk](<../../assets/a desk.png>)\n", None, "assets/a desk.png")

    assert address_of(course, course.files[0]) in text.html
    assert course.files[0].id in text.cml
    assert " " not in address_of(course, course.files[0])


def test_a_file_that_is_not_there_is_no_download():
    text = written("[Gone](../../assets/gone.pdf)\n")

    assert not text.has_downloads
    assert "/learn/" not in text.html


@pytest.mark.parametrize(
    ("markdown", "math", "code", "downloads"),
    [
        ("Words.\n", False, False, False),
        ("So $x^2$.\n", True, False, False),
        ("```python\nprint()\n```\n", False, True, False),
        ("[Slides](../../assets/slides.pdf)\n", False, False, True),
        ("Say `<math` and `<asset ` and `<code language=`.\n", False, False, False),
    ],
)
def test_a_text_says_what_is_in_it(markdown: str, math: bool, code: bool, downloads: bool):
    text = written(markdown, None, "assets/slides.pdf")

    assert (text.has_math, text.has_code, text.has_downloads) == (math, code, downloads)


def test_instructions_are_a_text():
    task = an_item("03-task.md", kind=PEER, content=PeerReview(path="x.md", instructions="Do *it*.\n"))

    assert "<em>it</em>" in text_of(a_course(task), task).html


def test_what_has_no_text_has_an_empty_one():
    lecture = a_lecture()

    assert text_of(a_course(lecture), lecture).markdown == ""


def test_a_short_text_is_safe_to_show():
    assert "<script" not in html_of("Hello <script>alert(1)</script> *you*")
    assert "<em>you</em>" in html_of("Hello *you*")
