"""Threads of discussions as Markdown, one text for each: where it stands, what it says, when it is another.

Pure. Names are shown as the site tells them; what somebody wrote stands in quotes, and disturbs nothing else.
"""

import hashlib
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import msgspec

from carrel.archiver import sheet
from carrel.archiver.ledger import ThreadRow
from carrel.archiver.names import course_folder, shortened, tag
from carrel.courseware.course import Course
from carrel.courseware.folder.tree import DISCUSSIONS
from carrel.courseware.ids import slug_of
from carrel.courseware.prose.document import Block
from carrel.resources.forums import CourseForumRecord
from carrel.resources.people import SocialProfileRecord
from carrel.resources.posts import CmlRecord, CourseForumAnswerRecord, CourseForumQuestionRecord

People = Mapping[int, SocialProfileRecord]

NOBODY: Final = "Somebody"
"""Whoever has no name here."""
UNDATED: Final = "undated"
LEARNER: Final = "LEARNER"


@dataclass(frozen=True, slots=True)
class Thread:
    """A question as a forum lists it, and the path of its text. `forum` is the forum's title."""

    question: CourseForumQuestionRecord
    people: People
    forum: str
    forum_id: str
    path: str

    @property
    def id(self) -> str:
        """The thread's own id."""
        return self.question.question_id

    @property
    def row(self) -> ThreadRow:
        """The row that it has once its text is written."""
        return ThreadRow(self.forum_id, self.path, self.stamp)

    @property
    def stamp(self) -> str:
        """What is another one when the thread has gone on, as far as a list of questions tells that.

        Votes, views and who follows it are no part of a text.
        """
        one = self.question
        told = (
            *(self.path, one.content, one.created_at or 0, one.edited_at or 0, one.is_closed or False),
            *(one.last_activity_at or 0, one.last_answered_at or 0, one.last_answered_by or 0),
            *(one.total_answer_count or 0, one.top_level_answer_count or 0),
            _name(one.creator_id or 0, self.people),
        )
        return hashlib.sha256(msgspec.json.encode(told)).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Talk:
    """What was answered in a thread: answers and replies in any order, and who wrote them."""

    answers: Sequence[CourseForumAnswerRecord]
    people: Mapping[int, SocialProfileRecord] = field(default_factory=dict)


def forum_places(forums: Sequence[CourseForumRecord], course: Course) -> dict[str, str]:
    """The folders of forums by their ids: those of modules and items stand as these do in the course."""
    places = {}
    for module in course.modules:
        places[module.id] = module.place
        for lesson in module.lessons:
            for item in lesson.items:
                places[item.id] = f"{module.place}/{lesson.place}/{item.place.removesuffix('.md')}"
    return {one.id: _forum_place(one, places) for one in forums}


def thread_path(place: str, question: CourseForumQuestionRecord) -> str:
    """Where a thread stands: by its day, its title, and a mark that no other thread has."""
    day = sheet.moment_of(question.created_at or "")[:10] or UNDATED
    title = question.content.question if question.content else ""
    slug = shortened(slug_of(title)) or "thread"
    return posixpath.join(DISCUSSIONS, place, f"{day}-{slug}-{tag(question.question_id)}.md")


def thread_text(thread: Thread, talk: Talk) -> str:
    """A thread: what was asked, each answer, and under it what was replied."""
    return sheet.written(list(_blocks(thread, talk)))


def _blocks(thread: Thread, talk: Talk) -> Iterator[Block]:
    one, people = thread.question, {**talk.people, **thread.people}
    title = one.content.question if one.content else ""
    yield sheet.heading(1, title or "A question without words")
    closed = ", closed" if one.is_closed else ""
    yield sheet.remark(f"{_signed(one, people)}, in {thread.forum}{closed}")
    yield from sheet.quote(sheet.from_cml(_value(one.content.details if one.content else None)))
    under: dict[str, list[CourseForumAnswerRecord]] = {}
    for answer in sorted(talk.answers, key=_age):
        under.setdefault((answer.parent_forum_answer_id or "").rpartition("~")[2], []).append(answer)
    for answer in under.pop("", ()):
        yield from _post(2, "Answer", answer, people)
        for reply in under.pop(answer.answer_id, ()):
            yield from _post(3, "Reply", reply, people)
    for orphan in [reply for replies in under.values() for reply in replies]:
        yield from _post(3, "Reply", orphan, people)


def _post(level: int, what: str, post: CourseForumAnswerRecord, people: People) -> Iterator[Block]:
    if not post.content:
        yield sheet.heading(level, f"{what} that was removed")
        return
    by = " of " if post.creator_id else ", "
    yield sheet.heading(level, f"{what}{by}{_signed(post, people)}")
    yield from sheet.quote(sheet.from_cml(_value(post.content)))


def _signed(post: CourseForumQuestionRecord | CourseForumAnswerRecord, people: People) -> str:
    """Who wrote a post, and when."""
    edited = sheet.moment_of(post.edited_at or "")
    parts = [
        _name(post.creator_id, people) if post.creator_id else "",
        sheet.moment_of(post.created_at or ""),
        f"changed {edited}" if edited else "",
    ]
    return ", ".join([one for one in parts if one])


def _name(user_id: int, people: People) -> str:
    """What somebody is called here: the name that the site shows, and what they are in the course."""
    person = people.get(user_id)
    name = (person.full_name or "" if person else "").strip() or NOBODY
    role = (person.course_role or LEARNER) if person else LEARNER
    return name if role == LEARNER else f"{name} ({role.lower()})"


def _value(cml: CmlRecord | None) -> str:
    return str(cml.definition.get("value") or "") if cml else ""


def _age(answer: CourseForumAnswerRecord) -> tuple[int, str]:
    return answer.created_at or 0, answer.answer_id


def _forum_place(forum: CourseForumRecord, places: Mapping[str, str]) -> str:
    about = (forum.forum_type or {}).get("definition")
    named = [about.get("itemId"), about.get("moduleId")] if isinstance(about, dict) else []
    known = [places[one] for one in named if isinstance(one, str) and one in places]
    return known[0] if known else course_folder(forum.title or "forum")
