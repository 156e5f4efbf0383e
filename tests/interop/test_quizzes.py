"""What downloaders save of a quiz and of an exam: every word that is asked, and nothing of what is right."""

import json
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from carrel.courseware.course import Course
from carrel.courseware.folder import read_folder
from carrel.courseware.items import EXAM, QUIZ, Item, assessment_of
from carrel.courseware.questions import Blanks, Choice, Numeric, Question, Written, parts_of
from tests.interop.clients import Client, Download, coursera_helper
from tests.interop.conftest import Wish, download_to
from tests.interop.saved import visible
from tests.schools import COURSES, LEARNER

SLUG = "how-computers-count"


@pytest.fixture(scope="session")
def passed(demo_school: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The learner has passed the quiz, and so the exam is open."""
    _, cookie = coursera_helper(demo_school, tmp_path_factory.mktemp("home")).sign_in(demo_school, LEARNER)
    course = read_folder(COURSES / SLUG).course
    quiz = next(item for item in course.items() if item.kind == QUIZ)
    session = f"{demo_school}/api/opencourse.v1/user/~/course/{SLUG}/item/{quiz.id}/quiz/session"
    name = post(session, cookie, {})["contentResponseBody"]["session"]["id"]
    argument = [{"questionId": one.id, "response": right(one)} for one in asked(course, quiz)]
    state = post(f"{session}/{name}/action/getState", cookie, {})["contentResponseBody"]["return"]
    drawn = {one["id"] for one in state["questions"]}
    body = {"contentRequestBody": {"argument": [one for one in argument if one["questionId"] in drawn]}}
    told = post(f"{session}/{name}/action/submitResponses", cookie, body)
    assert told["contentResponseBody"]["return"]["evaluation"]["passed"] is True


@pytest.fixture(scope="session")
def quizzes(client: Client, passed: None, tmp_path_factory: pytest.TempPathFactory) -> Download:
    """A course downloaded with what it asks."""
    wish = Wish(LEARNER, SLUG, "360p")
    return download_to(tmp_path_factory.mktemp("quizzes"), client, wish, "--download-quizzes")


@pytest.mark.parametrize(("kind", "suffix"), [(QUIZ, "_quiz.html"), (EXAM, "_exam.html")])
def test_every_word_that_is_asked_is_saved(quizzes: Download, kind: str, suffix: str):
    item = next(item for item in quizzes.course.items() if item.kind == kind)

    saved = visible(quizzes.saved(item, suffix))

    assert quizzes.ran.status == 0, quizzes.ran.log
    for question in asked(quizzes.course, item):
        words = [question.prompt, *(option.text for option in options_of(question))]
        if not question.pool:
            assert [text for text in words if is_plain(text) and "".join(text.split()) not in saved] == []


def test_nothing_of_what_is_right_is_saved(quizzes: Download):
    for item in quizzes.course.items():
        if item.kind in {QUIZ, EXAM}:
            (page,) = Path(quizzes.folder / SLUG).glob(f"**/*_{item.slug}_{item.kind}.html")
            said = [part.feedback for one in asked(quizzes.course, item) for part in parts_of(one)]
            assert [text for text in said if text and "".join(text.split()) in visible(page)] == []


def asked(course: Course, item: Item) -> tuple[Question, ...]:
    assessment = assessment_of(item.content)
    assert assessment is not None
    return assessment.questions


def options_of(question: Question):
    return question.options if isinstance(question, Choice) else ()


def is_plain(text: str) -> bool:
    """Whether a text is the same in every spelling."""
    return not any(sign in text for sign in "$*_`{'\"")


def right(question: Question) -> object:
    match question:
        case Choice(type="mcq"):
            return next(option.id for option in question.options if option.correct)
        case Choice():
            return [option.id for option in question.options if option.correct]
        case Blanks():
            return {
                blank.id: next(option.id for option in blank.options if option.correct)
                for blank in question.blanks
            }
        case Numeric() | Written():
            return str(next(answer.value for answer in question.answers if answer.correct))
    return "A thought."


def post(address: str, cookie: str, body: object) -> Any:
    headers = {"Cookie": f"CAUTH={cookie.removeprefix('--cauth=')}", "Content-Type": "application/json"}
    with urlopen(Request(address, json.dumps(body).encode(), headers)) as answer:
        return json.load(answer)
