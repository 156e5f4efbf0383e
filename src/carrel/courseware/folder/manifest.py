"""`course.toml`: the course itself, its people, its schedule."""

from collections.abc import Iterable
from typing import Any, Final, TypeVar

from carrel.courseware.course import Grading, Instructor, Module, Partner, Period
from carrel.courseware.folder import keys
from carrel.courseware.folder.inspection import Inspection
from carrel.courseware.folder.sheets import Sheet
from carrel.courseware.ids import is_slug, name_of

MANIFEST: Final = "course.toml"

Person = TypeVar("Person", Partner, Instructor)


def read_manifest(inspection: Inspection, sheet: Sheet) -> dict[str, Any]:
    """The fields of the course, without those that other files say. Ids are empty where none is written."""
    written = inspection.take(sheet, keys.COURSE)
    slug = written.get("slug") or inspection.tree.root.name
    if not is_slug(slug):
        sheet.fault("slug", "The course has no slug.", 'Write slug = "a-short-name" in a-z, 0-9 and hyphens.')
    grading = sheet.take_sheet("grading")
    return {"id": "", "slug": slug, "name": name_of(slug) or MANIFEST} | written | {
        "partners": _people(inspection, sheet.take_sheets("partners"), Partner, keys.PARTNER, "name"),
        "instructors": _people(
            inspection, sheet.take_sheets("instructors"), Instructor, keys.INSTRUCTOR, "full_name"
        ),
        "grading": Grading(**inspection.take(grading, keys.GRADING), extra=grading.rest()),
    }  # fmt: skip


def read_schedule(sheet: Sheet, modules: tuple[Module, ...]) -> tuple[Period, ...]:
    """The periods of `[[schedule]]`, whose modules must have their ids; each module stands in one of them."""
    ids = {module.place: module.id for module in modules}
    scheduled: set[str] = set()
    periods = [_period(own, ids, scheduled) for own in sheet.take_sheets("schedule")]
    if periods and (missing := [place for place in ids if place not in scheduled]):
        remedy = "Add it to a period, or leave the whole schedule out for one week each."
        sheet.fault("schedule", f"The schedule says nothing about {', '.join(missing)}.", remedy)
    return tuple(periods)


def _period(sheet: Sheet, ids: dict[str, str], scheduled: set[str]) -> Period:
    values = sheet.take(keys.PERIOD)
    places = values.pop("module_ids", ())
    for place in places:
        if place not in ids:
            remedy = "Write the name of a module's folder, with its number."
            sheet.fault("modules", f"There is no module {place!r}.", remedy)
        elif place in scheduled:
            sheet.fault("modules", f"The module {place!r} is scheduled twice.", "Name it once.")
        scheduled.add(place)
    return Period(
        module_ids=tuple(ids[place] for place in places if place in ids), **values, extra=sheet.rest()
    )


def _people(
    inspection: Inspection, sheets: list[Sheet], form: type[Person], own_keys: Iterable[keys.Key], name: str
) -> tuple[Person, ...]:
    people, seen = [], set()
    for sheet in sheets:
        values = {"id": "", name: ""} | inspection.take(sheet, own_keys)
        if not values[name]:
            sheet.fault(name, f"The `{name}` is missing.", "Write it.")
        if values["id"] and values["id"] in seen:
            sheet.fault("id", f"The id {values['id']!r} is there twice.", "Give each its own, or none.")
        seen.add(values["id"])
        people.append(form(**values, extra=sheet.rest()))
    return tuple(people)
