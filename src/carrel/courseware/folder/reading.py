"""From a folder to the course document."""

from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from carrel.courseware.course import Course
from carrel.courseware.faults import Fault, FaultyFolder
from carrel.courseware.folder.identity import DerivedId, with_ids
from carrel.courseware.folder.inspection import Inspection
from carrel.courseware.folder.manifest import MANIFEST, read_manifest, read_schedule
from carrel.courseware.folder.media import read_files
from carrel.courseware.folder.outline import read_modules, read_references
from carrel.courseware.folder.tree import DISCUSSIONS, Tree

_UNREAD: Final = Fault(
    DISCUSSIONS,
    0,
    "What people said to each other in another school is no part of a course, so nothing here was read.",
    "Move files of the course elsewhere, such as to assets/.",
)


class CourseFolder(Struct, frozen=True):
    """A course and the folder that it was read from; `derived` are the ids that the folder does not say.

    `doubts` are what it says that is allowed, and hardly meant, in the order of the folder.
    """

    course: Course
    root: Path
    derived: tuple[DerivedId, ...] = ()
    doubts: tuple[Fault, ...] = ()


def read_folder(path: Path) -> CourseFolder:
    """The course in the folder at `path`.

    Nothing outside of the folder is read, and no file is held in memory that is not a text. Raises
    `FaultyFolder` with everything that is wrong, and `OSError` when a file cannot be read.
    """
    root = path.resolve()
    if not (root / MANIFEST).is_file():
        remedy = f"Make a file {MANIFEST} with at least a name, or choose another folder."
        raise FaultyFolder([Fault(MANIFEST, 0, f"There is no course in {str(path)!r}.", remedy)])
    inspection = Inspection(Tree(root))
    if (root / DISCUSSIONS).is_dir():
        inspection.findings.doubts.append(_UNREAD)
    course, derived = _read(inspection)
    if inspection.findings.faults:
        raise FaultyFolder(inspection.findings.faults)
    return CourseFolder(course, root, derived, tuple(sorted(inspection.findings.doubts)))


def _read(inspection: Inspection) -> tuple[Course, tuple[DerivedId, ...]]:
    sheet = inspection.sheet(MANIFEST)
    values = read_manifest(inspection, sheet)
    modules, references = read_modules(inspection), read_references(inspection)
    outline = Course(modules=modules, references=references, **values)
    if next(outline.items(), None) is None:
        remedy = (
            "Make the folders of a module, a lesson and an item, such as 01-welcome/01-start/01-hello.md."
        )
        inspection.refuse(MANIFEST, 0, "There is nothing to study in this course.", remedy)
    course, derived = with_ids(outline, set(inspection.written_ids))
    schedule = read_schedule(sheet, course.modules)
    inspection.check_references()
    files = read_files(inspection, course.id, sheet.take_sheet("files"))
    return replace(course, schedule=schedule, files=files, extra=sheet.rest()), derived
