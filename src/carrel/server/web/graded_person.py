"""One learner's grades in a course, for staff, each with a form that sets it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from carrel.application import grading
from carrel.application.classroom import current_edition
from carrel.application.gradebook import Person, person_in
from carrel.application.visit import Visit
from carrel.courseware.items import Item
from carrel.domain.grading import GradeRecord, ItemGrade, Override, is_passed, threshold
from carrel.server.visitors import visitors_of
from carrel.server.web import addresses
from carrel.server.web.forms import text_of
from carrel.server.web.grades import remarks_on, weight_words
from carrel.server.web.kinds import words_for
from carrel.server.web.moments import Moment, date_words
from carrel.server.web.percents import needed_words, percent_words
from carrel.server.web.rendering import Reader, frame_for, page, reader_of

FIELDS: Final = 8
"""Fields of the form at most."""


@dataclass(frozen=True, slots=True)
class Word:
    """Something staff said of a grade."""

    score: str
    note: str
    day: str
    who: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form of an item holds, and what is wrong with it."""

    item_id: str = ""
    score: str = ""
    note: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of one learner, with the form that sets its grade."""

    item_id: str
    name: str
    kind: str
    weight: str
    needed: str
    score: str
    passed: bool
    remarks: Sequence[str]
    words: Sequence[Word]
    action: str
    is_set: bool
    typed: Typed


@dataclass(frozen=True, slots=True)
class PersonView:
    """One learner's grades in a course, for staff."""

    course_name: str
    language: str
    course_href: str
    book_href: str
    name: str
    email: str
    grade: str
    passed: bool
    entries: Sequence[Entry]


async def show(request: Request) -> Response:
    """The learner's grades."""
    return await _answer(request, Typed())


async def submit(request: Request) -> Response:
    """Set a grade, or withdraw what was set, and show the learner's grades as they stand then."""
    slug, learner_id = request.path_params["slug"], request.path_params["learner"]
    form = await request.form(max_files=0, max_fields=FIELDS)
    item_id, is_withdrawing = request.path_params["item_id"], text_of(form, "do") == "withdraw"
    score, note = read_score(text_of(form, "score")), text_of(form, "note")
    if not is_withdrawing and (fault := _fault(score, note)):
        return await _answer(request, Typed(item_id, text_of(form, "score"), note, fault), status=400)

    def deed(visit: Visit) -> None:
        course_id = current_edition(visit, slug=slug).course.id
        if is_withdrawing or score is None:
            grading.withdraw_override(visit, learner_id, course_id, item_id)
        else:
            grading.override_grade(visit, learner_id, course_id, item_id, score, note)

    await visitors_of(request).writing(request, deed)
    return RedirectResponse(f"{addresses.graded_person_path(slug, learner_id)}#{item_id}", 303)


def read_score(text: str) -> float | None:
    """A score (0 to 1) as people write it in percent: `85`, `85.5 %`, `85,5`; None for anything else."""
    written = text.strip().removesuffix("%").strip().replace(",", ".")
    try:
        percent = Decimal(written)
    except InvalidOperation:
        return None
    return float(percent / 100) if percent.is_finite() and 0 <= percent <= 100 else None


def view(person: Person, moment: Moment, typed: Typed) -> PersonView:
    """The learner's grades in words."""
    course, line = person.edition.course, person.line
    return PersonView(
        course_name=course.name,
        language=course.language,
        course_href=addresses.course_path(course.slug),
        book_href=addresses.gradebook_path(course.slug),
        name=line.learner.name or line.learner.email,
        email=line.learner.email,
        grade=percent_words(line.grade.score),
        passed=line.grade.record is GradeRecord.PASSED,
        entries=[_entry(person, item, moment, typed) for item in course.items() if grading.has_grade(item)],
    )


def _fault(score: float | None, note: str) -> str:
    if score is None:
        return "Write the score in percent, from 0 to 100."
    if not note.strip() or len(note) > grading.LONGEST_NOTE:
        return f"Say why, in 1 to {grading.LONGEST_NOTE} characters. The learner sees it."
    return ""


async def _answer(request: Request, typed: Typed, *, status: int = 200) -> Response:
    slug, learner_id = request.path_params["slug"], request.path_params["learner"]

    def load(visit: Visit) -> tuple[Reader, Person]:
        return reader_of(visit), person_in(visit, slug, learner_id)

    reader, person = await visitors_of(request).reading(request, load)
    shown = view(person, reader.moment, typed)
    return page("graded_person.html", shown, frame_for(request, reader.actor), status=status)


def _entry(person: Person, item: Item, moment: Moment, typed: Typed) -> Entry:
    course, learner = person.edition.course, person.line.learner
    grade = person.line.grades.get(item.id, ItemGrade())
    return Entry(
        item_id=item.id,
        name=item.name,
        kind=words_for(item).label,
        weight=weight_words(course, item),
        needed=needed_words(threshold(course, item)),
        score="" if grade.score is None else percent_words(grade.score),
        passed=is_passed(course, item, grade.score),
        remarks=[] if grade.override else list(remarks_on(grade, moment)),
        words=[_word(one, person.names, moment) for one in grade.overrides],
        action=addresses.grade_path(course.slug, learner.id, item.id),
        is_set=grade.override is not None,
        typed=typed if typed.item_id == item.id else Typed(),
    )


def _word(said: Override, names: Mapping[int, str], moment: Moment) -> Word:
    return Word(
        score="" if said.score is None else percent_words(said.score),
        note=said.note,
        day=date_words(moment.local(said.given_at)),
        who=names.get(said.given_by, "somebody who has left"),
    )
