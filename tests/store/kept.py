"""Rows that the tests of the queries begin with."""

import hashlib

import msgspec

from carrel.courseware.course import Course
from carrel.domain.users import SchoolRole, User
from carrel.store.engine import Database
from carrel.store.publishing import put_edition
from carrel.store.users import add_user
from tests.builders import a_course


def a_user(email: str = "learner@example.org") -> User:
    return User(
        0, email, "A learner", SchoolRole.LEARNER, email.encode().hex().rjust(32, "0")[-32:], "en", "UTC", 5
    )


def keep_user(database: Database, email: str = "learner@example.org") -> User:
    return database.write(lambda connection: add_user(connection, a_user(email), "hash"))


def keep_course(database: Database, course: Course | None = None, now: int = 0) -> int:
    """The number of the course's new edition."""
    course = course or a_course()
    encoded = msgspec.json.encode(course)
    return database.write(
        lambda connection: put_edition(
            connection, course, encoded, hashlib.sha256(encoded).hexdigest(), [], now
        )
    )
