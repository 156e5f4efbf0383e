"""Sessions as staff announce them on a page."""

import pytest

from carrel.domain.enrollment import DAY
from carrel.server.visitors import Visitors
from tests.builders import COURSE_ID
from tests.server.caller import Caller

SLUG = "study-well-online"
ALL = {"x-coursera-naptime-fields": "all"}
PAGE = f"/learn/{SLUG}/sessions"
NEW_YEAR = 1_735_689_600_000
"""The first of January 2025."""


@pytest.fixture(autouse=True)
def _in_december(guest: Caller) -> None:
    visitors: Visitors = guest.app.state.visitors
    visitors.clock = lambda: NEW_YEAR - 10 * DAY


def announced(who: Caller):
    told = who.get(f"/api/onDemandSessions.v1?q=byCourse&courseId={COURSE_ID}", ALL).json()
    return [one for one in told["elements"] if one["id"] != COURSE_ID]


def test_staff_announce_a_session_with_deadlines_in_their_own_days(teacher: Caller):
    form = {"begins": "2025-01-01", "joining": "2025-01-05", "due-modu1": "2025-01-10", "ends": ""}

    answer = teacher.post(PAGE, data=form)

    (session,) = announced(teacher)
    page = teacher.get(PAGE).text
    assert answer.status_code == 303
    assert session["startedAt"] == NEW_YEAR
    assert session["enrollmentEndsAt"] == NEW_YEAR + 5 * DAY - 1
    assert session["moduleDeadlines"] == [{"moduleId": "modu1", "deadline": NEW_YEAR + 10 * DAY - 1}]
    assert "1 January 2025" in page
    assert "due 10 January 2025" in page


def test_what_is_left_empty_follows_from_the_schedule(teacher: Caller):
    teacher.post(PAGE, data={"begins": "2025-01-01"})

    (session,) = announced(teacher)
    assert session["endedAt"] == session["moduleDeadlines"][0]["deadline"]


def test_a_session_is_called_off(teacher: Caller):
    teacher.post(PAGE, data={"begins": "2025-01-01"})
    (session,) = announced(teacher)

    teacher.post(PAGE, data={"do": "call-off", "session": session["id"]})

    assert announced(teacher) == []
    assert teacher.post(PAGE, data={"do": "call-off", "session": session["id"]}).status_code == 404


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"begins": "soon"},
        {"begins": "9999-12-31"},
        {"begins": "0001-01-01"},
        {"begins": "2025-01-01", "ends": "9999-12-31"},
        {"begins": "2025-01-01", "ends": "2024-12-01"},
        {"begins": "2025-01-01", "due-nothing": "2025-01-02"},
        {"begins": "2025-01-01", "due-modu1": "<script>"},
    ],
)
def test_days_that_make_no_sense_are_refused_on_a_page(teacher: Caller, form: dict[str, str]):
    assert teacher.post(PAGE, data=form).status_code == 400
    assert announced(teacher) == []


def test_only_who_teaches_the_course_sees_the_page_and_the_way_to_it(
    guest: Caller, learner: Caller, teacher: Caller
):
    home = f"/learn/{SLUG}/home/welcome"

    assert learner.get(PAGE).status_code == 403
    assert learner.post(PAGE, data={"begins": "2025-01-01"}).status_code == 403
    assert guest.get(PAGE).status_code == 401
    assert PAGE in teacher.get(home).text
    assert PAGE not in learner.get(home).text
