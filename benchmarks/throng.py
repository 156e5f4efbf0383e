"""Schools of any number of courses and memberships, made straight in the store's tables.

What is made is what the application layer would make: courses are copies of one that was published, under
other names. It takes SQLite a minute to make ten thousand courses and a million memberships.
"""

from typing import Final

from sqlalchemy import Connection

from benchmarks.schools import Furnished, opened

EACH: Final = 50
"""Courses that every member of the throng takes."""
DONE: Final = 10
"""Items that a learner has completed in each course on their desk."""

_NUMBERS: Final = "WITH RECURSIVE n(i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last)"
_ENROL: Final = "INSERT INTO memberships (learner_id, course_id, role, enrolled_at, hidden, version)"
_ID: Final = "substr('{0}-' || i || '----------------------', 1, 22)"


def _renamed(column: str, name: str) -> str:
    """A document of the course that is copied, under the id and the slug of the copy."""
    text = f"replace(CAST({column} AS TEXT), :id, {_ID.format(name)})"
    return f"CAST(replace({text}, :slug, '{name}-' || i) AS BLOB)"


def copy_course(furnished: Furnished, name: str, copies: int) -> None:
    """More courses like the furnished one: `{name}-1` and so on."""
    course = furnished.course
    values = {"first": 1, "last": copies, "id": course.id, "slug": course.slug}

    def copied(connection: Connection) -> None:
        connection.exec_driver_sql(
            f"{_NUMBERS} INSERT INTO courses (id, slug, name, card, published_at) "
            f"SELECT {_ID.format(name)}, '{name}-' || i, name || ' ' || i, {_renamed('card', name)}, "
            "published_at + i FROM n, courses WHERE id = :id",
            values,
        )
        connection.exec_driver_sql(
            f"{_NUMBERS} INSERT INTO editions (course_id, number, document, document_sha256, published_at) "
            f"SELECT {_ID.format(name)}, 1, {_renamed('document', name)}, document_sha256, published_at + i "
            "FROM n, editions WHERE course_id = :id",
            values,
        )
        connection.exec_driver_sql(
            "UPDATE courses SET edition_id = (SELECT id FROM editions WHERE course_id = courses.id) "
            "WHERE edition_id IS NULL"
        )

    with opened(furnished.data) as school:
        school.database.write(copied)


def enrol_all(furnished: Furnished, name: str, courses: int) -> None:
    """Everybody who is signed in takes the first copies, and has done the first items of each."""
    items = [item.id for item in furnished.course.items()][:DONE]

    def enrolled(connection: Connection) -> None:
        for learner in furnished.learners:
            values = {"first": 1, "last": courses, "learner": learner.user.id, "at": learner.user.created_at}
            connection.exec_driver_sql(
                f"{_NUMBERS} {_ENROL} SELECT :learner, {_ID.format(name)}, 'LEARNER', :at + i, 0, 1 FROM n",
                values,
            )
            for item_id in items:
                connection.exec_driver_sql(
                    f"{_NUMBERS} INSERT INTO item_progress "
                    "(learner_id, course_id, item_id, state, started_at, completed_at, updated_at) "
                    f"SELECT :learner, {_ID.format(name)}, :item, 'Completed', :at, :at, :at FROM n",
                    {**values, "item": item_id},
                )

    with opened(furnished.data) as school:
        school.database.write(enrolled)


def crowd(furnished: Furnished, name: str, courses: int, memberships: int) -> None:
    """So many memberships more, of learners who each take some of the copies."""

    def crowded(connection: Connection) -> None:
        (first,) = connection.exec_driver_sql("SELECT max(id) + 1 FROM users").one()
        values = {"first": first, "last": first + memberships // EACH - 1, "courses": courses}
        connection.exec_driver_sql(
            f"{_NUMBERS} INSERT INTO users "
            "(id, email, name, password_hash, role, external_id, locale, timezone, created_at) "
            "SELECT i, 'crowd-' || i || '@example.org', 'Learner ' || i, '', 'learner', "
            "lower(hex(randomblob(16))), 'en', 'UTC', 0 FROM n",
            values,
        )
        number = f"1 + (learner * 7919 + k * {courses // EACH}) % :courses"
        connection.exec_driver_sql(
            "WITH RECURSIVE l(learner) AS "
            "(SELECT :first UNION ALL SELECT learner + 1 FROM l WHERE learner < :last), "
            f"c(k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM c WHERE k < {EACH - 1}), "
            f"n(learner, i) AS (SELECT learner, {number} FROM l, c) "
            f"{_ENROL} SELECT learner, {_ID.format(name)}, 'LEARNER', i, 0, 1 FROM n",
            values,
        )

    with opened(furnished.data) as school:
        school.database.write(crowded)
