"""Asking and answering in the small school's forums, for several files of tests."""

from typing import Any

import httpx2

from tests.builders import COURSE_ID
from tests.server.caller import Caller
from tests.server.schools import LECTURE

FORUMS = "/api/onDemandDiscussionForums.v1"
ALL_FORUMS = "/api/onDemandCourseForums.v1"
QUESTIONS = "/api/onDemandDiscussionQuestions.v1"
NEW_QUESTIONS = "/api/onDemandCourseForumQuestions.v1"
ANSWERS = "/api/onDemandCourseForumAnswers.v1"
VOTES = "/api/onDemandDiscussionVotes.v1"
FOLLOWS = "/api/onDemandDiscussionFollows.v1"
FLAGS = "/api/onDemandDiscussionFlags.v1"
PROMPTS = "/api/onDemandDiscussionPrompts.v1"


def only(answer: httpx2.Response) -> dict[str, Any]:
    assert answer.status_code in {200, 201}, answer.text
    [one] = answer.json()["elements"]
    return dict(one)


def cml(text: str) -> dict[str, Any]:
    return {"typeName": "cml", "definition": {"dtdId": "discussion/1", "value": text}}


def ask(who: Caller, title: str = "Why two?", text: str = "", **place: str) -> dict[str, Any]:
    content = {"question": title} | ({"details": cml(text)} if text else {})
    body = {"courseId": COURSE_ID, "itemId": LECTURE, "content": content} | place
    return only(who.post(QUESTIONS, body))


def answer(who: Caller, question_id: str, text: str = "Because.", **more: str) -> httpx2.Response:
    body = {"courseForumQuestionId": f"{COURSE_ID}~{question_id}", "content": cml(text)}
    return who.post(ANSWERS, body | more)


def on_item(who: Caller, item_id: str = LECTURE, more: str = "") -> dict[str, Any]:
    told = who.get(f"{QUESTIONS}/?q=byItem&courseId={COURSE_ID}&itemId={item_id}{more}")
    assert told.status_code == 200, told.text
    return dict(told.json())


def answers_to(who: Caller, question_id: str, more: str = "") -> dict[str, Any]:
    told = who.get(
        f"{ANSWERS}/?q=byCourseForumQuestionId&courseForumQuestionId={COURSE_ID}~{question_id}{more}"
    )
    assert told.status_code == 200, told.text
    return dict(told.json())


def counts(who: Caller, whom: Caller) -> tuple[int, int]:
    """What a classmate's profile says of somebody's posts, and of the votes they got."""
    external = whom.get("/api/externalBasicProfiles.v1?q=me").json()["elements"][0]["id"]
    one = only(
        who.get(
            f"/api/onDemandClassmateProfiles.v1/?q=byExternalIds&courseId={COURSE_ID}&externalUserIds={external}"
        )
    )
    return one["postsCount"], one["votesReceivedCount"]
