"""What people do in a school, in one line each."""

from pathlib import Path

from carrel.application import accounts, classroom, enrolling
from carrel.application.classroom import Classroom
from carrel.application.publishing import Published, plan_publication, publish
from carrel.application.school import School
from carrel.courseware.items import SUPPLEMENT
from carrel.domain.progress import ItemProgress, ItemState
from carrel.domain.users import SchoolRole, User
from carrel.store import progress
from tests.builders import COURSE_ID, FOLDER, a_folder

NOW = 1_700_000_000_000
"""Epoch ms."""
SLUG = "study-well-online"


def publish_folder(school: School, folder: Path, now: int = NOW) -> Published | None:
    return publish(school, plan_publication(school, folder, now), now)


def teach(school: School, folder: Path, files: dict[str, str | bytes | None] | None = None) -> Published:
    """Publish the course of the builders, with these files in it."""
    published = publish_folder(school, a_folder(folder, files))
    assert published is not None
    return published


def a_reading_file(item_id: str, text: str = "Read.", **settings: object) -> str:
    """The Markdown file of a reading."""
    values = {"id": item_id, "kind": SUPPLEMENT} | settings
    lines = [
        f"{key} = {str(value).lower() if isinstance(value, bool) else repr(value)}"
        for key, value in values.items()
    ]
    return "\n".join(["+++", *lines, "+++", "", text, ""])


def at(name: str) -> str:
    """The path of an item in the lesson of the builders' course."""
    return f"{FOLDER}/{name}"


def join(school: School, email: str = "learner@example.org", role: SchoolRole = SchoolRole.LEARNER) -> User:
    return school.write(lambda visit: accounts.add_user(visit, email, "", role, ""), None, NOW)


def enroll(school: School, user: User, course_id: str = COURSE_ID, now: int = NOW) -> None:
    school.write(lambda visit: enrolling.enroll(visit, user.id, course_id), user, now)


def complete(school: School, user: User, *item_ids: str, course_id: str = COURSE_ID) -> None:
    done = dict.fromkeys(item_ids, ItemProgress(ItemState.COMPLETED, NOW))
    school.write(lambda visit: progress.add_items(visit.connection, user.id, course_id, done), None, NOW)


def seen_by(school: School, user: User | None, slug: str = SLUG) -> Classroom:
    return school.read(lambda visit: classroom.see_course(visit, slug), user, NOW)
