"""What lectures ask while they play is carried without its keys, and asked again where it is published."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from carrel.courseware.folder import read_folder
from carrel.courseware.items import Item, Lecture
from carrel.courseware.questions import Assessment, Numeric
from tests.archiver.conftest import LESSON
from tests.archiver.schools import SLUG, Site, teaching
from tests.builders import a_folder
from tests.questions import EVERY_TYPE, SECRETS

LECTURE = "lect1"
PLACED = EVERY_TYPE.replace("[[questions]]\n", '[[questions]]\nat = "1s"\n')
ASKED = f"""
[[questions]]
id = "ready"
type = "continue"
at = "500ms"
title = "A pause"
prompt = "Breathe."

[[questions]]
id = "liked"
type = "poll"
at = "2s"
points = 2
prompt = "Which do you like? ![A pen](../../../assets/pen.png)"

[[questions.options]]
id = "one"
text = "One"

[[questions.options]]
id = "two"
text = "Two"
{PLACED}
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A school whose lecture asks every type of question."""
    root = tmp_path_factory.mktemp("asking")
    entries: dict[str, str | bytes | None] = {
        f"{LESSON}/01-hello/item.toml": f'id = "{LECTURE}"\nkind = "lecture"\n',
        f"{LESSON}/01-hello/questions.toml": ASKED,
        "assets/pen.png": b"",
    }
    with teaching(root / "school", a_folder(root / SLUG, entries)) as site:
        yield site


@pytest.fixture(scope="module")
def library(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a mirror of it left."""
    root = tmp_path_factory.mktemp("library")
    assert site.mirror(root).is_whole
    return root


def lecture_in(folder: Path) -> Item:
    return next(one for one in read_folder(folder).course.items() if one.id == LECTURE)


def asked_in(folder: Path) -> Assessment:
    content = lecture_in(folder).content
    assert isinstance(content, Lecture)
    assert content.assessment is not None
    return content.assessment


def test_every_question_comes_at_its_place(library: Path):
    asked = asked_in(library / SLUG).questions

    assert [(one.id, one.at) for one in asked[:2]] == [("ready", 500), ("bits", 1000)]
    assert [(one.id, one.type, one.at, one.points) for one in asked[-1:]] == [("liked", "poll", 2000, 2.0)]
    assert {one.id for one in asked if one.key == "unknown"} == {
        *("bits", "primes", "length", "word", "pattern", "formula", "gaps")
    }
    assert [one.unit for one in asked if isinstance(one, Numeric)] == ["m"]
    assert "assets/pen-" in asked[-1].prompt


def test_nothing_that_is_right_is_in_the_library(library: Path):
    files = [path.read_bytes() for path in library.rglob("*") if path.is_file()]

    assert files
    for data in files:
        assert not [secret for secret in SECRETS if secret.encode() in data]
        assert b"correct = true" not in data


def test_they_are_asked_for_without_a_request_of_their_own(site: Site, library: Path):
    site.asked.clear()
    site.answers.clear()

    site.mirror(library)

    assert not [path for path, _ in site.asked if "inVideoQuiz" in path]
    assert [body for asked, body in site.answers.items() if "onDemandLectureVideos" in asked] == [b""]


def test_they_come_back_the_same_from_the_school_where_they_are_published(library: Path, tmp_path: Path):
    with teaching(tmp_path / "school", library / SLUG) as next_school:
        next_school.mirror(tmp_path / "second")

    assert lecture_in(tmp_path / "second" / SLUG) == lecture_in(library / SLUG)
