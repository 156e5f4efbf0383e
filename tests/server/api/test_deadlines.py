"""When what is due (rows 80, 81): as it is read, and as learners change it for themselves."""

import pytest

from carrel.domain.deadlines import WEEK
from carrel.domain.enrollment import DAY
from tests.builders import COURSE_ID
from tests.server.caller import Caller, user_id
from tests.server.schools import AT, OTHER_ID, READING, complete, hide

SETTINGS = "/api/onDemandDeadlineSettings.v1"
SCHEDULES = "/api/onDemandCourseSchedules.v1"
NOT_AUTHORIZED = {"errorCode": "Not Authorized", "message": None, "details": None}


def finder(who: Caller, course: str = COURSE_ID, of: int | None = None) -> str:
    return f"{SETTINGS}/?q=byUserAndCourse&userId={of or user_id(who)}&courseId={course}"


def settings(who: Caller) -> dict[str, object]:
    (element,) = who.get(finder(who)).json()["elements"]
    return dict(element)


def act(who: Caller, action: str, more: str = "", course: str = COURSE_ID, of: int | None = None) -> str:
    return f"{SETTINGS}?action={action}&userId={of or user_id(who)}&courseId={course}{more}"


def test_row_80_a_schedule_is_read_by_everybody_with_a_slash_before_the_query(guest):
    body = guest.get(f"{SCHEDULES}/{COURSE_ID}/?fields=defaultSchedule").json()

    assert body["elements"] == [
        {"id": COURSE_ID, "defaultSchedule": {"periods": [{"moduleIds": ["modu1"], "numberOfWeeks": 1}]}}
    ]


def test_row_80_a_course_that_is_not_there_has_no_schedule(guest):
    assert guest.get(f"{SCHEDULES}/nobodysCourse").status_code == 404


def test_row_81_deadlines_are_counted_from_enrolling(learner):
    me = user_id(learner)

    assert learner.get(finder(learner)).json()["elements"] == [
        {
            "id": f"{me}~{COURSE_ID}",
            "userId": me,
            "courseId": COURSE_ID,
            "start": AT,
            "isEnabled": True,
            "moduleDeadlines": [{"moduleId": "modu1", "deadline": AT + WEEK}],
        }
    ]
    assert learner.get(f"{SETTINGS}/{me}~{COURSE_ID}").json()["elements"] == [settings(learner)]


@pytest.mark.parametrize(
    ("by", "days"), [("&days=3", 3), ("&weeks=2", 14), ("&days=-1&weeks=1", 6), ("&days=-2", -2)]
)
def test_row_81_shifting_moves_every_deadline(learner, by, days):
    answer = learner.post(act(learner, "shift", by))

    assert answer.status_code == 200
    assert answer.json() == settings(learner)
    assert settings(learner)["moduleDeadlines"] == [{"moduleId": "modu1", "deadline": AT + WEEK + days * DAY}]


@pytest.mark.parametrize("by", ["", "&days=0", "&days=7&weeks=-1", "&days=400", f"&weeks={2**63 - 1}"])
def test_row_81_no_time_and_too_much_time_are_refused(learner, by):
    before = settings(learner)

    answer = learner.post(act(learner, "shift", by))

    assert (answer.status_code, answer.json()["errorCode"]) == (400, "request.validation")
    assert settings(learner) == before


def test_row_81_resetting_gives_whole_weeks_from_now(learner):
    answer = learner.post(act(learner, "reset"))

    (due,) = answer.json()["moduleDeadlines"]
    assert due["deadline"] == answer.json()["start"] + WEEK
    assert due["deadline"] > AT + 10 * WEEK
    assert settings(learner) == answer.json()


def test_row_81_deadlines_that_are_turned_off_are_none_and_come_back_where_they_were(learner):
    me, before = user_id(learner), settings(learner)

    off = learner.send("PATCH", f"{SETTINGS}/{me}~{COURSE_ID}", json={"isEnabled": False})

    assert off.status_code == 200
    assert (
        settings(learner)
        == off.json()["elements"][0]
        == {
            **before,
            "isEnabled": False,
            "moduleDeadlines": [],
        }
    )
    learner.send("PATCH", f"{SETTINGS}/{me}~{COURSE_ID}", json={"isEnabled": True})
    assert settings(learner) == before


def test_shifting_turns_deadlines_on_again(learner):
    learner.send("PATCH", f"{SETTINGS}/{user_id(learner)}~{COURSE_ID}", json={"isEnabled": False})

    learner.post(act(learner, "shift", "&days=1"))

    assert settings(learner)["isEnabled"] is True


def test_the_learners_schedule_follows_their_deadlines(learner):
    path = f"/api/learnerCourseSchedules.v1/{user_id(learner)}~{COURSE_ID}"
    learner.post(act(learner, "shift", "&weeks=1"))

    (shifted,) = learner.get(path).json()["elements"]
    learner.send("PATCH", f"{SETTINGS}/{user_id(learner)}~{COURSE_ID}", json={"isEnabled": False})
    (off,) = learner.get(path).json()["elements"]

    assert shifted["isEnabled"] is True
    assert shifted["periods"] == [
        {
            "moduleIds": ["modu1"],
            "numberOfWeeks": 1,
            "startedAt": AT + WEEK,
            "endedAt": AT + 2 * WEEK,
        }
    ]
    assert off["periods"] == [{"moduleIds": ["modu1"], "numberOfWeeks": 1}]


def test_the_course_page_and_the_desk_follow_the_deadlines(learner, school):
    complete(school, learner, READING)
    learner.post(act(learner, "reset"))

    pages = [learner.get("/").text, learner.get("/learn/study-well-online/home/welcome").text]

    assert ["Due in 7 days" in page for page in pages] == [True, True]
    learner.send("PATCH", f"{SETTINGS}/{user_id(learner)}~{COURSE_ID}", json={"isEnabled": False})
    pages = [learner.get("/").text, learner.get("/learn/study-well-online/home/welcome").text]
    assert ["Due in" in page or "overdue" in page.lower() for page in pages] == [False, False]


@pytest.mark.parametrize("action", ["shift", "reset"])
def test_nobody_moves_deadlines_of_others_or_of_a_course_they_do_not_take(learner, newcomer, action):
    more = "&days=3" if action == "shift" else ""
    before = settings(learner)
    targets = [
        act(newcomer, action, more, of=user_id(learner)),
        act(newcomer, action, more),
        act(newcomer, action, more, course="nobodysCourse"),
        act(newcomer, action, more, course=OTHER_ID),
    ]

    answers = [newcomer.post(target) for target in targets]

    assert [(one.status_code, one.json()) for one in answers] == 4 * [(403, NOT_AUTHORIZED)]
    assert settings(learner) == before


def test_nobody_reads_deadlines_of_others_or_of_a_course_they_do_not_take(learner, newcomer, guest, school):
    other = f"{user_id(learner)}~{COURSE_ID}"
    paths = [
        f"{SETTINGS}/{other}",
        f"{SETTINGS}/{user_id(newcomer)}~{COURSE_ID}",
        f"/api/learnerCourseSchedules.v1/{other}",
        finder(newcomer, of=user_id(learner)),
    ]

    assert [newcomer.get(path).status_code for path in paths] == [403] * 4
    assert [guest.get(path).status_code for path in paths] == [401] * 4
    hide(school, learner)
    assert learner.get(finder(learner)).json() == NOT_AUTHORIZED


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"{}", b'{"isEnabled": 1}', b'{"isEnabled": "<b>"}', b'{"isEnabled": null}']
)
def test_what_is_no_setting_is_refused(learner, body):
    answer = learner.send("PATCH", f"{SETTINGS}/{user_id(learner)}~{COURSE_ID}", content=body)

    assert answer.status_code == 400


@pytest.mark.parametrize("key", ["x", "1~", "~", "1~2~3", "9" * 30 + "~c", "%0a~%2f", "a" * 10_000])
def test_what_is_no_key_leads_nowhere_or_is_not_ones_own(learner, key):
    assert learner.get(f"{SETTINGS}/{key}").status_code in {403, 404}
    assert learner.get(f"/api/learnerCourseSchedules.v1/{key}").status_code in {403, 404}
