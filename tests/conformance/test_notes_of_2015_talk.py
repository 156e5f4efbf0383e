"""Rows 64, 66, 67, 69, 70, 72, 82, 90 of the notes of 2015: what people write for each other."""

from typing import Any

import pytest

from carrel.client.errors import NotFound
from carrel.resources.courses import INSTRUCTORS
from carrel.resources.forums import DISCUSSION_FORUMS
from carrel.resources.notes import INSTRUCTOR_NOTES, MY_FEEDBACK, NewCourseFeedback
from carrel.resources.peer_review import DRAFTS, REVIEWS, SUBMISSIONS
from carrel.resources.posts import DISCUSSION_QUESTIONS
from tests.conformance.people import WRITING, Person, items, told
from tests.conformance.rows import row

QUESTIONS = "/api/onDemandDiscussionQuestions.v1"
FORUM_MEMBERS = {"id", "name", "description", "order", "accessAuthGroup"}


@pytest.fixture
def item(learner: Person) -> str:
    return items(learner)["hello"]


def peer(who: Person, item: str, call: str) -> Any:
    """What one of the old addresses of peer review says, also to our client."""
    target = f"/api/opencourse.v1/user/{who.id}/course/{WRITING}/item/{item}/peer/{call}"
    body = who.get(target)
    assert who.client.call("GET", target) == body
    return body["contentResponseBody"]


def hand_in(who: Person, course: str, item: str) -> str:
    """Write something for every part of an assignment, and hand it in: the id of the submission."""
    parts = {
        one["id"]: {
            "typeName": one["details"]["typeName"],
            "definition": {"value": "That it can be doubted."},
        }
        for one in peer(who, item, "getAssignment")["submissionSchema"]["parts"]
    }
    who.client.update(DRAFTS, (who.id, course, item), {"submission": {"title": "A claim", "parts": parts}})
    return who.client.create(SUBMISSIONS, {"courseId": course, "itemId": item}).key


def verdict(criterion: Any) -> object:
    """Something to say of a work by this criterion."""
    details = criterion["details"]
    choices = {"points": 1, "text": "Well said.", "options": None}
    return choices[details["typeName"]] or details["definition"]["options"][0]["id"]


def ask(who: Person, course: str, item: str, title: str) -> str:
    body = {"courseId": course, "itemId": item, "content": {"question": title}}
    return str(who.post(QUESTIONS, body)["elements"][0]["id"])


@row(64, 66)
def test_work_that_is_handed_in_is_the_latest_submission(newcomer, course):
    item = items(newcomer)["share-your-claim"]
    latest = f"/api/opencourse.v1/user/~/course/{WRITING}/item/{item}/peer/getLatestSubmission"
    assert newcomer.http.get(latest).status_code == 404

    submission = hand_in(newcomer, course, item)

    told = peer(newcomer, item, "getLatestSubmission")
    assert (told["id"], told["submission"]["title"]) == (submission, "A claim")


@row(67)
def test_reviews_that_are_written_are_counted_for_both_sides(newcomer, learner, course):
    item = items(newcomer)["share-your-claim"]
    for author in (newcomer, learner):
        hand_in(author, course, item)
    mine = {"user_id": newcomer.id, "course_id": course, "item_id": item}
    taken = newcomer.client.act(REVIEWS, "take", **mine)
    criteria = peer(newcomer, item, "getAssignment")["reviewSchema"]["parts"]

    newcomer.client.update(REVIEWS, taken["id"], {"parts": {one["id"]: verdict(one) for one in criteria}})

    assert peer(newcomer, item, "getReviewStats")["authoredReviewCount"] == 1
    assert peer(learner, item, "getReviewStats")["receivedReviewCount"] == 1


@row(69)
def test_a_course_has_its_two_default_forums_first(learner, course):
    answer = learner.get(f"/api/onDemandDiscussionForums.v1/?q=byCourse&courseId={course}")

    first, second = answer["elements"][:2]
    assert [first["name"], second["name"]] == ["General Discussion", "Meet and Greet"]
    assert [one["order"] for one in answer["elements"]] == list(range(1, len(answer["elements"]) + 1))
    assert set(first) >= FORUM_MEMBERS
    assert (first["accessAuthGroup"], len(first["id"])) == ("everyone", 22)
    assert told(learner.client.find(DISCUSSION_FORUMS, "byCourse", course_id=course)) == answer["elements"]


@row(70)
def test_questions_of_an_item_are_paged_and_sorted_by_what_happened_last(
    learner, newcomer, course, item, clock
):
    asked = []
    for title in ("First?", "Second?", "Third?"):
        asked.append(ask(learner, course, item, title))
        clock.move(60)
    answered = {
        "courseForumQuestionId": f"{course}~{asked[0]}",
        "content": {
            "typeName": "cml",
            "definition": {"dtdId": "discussion/1", "value": "<co-content><text>So.</text></co-content>"},
        },
    }
    newcomer.post("/api/onDemandCourseForumAnswers.v1/", answered)
    by_item = (
        f"{QUESTIONS}/?q=byItem&courseId={course}&itemId={item}&sort=lastActivityAtDesc&limit=2"
        "&includes=creatorId,lastAnsweredBy,flagId,_links"
    )

    first = learner.get(by_item)
    rest = learner.get(f"{by_item}&start={first['paging']['next']}")

    assert [one["id"] for page in (first, rest) for one in page["elements"]] == [asked[0], *asked[:0:-1]]
    assert "next" not in rest["paging"]
    assert first["links"]["elements"]["creatorId"] == "onDemandSocialProfiles.v1"
    assert {one["id"] for one in first["linked"]["onDemandSocialProfiles.v1"]} == {learner.id, newcomer.id}
    assert first["linked"]["onDemandDiscussionFlags.v1"] == []
    assert (first["elements"][0]["totalAnswerCount"], first["elements"][0]["lastAnsweredBy"]) == (
        1,
        newcomer.id,
    )
    found = learner.client.find(DISCUSSION_QUESTIONS, "byItem", course_id=course, item_id=item, limit=2)
    assert told(found) == first["elements"] + rest["elements"]


@row(72)
def test_a_note_of_a_teacher_is_read_with_who_wrote_it(newcomer, teacher, course):
    target = (
        f"/api/onDemandInstructorNotes.v1/?q=byCourse&courseId={course}&includes=instructorIds"
        "&fields=instructors.v1(fullName)"
    )
    before = newcomer.get(target)
    assert (before["elements"], before["linked"]) == ([], {"instructors.v1": []})

    teacher.client.create(
        INSTRUCTOR_NOTES, {"courseId": course, "body": "Welcome, *all*.", "instructorIds": ["41"]}
    )

    after = newcomer.get(target)
    [note] = after["elements"]
    assert "<em>all</em>" in note["body"]
    assert after["linked"] == {"instructors.v1": [{"id": "41", "fullName": "Ines Halloway"}]}
    found = newcomer.client.find(INSTRUCTOR_NOTES, "byCourse", course_id=course, includes=["instructor_ids"])
    assert told(found) == [note]
    assert [one.full_name for one in found.linked(INSTRUCTORS)] == ["Ines Halloway"]


@row(82)
def test_default_notes_do_not_work_and_did_not(newcomer, course):
    target = (
        f"/api/onDemandDefaultInstructorNotes.v1/?courseId={course}&includes=instructorIds"
        "&fields=instructors.v1(fullName)&q=byCourse/api/onDemandHomeProgress.v1"
    )

    assert newcomer.http.get(target).status_code == 404
    with pytest.raises(NotFound):
        newcomer.client.call("GET", target)


@row(90)
def test_feedback_is_empty_until_it_is_given(newcomer, course):
    target = f"/api/myFeedback.v1/?q=course&courseId={course}"
    assert newcomer.get(target)["elements"] == []

    newcomer.post("/api/myFeedback.v1", {"courseId": course, "rating": 4})
    newcomer.client.create(MY_FEEDBACK, NewCourseFeedback(course_id=course, rating=5, comment="Better now."))

    assert newcomer.one(target)["rating"] == 5
    assert told(newcomer.client.find(MY_FEEDBACK, "course", course_id=course)) == [newcomer.one(target)]
