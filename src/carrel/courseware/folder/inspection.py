"""What is gathered while one folder is read: its faults, and what can be checked only at the end."""

import posixpath
from collections.abc import Iterable
from typing import Any

from carrel.courseware.faults import Fault, Findings
from carrel.courseware.folder.keys import FILE, MARKDOWN, Key
from carrel.courseware.folder.sheets import Sheet, read_sheet
from carrel.courseware.folder.tree import Tree, join
from carrel.courseware.links import relative_links
from carrel.courseware.mp4 import VideoFacts

MANIFESTS = ("course.toml", "module.toml", "lesson.toml", "item.toml")


class Inspection:
    """The reading of one folder, from its first file to its last.

    `parts` are the paths that are the document itself (modules, lessons, items and the files that say what
    they are); `served` those of files that the course shows to learners; `videos` what lectures' files say.
    """

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.findings = Findings(tree.faults, [])
        self.parts: set[str] = set()
        self.served: set[str] = set()
        self.written_ids: dict[str, str] = {}
        self.videos: dict[str, VideoFacts] = {}
        self._references: list[tuple[str, int, str, str]] = []

    def refuse(self, path: str, line: int, problem: str, remedy: str) -> None:
        """Adds a fault."""
        self.findings.faults.append(Fault(path, line, problem, remedy))

    def sheet(self, path: str) -> Sheet:
        """The TOML file at `path`; an empty sheet where there is none."""
        self.parts.add(path)
        text = self.tree.read_text(path) if path in self.tree.sizes else ""
        return read_sheet(path, text or "", self.findings)

    def take(self, sheet: Sheet, keys: Iterable[Key]) -> dict[str, Any]:
        """The values of `keys`; the files and links among them are followed up."""
        keys = tuple(keys)
        values = sheet.take(keys)
        for key in keys:
            value = values.get(key.field)
            if value and key.form is FILE:
                self._references.append((sheet.path, sheet.line_of(key.name), "", value))
            elif value and key.form is MARKDOWN:
                self.follow(sheet.path, value, sheet.line_of(key.name), is_one_line=True)
        return values

    def follow(self, path: str, markdown: str, first_line: int, *, is_one_line: bool = False) -> None:
        """Notes the relative links of a text that stands in the file at `path`."""
        folder = posixpath.dirname(path)
        for target, line in relative_links(markdown):
            at = first_line if is_one_line else first_line + line - 1
            self._references.append((path, at, folder, target))

    def record_id(self, sheet: Sheet, identity: str) -> None:
        """Notes an id that is written in `sheet`; two of the same are a fault."""
        if not identity:
            return
        place = f"{sheet.path}:{sheet.line_of('id')}"
        other = self.written_ids.setdefault(identity, place)
        if other != place:
            remedy = "Give this one another id, or none; a copied folder brings its ids with it."
            sheet.fault("id", f"The id {identity!r} is also the id of {other}.", remedy)

    def refuse_misplaced(self, folder: str, own: str) -> None:
        """The file that belongs to another floor of the outline says that a folder between is missing."""
        for name in self.tree.files.get(folder, ()):
            if name in MANIFESTS and name != own:
                remedy = "Folders stand in each other: course, module, lesson, item."
                self.refuse(join(folder, name), 0, f"A {name} has no place in this folder.", remedy)

    def check_references(self) -> None:
        """Every file that is pointed to must be one of the course; what is there is served from now on."""
        for path, line, folder, target in self._references:
            place = posixpath.normpath(posixpath.join(folder, target))
            if place.startswith(("../", "/")) or place == "..":
                self.refuse(
                    path, line, f"{target!r} leaves the course's folder.", "Copy the file into the folder."
                )
            elif place in self.tree.sizes and place not in self.parts and self._may_be_served(place):
                self.served.add(place)
            elif place not in self.parts or place.endswith(".toml"):
                remedy = "Check the path: it starts at this file's folder." if folder else "Check the path."
                self.refuse(path, line, f"{target!r} leads to nothing that the course can show.", remedy)

    def _may_be_served(self, place: str) -> bool:
        return place.startswith("assets/") or not place.endswith(".toml")
