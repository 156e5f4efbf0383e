"""Rows 54, 71, 73, 74, 77, 78, 80, 81, 83, 84, of the notes of 2015: how far, when due, and worth what."""

from itertools import pairwise
from typing import Any

import pytest
from icalendar import Calendar

from carrel.application.handles import video_id
from carrel.client.errors import Refused
from carrel.domain.deadlines import WEEK
from carrel.domain.enrollment import DAY
from carrel.resources.deadlines import COURSE_SCHEDULES, DEADLINE_SETTINGS, DeadlineSettingsChange
from carrel.resources.experiments import HOME_EXPERIMENTS
from carrel.resources.grades import COURSE_GRADES, ITEM_GRADES, NewGradeOverride
from carrel.resources.guided import COMPLETION_EVENTS, HOME_PROGRESS
from carrel.resources.learning import VIDEO_PROGRESSES, VideoPosition
from carrel.resources.progress import COURSES_PROGRESS
from tests.conformance.people import COUNTING, WRITING, Person, items, told
from tests.conformance.rows import row
from tests.server.web.pages import parsed

SETTINGS = "/api/onDemandDeadlineSettings.v1"


@pytest.fixture
def read(newcomer: Person, course: str) -> str:
    """A reading of the first module, just completed."""
    item = items(newcomer)["how-this-course-works"]
    body = {"userId": newcomer.id, "courseId": course, "itemId": item}
    newcomer.post("/api/onDemandSupplementCompletions.v1", body)
    return item


def settings(who: Person, course: str) -> dict[str, Any]:
    element = who.one(f"{SETTINGS}/?q=byUserAndCourse&userId={who.id}&courseId={course}")
    found = who.client.find(DEADLINE_SETTINGS, "byUserAndCourse", user_id=who.id, course_id=course)
    assert told(found) == [element]
    return element


def calendar(who: Person) -> list[int]:
    """The deadlines in one's calendar, in epoch seconds."""
    who.http.post("/calendar", headers={"origin": "http://school.test"})
    [field] = parsed(who.http.get("/")).all("//input[@id='calendar-address']")
    feed = Calendar.from_ical(who.http.get(str(field.get("value"))).content)
    return sorted(int(one.decoded("dtstart").timestamp()) for one in feed.walk("VEVENT"))


@row(54)
def test_the_desk_is_sorted_by_days_without_a_visit(learner):
    page = parsed(learner.http.get("/?sort=inactive"))

    courses = [href.split("/")[2] for href in page.hrefs("//*[@data-testid='course']//h2/a")]
    assert courses == [COUNTING, WRITING]


@row(71)
def test_where_one_is_in_a_video_is_kept(newcomer, course):
    key = f"{newcomer.id}~{course}~{video_id(course, items(newcomer)['hello'])}"
    path = f"/api/onDemandVideoProgresses.v1/{key}"
    assert newcomer.http.get(path).status_code == 404

    put = newcomer.http.send("PUT", path, json={"videoProgressId": key, "viewedUpTo": 10**9})
    newcomer.client.update(VIDEO_PROGRESSES, key, VideoPosition(viewed_up_to=12_000))

    assert (put.status_code, put.content) == (204, b"")
    assert newcomer.one(path)["viewedUpTo"] == 12_000
    assert told(newcomer.client.get(VIDEO_PROGRESSES, key)) == [newcomer.one(path)]


@row(73, 74)
def test_both_reads_of_progress_tell_what_was_just_completed(newcomer, course, read):
    plain = newcomer.get(f"/api/opencourse.v1/user/{newcomer.id}/course/{WRITING}")
    element = newcomer.one(f"/api/onDemandCoursesProgress.v1/{newcomer.id}~{course}")

    assert set(plain) == {"modules", "lessons", "overall", "items", "nextItem"}
    assert {name: element[name] for name in plain} == plain
    assert plain["items"][read]["progressState"] == "Completed"
    assert 0 < plain["overall"] < next(iter(plain["modules"].values())) < 100
    assert newcomer.client.course_progress(newcomer.id, WRITING).overall == plain["overall"]
    assert told(newcomer.client.get(COURSES_PROGRESS, (newcomer.id, course))) == [element]


@row(77)
def test_what_was_completed_is_an_event(newcomer, course, read, clock):
    element = newcomer.one(f"/api/onDemandCompletionEvents.v1/?q=byCourse&courseId={course}")

    assert (element["itemId"], element["completedAt"]) == (read, clock())
    assert told(newcomer.client.find(COMPLETION_EVENTS, "byCourse", course_id=course)) == [element]
    as_written = newcomer.http.get(f"/api/onDemandCompletionEvents.v1/?courseId:{course}")
    assert (as_written.status_code, as_written.json()["msg"]) == (
        405,
        "Routing error: 'get-all' not implemented",
    )
    with pytest.raises(Refused):
        newcomer.client.call("GET", "onDemandCompletionEvents.v1")


@row(78)
def test_nobody_is_in_an_experiment(newcomer):
    answer = newcomer.get(
        f"/api/onDemandHomeExperiments.v1/?q=byUserAndCourse&userId={newcomer.id}&courseSlug={WRITING}"
    )

    assert answer["elements"] == []
    asked = newcomer.client.find(
        HOME_EXPERIMENTS, "byUserAndCourse", user_id=newcomer.id, course_slug=WRITING
    )
    assert told(asked) == []


@row(80)
def test_a_schedule_says_which_modules_are_studied_together(guest, course):
    element = guest.one(f"/api/onDemandCourseSchedules.v1/{course}/?fields=defaultSchedule")

    assert set(element) == {"id", "defaultSchedule"}
    periods = element["defaultSchedule"]["periods"]
    assert [(len(one["moduleIds"]), one["numberOfWeeks"]) for one in periods] == [(1, 1)] * 5
    assert told(guest.client.get(COURSE_SCHEDULES, course)) == [element]


@row(81)
def test_deadlines_that_are_moved_are_moved_in_every_place(newcomer, course):
    before = settings(newcomer, course)
    dues = [one["deadline"] for one in before["moduleDeadlines"]]
    assert set(before) == {"userId", "courseId", "id", "start", "isEnabled", "moduleDeadlines"}
    assert {later - earlier for earlier, later in pairwise(dues)} == {WEEK}

    newcomer.post(f"{SETTINGS}?action=shift&userId={newcomer.id}&courseId={course}&days=3")

    moved = [due + 3 * DAY for due in dues]
    assert [one["deadline"] for one in settings(newcomer, course)["moduleDeadlines"]] == moved
    assert set(calendar(newcomer)) == {due // 1000 for due in moved}
    assert "Due in 9 days" in parsed(newcomer.http.get(f"/learn/{WRITING}/home/welcome")).words()


@row(81)
def test_our_client_moves_resets_and_turns_deadlines_off(newcomer, course, clock):
    mine = {"user_id": newcomer.id, "course_id": course}
    clock.move(9 * 24 * 3600)

    newcomer.client.act(DEADLINE_SETTINGS, "reset", **mine)
    assert settings(newcomer, course)["start"] == clock()
    newcomer.client.act(DEADLINE_SETTINGS, "shift", weeks=1, **mine)
    assert settings(newcomer, course)["start"] == clock() + WEEK
    newcomer.client.patch(DEADLINE_SETTINGS, (newcomer.id, course), DeadlineSettingsChange(is_enabled=False))
    assert settings(newcomer, course)["moduleDeadlines"] == []


@row(83)
def test_a_module_that_is_done_is_completed(learner, course):
    element = learner.one(
        f"/api/onDemandHomeProgress.v1/{learner.id}~{course}/?fields=modulesCompleted,modulesPassed"
    )

    assert set(element) == {"userId", "courseId", "id", "modulesCompleted", "modulesPassed"}
    assert element["modulesCompleted"]
    assert told(learner.client.get(HOME_PROGRESS, (learner.id, course))) == [element]


@row(83)
def test_a_module_is_completed_with_its_last_item(newcomer, course, clock):
    home = f"/api/onDemandHomeProgress.v1/{newcomer.id}~{course}"
    assert newcomer.one(home)["modulesCompleted"] == []
    slugs = items(newcomer)
    for slug in ("how-this-course-works", "meet-the-example", "find-your-question"):
        body = {"userId": newcomer.id, "courseId": course, "itemId": slugs[slug]}
        newcomer.post("/api/onDemandSupplementCompletions.v1", body)
    event = f"/api/opencourse.v1/user/~/course/{WRITING}/item/{slugs['hello']}/lecture/videoEvents"
    newcomer.post(f"{event}/play", {})
    clock.move(120)
    newcomer.post(f"{event}/ended", {})

    assert len(newcomer.one(home)["modulesCompleted"]) == 1


@row(84)
def test_a_grade_that_staff_give_is_told_in_the_course_and_in_the_membership(newcomer, teacher, course):
    grades = f"/api/onDemandCourseGrades.v1/{course}"
    before = newcomer.one(grades)
    assert (before["passingState"], before["itemGrades"]) == ("notPassed", {})
    item = items(newcomer)["reasoning-check"]
    key = f"{newcomer.id}~{course}~{item}"

    put = teacher.http.send("PUT", f"/api/itemGrades.v1/{key}", json={"score": 0.8, "note": "On paper."})

    assert put.status_code == 200
    after = newcomer.one(grades)
    assert set(after) == {
        "id",
        "timestamp",
        "passingState",
        "itemGrades",
        "passableItemsCount",
        "overallOutcome",
        "verifiedOutcome",
    }
    assert after["itemGrades"][item]["score"] == 0.8
    assert after["overallOutcome"] == {"passedItemsCount": 1, "courseGrade": pytest.approx(0.08)}
    assert newcomer.one("/api/memberships.v1?q=me&fields=grade")["grade"] == {
        "score": pytest.approx(0.08),
        "record": "NOT_PASSED",
    }
    assert told(newcomer.client.get(COURSE_GRADES, course)) == [after]


@row(84)
def test_our_client_grades_everything_and_the_course_is_passed(newcomer, teacher, course):
    passable = (
        "your-argument-essay reasoning-check honesty-check your-synthesis-essay synthesis-check "
        "your-documented-essay documentation-check"
    )
    slugs = items(newcomer)
    for slug in passable.split():
        teacher.client.update(
            ITEM_GRADES, (newcomer.id, course, slugs[slug]), NewGradeOverride(score=1.0, note="Well done.")
        )

    assert newcomer.one(f"/api/onDemandCourseGrades.v1/{course}")["passingState"] == "passed"
    assert newcomer.one("/api/memberships.v1?q=me&fields=grade")["grade"] == {
        "score": 1.0,
        "record": "PASSED",
    }
