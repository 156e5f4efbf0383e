import pytest
from hypothesis import given

from carrel.courseware.course import Course, Grading, Policy
from carrel.domain.grading import (
    CourseGrade,
    GradeRecord,
    ItemGrade,
    Override,
    ScoredAttempt,
    Shortfall,
    course_grade,
    late_penalty,
    shortfall,
)
from tests.builders import a_course, a_lecture, a_reading
from tests.domain.strategies import FRACTIONS, courses, courses_with_scores, law

Case = tuple[Course, dict[str, float]]


def a_graded_course(
    *weights: int, passing: float = 0.7, required: bool = False, policy: Policy = "weighted"
) -> Course:
    items = [
        a_reading(f"{number:02}-task.md", weight=weight, required_to_pass=required)
        for number, weight in enumerate(weights)
    ]
    return a_course(*items, grading=Grading(policy=policy, passing_fraction=passing))


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


def test_by_mastery_every_passable_item_has_to_be_passed():
    course = a_graded_course(5, 1, policy="mastery")

    assert course_grade(course, {"item-00": 1.0, "item-01": 0.6}).record is GradeRecord.NOT_PASSED
    assert course_grade(course, {"item-00": 1.0, "item-01": 0.7}).record is GradeRecord.PASSED


def test_an_item_may_have_a_passing_fraction_of_its_own():
    items = (a_reading("00-task.md", weight=1, required_to_pass=True, passing_fraction=0.9),)
    course = a_course(*items, grading=Grading(passing_fraction=0.5))

    assert course_grade(course, {"item-00": 0.8}).record is GradeRecord.NOT_PASSED
    assert course_grade(course, {"item-00": 0.9}).record is GradeRecord.PASSED


def test_what_an_item_says_of_lateness_comes_before_what_its_course_says():
    item = a_reading("00-task.md", late_penalty=0.0)
    course = a_course(item, grading=Grading(late_penalty=0.5))

    assert late_penalty(course, item, due=0, submitted_at=1) == 0.0
    assert late_penalty(course, a_reading(), due=0, submitted_at=1) == 0.5


def test_nothing_is_late_where_nothing_is_due():
    course = a_course(grading=Grading(late_penalty=0.5))

    assert late_penalty(course, a_reading(), due=None, submitted_at=1) == 0.0


def test_of_two_attempts_that_earned_the_same_the_earlier_one_counts():
    early, late = ScoredAttempt("a", 0.8, 0.0, 1, 1), ScoredAttempt("b", 1.0, 0.2, 2, 2)

    assert ItemGrade((late, early)).best == early


def test_the_word_of_staff_counts_even_where_the_attempts_were_better():
    grade = ItemGrade((ScoredAttempt("a", 0.8, 0.0, 1, 1),), (Override(0.0, "Copied.", 7, 9),))

    assert (grade.score, grade.graded_at) == (0.0, 9)


def test_what_is_lacking_is_told_with_the_mean_that_the_rest_would_have_to_reach():
    course = a_graded_course(1, 1, 2)

    assert shortfall(course, {"item-00": 1.0, "item-01": 0.6}) == Shortfall((), 0.3, 0.6)


def test_where_no_score_on_the_rest_would_do_no_mean_is_told():
    course = a_graded_course(9, 1)

    assert shortfall(course, {"item-00": 0.5}) == Shortfall((), 0.25, None)


@law
@given(courses_with_scores())
def test_who_has_passed_lacks_nothing_and_who_lacks_nothing_has_passed(case: Case):
    course, scores = case
    lacking = shortfall(course, scores)
    is_passable = any(item.is_passable for item in course.items())

    is_passed = course_grade(course, scores).record is GradeRecord.PASSED

    assert is_passed == (is_passable and not lacking.required and not lacking.lacking)
