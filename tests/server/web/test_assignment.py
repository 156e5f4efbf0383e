"""What an assignment asks."""

import pytest

from carrel.courseware.items import Assignment, Item, PeerReview
from carrel.server.web.assignment import Fact, facts_of
from tests.builders import a_course, an_item

HOUR = 3_600_000


def an_assignment(content: PeerReview | Assignment, weight: int = 0, *, needed: bool = False) -> Item:
    return an_item("01-write", kind="peer", content=content, weight=weight, required_to_pass=needed)


def test_a_peer_reviewed_assignment_says_how_many_reviews_are_owed() -> None:
    item = an_assignment(PeerReview(required_reviews=4))

    assert facts_of(a_course(item), item, None) == [
        Fact("Reviews to give", "4"),
        Fact("Graded by", "Other learners"),
        Fact("Grade", "Does not count for the grade"),
    ]


@pytest.mark.parametrize(
    ("offset", "words"), [(72 * HOUR, "3 days"), (24 * HOUR, "1 day"), (36 * HOUR, "36 h")]
)
def test_reviews_in_phases_have_a_deadline_of_their_own(offset: int, words: str) -> None:
    item = an_assignment(PeerReview(review_deadline_offset=offset))

    facts = facts_of(a_course(item), item, None)

    assert Fact("Reviews are due", f"{words} after the work is due") in facts


def test_a_weight_is_told_as_its_share_of_the_grade() -> None:
    item = an_assignment(Assignment(team=True), 1000, needed=True)
    other = an_item("02-b", kind="peer", content=PeerReview(), weight=3000)

    assert facts_of(a_course(item, other), item, 0.8) == [
        Fact("Work", "In a team"),
        Fact("Counts for", "25% of the course’s grade"),
        Fact("To pass", "70%, and the course needs it"),
        Fact("Your score", "80%"),
    ]


def test_a_rule_that_we_do_not_know_is_not_told() -> None:
    item = an_assignment(Assignment(features=("TAKE_HIGHEST_GRADE", "SOMETHING_ELSE")))

    assert [fact.value for fact in facts_of(a_course(item), item, None) if fact.name == "Rules"] == [
        "The highest grade counts."
    ]
