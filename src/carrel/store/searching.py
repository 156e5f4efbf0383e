"""How what can be found is kept: rows as they read, and their folded words in each engine's own index."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, Connection, Text, TextClause, bindparam, delete, insert, select, text

from carrel.domain.searching import LONGEST_TEXT, Entry, folded_words
from carrel.store.tables import search_texts

_BOOST = "CASE t.kind WHEN 'course' THEN 4.0 WHEN 'module' THEN 2.0 ELSE 1.0 END"
_ALLOWED = "t.course_id IN :open AND (NOT t.is_lockable OR t.course_id || '~' || t.part_id NOT IN :locked)"
_SEEN = f"""
    (t.audience = 'everybody'
     OR (t.audience = 'inside' AND (:is_staff OR ({_ALLOWED})))
     OR (t.audience = 'outside' AND NOT (:is_staff OR ({_ALLOWED}))))
    AND (:course_id = '' OR t.course_id = :course_id)
"""
_COLUMNS = "t.course_id, t.kind, t.name, t.text, t.module, t.part_id"
_SQLITE = f"""
    FROM search_words JOIN search_texts AS t ON t.id = search_words.rowid
    JOIN courses ON courses.id = t.course_id
    WHERE search_words MATCH :wanted AND courses.edition_id IS NOT NULL AND {_SEEN}
"""
_POSTGRES = f"""
    FROM search_words JOIN search_texts AS t ON t.id = search_words.id
    JOIN courses ON courses.id = t.course_id
    WHERE search_words.words @@ to_tsquery('simple', :wanted) AND courses.edition_id IS NOT NULL AND {_SEEN}
"""


def _asked(statement: str) -> TextClause:
    return text(statement).bindparams(
        bindparam("open", type_=Text, expanding=True),
        bindparam("locked", type_=Text, expanding=True),
        bindparam("course_id", type_=Text),
        bindparam("is_staff", type_=Boolean),
    )


_FIND: Mapping[str, TextClause] = {
    "sqlite": _asked(
        f"SELECT {_COLUMNS} {_SQLITE}"
        f" ORDER BY bm25(search_words, 8.0, 1.0) * {_BOOST}, t.id LIMIT :limit OFFSET :start"
    ),
    "postgresql": _asked(
        f"SELECT {_COLUMNS} {_POSTGRES} ORDER BY"
        f" ts_rank('{{0.1,0.1,0.1,1.0}}', search_words.words, to_tsquery('simple', :wanted), 1) * {_BOOST}"
        " DESC, t.id LIMIT :limit OFFSET :start"
    ),
}
_COUNT: Mapping[str, TextClause] = {
    "sqlite": _asked(f"SELECT count(*) {_SQLITE}"),
    "postgresql": _asked(f"SELECT count(*) {_POSTGRES}"),
}
_LOCKABLE = (
    select(search_texts.c.course_id)
    .distinct()
    .where(search_texts.c.is_lockable, search_texts.c.course_id.in_(bindparam("ids", expanding=True)))
)
_PUT_WORDS: Mapping[str, TextClause] = {
    "sqlite": text("INSERT INTO search_words (rowid, name, words) VALUES (:id, :name, :words)"),
    "postgresql": text(
        "INSERT INTO search_words (id, words) VALUES (:id,"
        " setweight(to_tsvector('simple', :name), 'A') || setweight(to_tsvector('simple', :words), 'D'))"
    ),
}
_REMOVE_WORDS: Mapping[str, TextClause] = {
    "sqlite": text(
        "DELETE FROM search_words WHERE rowid IN (SELECT id FROM search_texts WHERE course_id = :course_id)"
    ),
    "postgresql": text(
        "DELETE FROM search_words WHERE id IN (SELECT id FROM search_texts WHERE course_id = :course_id)"
    ),
}


@dataclass(frozen=True, slots=True)
class Eyes:
    """What somebody may find: the texts of the open courses without the locked items, or everything.

    `locked` are items as `{courseId}~{itemId}`. `course_id` narrows the search to one course.
    """

    open: frozenset[str] = frozenset()
    locked: frozenset[str] = frozenset()
    is_staff: bool = False
    course_id: str = ""


def find(
    connection: Connection, words: Sequence[str], eyes: Eyes, start: int, limit: int
) -> tuple[Sequence[Entry], int]:
    """A page of what has all of these folded words, the best first, and how much there is in all."""
    if not words:
        return [], 0
    engine = connection.dialect.name
    values = {
        "wanted": _wanted(engine, words),
        "open": sorted(eyes.open),
        "locked": sorted(eyes.locked),
        "is_staff": eyes.is_staff,
        "course_id": eyes.course_id,
    }
    rows = connection.execute(_FIND[engine], {**values, "limit": limit, "start": start})
    found = [Entry(row[0], row[1], row[2], row[3], row[4], row[5]) for row in rows]
    return found, connection.execute(_COUNT[engine], values).scalar_one()


def with_lockable_texts(connection: Connection, course_ids: Iterable[str]) -> set[str]:
    """Which of these courses have texts that may be locked."""
    return {row[0] for row in connection.execute(_LOCKABLE, {"ids": list(course_ids)})}


def replace_entries(connection: Connection, course_id: str, entries: Iterable[Entry]) -> None:
    """What can be found in a course from now on."""
    engine = connection.dialect.name
    connection.execute(_REMOVE_WORDS[engine], {"course_id": course_id})
    connection.execute(delete(search_texts).where(search_texts.c.course_id == course_id))
    wanted = list(entries)
    if not wanted:
        return
    rows = [_row(course_id, one) for one in wanted]
    ids = connection.scalars(
        insert(search_texts).returning(search_texts.c.id, sort_by_parameter_order=True), rows
    )
    connection.execute(
        _PUT_WORDS[engine],
        [
            {"id": own, "name": _folded(row["name"]), "words": _folded(row["text"])}
            for own, row in zip(ids.all(), rows, strict=True)
        ],
    )


def _row(course_id: str, entry: Entry) -> dict[str, Any]:
    return {
        "course_id": course_id,
        "module": entry.module,
        "part_id": entry.part_id,
        "kind": entry.kind,
        "audience": entry.audience.value,
        "is_lockable": entry.is_lockable,
        "name": entry.name,
        "text": entry.text[:LONGEST_TEXT],
    }


def _folded(words: str) -> str:
    return " ".join(folded_words(words))


def _wanted(engine: str, words: Sequence[str]) -> str:
    """The query in the engine's own language. Folded words are letters and digits alone, so none escapes."""
    *whole, last = words
    if engine == "sqlite":
        return " ".join([*(f'"{word}"' for word in whole), f'"{last}"*'])
    return " & ".join([*(f"'{word}'" for word in whole), f"'{last}':*"])
