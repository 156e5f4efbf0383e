"""Grades: row 84, the grade in row 87, and what staff see and say."""

from typing import Any

import pytest

from carrel.application import grading
from carrel.application.classroom import current_edition
from carrel.application.school import School
from carrel.application.visit import Visit
from carrel.domain.deadlines import WEEK
from carrel.store import tables
from tests.builders import COURSE_ID
from tests.server.caller import Caller, user_id
from tests.server.schools import AT, EXAM, LECTURE, OTHER_ID, READING

COURSE_GRADES = f"/api/onDemandCourseGrades.v1/{COURSE_ID}"
ITEMS = "/api/itemGrades.v1"
NOT_AUTHORIZED = {"errorCode": "Not Authorized", "message": None, "details": None}
SAID = {"score": 0.9, "note": "Handed in on paper."}


def grade(school: School, who: Caller, score: float, attempt_id: str = "a1", at: int = AT + 10) -> None:
    """Let something that grades have graded an attempt at the exam."""

    def deed(visit: Visit) -> None:
        edition = current_edition(visit, course_id=COURSE_ID)
        grading.record_score(
            visit, user_id(who), edition, EXAM, score, attempt_id=attempt_id, submitted_at=at
        )

    school.write(deed, None, at)


def key(who: Caller, item_id: str = EXAM) -> str:
    return f"{user_id(who)}~{COURSE_ID}~{item_id}"


def element(who: Caller, target: str) -> dict[str, Any]:
    only: dict[str, Any]
    (only,) = who.get(target).json()["elements"]
    return only


def test_row_84_before_anything_is_graded(learner):
    assert learner.get(COURSE_GRADES).json() == {
        "elements": [
            {
                "id": COURSE_ID,
                "timestamp": AT,
                "passingState": "notPassed",
                "itemGrades": {},
                "passableItemsCount": 1,
                "overallOutcome": {"passedItemsCount": 0, "courseGrade": 0.0},
                "verifiedOutcome": {"passedItemsCount": 0, "courseGrade": 0.0},
            }
        ],
        "paging": {},
        "linked": {},
    }


def test_row_84_after_a_passing_attempt(learner, school):
    grade(school, learner, 0.75)

    told = element(learner, COURSE_GRADES)
    assert told["timestamp"] == AT + 10
    assert told["passingState"] == "passed"
    assert told["itemGrades"] == {
        EXAM: {"score": 0.75, "isPassed": True, "timestamp": AT + 10, "weight": 1000}
    }
    assert told["overallOutcome"] == {"passedItemsCount": 1, "courseGrade": 0.75}


def test_row_84_is_keyed_by_the_course_alone(learner):
    assert learner.get(f"/api/onDemandCourseGrades.v1/{user_id(learner)}~{COURSE_ID}").status_code == 404
    assert learner.get("/api/onDemandCourseGrades.v1").status_code == 405


def test_row_84_is_ones_own(guest, newcomer):
    assert guest.get(COURSE_GRADES).status_code == 401
    assert newcomer.get(COURSE_GRADES).json() == NOT_AUTHORIZED


@pytest.mark.parametrize("target", ["/api/memberships.v1?q=me&fields=grade", "/api/memberships.v1/{key}"])
def test_row_87_the_membership_has_the_grade_and_its_record(learner, school, target):
    asked = target.format(key=f"{user_id(learner)}~{COURSE_ID}?fields=grade")
    assert element(learner, asked)["grade"] == {"score": 0.0, "record": "NOT_PASSED"}

    grade(school, learner, 0.8)

    assert element(learner, asked)["grade"] == {"score": 0.8, "record": "PASSED"}


def test_row_87_a_membership_of_a_course_that_was_withdrawn_has_no_grade(learner, school):
    gone = tables.courses.update().where(tables.courses.c.id == COURSE_ID).values(edition_id=None)
    school.write(lambda visit: visit.connection.execute(gone), None, AT)

    (told,) = learner.get("/api/memberships.v1?q=me&fields=grade").json()["elements"]
    assert "grade" not in told


def test_a_passing_attempt_shows_in_the_progress(learner, school):
    grade(school, learner, 0.7)

    progress = element(learner, f"/api/onDemandCoursesProgress.v1/{user_id(learner)}~{COURSE_ID}")
    assert progress["items"][EXAM]["progressState"] == "Completed"


def test_a_learner_sees_their_own_grade_with_the_attempts_behind_it(learner, school):
    grade(school, learner, 0.5, "a1")
    grade(school, learner, 1.0, "a2", AT + WEEK + 1)

    told = element(learner, f"{ITEMS}/{key(learner)}?fields=earnedGrade,latePenaltyRatio,submittedAt")
    assert told == {
        "id": key(learner),
        "userId": user_id(learner),
        "courseId": COURSE_ID,
        "itemId": EXAM,
        "score": 1.0,
        "isPassed": True,
        "gradedAt": AT + WEEK + 1,
        "attemptsCount": 2,
        "earnedGrade": 1.0,
        "latePenaltyRatio": 0.0,
        "submittedAt": AT + WEEK + 1,
    }
    assert element(learner, f"{ITEMS}?q=me&courseId={COURSE_ID}")["id"] == key(learner)


def test_what_staff_say_counts_and_is_told_with_who_and_why(learner, teacher, school):
    grade(school, learner, 0.2)

    answer = teacher.send("PUT", f"{ITEMS}/{key(learner)}", json=SAID)

    assert answer.status_code == 200
    told = element(learner, f"{ITEMS}/{key(learner)}")
    said = told["gradeOverride"]
    assert (told["score"], told["isPassed"], told["attemptsCount"]) == (0.9, True, 1)
    assert (said["score"], said["note"], said["givenBy"]) == (0.9, SAID["note"], user_id(teacher))
    assert element(learner, COURSE_GRADES)["passingState"] == "passed"


def test_what_is_withdrawn_stays_in_what_was_ever_said(learner, teacher, school):
    grade(school, learner, 0.2)
    teacher.send("PUT", f"{ITEMS}/{key(learner)}", json=SAID)

    assert teacher.send("DELETE", f"{ITEMS}/{key(learner)}").status_code == 204

    told = element(teacher, f"{ITEMS}/{key(learner)}?fields=gradeOverrides")
    assert told["score"] == 0.2
    assert "gradeOverride" not in told
    first, second = told["gradeOverrides"]
    assert (first["note"], "score" in second) == (SAID["note"], False)
    assert teacher.send("DELETE", f"{ITEMS}/{key(learner)}").status_code == 404


def test_staff_page_through_every_grade_of_a_course(learner, newcomer, teacher, school):
    newcomer.post("/api/openCourseMemberships.v1", {"userId": user_id(newcomer), "courseId": COURSE_ID})
    for who, score in ((learner, 0.4), (newcomer, 0.6)):
        grade(school, who, score)

    pages = [
        teacher.get(f"{ITEMS}?q=byCourse&courseId={COURSE_ID}&limit=1&start={at}").json() for at in (0, 1)
    ]

    assert [page["elements"][0]["score"] for page in pages] == [0.4, 0.6]
    assert [page["paging"] for page in pages] == [{"next": "1", "total": 2}, {"total": 2}]


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_learners_neither_give_nor_withdraw_grades_not_even_their_own(learner, method):
    assert learner.send(method, f"{ITEMS}/{key(learner)}", json=SAID).json() == NOT_AUTHORIZED


def test_learners_do_not_see_the_grades_of_others(learner, newcomer, school):
    grade(school, learner, 1.0)

    assert newcomer.get(f"{ITEMS}/{key(learner)}").json() == NOT_AUTHORIZED
    assert newcomer.get(f"{ITEMS}?q=byCourse&courseId={COURSE_ID}").json() == NOT_AUTHORIZED
    assert newcomer.get(f"{ITEMS}?q=me&courseId={COURSE_ID}").json() == NOT_AUTHORIZED


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"score": 1.5, "note": "x"}, 400),
        ({"score": -0.1, "note": "x"}, 400),
        ({"score": "1", "note": "x"}, 400),
        ({"score": 0.5, "note": "  "}, 400),
        ({"score": 0.5, "note": "x" * 2001}, 400),
        ({"score": 0.5}, 400),
        ([], 400),
    ],
)
def test_what_is_no_grade_is_refused(learner, teacher, body, status):
    assert teacher.send("PUT", f"{ITEMS}/{key(learner)}", json=body).status_code == status


@pytest.mark.parametrize(
    ("target", "status"),
    [
        (f"999~{COURSE_ID}~{EXAM}", 404),
        (f"{10**30}~{COURSE_ID}~{EXAM}", 404),
        (f"{{me}}~{COURSE_ID}~gone", 403),
        (f"{{me}}~{COURSE_ID}~{READING}", 400),
        (f"{{me}}~{COURSE_ID}~{LECTURE}", 400),
        (f"{{me}}~{OTHER_ID}~bbbb1", 400),
        (f"{{me}}~gone~{EXAM}", 404),
        (f"{{me}}~{COURSE_ID}", 404),
    ],
)
def test_only_assessments_of_those_who_take_the_course_can_be_graded(learner, teacher, target, status):
    asked = f"{ITEMS}/{target.format(me=user_id(learner))}"

    assert teacher.send("PUT", asked, json=SAID).status_code == status


def test_a_note_with_markup_is_kept_as_it_was_written(learner, teacher):
    note = "<script>alert(1)</script>\n\0~!"
    teacher.send("PUT", f"{ITEMS}/{key(learner)}", json={"score": 1, "note": note})

    said = element(learner, f"{ITEMS}/{key(learner)}")["gradeOverride"]
    assert said["note"] == note.replace("\0", "\N{REPLACEMENT CHARACTER}")
