"""What a peer review asks for, and by what it is done: `[[submission]]` and `[[rubric]]`, both ways."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from msgspec.structs import replace

from carrel.courseware.folder import keys
from carrel.courseware.folder.inspection import Inspection
from carrel.courseware.folder.sheets import Sheet
from carrel.courseware.folder.tables import Table, defaults_of, table_of, with_extra
from carrel.courseware.items import PeerReview
from carrel.courseware.peer_review import Criterion, Level, Part
from carrel.courseware.questions import derived_ids

Asked = TypeVar("Asked", Part, Criterion, Level)


def read_rubric(inspection: Inspection, sheet: Sheet) -> dict[str, Any]:
    """The fields `submission` and `rubric` of a peer review."""
    parts = [
        (own, Part(**({"id": ""} | inspection.take(own, keys.PART)), extra=own.rest()))
        for own in sheet.take_sheets("submission")
    ]
    criteria = [(own, _criterion(inspection, own)) for own in sheet.take_sheets("rubric")]
    return {"submission": _identified(parts), "rubric": _identified(criteria)}


def rubric_tables(content: PeerReview) -> Table:
    """The same as tables; without those that are not written."""
    parts = [_table(one, keys.PART, own) for one, own in _with_derived(content.submission)]
    criteria = [_criterion_table(one, own) for one, own in _with_derived(content.rubric)]
    return _written({"submission": parts, "rubric": criteria})


def _criterion_table(criterion: Criterion, derived: str) -> Table:
    levels = [_table(one, keys.LEVEL, own) for one, own in _with_derived(criterion.options)]
    return _table(criterion, keys.CRITERION, derived) | _written({"options": levels})


def _written(tables: dict[str, list[Table]]) -> Table:
    return {key: value for key, value in tables.items() if value}


def _criterion(inspection: Inspection, sheet: Sheet) -> Criterion:
    written = {"id": ""} | inspection.take(sheet, keys.CRITERION)
    levels = [
        (own, Level(**({"id": "", "text": ""} | inspection.take(own, keys.LEVEL)), extra=own.rest()))
        for own in sheet.take_sheets("options")
    ]
    criterion = Criterion(**written, options=_identified(levels), extra=sheet.rest())
    _refuse_misfits(sheet, criterion)
    return criterion


def _refuse_misfits(sheet: Sheet, criterion: Criterion) -> None:
    if criterion.kind == "points" and not criterion.points:
        sheet.fault("points", "Nothing says how many points this criterion gives.", "Write points = 10.")
    if criterion.kind == "options" and len(criterion.options) < 2:
        sheet.fault("options", "There is nothing to choose from.", "Write two [[rubric.options]] or more.")
    if criterion.kind != "options" and criterion.options:
        sheet.fault("options", f"A criterion of {criterion.kind} has no options.", 'Write kind = "options".')
    if criterion.kind != "points" and criterion.points:
        sheet.fault("points", f"A criterion of {criterion.kind} has no points of its own.", "Delete the key.")


def _identified(read: Sequence[tuple[Sheet, Asked]]) -> tuple[Asked, ...]:
    seen: set[str] = set()
    identified = []
    for (sheet, one), (_, derived) in zip(read, _with_derived([one for _, one in read]), strict=True):
        own = replace(one, id=one.id or derived)
        if own.id in seen:
            sheet.fault("id", f"The id {own.id!r} is there twice.", "Give this one another id, or none.")
        seen.add(own.id)
        identified.append(own)
    return tuple(identified)


def _with_derived(asked: Iterable[Asked]) -> list[tuple[Asked, str]]:
    """Each with the id that it has where none is written, which stays for as long as the words do."""
    listed = list(asked)
    words = [one.text if isinstance(one, Level) else f"{one.kind}\0{one.prompt}" for one in listed]
    return list(zip(listed, derived_ids(words), strict=True))


def _table(one: Part | Criterion | Level, own_keys: Iterable[keys.Key], derived: str) -> Table:
    return with_extra(table_of(one, own_keys, defaults_of(one) | {"id": derived}), one.extra)
