"""The forums of a course as somebody in it finds them: what is asked, what is answered, by whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from carrel.application.classroom import Classroom, enter_course_by_id, open_item
from carrel.application.forum_map import item_forum_id
from carrel.application.guiding import guides_in, need_guide
from carrel.application.profiles import Profile, profiles_in
from carrel.application.visit import Visit
from carrel.domain.errors import ItemLocked, NoSuchThing
from carrel.domain.forums import Answer, AnswerSort, Forum, ForumKind, Question, Sort, Tally
from carrel.store import forums as store


@dataclass(frozen=True, slots=True)
class Reactions:
    """For which posts the visitor voted, which they follow, which they flagged."""

    voted: frozenset[str]
    followed: frozenset[str]
    flagged: frozenset[str]


@dataclass(frozen=True, slots=True)
class Board:
    """Questions, and what goes with them: who wrote, what the visitor did. `total` counts all pages."""

    classroom: Classroom
    questions: Sequence[Question]
    total: int
    reactions: Reactions
    people: Mapping[int, Profile]


@dataclass(frozen=True, slots=True)
class Answered:
    """Answers of any questions, and what goes with them."""

    classroom: Classroom
    answers: Sequence[Answer]
    reactions: Reactions
    people: Mapping[int, Profile]


@dataclass(frozen=True, slots=True)
class Thread:
    """One question with a page of its answers, their replies, and what goes with them.

    `more` says that there are answers beyond the page.
    """

    classroom: Classroom
    forum: Forum
    question: Question
    answers: Sequence[Answer]
    replies: Mapping[str, Sequence[Answer]]
    more: bool
    reactions: Reactions
    people: Mapping[int, Profile]


def forums_in(classroom: Classroom, visit: Visit) -> list[tuple[Forum, Tally]]:
    """The forums that are open to who is in the classroom, in their order, and what is counted of each."""
    counted = store.tallies(visit.connection, classroom.edition.course.id)
    return [
        (one, counted.get(one.id, Tally()))
        for one in classroom.edition.forums.values()
        if one.item_id not in classroom.locks
    ]


def reach_forum(classroom: Classroom, forum_id: str) -> Forum:
    """A forum that is open to who is in the classroom; raises `NoSuchThing`, `ItemLocked`."""
    forum = classroom.edition.forums.get(forum_id)
    if forum is None:
        raise NoSuchThing("The course has no such forum.")
    if forum.item_id:
        open_item(classroom, forum.item_id)
    return forum


def board(
    visit: Visit,
    course_id: str,
    forum_id: str,
    sort: Sort,
    start: int,
    limit: int,
    *,
    removed: bool = False,
) -> Board:
    """A page of a forum; `removed` asks for what was removed, which only moderators see.

    Raises `NotSignedIn`, `UnknownCourse`, `NotEnrolled`, `NoSuchThing`, `ItemLocked`, `NotAuthorized`.
    """
    classroom = enter_course_by_id(visit, course_id)
    reach_forum(classroom, forum_id)
    if removed:
        need_guide(classroom)
    counted = store.tally(visit.connection, forum_id)
    page = store.questions_in(visit.connection, forum_id, sort, start, limit, shown=not removed)
    total = counted.all - counted.shown if removed else counted.shown
    return board_of(visit, classroom, page, total)


def item_board(visit: Visit, course_id: str, item_id: str, sort: Sort, start: int, limit: int) -> Board:
    """A page of an item's forum; raises as `board`, and `UnknownItem`."""
    enter_course_by_id(visit, course_id).edition.place_of(item_id)
    return board(visit, course_id, item_forum_id(course_id, item_id), sort, start, limit)


def board_of(visit: Visit, classroom: Classroom, page: Sequence[Question], total: int) -> Board:
    """Questions with what goes with them."""
    told = [with_prompt(classroom, one) for one in page]
    people = {one.creator_id for one in told} | {one.last_answered_by for one in told}
    return Board(
        classroom, told, total, _reactions(visit, told, ()), profiles_in(visit, classroom, _known(people))
    )


def followed(visit: Visit, course_id: str) -> Board:
    """The questions of a course that the visitor follows; raises as `board`."""
    classroom = enter_course_by_id(visit, course_id)
    mine = [
        one
        for one in store.follows_of(visit.connection, visit.learner().id, course_id)
        if _is_open(classroom, one)
    ]
    return board_of(visit, classroom, mine, len(mine))


def my_answers(visit: Visit, course_id: str) -> Answered:
    """What the visitor answered and replied in a course, where they may still read it; raises as `board`."""
    classroom = enter_course_by_id(visit, course_id)
    mine = store.answers_by(visit.connection, visit.learner().id, course_id)
    asked = store.questions(visit.connection, [one.question_id for one in mine])
    readable = {key for key, one in asked.items() if not one.is_removed and _is_open(classroom, one)}
    shown = [one for one in mine if one.question_id in readable]
    people = profiles_in(visit, classroom, _known(one.creator_id for one in shown))
    return Answered(classroom, shown, _reactions(visit, (), shown), people)


def thread(
    visit: Visit,
    question_id: str,
    *,
    course_id: str = "",
    sort: AnswerSort = AnswerSort.OLDEST,
    start: int = 0,
    limit: int = 50,
) -> Thread:
    """A question with a page of its answers; raises as `reach_question`."""
    classroom, forum, question = reach_question(visit, question_id, course_id)
    page = store.answers_to(visit.connection, question_id, sort, start, limit + 1)
    shown = page[:limit]
    parents = [one.id for one in shown if one.replies or one.is_removed]
    replies = store.replies_to(visit.connection, question_id, parents) if parents else []
    under: dict[str, list[Answer]] = {}
    for one in replies:
        under.setdefault(one.parent_id, []).append(one)
    posts = [*shown, *replies]
    people = {question.creator_id} | {one.creator_id for one in posts}
    return Thread(
        classroom=classroom,
        forum=forum,
        question=question,
        answers=shown,
        replies=under,
        more=len(page) > limit,
        reactions=_reactions(visit, [question], posts),
        people=profiles_in(visit, classroom, _known(people)),
    )


def one_answer(visit: Visit, answer_id: str) -> tuple[Thread, Answer]:
    """One answer, in a thread that shows nothing else; raises as `reach_answer`."""
    classroom, question, answer = reach_answer(visit, answer_id)
    forum = reach_forum(classroom, question.forum_id)
    people = profiles_in(visit, classroom, _known([question.creator_id, answer.creator_id]))
    said = _reactions(visit, [question], [answer])
    told = Thread(
        classroom=classroom,
        forum=forum,
        question=question,
        answers=[answer],
        replies={},
        more=False,
        reactions=said,
        people=people,
    )
    return told, answer


def reach_question(visit: Visit, question_id: str, course_id: str = "") -> tuple[Classroom, Forum, Question]:
    """A question that the visitor may read, and where it stands.

    A prompt that nobody has answered is known by its course only. Raises `NotSignedIn`, `NoSuchThing`,
    `UnknownCourse`, `NotEnrolled`, `ItemLocked`.
    """
    visit.learner()
    kept = store.question(visit.connection, question_id)
    if kept is None and not course_id:
        raise NoSuchThing("There is no such question; it may have been removed.")
    classroom = enter_course_by_id(visit, kept.course_id if kept else course_id)
    question = kept or _unasked(classroom, question_id)
    if question.is_removed and not guides_in(classroom):
        raise NoSuchThing("This question was removed.")
    forum = reach_forum(classroom, question.forum_id)
    return classroom, forum, with_prompt(classroom, question)


def reach_answer(visit: Visit, answer_id: str) -> tuple[Classroom, Question, Answer]:
    """An answer that the visitor may read, and its question; raises as `reach_question`."""
    visit.learner()
    answer = store.answer(visit.connection, answer_id)
    if answer is None:
        raise NoSuchThing("There is no such answer; it may have been removed.")
    classroom, _, question = reach_question(visit, answer.question_id)
    if answer.is_removed and not guides_in(classroom):
        raise NoSuchThing("This answer was removed.")
    return classroom, question, answer


def with_prompt(classroom: Classroom, question: Question) -> Question:
    """The question; one that the course asks says what the course says now."""
    item_id = classroom.edition.prompts.get(question.id)
    if item_id is None:
        return question
    item = classroom.edition.places[item_id].item
    return replace(question, title=item.name, body=classroom.edition.text_of(item).cml)


def course_forums(classroom: Classroom, visit: Visit) -> list[tuple[Forum, Tally]]:
    """The forums that are about more than one item."""
    return [one for one in forums_in(classroom, visit) if one[0].kind is not ForumKind.ITEM]


def _unasked(classroom: Classroom, question_id: str) -> Question:
    item_id = classroom.edition.prompts.get(question_id)
    if item_id is None:
        raise NoSuchThing("There is no such question; it may have been removed.")
    course_id = classroom.edition.course.id
    return Question(question_id, course_id, item_forum_id(course_id, item_id), None, "", "", 0)


def _is_open(classroom: Classroom, question: Question) -> bool:
    try:
        reach_forum(classroom, question.forum_id)
    except (NoSuchThing, ItemLocked):
        return False
    return True


def _reactions(visit: Visit, questions: Sequence[Question], answers: Sequence[Answer]) -> Reactions:
    me, of_questions = visit.learner().id, [one.id for one in questions]
    posts = [*of_questions, *(one.id for one in answers)]
    return Reactions(
        voted=store.has_said(visit.connection, store.VOTES, me, posts),
        followed=store.has_said(visit.connection, store.FOLLOWS, me, of_questions),
        flagged=store.has_said(visit.connection, store.FLAGS, me, posts),
    )


def _known(people: Iterable[int | None]) -> set[int]:
    return {one for one in people if one is not None}
