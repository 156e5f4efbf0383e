"""From the course document to a folder."""

import posixpath
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from carrel.courseware.course import Course, File, Lesson, Module, Period
from carrel.courseware.faults import UnwritableCourse
from carrel.courseware.folder import keys
from carrel.courseware.folder.contents import FORMS, INSTRUCTIONS_FILE, OTHER_FORM, READING_FILE, usual_time
from carrel.courseware.folder.front_matter import join_front_matter
from carrel.courseware.folder.keeping import Keeper
from carrel.courseware.folder.manifest import MANIFEST
from carrel.courseware.folder.media import file_id, media_type_of
from carrel.courseware.folder.places import TEXT_ENDING, rank_of, slug_in
from carrel.courseware.folder.toml import write_toml
from carrel.courseware.folder.tree import UNREAD_ROOM, is_unread, join
from carrel.courseware.items import SUPPLEMENT, Item, Lecture, Reading, Unseen

Table = dict[str, object]


def write_folder(
    course: Course, root: Path, source: Callable[[File], BinaryIO | Path | None], *, link: bool = False
) -> None:
    """Writes `course` below `root`, so that `read_folder` finds the same document there.

    `source` gives the bytes of a file, as a path or as a stream that is then closed; None says that the file
    stands in its place already. Each file appears under
    its name only when it is complete, `course.toml` last; other files of the folder stay. With `link`, paths
    are hard-linked where the disk allows it: only for sources whose files nobody ever edits in place.

    Raises `UnwritableCourse` before anything is written when the document cannot stand in a folder, and
    afterwards when the bytes from `source` are not those that a file's hash names.
    """
    texts = texts_of(course)
    keeper = Keeper(root)
    for file in course.files:
        if (found := source(file)) is not None:
            keeper.keep_file(file, found, link=link)
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
        if path in seen or parts[0] == UNREAD_ROOM or any(not part or is_unread(part) for part in parts):
            raise UnwritableCourse(f"No file of a course can stand at {path!r}, or two would.")
        seen.add(path)


def _texts(course: Course) -> Iterator[tuple[str, str]]:
    """The paths and texts of all files that are the document itself."""
    _refuse_disorder(course.modules)
    for module in course.modules:
        yield from _module_texts(module)
    yield MANIFEST, write_toml(_course_table(course))


def _refuse_disorder(parts: Iterable[Module | Lesson | Item]) -> None:
    """A folder says the order by its names alone, so the names must say it."""
    ranks = [(part.place, rank_of(part.place)) for part in parts]
    previous = None
    for place, rank in ranks:
        if rank is None or "/" in place or (previous is not None and rank <= previous):
            raise UnwritableCourse(f"{place!r} is no numbered name in the order of the course.")
        previous = rank


def _module_texts(module: Module) -> Iterator[tuple[str, str]]:
    own = _table(module, keys.MODULE, {"slug": slug_in(module.place), "description": "", "optional": False})
    objectives = [_table(one, keys.OBJECTIVE, {}) | one.extra for one in module.objectives]
    table = own | ({"learning_objectives": objectives} if objectives else {})
    yield join(module.place, "module.toml"), write_toml(_with_extra(table, module.extra))
    _refuse_disorder(module.lessons)
    for lesson in module.lessons:
        yield from _lesson_texts(join(module.place, lesson.place), lesson)


def _lesson_texts(folder: str, lesson: Lesson) -> Iterator[tuple[str, str]]:
    table = _table(lesson, keys.LESSON, {"slug": slug_in(lesson.place), "optional": False})
    yield join(folder, "lesson.toml"), write_toml(_with_extra(table, lesson.extra))
    _refuse_disorder(lesson.items)
    for item in lesson.items:
        yield from _item_texts(join(folder, item.place), item)


def _item_texts(path: str, item: Item) -> Iterator[tuple[str, str]]:
    defaults = _defaults(item) | {"slug": slug_in(item.place), "time_commitment": usual_time(item.content)}
    table = _table(item, keys.ITEM, defaults) | _content_table(item)
    toml = _with_extra(table, item.extra)
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
    if isinstance(item.content, Reading) and item.content.original:
        yield (
            join(posixpath.dirname(item.content.path), item.content.original.name),
            item.content.original.cml,
        )


def _content_table(item: Item) -> Table:
    content = item.content
    if isinstance(content, Unseen):
        return {"unseen": content.reason}
    form, own_keys = FORMS.get(item.kind, OTHER_FORM)
    if not isinstance(content, form):
        raise UnwritableCourse(f"The item {item.slug!r} is no {item.kind}: its content is of another kind.")
    if isinstance(content, Reading):
        return _table(content.original, keys.ORIGINAL, {}) if content.original else {}
    return _table(content, own_keys)


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
    table = _table(course, keys.COURSE, _defaults(course) | {"name": None, "slug": None})
    places = {module.id: module.place for module in course.modules}
    tables: Table = {
        "partners": [_with_extra(_table(one, keys.PARTNER), one.extra) for one in course.partners],
        "instructors": [_with_extra(_table(one, keys.INSTRUCTOR), one.extra) for one in course.instructors],
        "schedule": [_period_table(period, places) for period in course.schedule],
        "grading": _with_extra(_table(course.grading, keys.GRADING), course.grading.extra),
        "files": {file.path: own for file in course.files if (own := _file_table(course.id, file))},
    }
    return _with_extra(table | {key: value for key, value in tables.items() if value}, course.extra)


def _period_table(period: Period, places: dict[str, str]) -> Table:
    if missing := [identity for identity in period.module_ids if identity not in places]:
        raise UnwritableCourse(
            f"The schedule names the module {missing[0]!r}, which the course does not have."
        )
    modules = [places[identity] for identity in period.module_ids]
    return _with_extra({"modules": modules, "weeks": period.weeks}, period.extra)


def _file_table(course_id: str, file: File) -> Table:
    defaults: Table = {
        "id": file_id(course_id, file.path),
        "name": posixpath.basename(file.path),
        "media_type": media_type_of(file.path),
    }
    return _with_extra(_table(file, keys.FILE_FACTS, defaults), file.extra)


def _table(part: msgspec.Struct, own_keys: Iterable[keys.Key], defaults: Table | None = None) -> Table:
    """The values of `part` by key, without those that reading would find anyway."""
    usual = _defaults(part) if defaults is None else defaults
    values = ((key, getattr(part, key.field)) for key in own_keys)
    return {
        key.name: key.form.write(value)
        for key, value in values
        if key.field not in usual or value != usual[key.field]
    }


def _defaults(part: msgspec.Struct) -> Table:
    """The values of the fields that may be left out."""
    fields = msgspec.structs.fields(part)
    return {field.name: field.default for field in fields if field.default is not msgspec.NODEFAULT}


def _with_extra(table: Table, extra: dict[str, object]) -> Table:
    return table | {key: value for key, value in extra.items() if key not in table}
