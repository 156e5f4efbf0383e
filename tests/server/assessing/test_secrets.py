"""What is right stays in the school: every address is asked, and no answer gives any of it away."""

import json
import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest

from carrel.resources.registry import SCHEMAS
from tests.builders import COURSE_ID
from tests.questions import RIGHT, SECRETS, WRONG
from tests.server.assessing.conftest import EXAM, LECTURE, PRACTICE, QUIZ, SLUG, TASK, Sessions
from tests.server.assessing.test_page import act
from tests.server.caller import Caller
from tests.server.requests import everything

LINK = re.compile(r"""(?:href|src|action|formaction)="(/[^"]*)\"""")
ALL = {"x-coursera-naptime-fields": "all"}


def is_silent(text: str) -> bool:
    """Whether a text has nothing of what is right, nor says of any option that it is."""
    return not any(secret in text for secret in SECRETS) and "isCorrect" not in text


def asked_of_everything(caller: Caller, who: int) -> Iterator[tuple[str, str]]:
    """Every reading that is declared, aimed at each item that asks, and its answer."""
    for asked in everything():
        for item in (QUIZ, EXAM, TASK, PRACTICE, LECTURE):
            method, target, body = asked.request(who)
            target = target.replace("aaaa1", item)
            answer = caller.send(method, target, json=body, headers=ALL)
            yield f"{method} {target}", answer.text


def every_page(caller: Caller) -> Iterator[tuple[str, str]]:
    """Every page and file that can be reached from the desk and the course, and what it says."""
    todo, seen = ["/", f"/learn/{SLUG}/home/welcome"], set()
    while todo:
        path = todo.pop()
        if path in seen:
            continue
        seen.add(path)
        answer = caller.get(path)
        yield path, answer.text
        if answer.headers.get("content-type", "").startswith("text/html"):
            links = (
                urlsplit(urljoin(path, link))._replace(fragment="").geturl()
                for link in LINK.findall(answer.text)
            )
            todo += [link for link in links if "/attempt/" not in link and "sign-out" not in link]


@pytest.fixture
def begun(learner: Caller, quiz: Sessions) -> Caller:
    """A learner with an open attempt at everything."""
    for item in (QUIZ, EXAM, TASK, PRACTICE):
        assert act(learner, "start", item=item).status_code == 303
        assert act(learner, "save", {"bits": "eight"} if item != TASK else {}, item=item).status_code == 303
    return learner


def test_no_resource_says_what_is_right(begun: Caller, quiz: Sessions):
    told = [(target, text) for target, text in asked_of_everything(begun, quiz.who) if not is_silent(text)]

    assert told == []
    assert len(SCHEMAS) > 10


def test_no_page_and_no_file_says_what_is_right(begun: Caller):
    pages = dict(every_page(begun))

    assert [path for path, text in pages.items() if not is_silent(text)] == []
    assert f"/learn/{SLUG}/exam/{QUIZ}/quiz" in pages


def test_no_session_says_what_is_right_before_it_is_handed_in(begun: Caller, quiz: Sessions):
    session = quiz.begin()
    exam = begun.post("/api/onDemandExamSessions.v1", {"courseId": COURSE_ID, "itemId": EXAM})
    name = exam.headers["x-coursera-id"]

    answers = [
        quiz.act(session, "getState").text,
        quiz.act(session, "saveResponses", {"word": "SECRET?"[:3]}).text,
        begun.post(f"/api/onDemandExamSessions.v1/{name}/actions", {"name": "getState"}).text,
        begun.get(f"/api/opencourse.v1/course/{SLUG}?showLockedItems=true").text,
        begun.get(f"/api/search.v1?q=query&query=SECRET&courseId={COURSE_ID}").json()["elements"],
    ]

    assert [answer for answer in answers if not is_silent(str(answer))] == []


def test_who_failed_is_told_what_concerns_their_own_answers_and_no_more(begun: Caller, quiz: Sessions):
    told = json.dumps(quiz.state(quiz.begin(), "submitResponses", WRONG))
    page = begun.get(f"/learn/{SLUG}/exam/{QUIZ}").text

    for text in (told, page):
        assert set(re.findall(r"SECRET-?\w*", text)) <= {
            "SECRET-NO",
            "SECRET-ALWAYS",
            "SECRET-FOUR",
            "SECRET-UNIT",
        }
        assert "98765" not in text
        assert "secret+1" not in text
        assert "isCorrect" not in text


def test_who_passed_is_told(begun: Caller, quiz: Sessions):
    told = json.dumps(quiz.state(quiz.begin(), "submitResponses", RIGHT))

    assert all(secret in told for secret in ("SECRET-WORD", "98765", "isCorrect"))


def test_what_is_told_to_who_passed_is_told_to_nobody_else(begun: Caller, quiz: Sessions, other: Caller):
    another = Sessions(other)
    session = another.begin()

    quiz.state(quiz.begin(), "submitResponses", RIGHT)

    assert is_silent(another.act(session, "getState").text)
    assert is_silent(other.get(f"/learn/{SLUG}/exam/{QUIZ}").text)
    told = another.act(session, "submitResponses", {}).text
    assert "SECRET-WORD" not in told
    assert "isCorrect" not in told
