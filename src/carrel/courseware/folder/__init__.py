"""A course folder on disk, read to the document and written from it; `docs/course-folder.md` is the format.

`read_folder` reports everything that is wrong at once, `write_folder` writes what reads the same, and
`write_ids` records derived ids in a teacher's own files. `read_arrangement` reads `catalogue.toml`, which
arranges a school's courses.
"""

from carrel.courseware.folder.arranging import read_arrangement
from carrel.courseware.folder.identity import DerivedId
from carrel.courseware.folder.reading import CourseFolder, read_folder
from carrel.courseware.folder.recording import write_ids
from carrel.courseware.folder.writing import write_folder

__all__ = ["CourseFolder", "DerivedId", "read_arrangement", "read_folder", "write_folder", "write_ids"]
