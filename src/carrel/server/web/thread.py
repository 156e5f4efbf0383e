"""A question with its answers: as a page, and as a part of an item that asks everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from carrel.application.classroom import current_edition
from carrel.application.forum_map import prompt_id
from carrel.application.forums import Reactions, Thread, thread
from carrel.application.guiding import guides_in
from carrel.application.post_text import post_markdown
from carrel.application.profiles import Profile
from carrel.application.visit import Visit
from carrel.domain.forums import Answer, AnswerSort, Question
from carrel.domain.profiles import ANONYMOUS
from carrel.server.visitors import visitors_of
from carrel.server.web import addresses
from carrel.server.web.moments import Moment, exact_words
from carrel.server.web.opened import Opened
from carrel.server.web.prose import post_html
from carrel.server.web.rendering import Reader, frame_for, page, reader_of

PAGE = 30
"""Answers on a page."""
SORTS: Mapping[AnswerSort, str] = {
    AnswerSort.OLDEST: "Oldest first",
    AnswerSort.NEWEST: "Newest first",
    AnswerSort.VOTES: "Most votes",
}


@dataclass(frozen=True, slots=True)
class Sorting:
    """One way to sort, as a link."""

    label: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class PostLine:
    """One post as its reader finds it. `guide` says that it is by who looks after the course.

    `markdown` is there for who may write it anew, `removes` and `restores` for who may do that.
    """

    id: str
    title: str
    html: Markup
    by: str
    guide: bool
    when: str
    edited: bool
    votes: int
    voted: bool
    flagged: bool
    own: bool
    removed: bool
    hidden: bool
    markdown: str | None
    removes: bool
    restores: bool
    replies: Sequence["PostLine"] = ()

    @property
    def reacts(self) -> bool:
        """Whether the reader may vote for it and flag it."""
        return not self.own and not self.removed


@dataclass(frozen=True, slots=True)
class ThreadPart:
    """A thread to read and to write in. `action` takes the forms, which then lead `back`."""

    question: PostLine
    answers: Sequence[PostLine]
    count: int
    followed: bool
    follows: int
    pinned: bool
    closed: bool
    answerable: bool
    moderates: bool
    asked: bool
    action: str
    back: str
    sortings: Sequence[Sorting]
    more_href: str


@dataclass(frozen=True, slots=True)
class ThreadView:
    """The page of a thread."""

    language: str
    course_name: str
    course_href: str
    discussions_href: str
    forum_name: str
    forum_href: str
    thread: ThreadPart


@dataclass(frozen=True, slots=True)
class PromptBody:
    """An item that asks everybody, with what they answered."""

    html: Markup
    thread: ThreadPart


async def show(request: Request) -> Response:
    """A question with its answers."""
    slug, question_id = request.path_params["slug"], request.path_params["question"]
    sort, start = sort_of(request), start_of(request)
    reader, told = await visitors_of(request).reading(
        request, lambda visit: _load(visit, slug, question_id, sort, start)
    )
    return page("thread.html", view(told, reader, sort, start), frame_for(request, reader.actor))


async def body_of(opened: Opened) -> PromptBody:
    """A prompt with its answers; those before the first page are at its thread's own page."""
    course, item = opened.course, opened.item
    sort, start = sort_of(opened.request), start_of(opened.request)
    told = await visitors_of(opened.request).reading(
        opened.request,
        lambda visit: thread(
            visit, prompt_id(course.id, item.id), course_id=course.id, sort=sort, start=start, limit=PAGE
        ),
    )
    path = addresses.item_path(course, item)
    return PromptBody(post_html(told.question.body), part(told, opened.reader, sort, start, path))


def view(told: Thread, reader: Reader, sort: AnswerSort, start: int) -> ThreadView:
    """The page in words."""
    course, forum = told.classroom.edition.course, told.forum
    path = addresses.thread_path(course.slug, told.question.id)
    return ThreadView(
        language=course.language,
        course_name=course.name,
        course_href=addresses.course_path(course.slug),
        discussions_href=addresses.discussions_path(course.slug),
        forum_name=forum.name,
        forum_href=addresses.forum_path(course.slug, forum.id),
        thread=part(told, reader, sort, start, path),
    )


def part(told: Thread, reader: Reader, sort: AnswerSort, start: int, path: str) -> ThreadPart:
    """The thread in words; `path` is where it is read."""
    question, moderates = told.question, guides_in(told.classroom)
    lines = _Lines(told, reader, moderates=moderates)
    return ThreadPart(
        question=lines.question(question),
        answers=[lines.answer(one) for one in told.answers],
        count=question.top_answers,
        followed=question.id in told.reactions.followed,
        follows=question.follows,
        pinned=question.pinned,
        closed=question.closed,
        answerable=not question.is_removed and (moderates or not question.closed),
        moderates=moderates,
        asked=question.created_at > 0,
        action=addresses.discussions_path(told.classroom.edition.course.slug),
        back=path,
        sortings=[Sorting(label, f"{path}?sort={one}", one is sort) for one, label in SORTS.items()],
        more_href=f"{path}?sort={sort}&from={start + PAGE}" if told.more else "",
    )


def sort_of(request: Request) -> AnswerSort:
    """What `?sort=` asks for; the oldest first when it asks for nothing we know."""
    text = request.query_params.get("sort", "")
    return AnswerSort(text) if text in set(AnswerSort) else AnswerSort.OLDEST


def start_of(request: Request) -> int:
    """Where `?from=` lets the page start; 0 when it says nothing that makes sense."""
    text = request.query_params.get("from", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def name_of(people: Mapping[int, Profile], user_id: int | None) -> str:
    """Who wrote something, as far as the reader sees them."""
    known = people.get(user_id) if user_id is not None else None
    return known.name if known else ANONYMOUS


class _Lines:
    """Posts in words, for one reader."""

    def __init__(self, told: Thread, reader: Reader, *, moderates: bool) -> None:
        self._told = told
        self._me = reader.actor.id if reader.actor else 0
        self._moment: Moment = reader.moment
        self._moderates = moderates
        self._said: Reactions = told.reactions

    def question(self, one: Question) -> PostLine:
        return self._line(one, title=one.title)

    def answer(self, one: Answer) -> PostLine:
        replies = [self.answer(reply) for reply in self._told.replies.get(one.id, ())]
        return self._line(one, replies=replies)

    def _line(self, one: Question | Answer, *, title: str = "", replies: Sequence[PostLine] = ()) -> PostLine:
        own = one.creator_id == self._me
        hidden = one.is_removed and not self._moderates
        person = self._told.people.get(one.creator_id or 0)
        is_course = one.id in self._told.classroom.edition.prompts
        return PostLine(
            id=one.id,
            title=title,
            html=Markup() if hidden else post_html(one.body),
            by="" if is_course or hidden else name_of(self._told.people, one.creator_id),
            guide=person.guides if person and not hidden else False,
            when=exact_words(self._moment.local(one.created_at)) if one.created_at else "",
            edited=one.edited_at is not None,
            votes=one.votes,
            voted=one.id in self._said.voted,
            flagged=one.id in self._said.flagged,
            own=own,
            removed=one.is_removed,
            hidden=hidden,
            markdown=post_markdown(one.body) if self._edits(one, own=own) else None,
            removes=not one.is_removed and not is_course and (own or self._moderates),
            restores=one.is_removed and self._moderates,
            replies=replies,
        )

    def _edits(self, one: Question | Answer, *, own: bool) -> bool:
        return own and not one.is_removed and (self._moderates or not self._told.question.closed)


def _load(visit: Visit, slug: str, question_id: str, sort: AnswerSort, start: int) -> tuple[Reader, Thread]:
    course_id = current_edition(visit, slug=slug).course.id
    told = thread(visit, question_id, course_id=course_id, sort=sort, start=start, limit=PAGE)
    return reader_of(visit), told
