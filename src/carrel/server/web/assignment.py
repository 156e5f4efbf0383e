"""An assignment: its instructions and what is asked of its learner. Submissions are not taken yet."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from carrel.courseware.course import Course
from carrel.courseware.items import Assignment, Item, PeerReview, Untaught
from carrel.domain.enrollment import DAY
from carrel.domain.grading import is_required, late_rule, threshold
from carrel.server.web.moments import duration_words
from carrel.server.web.opened import Opened
from carrel.server.web.percents import late_words, needed_words, percent_words
from carrel.server.web.prose import item_html

FEATURES = {
    "TAKE_HIGHEST_GRADE": "The highest grade counts.",
    "LIMITED_SUBMISSIONS": "The number of submissions is limited.",
    "SHOW_GRADE_ON_RELEASE": "The grade is shown once it is released.",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing to know about an assignment."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class AssignmentBody:
    """Instructions and facts. `taught` is false for a kind that this Carrel only keeps."""

    html: Markup
    facts: Sequence[Fact]
    taught: bool


async def body_of(opened: Opened) -> AssignmentBody:
    """The assignment as this learner finds it."""
    item, classroom = opened.item, opened.classroom
    facts = facts_of(opened.course, item, classroom.scores.get(item.id))
    return AssignmentBody(item_html(classroom.edition, item), facts, not isinstance(item.content, Untaught))


def facts_of(course: Course, item: Item, score: float | None) -> Sequence[Fact]:
    """What is asked, and how it counts. `score` lies between 0 and 1."""
    facts = [*_content_facts(item), *_grade_facts(course, item)]
    if score is not None:
        facts.append(Fact("Your score", percent_words(score)))
    return facts


def _content_facts(item: Item) -> Sequence[Fact]:
    match item.content:
        case PeerReview() as peer:
            return [
                Fact("Reviews to give", str(peer.required_reviews)),
                Fact("Graded by", "Mentors" if peer.mentor_graded else "Other learners"),
                *_review_facts(peer),
            ]
        case Assignment() as assignment:
            return [
                *([Fact("Work", "In a team")] if assignment.team else []),
                *_rules(assignment),
            ]
        case _:
            return []


def _rules(assignment: Assignment) -> Sequence[Fact]:
    known = [FEATURES[one] for one in assignment.features if one in FEATURES]
    return [Fact("Rules", " ".join(known))] if known else []


def _review_facts(peer: PeerReview) -> Sequence[Fact]:
    if peer.review_deadline_offset is None:
        return []
    days, rest = divmod(peer.review_deadline_offset, DAY)
    words = (
        f"{days} day{'' if days == 1 else 's'}" if not rest else duration_words(peer.review_deadline_offset)
    )
    return [Fact("Reviews are due", f"{words} after the work is due")]


def _grade_facts(course: Course, item: Item) -> Sequence[Fact]:
    if not item.is_passable:
        return [Fact("Grade", "Does not count for the grade")]
    total = sum(one.weight for one in course.items())
    needed, is_needed = needed_words(threshold(course, item)), is_required(course, item)
    late = late_words(late_rule(course, item))
    return [
        Fact("Counts for", f"{item.weight / total:.0%} of the course’s grade"),
        Fact("To pass", f"{needed}, and the course needs it" if is_needed else needed),
        *([Fact("Lateness costs", late)] if late else []),
    ]
