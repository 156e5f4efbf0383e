"""A course's forums, one of them, and what is flagged in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from carrel.application import forums
from carrel.application.classroom import Classroom, enter_course
from carrel.application.forum_map import item_forum_id
from carrel.application.forums import Board, followed
from carrel.application.guiding import guides_in
from carrel.application.profiles import Profile
from carrel.application.reacting import Flagged, flagged
from carrel.application.visit import Visit
from carrel.domain.forums import Forum, ForumKind, Question, Sort, Tally
from carrel.server.visitors import visitors_of
from carrel.server.web import addresses
from carrel.server.web.moments import Moment, exact_words
from carrel.server.web.opened import Opened
from carrel.server.web.prose import post_html
from carrel.server.web.rendering import Reader, frame_for, page, reader_of
from carrel.server.web.thread import Sorting, name_of, start_of

PAGE = 25
"""Questions on a page."""
SHORT = 3
"""Questions under an item."""
SORTS: Mapping[Sort, str] = {
    Sort.ACTIVITY: "Recently active",
    Sort.NEWEST: "Newest",
    Sort.VOTES: "Most votes",
}


@dataclass(frozen=True, slots=True)
class ForumLine:
    """One forum in a list."""

    name: str
    description: str
    href: str
    count: int
    last: str


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """One question in a list. `last` says when it was answered, and is empty before."""

    title: str
    href: str
    by: str
    when: str
    last: str
    answers: int
    votes: int
    pinned: bool
    closed: bool


@dataclass(frozen=True, slots=True)
class Around:
    """The course around a page."""

    language: str
    course_name: str
    course_href: str
    discussions_href: str


@dataclass(frozen=True, slots=True)
class ForumsView:
    """The forums of a course. `items` are those in which something was asked about an item."""

    around: Around
    forums: Sequence[ForumLine]
    items: Sequence[ForumLine]
    followed: Sequence[QuestionLine]
    flagged_href: str


@dataclass(frozen=True, slots=True)
class ForumView:
    """One forum. `item_href` leads to the item that it is about, if it is about one."""

    around: Around
    name: str
    description: str
    item_href: str
    forum_id: str
    action: str
    questions: Sequence[QuestionLine]
    total: int
    sortings: Sequence[Sorting]
    more_href: str
    removed_href: str
    removed: bool


@dataclass(frozen=True, slots=True)
class DiscussionPart:
    """What is asked about an item, under it."""

    href: str
    forum_id: str
    action: str
    total: int
    questions: Sequence[QuestionLine]


@dataclass(frozen=True, slots=True)
class FlaggedLine:
    """One flagged post, and why it was flagged."""

    id: str
    title: str
    html: Markup
    by: str
    href: str
    removed: bool
    reasons: Sequence[str]


@dataclass(frozen=True, slots=True)
class FlaggedView:
    """What moderators are called to."""

    around: Around
    action: str
    back: str
    posts: Sequence[FlaggedLine]


async def show(request: Request) -> Response:
    """The forums of a course."""
    slug = request.path_params["slug"]
    reader, view = await visitors_of(request).reading(request, lambda visit: _forums(visit, slug))
    return page("discussions.html", view, frame_for(request, reader.actor))


async def show_forum(request: Request) -> Response:
    """One forum, page by page."""
    slug, forum_id = request.path_params["slug"], request.path_params["forum"]
    text, start = request.query_params.get("sort", ""), start_of(request)
    sort = Sort(text) if text in set(Sort) else Sort.ACTIVITY
    removed = request.query_params.get("removed") == "true"
    reader, view = await visitors_of(request).reading(
        request, lambda visit: _forum(visit, slug, forum_id, sort, start, removed=removed)
    )
    return page("forum.html", view, frame_for(request, reader.actor))


async def show_flagged(request: Request) -> Response:
    """What is flagged in a course."""
    slug = request.path_params["slug"]
    reader, view = await visitors_of(request).reading(request, lambda visit: _flagged(visit, slug))
    return page("flagged.html", view, frame_for(request, reader.actor))


async def item_discussion(opened: Opened) -> DiscussionPart:
    """What is asked about an open item, the liveliest first."""
    course, item_id = opened.course, opened.item.id
    board = await visitors_of(opened.request).reading(
        opened.request,
        lambda visit: forums.item_board(visit, course.id, item_id, Sort.ACTIVITY, 0, SHORT),
    )
    forum_id = item_forum_id(course.id, item_id)
    return DiscussionPart(
        href=addresses.forum_path(course.slug, forum_id),
        forum_id=forum_id,
        action=addresses.discussions_path(course.slug),
        total=board.total,
        questions=_lines(board, opened.reader.moment),
    )


def _forums(visit: Visit, slug: str) -> tuple[Reader, ForumsView]:
    reader, classroom = reader_of(visit), enter_course(visit, slug)
    told = forums.forums_in(classroom, visit)
    lines = [(forum, _forum_line(slug, forum, counted, reader.moment)) for forum, counted in told]
    return reader, ForumsView(
        around=_around(classroom),
        forums=[line for forum, line in lines if forum.kind is not ForumKind.ITEM],
        items=[line for forum, line in lines if forum.kind is ForumKind.ITEM and line.count],
        followed=_lines(followed(visit, classroom.edition.course.id), reader.moment),
        flagged_href=addresses.flagged_path(slug) if guides_in(classroom) else "",
    )


def _forum(
    visit: Visit, slug: str, forum_id: str, sort: Sort, start: int, *, removed: bool
) -> tuple[Reader, ForumView]:
    reader, classroom = reader_of(visit), enter_course(visit, slug)
    forum = forums.reach_forum(classroom, forum_id)
    course = classroom.edition.course
    board = forums.board(visit, course.id, forum_id, sort, start, PAGE, removed=removed)
    path = addresses.forum_path(slug, forum_id)
    asked = f"{path}?sort={sort}{'&removed=true' if removed else ''}"
    place = classroom.edition.places.get(forum.item_id)
    return reader, ForumView(
        around=_around(classroom),
        name=forum.name,
        description=forum.description,
        item_href=addresses.item_path(course, place.item) if place else "",
        forum_id=forum_id,
        action=addresses.discussions_path(slug),
        questions=_lines(board, reader.moment),
        total=board.total,
        sortings=[Sorting(label, f"{path}?sort={one}", one is sort) for one, label in SORTS.items()],
        more_href=f"{asked}&from={start + PAGE}" if start + PAGE < board.total else "",
        removed_href=f"{path}?removed=true" if guides_in(classroom) and not removed else "",
        removed=removed,
    )


def _flagged(visit: Visit, slug: str) -> tuple[Reader, FlaggedView]:
    told = flagged(visit, enter_course(visit, slug).edition.course.id)
    return reader_of(visit), FlaggedView(
        around=_around(told.classroom),
        action=addresses.discussions_path(slug),
        back=addresses.flagged_path(slug),
        posts=[_flagged_line(slug, told, number) for number in range(len(told.posts))],
    )


def _flagged_line(slug: str, told: Flagged, number: int) -> FlaggedLine:
    post = told.posts[number]
    question_id = post.id if isinstance(post, Question) else post.question_id
    flags = [one for one in told.flags if one.post_id == post.id]
    return FlaggedLine(
        id=post.id,
        title=post.title if isinstance(post, Question) else "An answer",
        html=post_html(post.body),
        by="" if post.id in told.classroom.edition.prompts else name_of(told.people, post.creator_id),
        href=f"{addresses.thread_path(slug, question_id)}#post-{post.id}",
        removed=post.is_removed,
        reasons=[f"{name_of(told.people, one.learner_id)}: {one.reason or 'no reason'}" for one in flags],
    )


def _around(classroom: Classroom) -> Around:
    course = classroom.edition.course
    return Around(
        language=course.language,
        course_name=course.name,
        course_href=addresses.course_path(course.slug),
        discussions_href=addresses.discussions_path(course.slug),
    )


def _forum_line(slug: str, forum: Forum, counted: Tally, moment: Moment) -> ForumLine:
    last = counted.last_answered_at
    return ForumLine(
        name=forum.name,
        description=forum.description,
        href=addresses.forum_path(slug, forum.id),
        count=counted.shown,
        last=exact_words(moment.local(last)) if last else "",
    )


def _lines(board: Board, moment: Moment) -> Sequence[QuestionLine]:
    return [_line(board.classroom, one, board.people, moment) for one in board.questions]


def _line(classroom: Classroom, one: Question, people: Mapping[int, Profile], moment: Moment) -> QuestionLine:
    edition = classroom.edition
    last = one.last_answered_at
    return QuestionLine(
        title=one.title,
        href=addresses.thread_path(edition.course.slug, one.id),
        by="" if one.id in edition.prompts else name_of(people, one.creator_id),
        when=exact_words(moment.local(one.created_at)),
        last=exact_words(moment.local(last)) if last else "",
        answers=one.answers,
        votes=one.votes,
        pinned=one.pinned,
        closed=one.closed,
    )
