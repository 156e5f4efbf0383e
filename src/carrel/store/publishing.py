"""How an edition is put in place: its document and media rows first, then the pointer, in one transaction."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import Column, Connection, Table, bindparam, delete, func, insert, select, update

from carrel.courseware.course import Course, File
from carrel.courseware.items import Lecture
from carrel.domain.errors import SlugTaken
from carrel.store.courses import Handle, KeptCard, KeptInstructor, KeptPartner
from carrel.store.tables import (
    course_instructors,
    course_partners,
    courses,
    edition_media,
    editions,
    handles,
    instructors,
    item_progress,
    media,
    memberships,
    partners,
    uploads,
)

_CURRENT = (
    select(editions.c.number, editions.c.document_sha256)
    .join(courses, courses.c.edition_id == editions.c.id)
    .where(courses.c.id == bindparam("course_id"))
)
_SLUG = select(courses.c.slug).where(courses.c.id == bindparam("course_id"))
_OWNER_OF_SLUG = select(courses.c.id, courses.c.name).where(courses.c.slug == bindparam("slug"))


def current_document(connection: Connection, course_id: str) -> tuple[int, str] | None:
    """The number of the course's current edition and the SHA-256 of its document, if there is one."""
    row = connection.execute(_CURRENT, {"course_id": course_id}).one_or_none()
    return (row[0], row[1]) if row else None


def current_slug(connection: Connection, course_id: str) -> str | None:
    """The slug under which the course is taught; None before it was first published."""
    return connection.execute(_SLUG, {"course_id": course_id}).scalar_one_or_none()


def progress_on_items(connection: Connection, course_id: str, item_ids: Iterable[str]) -> dict[str, int]:
    """How many learners have begun each of these items; items nobody began are left out."""
    rows = connection.execute(
        select(item_progress.c.item_id, func.count())
        .where(item_progress.c.course_id == course_id, item_progress.c.item_id.in_(list(item_ids)))
        .group_by(item_progress.c.item_id)
    )
    return {row[0]: row[1] for row in rows}


def put_edition(
    connection: Connection, course: Course, encoded: bytes, sha256: str, found_in: Iterable[Handle], now: int
) -> int:
    """Keep a new edition and make it the current one; answers its number (1, 2, …).

    The media must be stored already. `found_in` replaces the handles of the course's last edition. Raises
    `SlugTaken` when another course has the slug.
    """
    owner = connection.execute(_OWNER_OF_SLUG, {"slug": course.slug}).one_or_none()
    if owner and owner[0] != course.id:
        raise SlugTaken(
            f"The slug {course.slug} belongs to the course “{owner[1]}” already. Give this course "
            f"another slug in course.toml; or, if it is the same course, its id: {owner[0]}."
        )
    _put_course(connection, course, now)
    number = 1 + (
        connection.execute(
            select(func.max(editions.c.number)).where(editions.c.course_id == course.id)
        ).scalar_one()
        or 0
    )
    edition_id = connection.execute(
        insert(editions).returning(editions.c.id),
        {
            "course_id": course.id,
            "number": number,
            "document": encoded,
            "document_sha256": sha256,
            "published_at": now,
        },
    ).scalar_one()
    _put_media(connection, edition_id, course.files, now)
    _put_people(connection, course, now)
    _put_handles(connection, course.id, found_in)
    connection.execute(update(courses).where(courses.c.id == course.id).values(edition_id=edition_id))
    connection.execute(
        update(memberships)
        .where(memberships.c.course_id == course.id)
        .values(version=memberships.c.version + 1)
    )
    return number


def referenced_media(connection: Connection) -> set[str]:
    """The hashes of all media that some edition still names, or that somebody uploaded."""
    both = select(edition_media.c.sha256).union(select(uploads.c.sha256))
    return {sha256 for (sha256,) in connection.execute(both)}


def _put_course(connection: Connection, course: Course, now: int) -> None:
    row = {"slug": course.slug, "name": course.name, "card": msgspec.json.encode(_card(course))}
    known = connection.execute(select(courses.c.id).where(courses.c.id == course.id)).one_or_none()
    if known:
        connection.execute(update(courses).where(courses.c.id == course.id), row)
    else:
        connection.execute(insert(courses), {"id": course.id, "edition_id": None, "published_at": now, **row})


def _card(course: Course) -> KeptCard:
    lectures = [item.content for item in course.items() if isinstance(item.content, Lecture)]
    named = {course.image, *(p.logo for p in course.partners), *(i.photo for i in course.instructors)}
    files = tuple(file for file in course.files if file.path in named)
    return KeptCard(
        course=msgspec.structs.replace(course, modules=(), references=(), files=files),
        subtitle_languages=tuple(sorted({one.language for it in lectures for one in it.captions})),
        modules=len(course.modules),
        items=sum(1 for _ in course.items()),
        time_commitment=sum(module.time_commitment for module in course.modules),
    )


def _put_media(connection: Connection, edition_id: int, files: Sequence[File], now: int) -> None:
    by_hash = {file.sha256: file for file in files}
    known = {
        sha256
        for (sha256,) in connection.execute(select(media.c.sha256).where(media.c.sha256.in_(list(by_hash))))
    }
    new = [
        {"sha256": file.sha256, "size": file.size, "media_type": file.media_type, "stored_at": now}
        for file in by_hash.values()
        if file.sha256 not in known
    ]
    if new:
        connection.execute(insert(media), new)
    if by_hash:
        connection.execute(
            insert(edition_media), [{"edition_id": edition_id, "sha256": sha256} for sha256 in by_hash]
        )


def _put_handles(connection: Connection, course_id: str, found_in: Iterable[Handle]) -> None:
    connection.execute(delete(handles).where(handles.c.course_id == course_id))
    rows = [
        {"id": one.id, "course_id": course_id, "item_id": one.item_id, "kind": one.kind} for one in found_in
    ]
    if rows:
        connection.execute(insert(handles), rows)


def _partners_of(course: Course) -> Mapping[str, KeptPartner]:
    return {one.id: KeptPartner(one, course.file_at.get(one.logo)) for one in course.partners}


def _instructors_of(course: Course) -> Mapping[str, KeptInstructor]:
    return {one.id: KeptInstructor(one, course.file_at.get(one.photo)) for one in course.instructors}


@dataclass(frozen=True, slots=True)
class _People:
    """One sort of people: their records, the courses they belong to, and what a course says of them."""

    records: Table
    links: Table
    key: Column[str]
    of: Callable[[Course], Mapping[str, KeptPartner | KeptInstructor]]


_PEOPLE = (
    _People(partners, course_partners, course_partners.c.partner_id, _partners_of),
    _People(instructors, course_instructors, course_instructors.c.instructor_id, _instructors_of),
)


def _put_people(connection: Connection, course: Course, now: int) -> None:
    for people in _PEOPLE:
        before = set(connection.scalars(select(people.key).where(people.links.c.course_id == course.id)))
        here = people.of(course)
        for key, one in here.items():
            _put_record(connection, people.records, key, one, now)
        _replace_links(connection, people, course.id, list(here))
        for key in before - here.keys():
            _let_go(connection, people, key, now)


def _put_record(
    connection: Connection, table: Table, key: str, one: KeptPartner | KeptInstructor, now: int
) -> None:
    row = {"record": msgspec.json.encode(one), "updated_at": now}
    if not connection.execute(update(table).where(table.c.id == key), row).rowcount:
        connection.execute(insert(table), {"id": key, **row})


def _replace_links(connection: Connection, people: _People, course_id: str, ids: Sequence[str]) -> None:
    connection.execute(delete(people.links).where(people.links.c.course_id == course_id))
    rows = [
        {"course_id": course_id, people.key.name: one, "position": position}
        for position, one in enumerate(ids)
    ]
    if rows:
        connection.execute(insert(people.links), rows)


def _let_go(connection: Connection, people: _People, key: str, now: int) -> None:
    """A course no longer names somebody: the newest course that still does describes them from now on."""
    newest = (
        select(courses.c.card)
        .join(people.links, people.links.c.course_id == courses.c.id)
        .join(editions, editions.c.id == courses.c.edition_id)
        .where(people.key == key)
        .order_by(editions.c.published_at.desc(), courses.c.id)
        .limit(1)
    )
    card = connection.execute(newest).scalar_one_or_none()
    if card is None:
        connection.execute(delete(people.records).where(people.records.c.id == key))
    else:
        described = people.of(msgspec.json.decode(card, type=KeptCard).course)
        _put_record(connection, people.records, key, described[key], now)
