"""Grades on pages: a learner's own, and everybody's for staff."""

import csv
import io
from functools import partial

import pytest
from httpx2 import AsyncClient

from carrel.application import grading
from carrel.application.classroom import current_edition
from carrel.application.enrolling import enroll
from carrel.application.school import School
from carrel.application.visit import Visit
from carrel.domain.grading import LateRule
from carrel.domain.users import SchoolRole
from carrel.server.visitors import now
from carrel.server.web.percents import late_words
from tests.builders import COURSE_ID
from tests.server.web.conftest import HOSTILE, Client, add_user, the_learner
from tests.server.web.pages import faults_of, parsed

pytestmark = pytest.mark.anyio

COURSE = "/learn/study-well-online"
GRADES, BOOK, FILE = f"{COURSE}/home/grades", f"{COURSE}/gradebook", f"{COURSE}/gradebook.csv"
PEER = "aaaa3"
"""The one item of the course that counts."""
SET = {"score": "85,5", "note": "Handed in on paper.", "do": "set"}


@pytest.fixture
async def teacher(client_of: Client) -> AsyncClient:
    return await client_of("teacher@example.org")


def grade(school: School, score: float, attempt_id: str = "a1") -> None:
    learner_id = the_learner(school).id

    def deed(visit: Visit) -> None:
        edition = current_edition(visit, course_id=COURSE_ID)
        grading.record_score(
            visit, learner_id, edition, PEER, score, attempt_id=attempt_id, submitted_at=visit.now
        )

    school.write(deed, None, now())


def person(school: School) -> str:
    return f"{BOOK}/{the_learner(school).id}"


async def test_before_any_score_the_page_says_what_passes(learner: AsyncClient) -> None:
    page = parsed(await learner.get(GRADES))

    assert (page.heading, faults_of(page)) == ("Your grades", [])
    assert page.text("//*[@data-testid='grade']") == "0%"
    assert "To pass the course, you need an average of 70% on all the rest." in page.words()
    assert page.hrefs("//table//a")[0] == f"{COURSE}/peer/{PEER}/write"


async def test_scores_are_never_rounded_up_to_a_mark_they_do_not_reach(
    school: School, learner: AsyncClient
) -> None:
    grade(school, 0.6999)

    page = parsed(await learner.get(GRADES))

    assert page.text("//*[@data-testid='grade']") == "69.9%"
    assert "0.1% of the grade is missing" in page.words()


async def test_a_passed_course_says_so_with_the_best_of_the_attempts(
    school: School, learner: AsyncClient
) -> None:
    grade(school, 0.5, "a1")
    grade(school, 0.9, "a2")

    words = parsed(await learner.get(GRADES)).words()

    assert "You have passed this course." in words
    assert "The best of 2 attempts" in words


async def test_the_course_leads_to_the_grades(learner: AsyncClient) -> None:
    assert GRADES in parsed(await learner.get(f"{COURSE}/home/welcome")).hrefs()


async def test_who_does_not_take_the_course_has_no_grades_in_it(
    guest: AsyncClient, newcomer: AsyncClient
) -> None:
    assert (await guest.get(GRADES)).status_code == 401
    assert (await newcomer.get(GRADES)).status_code == 403


async def test_the_gradebook_lists_everybody_who_takes_the_course(
    school: School, learner: AsyncClient, teacher: AsyncClient
) -> None:
    grade(school, 0.8)

    page = parsed(await teacher.get(BOOK))

    assert (page.heading, faults_of(page)) == ("Gradebook", [])
    assert page.texts("//tbody//tr/*") == [HOSTILE, "80% passed", "80%"]
    assert page.hrefs("//tbody//a") == [person(school)]
    assert BOOK in parsed(await teacher.get(f"{COURSE}/home/welcome")).hrefs()


async def test_an_empty_gradebook_says_so(teacher: AsyncClient) -> None:
    page = parsed(await teacher.get(BOOK))

    assert "Nobody takes this course yet." in page.words()
    assert faults_of(page) == []


async def test_the_file_has_everybody_and_no_formula(
    school: School, learner: AsyncClient, teacher: AsyncClient
) -> None:
    grade(school, 0.825)
    for name in ('=cmd|"/c calc"!A1', "+1", "-1", "@sum", "\t=1", " =1", "＝1", ";=1", 'a "b", c'):
        user = add_user(school, f"u{len(name)}{ord(name[0])}@example.org", name, SchoolRole.LEARNER)
        school.write(partial(enroll, user_id=user.id, course_id=COURSE_ID), user, now())

    answer = await teacher.get(FILE)

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="study-well-online-grades.csv"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    head, *rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert head == ["Name", "Email", "User id", "Course grade (%)", "Passed", "Write (%)"]
    mine = next(row for row in rows if row[1] == "learner@example.org")
    assert (mine[0], mine[3:]) == (HOSTILE, ["82.5", "yes", "82.5"])
    assert len(rows) == 10
    assert '";=1"' in answer.text
    assert not [cell for row in rows for cell in row if cell.strip()[:1] in "=+-@＝" and cell]


@pytest.mark.parametrize("path", [BOOK, FILE, f"{BOOK}/1"])
async def test_only_staff_see_the_grades_of_others(
    guest: AsyncClient, learner: AsyncClient, path: str
) -> None:
    assert (await learner.get(path)).status_code == 403
    assert (await guest.get(path)).status_code == 401


async def test_staff_set_a_grade_and_the_learner_reads_why(
    school: School, learner: AsyncClient, teacher: AsyncClient
) -> None:
    answer = await teacher.post(f"{person(school)}/{PEER}", data=SET)

    assert (answer.status_code, answer.headers["location"]) == (303, f"{person(school)}#{PEER}")
    words = parsed(await learner.get(GRADES)).words()
    assert "85.5%" in words
    assert f"“{SET['note']}”" in words
    page = parsed(await teacher.get(person(school)))
    assert faults_of(page) == []
    assert "Teacher: 85.5% “Handed in on paper.”" in page.words()


async def test_what_was_set_can_be_withdrawn_and_both_stay_on_the_page(
    school: School, learner: AsyncClient, teacher: AsyncClient
) -> None:
    grade(school, 0.4)
    await teacher.post(f"{person(school)}/{PEER}", data=SET)

    await teacher.post(f"{person(school)}/{PEER}", data={"do": "withdraw"})

    words = parsed(await teacher.get(person(school))).words()
    assert "Handed in on paper." in words
    assert "withdrawn" in words
    assert parsed(await learner.get(GRADES)).text("//*[@data-testid='grade']") == "40%"


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"score": "101", "note": "x"}, "from 0 to 100"),
        ({"score": "nan", "note": "x"}, "from 0 to 100"),
        ({"score": HOSTILE, "note": "x"}, "from 0 to 100"),
        ({"score": "50", "note": " "}, "Say why"),
        ({}, "from 0 to 100"),
    ],
)
async def test_a_form_that_makes_no_sense_comes_back_as_it_was_filled_in(
    school: School, learner: AsyncClient, teacher: AsyncClient, form: dict[str, str], told: str
) -> None:
    page = parsed(await teacher.post(f"{person(school)}/{PEER}", data=form))

    assert (page.status, faults_of(page)) == (400, [])
    assert told in page.text("//*[@role='alert']")
    assert page.all(f"//input[@id='score-{PEER}']")[0].get("value") == form.get("score", "")


async def test_learners_set_no_grades(school: School, learner: AsyncClient) -> None:
    assert (await learner.post(f"{person(school)}/{PEER}", data=SET)).status_code == 403


async def test_nobody_of_an_unknown_id_has_grades(
    school: School, learner: AsyncClient, teacher: AsyncClient
) -> None:
    assert (await teacher.get(f"{BOOK}/{10**40}")).status_code == 404
    assert (await teacher.post(f"{BOOK}/{10**40}/{PEER}", data=SET)).status_code == 404
    assert (await teacher.post(f"{person(school)}/gone", data=SET)).status_code == 404
    assert (await teacher.post(f"{BOOK}/work/{PEER}/{10**40}/1", data=SET)).status_code == 404


@pytest.mark.parametrize(
    ("rate", "limit", "words"),
    [
        (0.1, 0.5, "10% of the score for each day begun, 50% at most"),
        (0.125, 1.0, "12.5% of the score for each day begun"),
        (1.0, 0.2, "20% of the score for each day begun, 20% at most"),
        (0.0, 0.5, ""),
        (0.5, 0.0, ""),
    ],
)
def test_what_lateness_costs_is_told_in_words(rate: float, limit: float, words: str) -> None:
    assert late_words(LateRule(rate, limit)) == words
