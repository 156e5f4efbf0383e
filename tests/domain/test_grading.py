import pytest
from hypothesis import given

from carrel.courseware.course import Course, Grading
from carrel.domain.grading import CourseGrade, GradeRecord, course_grade
from tests.builders import a_course, a_lecture, a_reading
from tests.domain.strategies import FRACTIONS, courses, courses_with_scores, law

Case = tuple[Course, dict[str, float]]


def a_graded_course(*weights: int, passing: float = 0.7, required: bool = False) -> Course:
    items = [
        a_reading(f"{number:02}-task.md", weight=weight, required_to_pass=required)
        for number, weight in enumerate(weights)
    ]
    return a_course(*items, grading=Grading(passing_fraction=passing))


@law
@given(courses_with_scores())
def test_a_grade_lies_between_0_and_1(case: Case):
    assert 0 <= course_grade(*case).score <= 1


@law
@given(courses_with_scores())
def test_a_better_score_never_makes_a_worse_grade(case: Case):
    course, scores = case
    before = course_grade(course, scores)

    after = course_grade(course, dict.fromkeys(scores, 1.0))

    assert after.score >= before.score
    assert (before.record, after.record) != (GradeRecord.PASSED, GradeRecord.NOT_PASSED)


@law
@given(courses(), FRACTIONS)
def test_whoever_reaches_the_passing_fraction_everywhere_passes(course: Course, extra: float):
    threshold = course.grading.passing_fraction
    score = threshold + (1 - threshold) * extra
    passable = [item for item in course.items() if item.is_passable]

    grade = course_grade(course, {item.id: max(score, threshold) for item in passable})

    assert (grade.record is GradeRecord.PASSED) == bool(passable)


@pytest.mark.parametrize("weight", [1, 3, 7, 333])
def test_the_passing_fraction_itself_passes_whatever_the_weight(weight: int):
    assert course_grade(a_graded_course(weight), {"item-00": 0.7}).record is GradeRecord.PASSED


def test_the_mean_is_that_of_the_decimals_people_see():
    course = a_graded_course(1, 1, passing=0.8)

    assert course_grade(course, {"item-00": 0.7, "item-01": 0.9}) == CourseGrade(0.8, GradeRecord.PASSED)


def test_an_item_without_a_score_counts_0():
    assert course_grade(a_graded_course(1, 3), {"item-00": 1.0}).score == 0.25


def test_an_item_without_weight_does_not_count():
    assert course_grade(a_graded_course(1, 0), {"item-00": 1.0, "item-01": 0.0}).score == 1.0


def test_a_required_item_has_to_reach_the_passing_fraction_itself():
    scores = {"item-00": 1.0, "item-01": 0.6}

    assert course_grade(a_graded_course(5, 1), scores).record is GradeRecord.PASSED
    assert course_grade(a_graded_course(5, 1, required=True), scores).record is GradeRecord.NOT_PASSED


def test_a_course_without_passable_items_cannot_be_passed():
    assert course_grade(a_course(a_lecture()), {"item-01": 1.0}) == CourseGrade(0.0, GradeRecord.NOT_PASSED)


def test_the_score_of_an_item_that_the_course_no_longer_has_does_not_count():
    assert course_grade(a_graded_course(1), {"gone": 1.0}).score == 0.0
