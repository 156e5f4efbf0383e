"""From the course document to a folder."""

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from carrel.courseware.course import Course, File, Lesson, Module, Period, Reference
from carrel.courseware.faults import UnwritableCourse
from carrel.courseware.folder import keys
from carrel.courseware.folder.contents import FORMS, INSTRUCTIONS_FILE, OTHER_FORM, READING_FILE, usual_time
from carrel.courseware.folder.front_matter import join_front_matter
from carrel.courseware.folder.keeping import Keeper
from carrel.courseware.folder.manifest import MANIFEST
from carrel.courseware.folder.media import file_id, media_type_of
from carrel.courseware.folder.places import REFERENCES, TEXT_ENDING, name_in, rank_of, slug_in
from carrel.courseware.folder.programs import part_tables
from carrel.courseware.folder.question_forms import QUESTIONS_FILE
from carrel.courseware.folder.question_writing import assessment_table
from carrel.courseware.folder.rubrics import rubric_tables
from carrel.courseware.folder.tables import Table, defaults_of, table_of, with_extra
from carrel.courseware.folder.toml import write_toml
from carrel.courseware.folder.tree import UNREAD_ROOMS, is_unread, join
from carrel.courseware.items import (
    SUPPLEMENT,
    Item,
    Lecture,
    PeerReview,
    Programming,
    Reading,
    Unseen,
    assessment_of,
)


def write_folder(
    course: Course, root: Path, source: Callable[[File], BinaryIO | Path], *, link: bool = False
) -> None:
    """Writes `course` below `root`, so that `read_folder` finds the same document there.

    `source` gives the bytes of a file, as a path or as a stream that is then closed. Each file appears under
    its name only when it is complete, `course.toml` last; other files of the folder stay. With `link`, paths
    are hard-linked where the disk allows it: only for sources whose files nobody ever edits in place.

    Raises `UnwritableCourse` before anything is written when the document cannot stand in a folder, and
    afterwards when the bytes from `source` are not those that a file's hash names.
    """
    texts = texts_of(course)
    keeper = Keeper(root)
    for file in course.files:
        keeper.keep_file(file, source(file), link=link)
    write_texts(texts, root)


def write_texts(texts: Mapping[str, str], root: Path) -> None:
    """Writes the texts of a document below `root`, in their order; its files stand there already."""
    keeper = Keeper(root)
    for path, text in texts.items():
        keeper.keep_text(path, text)


def texts_of(course: Course) -> dict[str, str]:
    """The paths and texts of the files that are the document itself, `course.toml` last.

    Raises `UnwritableCourse` when the document cannot stand in a folder.
    """
    texts = list(_texts(course))
    _refuse_bad_paths([path for path, _ in texts] + [file.path for file in course.files])
    return dict(texts)


def _refuse_bad_paths(paths: list[str]) -> None:
    seen = set()
    for path in paths:
        parts = path.split("/")
        if path in seen or parts[0] in UNREAD_ROOMS or any(not part or is_unread(part) for part in parts):
            raise UnwritableCourse(f"No file of a course can stand at {path!r}, or two would.")
        seen.add(path)


def _texts(course: Course) -> Iterator[tuple[str, str]]:
    """The paths and texts of all files that are the document itself."""
    _refuse_disorder(course.modules)
    for module in course.modules:
        yield from _module_texts(module)
    _refuse_disorder(course.references)
    for reference in course.references:
        yield from _reference_texts(reference)
    yield MANIFEST, write_toml(_course_table(course))


def _refuse_disorder(parts: Iterable[Module | Lesson | Item | Reference]) -> None:
    """A folder says the order by its names alone, so the names must say it."""
    ranks = [(part.place, rank_of(part.place)) for part in parts]
    previous = None
    for place, rank in ranks:
        if rank is None or "/" in place or (previous is not None and rank <= previous):
            raise UnwritableCourse(f"{place!r} is not a numbered name in the order of the course.")
        previous = rank


def _module_texts(module: Module) -> Iterator[tuple[str, str]]:
    own = table_of(module, keys.MODULE, {"slug": slug_in(module.place), "description": "", "optional": False})
    objectives = [table_of(one, keys.OBJECTIVE, {}) | one.extra for one in module.objectives]
    table = own | ({"learning_objectives": objectives} if objectives else {})
    yield join(module.place, "module.toml"), write_toml(with_extra(table, module.extra))
    _refuse_disorder(module.lessons)
    for lesson in module.lessons:
        yield from _lesson_texts(join(module.place, lesson.place), lesson)


def _lesson_texts(folder: str, lesson: Lesson) -> Iterator[tuple[str, str]]:
    table = table_of(lesson, keys.LESSON, {"slug": slug_in(lesson.place), "optional": False})
    yield join(folder, "lesson.toml"), write_toml(with_extra(table, lesson.extra))
    _refuse_disorder(lesson.items)
    for item in lesson.items:
        yield from _item_texts(join(folder, item.place), item)


def _item_texts(path: str, item: Item) -> Iterator[tuple[str, str]]:
    defaults = defaults_of(item) | {"slug": slug_in(item.place), "time_commitment": usual_time(item.content)}
    table = table_of(item, keys.ITEM, defaults) | _content_table(item)
    toml = with_extra(table, item.extra)
    markdown = _markdown(path, item)
    if path.endswith(TEXT_ENDING):
        if isinstance(item.content, Lecture):
            raise UnwritableCourse(f"{path!r}: a lecture cannot be a single Markdown file.")
        if item.kind == SUPPLEMENT:
            del toml["kind"]
        yield path, join_front_matter(write_toml(toml), markdown[1] if markdown else "")
    else:
        yield join(path, "item.toml"), write_toml(toml)
        if markdown:
            yield markdown
    if assessment := assessment_of(item.content):
        if assessment.path != join(path, QUESTIONS_FILE):
            raise UnwritableCourse(f"The questions of {item.slug!r} cannot stand at {assessment.path!r}.")
        yield assessment.path, write_toml(assessment_table(assessment))
    if isinstance(item.content, Reading):
        yield from _original_texts(item.content)


def _original_texts(reading: Reading) -> Iterator[tuple[str, str]]:
    if reading.original:
        yield join(posixpath.dirname(reading.path), reading.original.name), reading.original.cml


def _reference_texts(reference: Reference) -> Iterator[tuple[str, str]]:
    place, reading = reference.place, reference.content
    if not place.endswith(TEXT_ENDING) or reading.path != join(REFERENCES, place):
        raise UnwritableCourse(f"The reference {reference.slug!r} cannot stand at {reading.path!r}.")
    defaults: Table = {"slug": slug_in(place), "name": name_in(place)}
    table = table_of(reference, keys.REFERENCE, defaults) | _original_table(reading)
    yield reading.path, join_front_matter(write_toml(with_extra(table, reference.extra)), reading.markdown)
    yield from _original_texts(reading)


def _original_table(reading: Reading) -> Table:
    return table_of(reading.original, keys.ORIGINAL, {}) if reading.original else {}


def _content_table(item: Item) -> Table:
    content = item.content
    form, own_keys = FORMS.get(item.kind, OTHER_FORM)
    if isinstance(content, Unseen):
        settings = table_of(content.settings, own_keys) if content.settings else {}
        return {"unseen": content.reason} | settings
    if not isinstance(content, form):
        raise UnwritableCourse(f"The item {item.slug!r} is no {item.kind}: its content is of another kind.")
    if isinstance(content, Reading):
        return _original_table(content)
    own = table_of(content, own_keys)
    if isinstance(content, Programming):
        return own | part_tables(content.parts)
    return own | rubric_tables(content) if isinstance(content, PeerReview) else own


def _markdown(path: str, item: Item) -> tuple[str, str] | None:
    """Where the item's text stands, and the text."""
    match item.content:
        case Unseen() | Lecture():
            return None
        case Reading(path=written, markdown=text):
            name = READING_FILE
        case content:
            written, text, name = content.path, content.instructions, INSTRUCTIONS_FILE
            if not written and not text and not path.endswith(TEXT_ENDING):
                return None
    place = path if path.endswith(TEXT_ENDING) else join(path, name)
    if written != place:
        raise UnwritableCourse(
            f"The text of {item.slug!r} says it stands at {written!r}, but it is {place!r}."
        )
    return place, text


def _course_table(course: Course) -> Table:
    table = table_of(course, keys.COURSE, defaults_of(course) | {"name": None, "slug": None})
    places = {module.id: module.place for module in course.modules}
    tables: Table = {
        "partners": [with_extra(table_of(one, keys.PARTNER), one.extra) for one in course.partners],
        "instructors": [with_extra(table_of(one, keys.INSTRUCTOR), one.extra) for one in course.instructors],
        "schedule": [_period_table(period, places) for period in course.schedule],
        "grading": with_extra(table_of(course.grading, keys.GRADING), course.grading.extra),
        "files": {file.path: own for file in course.files if (own := _file_table(course.id, file))},
    }
    return with_extra(table | {key: value for key, value in tables.items() if value}, course.extra)


def _period_table(period: Period, places: dict[str, str]) -> Table:
    if missing := [identity for identity in period.module_ids if identity not in places]:
        raise UnwritableCourse(
            f"The schedule names the module {missing[0]!r}, which the course does not have."
        )
    modules = [places[identity] for identity in period.module_ids]
    return with_extra({"modules": modules, "weeks": period.weeks}, period.extra)


def _file_table(course_id: str, file: File) -> Table:
    defaults: Table = {
        "id": file_id(course_id, file.path),
        "name": posixpath.basename(file.path),
        "media_type": media_type_of(file.path),
    }
    return with_extra(table_of(file, keys.FILE_FACTS, defaults), file.extra)
