"""A course that is carried from school to school: nothing that a learner could see is lost on the way."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest

from carrel.courseware.folder import read_folder
from carrel.courseware.items import DiscussionPrompt, Unseen
from tests.archiver.conftest import LESSON
from tests.archiver.schools import SLUG, files_of, teaching
from tests.builders import a_folder, bytes_at
from tests.schools import COURSES

SLIDES = "sLiDeSsLiDeSsLiDeSsLiQ"
ADDRESS = re.compile(rb'(?:https?://[^"\\\\ ]*)?/(?:media|files|api/subtitle)[^"\\\\ ]*')
"""The addresses of bytes: signed, and each school's own."""
OWN_PLACE = re.compile(rb' data-ref=\\"[^"\\]*\\"')
"""Where a file stands in the folder, which the mirror chose."""


@dataclass(frozen=True)
class Stop:
    """A school on the way: what its API answered to a mirror, and the folder that the mirror left."""

    answers: dict[str, Any]
    folder: Path


@pytest.fixture(
    scope="module", params=["how-computers-count", "a-garden-in-one-square-metre", SLUG], ids=lambda one: one
)
def stops(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, course: Path
) -> list[Stop]:
    """Three schools, each of which teaches what was mirrored from the one before."""
    slug, root = request.param, tmp_path_factory.mktemp("carried")
    folder, stops = course if slug == SLUG else COURSES / slug, []
    for number in range(3):
        with teaching(root / f"school-{number}", folder) as site:
            report = site.mirror(root / f"library-{number}", slug)
            assert report.is_whole
            answers = {
                asked: msgspec.json.decode(OWN_PLACE.sub(b"", ADDRESS.sub(b"address", body)))
                for asked, body in site.answers.items()
                if not asked.startswith("/api/subtitle")
            }
        folder = root / f"library-{number}" / slug
        stops.append(Stop(answers, folder))
    return stops


def test_the_folders_are_the_same_byte_for_byte(stops: list[Stop]):
    first, second, third = [files_of(stop.folder) for stop in stops]

    assert first == second == third


def test_what_a_course_asks_everybody_is_carried(stops: list[Stop]):
    asked = [
        [
            item.content.instructions
            for item in read_folder(stop.folder).course.items()
            if isinstance(item.content, DiscussionPrompt)
        ]
        for stop in stops
    ]

    assert asked[0] == asked[1] == asked[2]
    assert all(asked[0])
    assert len(asked[0]) == (stops[0].folder.name == "how-computers-count")


def test_references_are_carried_with_their_ids_and_texts(stops: list[Stop]):
    carried = [
        [
            (one.id, one.slug, one.name, one.content.markdown)
            for one in read_folder(stop.folder).course.references
        ]
        for stop in stops
    ]

    assert carried[0] == carried[1] == carried[2]
    assert len(carried[0]) == (2 if stops[0].folder.name == "how-computers-count" else 0)
    assert all(text for references in carried for *_, text in references)


def test_the_second_and_the_third_school_answer_the_same(stops: list[Stop]):
    assert stops[1].answers == stops[2].answers


def test_the_first_and_the_second_differ_only_in_what_nobody_could_see(stops: list[Stop]):
    items = read_folder(stops[0].folder).course.items()
    unseen = frozenset([item.id for item in items if isinstance(item.content, Unseen)])

    first, second = [
        {asked: _visible(one, unseen) for asked, one in stop.answers.items()} for stop in stops[:2]
    ]

    assert len(first) > 5
    assert first == second


def test_a_file_that_two_lectures_carry_keeps_its_id_in_both(tmp_path: Path):
    lectures = [f"{LESSON}/01-hello", f"{LESSON}/02-again"]
    tables = [f'[files."{one}/slides.pdf"]\nid = "{SLIDES}"\n' for one in lectures]
    entries = {f"{one}/slides.pdf": b"slides" for one in lectures}
    folder = a_folder(
        tmp_path / "course",
        {
            **entries,
            "course.toml": f'slug = "{SLUG}"\nname = "Study Well Online"\n{"".join(tables)}',
            f"{LESSON}/02-again/item.toml": 'kind = "lecture"\n',
            f"{LESSON}/02-again/video.720p.mp4": bytes_at("video.720p.mp4"),
        },
    )
    with teaching(tmp_path / "school", folder) as site:
        site.mirror(tmp_path / "library")

    files = read_folder(tmp_path / "library" / SLUG).course.files

    assert [one.path for one in files if one.id == SLIDES] == list(entries)


def _visible(answer: Any, unseen: frozenset[str]) -> Any:
    """An answer without the contents of what is not shown."""
    if isinstance(answer, list):
        return [_visible(one, unseen) for one in answer]
    if not isinstance(answer, dict):
        return answer
    if answer.get("id") in unseen and "content" in answer:
        answer = {**answer, "content": answer["content"]["typeName"]}
    return {name: _visible(one, unseen) for name, one in answer.items()}
