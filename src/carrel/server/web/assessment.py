"""An assessment: what it asks, what was saved, what became of it; a plain form that can save itself."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from carrel.application import assessing
from carrel.application.assessing import Sitting
from carrel.application.classroom import current_edition
from carrel.application.editions import Edition
from carrel.application.papers import SeenAttempt, seen_attempt
from carrel.application.seen import SeenOption, SeenQuestion
from carrel.application.visit import Visit
from carrel.courseware.course import Course
from carrel.courseware.items import Assignment, Item, assessment_of
from carrel.courseware.questions import (
    CODE_EXPRESSION,
    FILE_UPLOAD,
    PLAIN_TEXT,
    REFLECT,
    RICH_TEXT,
    SEVERAL,
    URL,
)
from carrel.domain.access import Deed, is_allowed
from carrel.domain.assessing import Action
from carrel.domain.errors import Unfit
from carrel.domain.grading import is_passed, threshold
from carrel.domain.marking import Correctness, Mark, may_wait
from carrel.domain.responding import SCHEMES
from carrel.domain.responding import Response as Answered
from carrel.server.links import upload_path
from carrel.server.visitors import visitors_of
from carrel.server.web import addresses
from carrel.server.web.assignment import Fact, facts_of
from carrel.server.web.attempt_form import Form, Sent, sent_by, uploaded
from carrel.server.web.moments import Moment, date_words, duration_words
from carrel.server.web.opened import Opened
from carrel.server.web.percents import needed_words, percent_words
from carrel.server.web.prose import item_html, text_html

LONG: Final = frozenset({REFLECT, PLAIN_TEXT, RICH_TEXT, CODE_EXPRESSION})
"""What is written in a large field."""
WORDS: Final[Mapping[Correctness, tuple[str, str]]] = {
    Correctness.CORRECT: ("right", "Right"),
    Correctness.PARTIALLY_CORRECT: ("partly", "Partly right"),
    Correctness.INCORRECT: ("wrong", "Not right"),
}
"""The name of a verdict, and how it is said."""


@dataclass(frozen=True, slots=True)
class OptionLine:
    """Something to choose. `verdict` is empty where nothing is told of it."""

    id: str
    html: Markup
    chosen: bool
    verdict: str
    feedback: Markup


@dataclass(frozen=True, slots=True)
class BlankLine:
    """A gap: its number in the prompt, and what may stand there."""

    name: str
    label: str
    options: Sequence[OptionLine]


@dataclass(frozen=True, slots=True)
class QuestionPart:
    """A question as it is asked, or as it was answered. `shape` says how it is answered on the page.

    There is a verdict only on an answer: of none, the page says that it is none.

    `file_href` is where the file is that was uploaded; `accept` says which files are asked for.
    """

    number: int
    name: str
    shape: str
    is_answered: bool
    prompt: Markup
    title: str
    points: str
    unit: str
    text: str
    link: Mapping[str, str]
    link_name: str
    file_href: str
    accept: str
    options: Sequence[OptionLine]
    blanks: Sequence[BlankLine]
    verdict: str
    verdict_words: str
    feedback: Sequence[Markup]
    answers: Sequence[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the attempt that was handed in last has become."""

    number: int
    words: str
    passed: bool | None
    date: str
    questions: Sequence[QuestionPart]
    tells_marks: bool


@dataclass(frozen=True, slots=True)
class Going:
    """The open attempt. `ends_at` is epoch ms, and 0 without an end; `ends` is that time of day."""

    number: int
    questions: Sequence[QuestionPart]
    ends_at: int
    ends: str
    saved: bool
    save_href: str
    submit_href: str


@dataclass(frozen=True, slots=True)
class AssessmentBody:
    """An assessment. `start_href` is empty where no attempt can begin now, and `wait` then says why.

    `is_scored_otherwise` is true where staff gave a score without an attempt.
    """

    html: Markup
    facts: Sequence[Fact]
    going: Going | None
    outcome: Outcome | None
    start_href: str
    start_word: str
    wait: str
    is_scored_otherwise: bool
    now: int
    grade_href: str


async def body_of(opened: Opened) -> AssessmentBody:
    """The assessment as this learner finds it; what is over is handed in by looking at it."""
    visitors, item_id = visitors_of(opened.request), opened.item.id
    edition = opened.classroom.edition
    actor = opened.reader.actor
    user_id = actor.id if actor else 0

    def look(visit: Visit) -> tuple[Sitting, SeenAttempt | None, SeenAttempt | None]:
        return _seen(visit, assessing.sit(visit, user_id, edition, item_id))

    def settle(visit: Visit) -> tuple[Sitting, SeenAttempt | None, SeenAttempt | None]:
        taught_now = current_edition(visit, course_id=edition.course.id)
        return _seen(visit, assessing.settle(visit, user_id, taught_now, item_id))

    found = await visitors.reading(opened.request, look)
    if found[0].is_over:
        found = await visitors.writing(opened.request, settle)
    return view(opened, *found)


def view(
    opened: Opened, sitting: Sitting, going: SeenAttempt | None, last: SeenAttempt | None
) -> AssessmentBody:
    """The assessment in words."""
    course, item, moment = opened.course, opened.item, opened.reader.moment
    turns = sitting.turns
    can_start = turns.action is Action.START
    return AssessmentBody(
        html=item_html(sitting.edition, item),
        facts=[
            *_rules(sitting),
            *facts_of(course, item, opened.classroom.scores.get(item.id)),
            *_bar(course, item),
        ],
        going=_going(opened, going) if going else None,
        outcome=_outcome(sitting, last, moment) if last else None,
        start_href=addresses.attempt_path(course, item, "start") if can_start else "",
        start_word="Try again" if turns.made else "Start",
        is_scored_otherwise=not turns.made and item.id in opened.classroom.scores,
        wait=_wait(turns.more_at, moment) if turns.action is None else "",
        now=moment.now,
        grade_href=addresses.waiting_work_path(course.slug, item.id) if _may_grade(opened) else "",
    )


async def start(request: Request) -> Response:
    """Begin an attempt, or go on with the open one."""
    return await _act(
        request, "attempt", lambda visit, who, edition, item, _: assessing.start(visit, who, edition, item)
    )


async def save(request: Request) -> Response:
    """Keep the answers of a form; a page that saves by itself gets no page for it."""
    return await _act(request, "attempt", _save, is_own=True)


async def submit(request: Request) -> Response:
    """Hand in an attempt with the answers of a form."""
    return await _act(request, "outcome", _submit)


def _may_grade(opened: Opened) -> bool:
    content = opened.item.content
    assessment = assessment_of(content)
    waits = assessment is not None and any(map(may_wait, assessment.questions))
    is_theirs = waits or isinstance(content, Assignment)
    return is_theirs and is_allowed(Deed.GRADE, opened.classroom.standing, own=False)


Act = Callable[[Visit, int, Edition, str, Sent], Sitting]


async def _act(request: Request, anchor: str, deed: Act, *, is_own: bool = False) -> Response:
    """Do it, then show the assessment as it stands; `is_own` when nobody else sees what it changes."""
    path, sent = request.path_params, await sent_by(request)

    def done(visit: Visit) -> str:
        edition = current_edition(visit, slug=path["slug"])
        sitting = deed(visit, visit.learner().id, edition, path["item_id"], sent)
        return addresses.item_path(edition.course, sitting.item)

    visitors = visitors_of(request)
    try:
        href = await visitors.writing(request, done, is_own=is_own)
    except Unfit as error:
        # The form is gone with the page that it stood on, so no answer is lost for another's fault.
        await visitors.writing(request, lambda visit: _save_what_fits(visit, path, sent), is_own=True)
        raise Unfit(f"{error} Everything else that you wrote is kept.") from error
    if request.headers.get("accept") == "application/json":
        return Response(status_code=204)
    return RedirectResponse(f"{href}#{anchor}", 303)


def _save(visit: Visit, user_id: int, edition: Edition, item_id: str, sent: Sent) -> Sitting:
    sitting = assessing.sit(visit, user_id, edition, item_id)
    number, responses = _given(visit, sitting, sent)
    return assessing.save(visit, user_id, edition, item_id, number, responses)


def _save_what_fits(visit: Visit, path: Mapping[str, str], sent: Sent) -> None:
    edition, me = current_edition(visit, slug=path["slug"]), visit.learner().id
    number, responses = _given(
        visit, assessing.sit(visit, me, edition, path["item_id"]), Sent(sent.fields, {})
    )
    for question_id, response in responses.items():
        with suppress(Unfit):
            assessing.save(visit, me, edition, path["item_id"], number, {question_id: response})


def _submit(visit: Visit, user_id: int, edition: Edition, item_id: str, sent: Sent) -> Sitting:
    sitting = assessing.sit(visit, user_id, edition, item_id)
    number, responses = _given(visit, sitting, sent)
    return assessing.submit(visit, user_id, edition, item_id, number, responses)


def _given(visit: Visit, sitting: Sitting, sent: Sent) -> tuple[int, dict[str, object]]:
    number = _number(sent.fields)
    questions = seen_attempt(visit, sitting, sitting.attempt(number)).questions
    return number, responses_in(questions, sent.fields) | uploaded(visit, sitting, sent)


def responses_in(questions: Sequence[SeenQuestion], form: Form) -> dict[str, object]:
    """The answers that a form gives to these questions: what it leaves empty is taken back."""
    values: dict[str, list[str]] = {}
    for name, value in form:
        values.setdefault(name, []).append(value.replace("\r\n", "\n"))
    return {one.id: _response(one, values) for one in questions if one.asks}


def _response(question: SeenQuestion, values: Mapping[str, list[str]]) -> object:
    name = field_name(question)
    if question.type in SEVERAL:
        return values.get(name)
    if question.blanks:
        return {
            one.id: value for one in question.blanks if (value := _last(values, f"{name}.{one.id}"))
        } or None
    if question.type in (URL, FILE_UPLOAD):
        return {part: _last(values, f"{name}.{part}") for part in (_link_name(question), "title")}
    return _last(values, name)


def _link_name(question: SeenQuestion) -> str:
    return "fileUrl" if question.type == FILE_UPLOAD else "url"


def _file_href(question: SeenQuestion) -> str:
    given = _given_parts(question.response)
    address = given.get("fileUrl", "")
    if not address or address.startswith(SCHEMES):
        return ""
    return upload_path(address, given.get("title", "file"))


def field_name(question: SeenQuestion) -> str:
    """The name of a question's field: no other field of the form begins like it."""
    return f"q.{question.id}"


def _last(values: Mapping[str, list[str]], name: str) -> str | None:
    return values[name][-1] if values.get(name) else None


def _number(form: Form) -> int:
    text = next((value for name, value in form if name == "attempt"), "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


def _seen(visit: Visit, sitting: Sitting) -> tuple[Sitting, SeenAttempt | None, SeenAttempt | None]:
    turns = sitting.turns
    return (
        sitting,
        seen_attempt(visit, sitting, turns.open) if turns.open else None,
        seen_attempt(visit, sitting, turns.last) if turns.last else None,
    )


def _rules(sitting: Sitting) -> list[Fact]:
    rules, turns = sitting.assessment, sitting.turns
    facts = []
    if rules.time_limit is not None:
        facts.append(Fact("Time for each attempt", duration_words(rules.time_limit)))
    if rules.attempts is not None:
        facts.append(Fact("Attempts", f"{turns.remaining} of {rules.attempts} left"))
    if rules.attempts_per_interval is not None:
        facts.append(
            Fact("At most", f"{rules.attempts_per_interval} within {duration_words(rules.interval)}")
        )
    return facts


def _bar(course: Course, item: Item) -> list[Fact]:
    """What passes, where that is not told with what it counts for."""
    return [] if item.is_passable else [Fact("To pass", needed_words(threshold(course, item)))]


def _wait(more_at: int | None, moment: Moment) -> str:
    if more_at is None:
        return "You have used all your attempts."
    local = moment.local(more_at)
    return f"You can try again on {date_words(local)} at {local:%H:%M}."


def _going(opened: Opened, seen: SeenAttempt) -> Going:
    course, item = opened.course, opened.item
    ends = opened.reader.moment.local(seen.ends_at) if seen.ends_at is not None else None
    return Going(
        number=seen.attempt.number,
        questions=_parts(seen),
        ends_at=seen.ends_at or 0,
        ends=f"{ends:%H:%M}" if ends else "",
        saved=seen.attempt.saved_at is not None,
        save_href=addresses.attempt_path(course, item, "save"),
        submit_href=addresses.attempt_path(course, item, "submit"),
    )


def _outcome(sitting: Sitting, seen: SeenAttempt, moment: Moment) -> Outcome:
    score, at = seen.attempt.score, seen.attempt.submitted_at or 0
    passed, words = None, "Handed in. Its score is not shown."
    if seen.tells_marks:
        words = (
            "Handed in. It is waiting to be graded."
            if score is None
            else f"Your score: {percent_words(score)}."
        )
        passed = None if score is None else is_passed(sitting.edition.course, sitting.item, score)
    local = moment.local(at)
    return Outcome(
        number=seen.attempt.number,
        words=words,
        passed=passed,
        date=f"{date_words(local)}, {local:%H:%M}",
        questions=_parts(seen),
        tells_marks=seen.tells_marks,
    )


def _parts(seen: SeenAttempt) -> list[QuestionPart]:
    parts, number = [], 0
    for question in seen.questions:
        number += question.asks
        parts.append(part_of(question, number if question.asks else 0))
    return parts


def part_of(question: SeenQuestion, number: int) -> QuestionPart:
    """A question in words; `number` is its place among those that ask."""
    mark, response = question.mark, question.response
    verdict, words = _verdict(mark) if mark is not None and response is not None else ("", "")
    return QuestionPart(
        number=number,
        name=field_name(question),
        shape=_shape(question),
        is_answered=response is not None,
        prompt=_prompt(question),
        title=question.title,
        points=_points(question),
        unit=question.unit,
        text=response if isinstance(response, str) else question.starter_code,
        link=_given_parts(response),
        link_name=_link_name(question),
        file_href=_file_href(question),
        accept=",".join(question.allowed_files),
        options=[_option(one, response) for one in question.options],
        blanks=[
            BlankLine(
                f"{field_name(question)}.{blank.id}",
                f"Gap {place}",
                [_option(one, _given_parts(response).get(blank.id)) for one in blank.options],
            )
            for place, blank in enumerate(question.blanks, 1)
        ],
        verdict=verdict,
        verdict_words=words,
        feedback=[text_html(text) for text in question.feedback],
        answers=question.answers,
    )


def _verdict(mark: Mark) -> tuple[str, str]:
    """The name of what is said to an answer, and the words."""
    if mark.points is None:
        return "", "Waiting to be graded"
    return WORDS[mark.correctness] if mark.correctness else ("", "")


def _prompt(question: SeenQuestion) -> Markup:
    """What is asked, each gap with its number."""
    html = text_html(question.prompt)
    for place, blank in enumerate(question.blanks, 1):
        gap = Markup('<span class="gap">{}</span>').format(place)
        html = html.replace(f"{{{{{blank.id}}}}}", gap)
    return html


def _given_parts(response: Answered | None) -> Mapping[str, str]:
    return response if isinstance(response, dict) else {}


def _shape(question: SeenQuestion) -> str:
    if not question.asks:
        return "text"
    if question.options:
        return "several" if question.type in SEVERAL else "one"
    if question.blanks:
        return "blanks"
    if question.type in (URL, FILE_UPLOAD):
        return "link" if question.type == URL else "file"
    return "long" if question.type in LONG else "line"


def _points(question: SeenQuestion) -> str:
    if not question.asks or not question.points:
        return ""
    most = f"{question.points:g} point{'' if question.points == 1 else 's'}"
    if question.mark is None or question.mark.points is None:
        return most
    return f"{round(question.mark.points, 2):g} of {most}"


def _option(option: SeenOption, response: object) -> OptionLine:
    chosen = option.id in response if isinstance(response, list) else option.id == response
    verdict = "" if option.correct is None else ("right" if option.correct else "wrong")
    return OptionLine(
        id=option.id,
        html=text_html(option.text),
        chosen=chosen,
        verdict=verdict,
        feedback=text_html(option.feedback) if option.feedback else Markup(),
    )
