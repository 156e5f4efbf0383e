"""Schools to measure: courses of any size, and learners who are signed in and have done something."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Final

from carrel.application import accounts, enrolling, signing_in
from carrel.application.publishing import plan_publication, publish
from carrel.application.school import School, create_school
from carrel.application.signing_in import SignIn
from carrel.application.visit import Visit
from carrel.courseware.course import Course
from carrel.domain.progress import ItemProgress, ItemState
from carrel.domain.users import SchoolRole, User
from carrel.server.links import Links
from carrel.server.visitors import now
from carrel.store import progress

DEMO: Final = Path(__file__).parent.parent / "demo" / "courses"
CAPTURED: Final = DEMO / "writing-that-argues"
"""The demo course in the shape of the captured one: 5 modules, 13 lessons, 63 items."""
FILM: Final = CAPTURED / "01-welcome" / "01-first-steps" / "01-hello" / "video.360p.mp4"
PASSWORD: Final = "a password of the benchmark"
ITEMS_OF_A_LESSON: Final = 10
LESSONS_OF_A_MODULE: Final = 10

TEXT: Final = (
    "A claim is worth what its reasons are worth. Read *slowly*, then ask of every sentence what it is "
    "for, and [write it down](https://example.org/notes).\n\n- What is said?\n- What is left out?\n\n"
)


@dataclass(frozen=True)
class Furnished:
    """A school that is ready to be served: its folder, its course, and the learners who are signed in."""

    data: Path
    course: Course
    learners: tuple[SignIn, ...]
    file_paths: dict[str, str]
    """The signed paths of the course's files, by their place in the course folder."""
    publishing: float
    """Seconds that publishing the course took."""

    @property
    def tokens(self) -> list[str]:
        """What the learners send to be known."""
        return [learner.token for learner in self.learners]


def write_course(root: Path, items: int, extra: dict[str, int] | None = None) -> Path:
    """A course folder with so many items, three in ten of them lectures with captions, the others readings.

    `extra` are further attachments of the first lecture: name, and size in bytes.
    """
    root.mkdir(parents=True)
    (root / "course.toml").write_text(f'slug = "of-{items}"\nname = "A course of {items}"\n')
    for number in range(items):
        _write_item(root, number)
    for name, size in (extra or {}).items():
        with (_lesson(root, 0) / "01-lecture-1" / name).open("wb") as file:
            file.writelines(os.urandom(1 << 20) for _ in range(size >> 20))
    return root


def _write_item(root: Path, number: int) -> None:
    lesson, place = _lesson(root, number), number % ITEMS_OF_A_LESSON + 1
    lesson.mkdir(parents=True, exist_ok=True)
    if place > 3:
        (lesson / f"{place:02}-reading-{number + 1}.md").write_text(f"# Reading {number + 1}\n\n{TEXT * 4}")
        return
    lecture = lesson / f"{place:02}-lecture-{number + 1}"
    lecture.mkdir()
    os.link(FILM, lecture / "video.360p.mp4")
    cues = (f"\n00:00:{s:02}.000 --> 00:00:{s:02}.900\nSentence {s} of {number + 1}\n" for s in range(20))
    (lecture / "captions.en.vtt").write_text("WEBVTT\n" + "".join(cues))


def _lesson(root: Path, number: int) -> Path:
    lesson = number // ITEMS_OF_A_LESSON + 1
    module = (lesson - 1) // LESSONS_OF_A_MODULE + 1
    return root / f"{module:03}-module-{module}" / f"{lesson:03}-lesson-{lesson}"


def furnish(data: Path, folder: Path, learners: int) -> Furnished:
    """A new school that teaches the course, to learners who are signed in and have each done another part."""
    with opened(data) as school:
        began = perf_counter()
        course = published(school, folder)
        publishing = perf_counter() - began
        password_hash = signing_in.hash_password(PASSWORD)
        signed_in = school.write(
            lambda visit: tuple(_learner(visit, course, one, password_hash) for one in range(learners)),
            None,
            now(),
        )
        links = Links("", school.secret, now() + 86_400_000)
        paths = {file.path: links.media(file) for file in course.files}
    return Furnished(data, course, signed_in, paths, publishing)


@contextmanager
def opened(data: Path) -> Iterator[School]:
    """The school in this folder, made when it is not there, closed in the end."""
    school = create_school(data, None, "The Bench")
    try:
        yield school
    finally:
        school.close()


def published(school: School, folder: Path) -> Course:
    """The course in the folder, which the school teaches from now on."""
    plan = plan_publication(school, folder, now())
    publish(school, plan, now())
    return plan.course


def email_of(number: int) -> str:
    """The address of one of the learners."""
    return f"learner-{number}@example.org"


def _learner(visit: Visit, course: Course, number: int, password_hash: str) -> SignIn:
    user = accounts.add_user(visit, email_of(number), f"Learner {number}", SchoolRole.LEARNER, password_hash)
    learner = Visit(visit.connection, visit.shelf, user, visit.now)
    enrolling.enroll(learner, user.id, course.id)
    _study(learner, user, course, number)
    return signing_in.sign_in(learner, user)


def _study(visit: Visit, user: User, course: Course, number: int) -> None:
    items = [item.id for item in course.items()]
    done = items[: number * 7 % len(items)]
    states = {item_id: ItemProgress(ItemState.COMPLETED, visit.now) for item_id in done}
    progress.add_items(visit.connection, user.id, course.id, states)
