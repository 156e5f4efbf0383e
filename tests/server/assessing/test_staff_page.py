"""Staff mark what no program can: a page of what waits, a form for each, and the learner is told."""

import pytest

from tests.builders import COURSE_ID
from tests.server.assessing.conftest import QUIZ, SLUG, TASK, Sessions
from tests.server.assessing.test_page import act
from tests.server.caller import Caller

PAGE = f"/learn/{SLUG}/gradebook/work/{TASK}"


@pytest.fixture
def handed_in(learner: Caller) -> int:
    """The id of a learner whose work waits."""
    act(learner, "start", item=TASK)
    act(learner, "submit", {"sum": "2", "essay": "<b>Because</b>."}, item=TASK)
    return Sessions(learner).who


def give(teacher: Caller, learner_id: int, attempt: int = 1, **fields: str):
    return teacher.post(
        f"{PAGE}/{learner_id}/{attempt}",
        data={name.replace("_", "."): value for name, value in fields.items()},
    )


def test_what_waits_is_shown_with_a_form_for_what_is_not_marked(teacher: Caller, handed_in: int):
    page = teacher.get(PAGE).text

    assert "Learner</h2>" in page
    assert 'name="p.essay"' in page
    assert 'name="p.sum"' not in page
    assert "&lt;b&gt;Because&lt;/b&gt;." in page
    assert f'href="{PAGE}"' in teacher.get(f"/learn/{SLUG}/assignment/{TASK}").text


def test_points_and_a_word_reach_the_learner(teacher: Caller, learner: Caller, handed_in: int):
    answer = give(teacher, handed_in, p_essay="2,5", c_essay="Well *said*.")

    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    assert "Nothing is waiting to be graded." in teacher.get(PAGE).text
    page = learner.get(f"/learn/{SLUG}/assignment/{TASK}").text
    assert "Your score: 87" in page
    assert "Well <em>said</em>." in page
    grades = learner.get(f"/api/onDemandCourseGrades.v1/{COURSE_ID}").json()["elements"][0]
    assert grades["itemGrades"][TASK]


def test_what_is_left_empty_waits_still(teacher: Caller, handed_in: int):
    give(teacher, handed_in, p_essay="", c_essay="Later.")

    assert 'name="p.essay"' in teacher.get(PAGE).text


@pytest.mark.parametrize(
    ("fields", "status"), [({"p_essay": "99"}, 400), ({"p_essay": "many"}, 400), ({"p_nobody": "1"}, 400)]
)
def test_points_that_there_are_not_are_refused(
    teacher: Caller, handed_in: int, fields: dict[str, str], status: int
):
    assert give(teacher, handed_in, 1, **fields).status_code == status


def test_an_attempt_that_was_not_handed_in_is_not_marked(teacher: Caller, handed_in: int):
    assert give(teacher, handed_in, attempt=2, p_essay="1").status_code == 409


def test_learners_neither_see_nor_mark(learner: Caller, handed_in: int):
    assert learner.get(PAGE).status_code == 403
    assert give(learner, handed_in, p_essay="3").status_code == 403
    assert "Work to grade" not in learner.get(f"/learn/{SLUG}/exam/{QUIZ}").text


def test_a_score_that_staff_gave_without_an_attempt_explains_itself(teacher: Caller, learner: Caller):
    entry = f"/learn/{SLUG}/gradebook/{Sessions(learner).who}/{TASK}"
    form = {"score": "92", "note": "Told by word of mouth.", "do": "set"}
    assert teacher.post(entry, data=form).status_code == 303

    page = learner.get(f"/learn/{SLUG}/assignment/{TASK}").text

    assert "You have a score already, without an attempt." in page
