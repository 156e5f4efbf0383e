"""Killed anywhere, publishing leaves the old edition taught or the new one, and never something between."""

import signal
from pathlib import Path

import pytest

from carrel.application.school import create_school, open_school
from carrel.courseware.folder import read_folder
from carrel.store import courses
from tests.application.deeds import (
    NOW,
    a_reading_file,
    at,
    complete,
    enroll,
    join,
    publish_folder,
    seen_by,
    teach,
)
from tests.application.dying import processes, publish_and_die
from tests.builders import a_folder
from tests.conftest import Place

POINTS = [
    ("before any file is stored", "carrel.store.media:MediaStore.put", 1),
    ("while a file is copied", "carrel.store.media:_write_whole", 1),
    ("before a file is in its place", "carrel.store.media:Path.replace", 2),
    ("between two files", "carrel.store.media:MediaStore.put", 3),
    ("before the switch begins", "carrel.application.publishing:_switch", 1),
    ("before the media are noted", "carrel.store.publishing:_put_media", 1),
    ("between the media and the people", "carrel.store.publishing:_put_people", 1),
    ("before the handles are replaced", "carrel.store.publishing:_put_handles", 1),
    ("after the switch", "carrel.application.publishing:_collect", 1),
    ("while old media are collected", "carrel.store.media:MediaStore.collect", 1),
]
SWITCHED = {"after the switch", "while old media are collected"}


@pytest.mark.parametrize(("when", "point", "calls"), POINTS, ids=[point[0] for point in POINTS])
def test_a_publication_that_is_killed(place: Place, tmp_path: Path, when: str, point: str, calls: int):
    school = create_school(place.folder, place.url, "")
    folder = tmp_path / "course"
    teach(school, folder)
    learner = join(school)
    enroll(school, learner)
    complete(school, learner, "aaaa1")
    school.close()
    old = read_folder(folder).course
    a_folder(folder, {at("01-hello/slides.pdf"): b"new", at("03-more.md"): a_reading_file("aaaa3")})
    new = read_folder(a_folder(folder, {at("01-hello/more.pdf"): b"more", "assets/a.pdf": b"a"})).course

    process = processes().Process(
        target=publish_and_die, args=(place.folder, place.url, folder, point, calls)
    )
    process.start()
    process.join()

    assert process.exitcode == -signal.SIGKILL
    school = open_school(place.folder, place.url)
    seen = seen_by(school, learner)
    assert seen.edition.course == (new if when in SWITCHED else old)
    assert seen.done == {"aaaa1"}
    assert school.media.missing(file.sha256 for file in seen.edition.course.files) == set()
    publish_folder(school, folder)
    assert seen_by(school, learner).edition.course == new
    found = school.read(
        lambda visit: courses.handles_of(visit.connection, new.file_at[at("01-hello/more.pdf")].id), None, NOW
    )
    assert [one.course_id for one in found] == [new.id]
    school.close()
