"""The course as it stands in the library: the syllabus, as far as its files are there.

Pure. What is not there is left out of the document, so that it can always be published; an item that cannot
be without it becomes a placeholder that says so.
"""

import hashlib
import posixpath
from collections.abc import Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from carrel.archiver.assets import Asset
from carrel.archiver.contents import respelled
from carrel.archiver.plan import Row
from carrel.archiver.syllabus import Syllabus
from carrel.archiver.texts import Surroundings, markdown_of, with_links_settled
from carrel.courseware.course import Course, File
from carrel.courseware.folder.media import file_id, media_type_of
from carrel.courseware.ids import is_long_id, long_id
from carrel.courseware.items import Content, Item, Lecture, Original, Reading, Task, Unseen, assessment_of
from carrel.courseware.questions import Assessment

ENDLESS: Final = 10**12
"""A place (ms) that no lecture reaches."""
NOT_FETCHED: Final = "not fetched: its video is not in this library. Mirror the course again to get it."


def complete(syllabus: Syllabus, rows: Mapping[str, Row]) -> Course:
    """The document, with the files that `rows` (by key) say are there."""
    return _Completion(syllabus, rows).course()


class _Completion:
    def __init__(self, syllabus: Syllabus, rows: Mapping[str, Row]) -> None:
        self._syllabus = syllabus
        self._there = {
            asset.place: (asset, rows[asset.key]) for asset in syllabus.assets if asset.key in rows
        }
        self._by_asset: dict[str, str] = {}
        for place, (asset, _) in self._there.items():
            if is_long_id(asset.file_id):
                self._by_asset.setdefault(asset.file_id, place)
        self._around = Surroundings(
            files=self._by_asset,
            places=frozenset([*self._there, *_places(syllabus.course)]),
            page=f"{syllabus.course.extra.get('source', '')}/",
            html=syllabus.html,
        )

    def course(self) -> Course:
        course = self._syllabus.course
        modules = [
            replace(
                module,
                description=with_links_settled(module.description, module.place, self._around),
                lessons=tuple(
                    [
                        replace(lesson, items=tuple([self._item(one) for one in lesson.items]))
                        for lesson in module.lessons
                    ]
                ),
            )
            for module in course.modules
        ]
        return replace(
            course,
            image=self._if_there(course.image),
            description=self._settled(course.description),
            partners=tuple(
                [
                    replace(one, logo=self._if_there(one.logo), description=self._settled(one.description))
                    for one in course.partners
                ]
            ),
            instructors=tuple(
                [
                    replace(one, photo=self._if_there(one.photo), bio=self._settled(one.bio))
                    for one in course.instructors
                ]
            ),
            modules=tuple(modules),
            references=tuple([replace(one, content=self._reading(one.content)) for one in course.references]),
            files=self._files(course.id),
        )

    def _settled(self, text: str) -> str:
        return with_links_settled(text, "", self._around)

    def _if_there(self, place: str) -> str:
        return place if place in self._there else ""

    def _item(self, item: Item) -> Item:
        content = self._content(item)
        return item if content is item.content else replace(item, content=content)

    def _content(self, item: Item) -> Content:
        match item.content:
            case Lecture() as lecture:
                return self._lecture(lecture)
            case Reading() as reading:
                return self._reading(reading)
            case Unseen() as unseen:
                return unseen
            case other:
                return respelled(other, lambda cml: self._markdown(cml, other))

    def _markdown(self, cml: str, content: Lecture | Task) -> str:
        asked = assessment_of(content)
        own = content.path if not isinstance(content, Lecture) else ""
        return markdown_of(cml, own or (asked.path if asked else ""), self._around)

    def _lecture(self, lecture: Lecture) -> Content:
        renditions = tuple([one for one in lecture.renditions if one.path in self._there])
        if not renditions:
            return Unseen(reason=NOT_FETCHED)
        duration = self._there[renditions[0].path][1].duration or 0
        return replace(
            lecture,
            assessment=self._asked(lecture, duration),
            renditions=renditions,
            captions=tuple([one for one in lecture.captions if one.path in self._there]),
            attachments=tuple([one for one in lecture.attachments if one in self._there]),
            duration=duration,
        )

    def _asked(self, lecture: Lecture, duration: int) -> Assessment | None:
        """What it asks while it plays, each before it ends."""
        asked = assessment_of(respelled(lecture, lambda cml: self._markdown(cml, lecture)))
        return asked and replace(
            asked,
            questions=tuple(
                [replace(one, at=min(one.at or 0, duration or ENDLESS)) for one in asked.questions]
            ),
        )

    def _reading(self, reading: Reading) -> Reading:
        cml = reading.markdown
        markdown = markdown_of(cml, reading.path, self._around)
        name = posixpath.basename(reading.path).removesuffix(".md") + ".cml"
        original = Original(name=name, cml=cml, sha256=_sha256(cml), markdown_sha256=_sha256(markdown))
        return replace(reading, markdown=markdown, original=original)

    def _files(self, course_id: str) -> tuple[File, ...]:
        taken = set(self._by_asset)
        files = []
        for place, (asset, row) in sorted(self._there.items()):
            identity = asset.file_id if self._is_itself(asset, row) else ""
            if not identity:
                derived = file_id(course_id, place)
                identity = derived if derived not in taken else long_id(course_id, place, taken=taken)
                taken.add(identity)
            files.append(_file(asset, row, identity))
        return tuple(files)

    def _is_itself(self, asset: Asset, row: Row) -> bool:
        """Whether a file is the one that its id says, also where it stands in several places."""
        if asset.file_id not in self._by_asset:
            return False
        first, its_row = self._there[self._by_asset[asset.file_id]]
        return (row.sha256, asset.name) == (its_row.sha256, first.name)


def _places(course: Course) -> Iterator[str]:
    """Where the modules, lessons, items and references stand."""
    yield from [one.content.path for one in course.references]
    for module in course.modules:
        yield module.place
        for lesson in module.lessons:
            yield f"{module.place}/{lesson.place}"
            for item in lesson.items:
                yield f"{module.place}/{lesson.place}/{item.place}"


def _file(asset: Asset, row: Row, identity: str) -> File:
    return File(
        path=asset.place,
        id=identity,
        name=asset.name or posixpath.basename(asset.place),
        sha256=row.sha256,
        size=row.size,
        media_type=media_type_of(asset.place),
        duration=row.duration,
        width=row.width,
        height=row.height,
    )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
