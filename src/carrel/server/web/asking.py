"""What a lecture asks while it plays: a form for each question, and what is said to its answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from carrel.application import assessing
from carrel.application.classroom import current_edition
from carrel.application.editions import Edition
from carrel.application.papers import answered_question, asked_in_video
from carrel.application.seen import SeenQuestion
from carrel.application.visit import Visit
from carrel.courseware.course import Course
from carrel.courseware.items import Item
from carrel.courseware.questions import Question
from carrel.server.visitors import visitors_of
from carrel.server.web import addresses
from carrel.server.web.assessment import QuestionPart, part_of, responses_in
from carrel.server.web.attempt_form import fields_of
from carrel.server.web.rendering import Reader, frame_for, page, reader_of, render

UNKNOWN: Final = "Nobody here knows what is right"
"""Said to an answer where the key is unknown."""
UNMARKED: Final = "No program can mark this"
"""Said to one that would wait for staff elsewhere: of what a lecture asks nothing is kept."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a lecture, at so many ms of it."""

    at: int
    part: QuestionPart
    action: str


@dataclass(frozen=True, slots=True)
class AnsweredView:
    """What is said to an answer, on a page of its own."""

    course_name: str
    course_href: str
    item_name: str
    item_href: str
    language: str
    parts: Sequence[QuestionPart]


def asked_by(edition: Edition, item: Item) -> list[Asked]:
    """What the lecture asks, in the order of its places."""
    action = addresses.answer_path(edition.course, item)
    return [
        Asked(one.at or 0, part_of(one, number), action)
        for number, one in enumerate(asked_in_video(edition, item), 1)
    ]


async def answer(request: Request) -> Response:
    """Tell what an answer is worth; nothing of it is kept. A script gets the words alone."""
    path, form = request.path_params, await fields_of(request)

    def deed(visit: Visit) -> tuple[Reader, AnsweredView]:
        edition = current_edition(visit, slug=path["slug"])
        who, item_id = visit.learner().id, path["item_id"]
        assessing.ask_in_video(visit, who, edition, item_id)
        item = edition.place_of(item_id).item
        named = {name for name, _ in form}
        given = {
            name: value
            for name, value in responses_in(asked_in_video(edition, item), form).items()
            if any(field.startswith(f"q.{name}") for field in named)
        }
        marked = assessing.answer_in_video(visit, who, edition, item_id, given)
        parts = [
            _answered(answered_question(edition, item, question, response, mark), question, number)
            for number, (question, response, mark) in enumerate(marked, 1)
        ]
        return reader_of(visit), _view(edition.course, item, parts)

    reader, view = await visitors_of(request).writing(request, deed)
    if request.headers.get("accept") == "application/json":
        return JSONResponse({"html": render("answers.html", view, frame_for(request, reader.actor))})
    return page("answered.html", view, frame_for(request, reader.actor))


def _answered(seen: SeenQuestion, question: Question, number: int) -> QuestionPart:
    part = part_of(seen, number)
    if question.key:
        return replace(part, verdict="", verdict_words=UNKNOWN)
    is_unmarked = seen.mark is not None and seen.mark.points is None
    return replace(part, verdict_words=UNMARKED) if is_unmarked else part


def _view(course: Course, item: Item, parts: Sequence[QuestionPart]) -> AnsweredView:
    return AnsweredView(
        course_name=course.name,
        course_href=addresses.course_path(course.slug),
        item_name=item.name,
        item_href=addresses.item_path(course, item),
        language=course.language,
        parts=parts,
    )
