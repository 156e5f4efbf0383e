"""Items: from a folder or a single Markdown file to the document."""

import hashlib
import posixpath
import re
from difflib import get_close_matches
from typing import Any, Final

from carrel.courseware import items as kinds
from carrel.courseware.captions import read_captions
from carrel.courseware.course import Reference
from carrel.courseware.faults import FaultyCaptions
from carrel.courseware.folder import keys, programs, question_reading, rubrics
from carrel.courseware.folder.front_matter import UnterminatedFrontMatter, split_front_matter
from carrel.courseware.folder.inspection import Inspection
from carrel.courseware.folder.media import read_rendition
from carrel.courseware.folder.places import TEXT_ENDING, name_in, slug_in
from carrel.courseware.folder.question_forms import QUESTIONS_FILE
from carrel.courseware.folder.sheets import Sheet, read_sheet
from carrel.courseware.folder.tree import join
from carrel.courseware.ids import is_language
from carrel.courseware.items import Caption, Content, Item, Lecture, Original, Reading, Rendition, Unseen
from carrel.courseware.questions import Assessment

READING_FILE: Final = "reading.md"
INSTRUCTIONS_FILE: Final = "instructions.md"

FORMS: Final[dict[str, tuple[type[Any], tuple[keys.Key, ...]]]] = {
    kinds.LECTURE: (kinds.Lecture, keys.LECTURE),
    kinds.SUPPLEMENT: (kinds.Reading, ()),
    kinds.PEER: (kinds.PeerReview, keys.PEER),
    kinds.PHASED_PEER: (kinds.PeerReview, keys.PHASED_PEER),
    kinds.STAFF_GRADED: (kinds.Assignment, keys.ASSIGNMENT),
    kinds.UNGRADED_ASSIGNMENT: (kinds.Assignment, keys.ASSIGNMENT),
    kinds.QUIZ: (kinds.Quiz, ()),
    kinds.EXAM: (kinds.Quiz, ()),
    kinds.DISCUSSION_PROMPT: (kinds.DiscussionPrompt, ()),
    **dict.fromkeys(kinds.PROGRAMS, (kinds.Programming, ())),
    **dict.fromkeys(kinds.ACTIVITIES, (kinds.Activity, keys.ACTIVITY)),
}
"""The type of content of each kind that is taught, and the keys that are its own."""

OTHER_FORM: Final = (kinds.Untaught, ())

ASKED_BY: Final[dict[type[Any], str]] = {
    kinds.Assignment: question_reading.STAFF,
    kinds.Quiz: question_reading.PROGRAM,
}
"""The types of content that ask questions, besides lectures."""

SET_UP: Final = frozenset({kinds.PeerReview, kinds.Assignment})
"""The types of content that tell how they are set up before they are opened."""

WORDS_A_MINUTE: Final = 200
USUAL_TIME: Final = 30 * 60_000

_MINUTE = 60_000
_RENDITION = re.compile(r"video\.([1-9][0-9]{0,4})p\.(?:mp4|m4v|mov)", re.IGNORECASE)
_CAPTION = re.compile(r"captions(?:\.(.*))?\.(?:vtt|srt)", re.IGNORECASE)
_FILM = re.compile(r".*\.(?:mp4|m4v|mov|webm|mkv|avi|mpg|mpeg|wmv)", re.IGNORECASE)


def usual_time(content: Content) -> int:
    """Milliseconds that an item takes when its teacher does not say."""
    match content:
        case Lecture():
            return content.duration
        case Reading():
            words = len(content.markdown.split())
            return max(1, -(-words // WORDS_A_MINUTE)) * _MINUTE
    return USUAL_TIME


def read_item(inspection: Inspection, lesson: str, place: str) -> Item:
    """The item at `place` in the folder `lesson`. Its id is empty where none is written."""
    path = join(lesson, place)
    inspection.parts.add(path)
    if place.endswith(TEXT_ENDING):
        sheet, text = _single_file(inspection, path)
        return _ItemReader(inspection, path, sheet, text).read(place)
    inspection.refuse_misplaced(path, "item.toml")
    return _ItemReader(inspection, path, inspection.sheet(join(path, "item.toml")), None).read(place)


def read_reference(inspection: Inspection, folder: str, place: str) -> Reference:
    """The reference in the Markdown file at `place`. Its id is empty where none is written."""
    path = join(folder, place)
    inspection.parts.add(path)
    sheet, text = _single_file(inspection, path)
    return _ItemReader(inspection, path, sheet, text).read_reference(place)


def _single_file(inspection: Inspection, path: str) -> tuple[Sheet, tuple[str, int]]:
    text = (inspection.tree.read_text(path) if path in inspection.tree.sizes else "") or ""
    try:
        parts = split_front_matter(text)
    except UnterminatedFrontMatter:
        remedy = "Close it with a line of +++ before the text."
        inspection.refuse(path, 1, "The front matter that begins here does not end.", remedy)
        return read_sheet(path, "", inspection.findings), ("", 1)
    return read_sheet(path, parts.toml, inspection.findings, shift=1), (parts.markdown, parts.first_line)


class _ItemReader:
    """One item. `text` is its Markdown and the line where it begins, for an item in a single file."""

    def __init__(self, inspection: Inspection, path: str, sheet: Sheet, text: tuple[str, int] | None) -> None:
        self._inspection = inspection
        self._path = path
        self._sheet = sheet
        self._text = text

    def read(self, place: str) -> Item:
        written: dict[str, Any] = self._inspection.take(self._sheet, keys.ITEM)
        self._inspection.record_id(self._sheet, written.get("id", ""))
        kind = written.pop("kind", "") or self._kind_by_files()
        content = self._content(kind)
        values: dict[str, Any] = {
            "id": "",
            "slug": slug_in(place),
            "name": name_in(place),
            "time_commitment": usual_time(content),
        }
        return Item(**(values | written), kind=kind, place=place, content=content, extra=self._sheet.rest())

    def read_reference(self, place: str) -> Reference:
        written: dict[str, Any] = self._inspection.take(self._sheet, keys.REFERENCE)
        self._inspection.record_id(self._sheet, written.get("id", ""))
        values: dict[str, Any] = {"id": "", "slug": slug_in(place), "name": name_in(place)} | written
        return Reference(place=place, content=self._reading(), **values, extra=self._sheet.rest())

    def _kind_by_files(self) -> str:
        names = self._own_files()
        if self._text is not None or READING_FILE in names:
            return kinds.SUPPLEMENT
        if any(_RENDITION.fullmatch(name) for name in names):
            return kinds.LECTURE
        remedy = 'Write item.toml with its kind, such as kind = "lecture".'
        self._inspection.refuse(self._path, 0, "Nothing says what kind of item this is.", remedy)
        return ""

    def _own_files(self) -> list[str]:
        return self._inspection.tree.files.get(self._path, [])

    def _content(self, kind: str) -> Content:
        if "unseen" in self._sheet:
            return self._unseen(kind)
        if kind == kinds.LECTURE:
            return self._lecture()
        if kind == kinds.SUPPLEMENT:
            return self._reading()
        if kind and kind not in FORMS:
            self._doubt_kind(kind)
        form, own_keys = FORMS.get(kind, OTHER_FORM)
        path, text = self._markdown(INSTRUCTIONS_FILE)
        values = self._inspection.take(self._sheet, own_keys)
        if form in ASKED_BY:
            values["assessment"] = self._assessment(ASKED_BY[form])
        if form is kinds.PeerReview:
            values |= rubrics.read_rubric(self._inspection, self._sheet)
        if form is kinds.Programming:
            values["parts"] = programs.read_parts(self._inspection, self._sheet)
        content: Content = form(path=path, instructions=text, **values)
        return content

    def _doubt_kind(self, kind: str) -> None:
        near = get_close_matches(kind, FORMS, 1)
        known = f"The kinds are {', '.join(FORMS)}; a reading is a supplement."
        problem = f"Items of the kind {kind!r} cannot be taught yet: learners only see that they are there."
        self._sheet.doubt("kind", problem, f"Did you mean {near[0]!r}?" if near else known)

    def _assessment(self, asked_by: str, duration: int = 0) -> Assessment | None:
        path = join(self._path, QUESTIONS_FILE)
        if path not in self._inspection.tree.sizes:
            return None
        return question_reading.read_assessment(self._inspection, path, asked_by, duration)

    def _unseen(self, kind: str) -> Content:
        reason = self._inspection.take(self._sheet, keys.UNSEEN).get("unseen", "")
        if self._text is not None and self._text[0].strip():
            remedy = "Delete the key `unseen`, or the text."
            self._sheet.fault("unseen", "A placeholder for unseen content has a text.", remedy)
        form, own_keys = FORMS.get(kind, OTHER_FORM)
        told = self._inspection.take(self._sheet, own_keys) if form in SET_UP else {}
        return Unseen(reason=str(reason), settings=form(**told) if told else None)

    def _markdown(self, name: str) -> tuple[str, str]:
        """The path and the text of the item's Markdown; both empty where there is none."""
        if self._text is not None:
            path, (text, line) = self._path, self._text
        else:
            path, line = join(self._path, name), 1
            if path not in self._inspection.tree.sizes:
                return "", ""
            text = self._inspection.tree.read_text(path) or ""
        self._inspection.parts.add(path)
        self._inspection.follow(path, text, line)
        return path, text

    def _reading(self) -> Reading:
        path, text = self._markdown(READING_FILE)
        if not path:
            remedy = f"Add {READING_FILE} with the text to the folder."
            self._inspection.refuse(self._path, 0, "This reading has no text.", remedy)
        return Reading(path=path, markdown=text, original=self._original(path))

    def _original(self, markdown_path: str) -> Original | None:
        if not any(key.name in self._sheet for key in keys.ORIGINAL):
            return None
        written = self._sheet.take(keys.ORIGINAL)
        if missing := [key.name for key in keys.ORIGINAL if key.field not in written]:
            remedy = "Write original, original_sha256 and markdown_sha256, or none of them."
            self._sheet.fault(missing[0], f"The original has no valid {', '.join(missing)}.", remedy)
            return None
        path = join(posixpath.dirname(markdown_path), written["name"])
        if path not in self._inspection.tree.sizes:
            remedy = "Put it back, or delete the three keys of the original."
            self._sheet.fault("original", f"The original {path!r} is missing.", remedy)
            return None
        return self._original_at(path, written)

    def _original_at(self, path: str, written: dict[str, str]) -> Original | None:
        if (cml := self._inspection.tree.read_text(path)) is None:
            return None
        self._inspection.parts.add(path)
        if hashlib.sha256(cml.encode()).hexdigest() != written["sha256"]:
            remedy = "Restore the file, or delete the three keys of the original to go on with the Markdown."
            self._sheet.fault("original_sha256", f"The original {path!r} has been changed.", remedy)
        return Original(cml=cml, **written)

    def _lecture(self) -> Lecture:
        if self._text is not None:
            remedy = "Make it a folder with item.toml and video.720p.mp4."
            self._sheet.fault("kind", "A lecture cannot be a single Markdown file.", remedy)
            return Lecture()
        settings = self._inspection.take(self._sheet, keys.LECTURE)
        renditions = self._renditions()
        captions = self._captions()
        files = [path for path in self._inspection.tree.below(self._path) if not path.endswith(".toml")]
        media = {rendition.path for rendition in renditions} | {caption.path for caption in captions}
        duration = self._duration(renditions)
        self._inspection.served.update(files)
        return Lecture(
            renditions=renditions,
            captions=captions,
            attachments=tuple(path for path in files if path not in media),
            duration=duration,
            assessment=self._assessment(question_reading.LECTURE, duration),
            **settings,
        )

    def _duration(self, renditions: tuple[Rendition, ...]) -> int:
        """Of the tallest rendition; the others are looked at as well, since a damaged one is a fault."""
        videos = [read_rendition(self._inspection, rendition.path) for rendition in renditions]
        return videos[0].duration if videos and videos[0] else 0

    def _renditions(self) -> tuple[Rendition, ...]:
        found: dict[int, Rendition] = {}
        for name in self._own_files():
            if match := _RENDITION.fullmatch(name):
                path = join(self._path, name)
                rendition = Rendition(height=int(match[1]), path=path)
                if found.setdefault(rendition.height, rendition) is not rendition:
                    problem = f"The lecture has another video of {rendition.height}p."
                    self._inspection.refuse(path, 0, problem, "Keep one of them.")
        if not found:
            self._refuse_without_video()
        return tuple(sorted(found.values(), key=lambda rendition: -rendition.height))

    def _refuse_without_video(self) -> None:
        film = next(filter(_FILM.fullmatch, self._own_files()), None)
        remedy = "Add it as an MP4 file named after its height, such as video.720p.mp4."
        if film:
            remedy = f"Is it {film}? As an MP4 file it is found under a name such as video.720p.mp4."
        self._inspection.refuse(self._path, 0, "This lecture has no video.", remedy)

    def _captions(self) -> tuple[Caption, ...]:
        found: dict[str, Caption] = {}
        for name in self._own_files():
            if match := _CAPTION.fullmatch(name):
                path, language = join(self._path, name), match[1] or ""
                caption = Caption(language=language, path=path)
                if not is_language(language):
                    remedy = "Name it with a BCP 47 tag, such as captions.en.vtt."
                    self._inspection.refuse(
                        path, 0, "Nothing says which language these captions have.", remedy
                    )
                elif found.setdefault(language.lower(), caption) is not caption:
                    problem = f"The lecture has other captions in {language}."
                    self._inspection.refuse(path, 0, problem, "Keep one of them.")
                self._check_captions(path)
        return tuple(found.values())

    def _check_captions(self, path: str) -> None:
        text = self._inspection.tree.read_text(path)
        try:
            read_captions("WEBVTT" if text is None else text)
        except FaultyCaptions as error:
            self._inspection.refuse(path, error.line, error.problem, "Mend it, or export the captions again.")
