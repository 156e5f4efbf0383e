"""How the state of items is kept, learner by learner."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, bindparam, insert, select, update

from carrel.domain.progress import ItemProgress, ItemState
from carrel.store.memberships import raise_version
from carrel.store.prepared import Change, Prepared, Put
from carrel.store.tables import item_progress

_ITEMS = Prepared(
    select(item_progress.c.item_id, item_progress.c.state, item_progress.c.updated_at).where(
        item_progress.c.learner_id == bindparam("learner_id"),
        item_progress.c.course_id == bindparam("course_id"),
    )
)
_ALL_ITEMS = Prepared(
    select(
        item_progress.c.course_id, item_progress.c.item_id, item_progress.c.state, item_progress.c.updated_at
    ).where(item_progress.c.learner_id == bindparam("learner_id"))
)
_ITEM = Prepared(
    select(item_progress.c.state, item_progress.c.updated_at).where(
        item_progress.c.learner_id == bindparam("learner_id"),
        item_progress.c.course_id == bindparam("course_id"),
        item_progress.c.item_id == bindparam("item_id"),
    )
)
_NEW = Put(item_progress)
_MOVE = Change(
    update(item_progress)
    .where(
        item_progress.c.learner_id == bindparam("learner"),
        item_progress.c.course_id == bindparam("course"),
        item_progress.c.item_id == bindparam("item"),
    )
    .values(state=bindparam("to"), completed_at=bindparam("completed"), updated_at=bindparam("at"))
)
_COMPLETED = Prepared(
    select(item_progress.c.item_id).where(
        item_progress.c.learner_id == bindparam("learner_id"),
        item_progress.c.course_id == bindparam("course_id"),
        item_progress.c.state == ItemState.COMPLETED.value,
    )
)
_ALL_COMPLETED = Prepared(
    select(item_progress.c.course_id, item_progress.c.item_id).where(
        item_progress.c.learner_id == bindparam("learner_id"),
        item_progress.c.state == ItemState.COMPLETED.value,
    )
)
_OF_LEARNERS = select(
    item_progress.c.learner_id, item_progress.c.item_id, item_progress.c.state, item_progress.c.updated_at
).where(
    item_progress.c.learner_id.in_(bindparam("ids", expanding=True)),
    item_progress.c.course_id == bindparam("course_id"),
)


def items_of(connection: Connection, learner_id: int, course_id: str) -> dict[str, ItemProgress]:
    """What a learner has begun or completed in a course, by item id."""
    rows = _ITEMS.all(connection, learner_id=learner_id, course_id=course_id)
    return {item_id: ItemProgress(ItemState(state), at) for item_id, state, at in rows}


def items_of_learners(
    connection: Connection, learner_ids: Iterable[int], course_id: str
) -> dict[int, dict[str, ItemProgress]]:
    """As `items_of`, for several learners at once, by learner."""
    found: dict[int, dict[str, ItemProgress]] = {one: {} for one in learner_ids}
    rows = connection.execute(_OF_LEARNERS, {"ids": list(found), "course_id": course_id})
    for learner_id, item_id, state, at in rows:
        found[learner_id][item_id] = ItemProgress(ItemState(state), at)
    return found


def items_by_course(connection: Connection, learner_id: int) -> Mapping[str, Mapping[str, ItemProgress]]:
    """What a learner has begun or completed anywhere, by course and item."""
    items: dict[str, dict[str, ItemProgress]] = defaultdict(dict)
    for course_id, item_id, state, at in _ALL_ITEMS.all(connection, learner_id=learner_id):
        items[course_id][item_id] = ItemProgress(ItemState(state), at)
    return items


def completed_items(connection: Connection, learner_id: int, course_id: str) -> frozenset[str]:
    """The ids of the items that a learner has completed in a course."""
    rows = _COMPLETED.all(connection, learner_id=learner_id, course_id=course_id)
    return frozenset(row[0] for row in rows)


def completed_in_all(connection: Connection, learner_id: int) -> dict[str, frozenset[str]]:
    """The ids of the items that a learner has completed, by the id of their course."""
    found: dict[str, set[str]] = {}
    for course_id, item_id in _ALL_COMPLETED.all(connection, learner_id=learner_id):
        found.setdefault(course_id, set()).add(item_id)
    return {course_id: frozenset(items) for course_id, items in found.items()}


def put_item(
    connection: Connection, learner_id: int, course_id: str, item_id: str, state: ItemState, at: int
) -> ItemProgress:
    """Move an item on to `state`; answers its state and since when. What is completed stays completed."""
    known = item_of(connection, learner_id, course_id, item_id)
    if known is not None and known.state in {ItemState.COMPLETED, state}:
        return known
    if known is None:
        _NEW(connection, **_row(learner_id, course_id, item_id, ItemProgress(state, at)))
    else:
        key = {"learner": learner_id, "course": course_id, "item": item_id}
        _MOVE(connection, **key, to=state.value, completed=at, at=at)
    raise_version(connection, learner_id, course_id)
    return ItemProgress(state, at)


def item_of(connection: Connection, learner_id: int, course_id: str, item_id: str) -> ItemProgress | None:
    """The state of one item, if it has any."""
    row = _ITEM.first(connection, learner_id=learner_id, course_id=course_id, item_id=item_id)
    return ItemProgress(ItemState(row[0]), row[1]) if row else None


def add_items(
    connection: Connection, learner_id: int, course_id: str, items: Mapping[str, ItemProgress]
) -> None:
    """Keep the states of items that have none yet."""
    rows = [_row(learner_id, course_id, item_id, one) for item_id, one in items.items()]
    if rows:
        connection.execute(insert(item_progress), rows)
        raise_version(connection, learner_id, course_id)


def _row(learner_id: int, course_id: str, item_id: str, one: ItemProgress) -> dict[str, object]:
    return {
        "learner_id": learner_id,
        "course_id": course_id,
        "item_id": item_id,
        "state": one.state.value,
        "started_at": one.at,
        "completed_at": one.at if one.state is ItemState.COMPLETED else None,
        "updated_at": one.at,
    }
