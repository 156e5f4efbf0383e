"""Modules, lessons and references: from folders to the document. Ids are empty where none is written."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from carrel.courseware.course import Lesson, Module, Objective, Reference
from carrel.courseware.folder import keys
from carrel.courseware.folder.contents import read_item, read_reference
from carrel.courseware.folder.inspection import Inspection
from carrel.courseware.folder.places import (
    REFERENCES,
    TEXT_ENDING,
    is_almost_numbered,
    name_in,
    rank_of,
    slug_in,
)
from carrel.courseware.folder.sheets import Sheet
from carrel.courseware.folder.tree import join
from carrel.courseware.ids import is_slug
from carrel.courseware.items import Item

Part = TypeVar("Part", Module, Lesson, Item, Reference)


def read_modules(inspection: Inspection) -> tuple[Module, ...]:
    """The modules of the course, in order."""
    _refuse_stray_texts(inspection, "")
    inspection.refuse_misplaced("", "course.toml")
    return _siblings(inspection, "", _numbered(inspection, "", inspection.tree.folders[""]), _read_module)


def read_references(inspection: Inspection) -> tuple[Reference, ...]:
    """The references of the course, in order."""
    if REFERENCES not in inspection.tree.folders:
        return ()
    inspection.refuse_misplaced(REFERENCES, "")
    for name in _numbered(inspection, REFERENCES, inspection.tree.folders[REFERENCES]):
        remedy = "Make it a single file, such as 01-glossary.md, and put what it shows into another folder."
        inspection.refuse(join(REFERENCES, name), 0, "A reference cannot be a folder.", remedy)
    places = _numbered(inspection, REFERENCES, _texts_in(inspection, REFERENCES))
    return _siblings(inspection, REFERENCES, places, read_reference)


def _read_module(inspection: Inspection, course: str, place: str) -> Module:
    path = join(course, place)
    inspection.parts.add(path)
    _refuse_stray_texts(inspection, path)
    inspection.refuse_misplaced(path, "module.toml")
    sheet = inspection.sheet(join(path, "module.toml"))
    values = _place_values(inspection, sheet, place, keys.MODULE)
    values["objectives"] = _objectives(inspection, sheet)
    lessons = _numbered(inspection, path, inspection.tree.folders[path])
    values["lessons"] = _siblings(inspection, path, lessons, _read_lesson)
    return Module(**values, extra=sheet.rest())


def _read_lesson(inspection: Inspection, module: str, place: str) -> Lesson:
    path = join(module, place)
    inspection.parts.add(path)
    inspection.refuse_misplaced(path, "lesson.toml")
    sheet = inspection.sheet(join(path, "lesson.toml"))
    values = _place_values(inspection, sheet, place, keys.LESSON)
    folders = inspection.tree.folders[path]
    for name in folders:
        if name.endswith(TEXT_ENDING):
            inspection.refuse(join(path, name), 0, f"A folder cannot be called {TEXT_ENDING}.", "Rename it.")
    names = [*folders, *_texts_in(inspection, path)]
    values["items"] = _siblings(inspection, path, _numbered(inspection, path, names), read_item)
    return Lesson(**values, extra=sheet.rest())


def _place_values(
    inspection: Inspection, sheet: Sheet, place: str, own_keys: Iterable[keys.Key]
) -> dict[str, Any]:
    written = inspection.take(sheet, own_keys)
    inspection.record_id(sheet, str(written.get("id", "")))
    return {"id": "", "slug": slug_in(place), "name": name_in(place), "place": place} | written


def _objectives(inspection: Inspection, sheet: Sheet) -> tuple[Objective, ...]:
    objectives = []
    for at, value in enumerate(sheet.take_list("learning_objectives")):
        if isinstance(value, str):
            objectives.append(Objective(id="", text=value))
        elif own := sheet.within("learning_objectives", value, at):
            values: dict[str, Any] = {"id": "", "text": ""} | inspection.take(own, keys.OBJECTIVE)
            inspection.record_id(own, values["id"])
            objectives.append(Objective(**values, extra=own.rest()))
    return tuple(objectives)


def _siblings(
    inspection: Inspection, parent: str, places: list[str], read: Callable[[Inspection, str, str], Part]
) -> tuple[Part, ...]:
    parts = tuple(read(inspection, parent, place) for place in places)
    seen: dict[str, str] = {}
    for part in parts:
        path = join(parent, part.place)
        if not is_slug(part.slug):
            remedy = "Write a slug of a-z, 0-9 and hyphens, or put one after the number."
            inspection.refuse(path, 0, "Its name gives no slug.", remedy)
        elif (twin := seen.setdefault(part.slug, part.place)) != part.place:
            problem = f"It has the slug {part.slug!r}, and so has {twin!r} beside it."
            inspection.refuse(path, 0, problem, "Rename one, or give it another slug.")
    return parts


def _numbered(inspection: Inspection, parent: str, names: Iterable[str]) -> list[str]:
    """Those of `names` that have a number, in order; a number without its hyphen is a fault."""
    ranks = []
    for name in names:
        if rank := rank_of(name):
            ranks.append(rank)
        elif is_almost_numbered(name):
            remedy = "Put one there, or, if it is no part of the course, a letter before the number."
            inspection.refuse(join(parent, name), 0, "There is no hyphen after its number.", remedy)
    return [rank.name for rank in sorted(ranks)]


def _texts_in(inspection: Inspection, folder: str) -> list[str]:
    return [name for name in inspection.tree.files[folder] if name.endswith(TEXT_ENDING)]


def _refuse_stray_texts(inspection: Inspection, folder: str) -> None:
    for name in _texts_in(inspection, folder):
        if rank_of(name):
            remedy = "Move it into the folder of a lesson (course, module, lesson, item)."
            inspection.refuse(
                join(folder, name), 0, "A reading stands in a lesson, and this is none.", remedy
            )
