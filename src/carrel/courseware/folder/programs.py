"""What a programming assignment asks for: `[[parts]]`, both ways."""

from collections.abc import Sequence

from carrel.courseware.folder import keys
from carrel.courseware.folder.inspection import Inspection
from carrel.courseware.folder.sheets import Sheet
from carrel.courseware.folder.tables import Table, table_of, with_extra
from carrel.courseware.programming import ProgramPart

JUDGED_BY = ("outputs", "pattern", "numbers")


def read_parts(inspection: Inspection, sheet: Sheet) -> tuple[ProgramPart, ...]:
    """The parts in the order of the sheet."""
    seen: set[str] = set()
    return tuple(_part(inspection, own, seen) for own in sheet.take_sheets("parts"))


def part_tables(parts: Sequence[ProgramPart]) -> Table:
    """The same as tables; nothing where there are no parts."""
    tables = [with_extra(table_of(part, keys.PROGRAM_PART), part.extra) for part in parts]
    return {"parts": tables} if tables else {}


def _part(inspection: Inspection, sheet: Sheet, seen: set[str]) -> ProgramPart:
    part = ProgramPart(**({"id": ""} | inspection.take(sheet, keys.PROGRAM_PART)), extra=sheet.rest())
    if not part.id:
        sheet.fault("id", "Nothing says how scripts call this part.", 'Write id = "first".')
    elif part.id in seen:
        sheet.fault("id", f"The id {part.id!r} is there twice.", "Give this part another id.")
    seen.add(part.id)
    ways = sum(bool(getattr(part, name)) for name in JUDGED_BY)
    if part.key and ways:
        sheet.fault("key", "Something is right, and the key is said to be unknown.", "Delete the key `key`.")
    elif not part.key and ways != 1:
        remedy = "Write one of outputs, pattern and numbers."
        sheet.fault("outputs", "It has to be judged in exactly one way.", remedy)
    if (part.tolerance or part.tolerance_percent) and not part.numbers:
        sheet.fault("tolerance", "Only numbers have a tolerance.", "Delete the key.")
    return part
