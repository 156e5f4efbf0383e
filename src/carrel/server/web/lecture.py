"""A lecture: its video with captions, what goes with it, its words as a text, and what of it was watched."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from anyio import to_thread

from carrel.application.handles import video_id
from carrel.application.texts import address_of
from carrel.application.watching import watched
from carrel.courseware.captions import Line, read_captions, transcript
from carrel.courseware.course import Course, File
from carrel.courseware.faults import FaultyCaptions
from carrel.courseware.items import Caption, Item, Lecture, Rendition
from carrel.domain.watching import Watched
from carrel.server.links import Links
from carrel.server.visitors import visitors_of
from carrel.server.web.asking import Asked, asked_by
from carrel.server.web.languages import language_name
from carrel.server.web.moments import size_words
from carrel.server.web.opened import Opened
from carrel.server.web.own_notes import OwnNotes, own_notes
from carrel.server.web.watched import resume_at, watched_words
from carrel.store.media import MediaStore

HOUR = 3_600_000
"""Milliseconds."""
SMALL = 480
"""Pixels of height up to which a rendition is the one for small screens."""
TRANSCRIPTS = 512
"""Transcripts kept at hand; each is some ten kilobytes."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Source:
    """One rendition. `small` ones are for narrow screens, where there is a taller one too."""

    href: str
    media_type: str
    label: str
    size: str
    small: bool


@dataclass(frozen=True, slots=True)
class Track:
    """One language's captions."""

    href: str
    language: str
    label: str


@dataclass(frozen=True, slots=True)
class Download:
    """A file to take away."""

    href: str
    name: str
    facts: str


@dataclass(frozen=True, slots=True)
class Transcript:
    """What is said, in one language, as paragraphs of lines."""

    language: str
    label: str
    paragraphs: Sequence[Sequence[Line]]


@dataclass(frozen=True, slots=True)
class Study:
    """What the player reports with, and where it begins. `duration` and `position` are ms."""

    learner: int
    course: str
    slug: str
    item: str
    video: str
    duration: int
    position: int
    missing: str


@dataclass(frozen=True, slots=True)
class LectureBody:
    """A lecture to watch, to take away and to read. The first transcript is in the course's own language."""

    sources: Sequence[Source]
    tracks: Sequence[Track]
    downloads: Sequence[Download]
    transcripts: Sequence[Transcript]
    study: Study
    notes: OwnNotes
    paced: bool
    asking: Sequence[Asked] = ()


async def body_of(opened: Opened) -> LectureBody:
    """The lecture with what its captions say."""
    school = visitors_of(opened.request).school
    captions = captions_of(opened.course, opened.item)
    transcripts = await to_thread.run_sync(_transcripts, school.media, captions)
    lifetime = visitors_of(opened.request).settings.media_link_lifetime
    # On the whole hour, so that a page opened again asks for what the browser has already.
    expires = (opened.reader.moment.now // HOUR + 1) * HOUR + lifetime
    links = Links("", school.secret, expires)
    if opened.reader.actor is not None:
        links = links.given_to(opened.reader.actor.id, opened.course.id, opened.item.id)
    course_id, item_id = opened.course.id, opened.item.id
    has = await visitors_of(opened.request).reading(
        opened.request, lambda visit: watched(visit, course_id, item_id)
    )
    shown = view(
        opened.course, opened.item, links, transcripts, study_of(opened, has), await own_notes(opened)
    )
    return replace(shown, asking=asked_by(opened.classroom.edition, opened.item))


def study_of(opened: Opened, has: Watched) -> Study:
    """What the player is told of its reader, who `has` watched so much."""
    course, item = opened.course, opened.item
    duration = _lecture(item).duration
    return Study(
        learner=opened.reader.actor.id if opened.reader.actor else 0,
        course=course.id,
        slug=course.slug,
        item=item.id,
        video=video_id(course.id, item.id),
        duration=duration,
        position=resume_at(has, duration),
        missing=watched_words(has, duration, trusted=course.completion == "trust"),
    )


def captions_of(course: Course, item: Item) -> Sequence[tuple[Caption, File]]:
    """A lecture's captions with their files: the course's own language first, then by tag."""
    lecture = _lecture(item)
    found = [(one, course.file_at[one.path]) for one in lecture.captions if one.path in course.file_at]
    return sorted(found, key=lambda pair: (not _speaks(course, pair[0]), pair[0].language))


def view(
    course: Course,
    item: Item,
    links: Links,
    transcripts: Sequence[Transcript],
    study: Study,
    notes: OwnNotes,
) -> LectureBody:
    """The lecture in words. `links` say where a player finds its media."""
    lecture = _lecture(item)
    renditions = [(one, course.file_at[one.path]) for one in lecture.renditions if one.path in course.file_at]
    sources = [_source(links, rendition, file, several=len(renditions) > 1) for rendition, file in renditions]
    attachments = [course.file_at[path] for path in lecture.attachments if path in course.file_at]
    return LectureBody(
        sources=sources,
        tracks=[_track(links, caption, file) for caption, file in captions_of(course, item)],
        downloads=[
            *(_download(course, file) for file in attachments),
            *(Download(one.href, one.label, one.size) for one in sources),
        ],
        transcripts=transcripts,
        study=study,
        notes=notes,
        paced=lecture.disable_skipping_forward,
    )


def _lecture(item: Item) -> Lecture:
    return item.content if isinstance(item.content, Lecture) else Lecture()


def _speaks(course: Course, caption: Caption) -> bool:
    return caption.language.split("-")[0] == course.language.split("-")[0]


def _source(links: Links, rendition: Rendition, file: File, *, several: bool) -> Source:
    return Source(
        href=links.media(file),
        media_type=file.media_type,
        label=f"Video, {rendition.height}p",
        size=size_words(file.size),
        small=several and rendition.height <= SMALL,
    )


def _track(links: Links, caption: Caption, file: File) -> Track:
    return Track(
        href=links.caption(file, "vtt"),
        language=caption.language,
        label=language_name(caption.language),
    )


def _download(course: Course, file: File) -> Download:
    return Download(address_of(course, file), file.name, size_words(file.size))


def _transcripts(store: MediaStore, captions: Sequence[tuple[Caption, File]]) -> Sequence[Transcript]:
    read = ((caption, _paragraphs(store.path_of(file.sha256))) for caption, file in captions)
    return [
        Transcript(caption.language, language_name(caption.language), paragraphs)
        for caption, paragraphs in read
        if paragraphs
    ]


@lru_cache(TRANSCRIPTS)
def _paragraphs(path: Path) -> Sequence[Sequence[Line]]:
    """The paragraphs of a captions file, whose path names its content; none where it cannot be read."""
    try:
        captions = read_captions(path.read_text("utf-8", "replace"))
    except (OSError, FaultyCaptions) as error:
        log.warning("A transcript could not be made from %s: %s", path, error)
        return ()
    return transcript(captions)
