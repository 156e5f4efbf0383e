"""Learners review each other: who gets what, when there is a score, and that nothing counts twice."""

import random
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Barrier

import pytest

from carrel.application import enrolling, peer_review, peer_reviewing
from carrel.application.peer_review import Assigned
from carrel.application.school import School
from carrel.domain.deadlines import WEEK
from carrel.domain.enrollment import DAY
from carrel.domain.errors import NotAuthorized, NotNow, Unfit
from carrel.domain.peer_review import HOLD, MOST_GIVEN_BACK, PATIENCE, Crowd, Phase
from carrel.domain.progress import ItemState
from carrel.domain.users import SchoolRole, User
from carrel.store.peer_review import Review, Submission
from tests.application.deeds import NOW, a_reading_file, at, enroll, join, seen_by, teach
from tests.builders import COURSE_ID

PEER, PHASED, MENTORED, FREE = "peer1", "peer2", "peer3", "peer4"
ITEM = """
id = "{id}"
kind = "{kind}"
weight = 1000
{more}

[[submission]]
id = "text"
kind = "plainText"

[[submission]]
id = "link"
kind = "url"
required = false

[[rubric]]
id = "clear"
kind = "options"
[[rubric.options]]
id = "no"
text = "No"
[[rubric.options]]
id = "yes"
text = "Yes"
points = 2

[[rubric]]
id = "good"
points = 8

[[rubric]]
id = "words"
kind = "text"
"""


def an_item(item_id: str, kind: str = "peer", more: str = "required_reviews = 2") -> str:
    return ITEM.format(id=item_id, kind=kind, more=more)


GRADED: dict[str, str | bytes | None] = {
    "course.toml": (
        f'id = "{COURSE_ID}"\nslug = "study-well-online"\nname = "Study Well Online"\n'
        "[grading]\nlate_penalty = 0.5\n"
    ),
    at("03-peer/item.toml"): an_item(PEER),
    at("04-phased/item.toml"): an_item(
        PHASED, "phasedPeer", 'required_reviews = 1\nreview_deadline_offset = "72h"'
    ),
    at("05-mentored/item.toml"): an_item(MENTORED, more="mentor_graded = true"),
    at("06-free/item.toml"): an_item(FREE, more="required_reviews = 0"),
    at("07-after.md"): a_reading_file("after", lock="lesson"),
}
WORK = {"text": "My work."}
Answers = Mapping[str, int | str]

GOOD: Answers = {"clear": "yes", "good": 8, "words": "Well done."}
POOR: Answers = {"clear": "no", "good": 0, "words": "I was lost."}
FAIR: Answers = {"clear": "yes", "good": 4, "words": "Half of it."}


class Class:
    """Learners of one course, and what they do in its peer reviews."""

    def __init__(self, school: School) -> None:
        self.school = school

    def learner(self, name: str) -> User:
        learner = join(self.school, f"{name}@example.org")
        enroll(self.school, learner)
        return learner

    def learners(self, *names: str) -> list[User]:
        return [self.learner(name) for name in names]

    def write(self, who: User, parts: Mapping[str, str] = WORK, item: str = PEER, now: int = NOW) -> None:
        deed = partial(
            peer_review.save_draft, user_id=who.id, course_id=COURSE_ID, item_id=item, title="", parts=parts
        )
        self.school.write(deed, who, now)

    def hand_in(self, who: User, item: str = PEER, now: int = NOW) -> Submission:
        self.write(who, item=item, now=now)
        return self.submit(who, item, now)

    def submit(self, who: User, item: str = PEER, now: int = NOW) -> Submission:
        deed = partial(peer_review.submit, user_id=who.id, course_id=COURSE_ID, item_id=item)
        return self.school.write(deed, who, now)

    def take(self, who: User, item: str = PEER, now: int = NOW) -> Review:
        deed = partial(peer_reviewing.take_work, course_id=COURSE_ID, item_id=item)
        return self.school.write(deed, who, now)

    def give(self, who: User, submission_id: str, answers: Answers = GOOD, now: int = NOW) -> None:
        deed = partial(peer_reviewing.give_review, submission_id=submission_id, given=answers)
        self.school.write(deed, who, now)

    def review(self, who: User, answers: Answers = GOOD, item: str = PEER, now: int = NOW) -> str:
        taken = self.take(who, item, now).submission_id
        self.give(who, taken, answers, now)
        return taken

    def review_until(self, who: User, wanted: str, answers: Answers) -> None:
        """Review what is given, and this work so, when it comes."""
        while (taken := self.take(who).submission_id) != wanted:
            self.give(who, taken)
        self.give(who, wanted, answers)

    def sees(self, who: User, item: str = PEER, now: int = NOW) -> Assigned:
        deed = partial(peer_review.see_assignment, user_id=who.id, course_id=COURSE_ID, item_id=item)
        return self.school.read(deed, who, now)

    def score(self, who: User, item: str = PEER) -> float | None:
        return seen_by(self.school, who).scores.get(item)


@pytest.fixture
def room(school: School, folder: Path) -> Class:
    teach(school, folder, GRADED)
    return Class(school)


@pytest.fixture
def teacher(school: School) -> User:
    return join(school, "teacher@example.org", SchoolRole.TEACHER)


def test_two_learners_review_each_other_and_both_have_their_score(room: Class):
    ada, ben = room.learners("ada", "ben")
    mine, theirs = room.hand_in(ada), room.hand_in(ben)

    assert room.review(ada, FAIR) == theirs.id
    assert (room.score(ada), room.score(ben)) == (None, None)
    assert room.review(ben, GOOD) == mine.id

    assert (room.score(ada), room.score(ben)) == (1.0, 0.6)
    items = seen_by(room.school, ada).items
    assert items[PEER].state is ItemState.COMPLETED
    assert seen_by(room.school, ben).items[PEER].state is ItemState.STARTED


def test_who_does_not_review_has_no_score_however_many_reviewed_them(room: Class):
    ada, ben, cleo = room.learners("ada", "ben", "cleo")
    mine = room.hand_in(ada)
    for other in (ben, cleo):
        room.hand_in(other)
        room.review_until(other, mine.id, GOOD)

    assert len(room.sees(ada).received) == 2
    assert room.score(ada) is None
    for _ in range(2):
        room.review(ada)
    assert room.score(ada) == 1.0
    assert room.sees(ada).submissions == [mine]


def test_the_score_adds_up_the_medians_of_the_criteria(room: Class):
    ada, *others = room.learners("ada", "ben", "cleo", "dan")
    mine = room.hand_in(ada)
    for other, answers in zip(others, (GOOD, POOR, {**GOOD, "good": 6}), strict=True):
        room.hand_in(other)
        room.review_until(other, mine.id, answers)
    for _ in range(2):
        room.review(ada)

    found = room.sees(ada).result
    assert found is not None
    assert (found.points, found.most) == ({"clear": 2.0, "good": 6.0}, 10)
    assert room.score(ada) == 0.8


def test_the_work_with_the_fewest_reviews_there_or_coming_is_given_first(room: Class):
    ada, ben, cleo, dan = room.learners("ada", "ben", "cleo", "dan")
    works = [room.hand_in(who, now=NOW + number).id for number, who in enumerate((ada, ben, cleo, dan))]

    first, second = room.take(dan, now=NOW + 9), room.take(cleo, now=NOW + 9)

    assert [first.submission_id, second.submission_id] == [works[0], works[3]]
    assert room.take(dan, now=NOW + 10).submission_id == works[0]


def test_work_that_nobody_read_for_a_day_is_given_to_others_again(room: Class):
    ada, ben, cleo = room.learners("ada", "ben", "cleo")
    mine = room.hand_in(ada).id
    room.hand_in(ben, now=NOW + 1)
    room.hand_in(cleo, now=NOW + 2)
    assert room.take(cleo, now=NOW + 3).submission_id == mine
    assert room.take(ben, now=NOW + 4).submission_id != mine

    dan = room.learner("dan")
    room.hand_in(dan, now=NOW + HOLD + 5)
    assert room.take(dan, now=NOW + HOLD + 5).submission_id == mine


def test_work_that_was_given_back_comes_last_to_who_gave_it_back(room: Class):
    ada, ben, cleo = room.learners("ada", "ben", "cleo")
    mine, theirs = room.hand_in(ada).id, room.hand_in(ben, now=NOW + 1).id
    room.hand_in(cleo, now=NOW + 2)
    assert room.take(cleo, now=NOW + 3).submission_id == mine

    room.school.write(partial(peer_reviewing.drop_work, submission_id=mine), cleo, NOW + 4)

    assert room.review(cleo, now=NOW + 5) == theirs
    assert room.take(cleo, now=NOW + 6).submission_id == mine


def test_work_that_was_given_back_is_out_of_reach_until_it_is_given_again(room: Class):
    ada, ben, cleo = room.learners("ada", "ben", "cleo")
    mine = room.hand_in(ada).id
    room.hand_in(ben, now=NOW + 1)
    room.hand_in(cleo, now=NOW + 2)
    assert room.take(cleo, now=NOW + 3).submission_id == mine
    room.school.write(partial(peer_reviewing.drop_work, submission_id=mine), cleo, NOW + 4)

    with pytest.raises(NotAuthorized):
        room.give(cleo, mine)


def test_nobody_gives_work_back_until_a_friends_comes(room: Class):
    cleo, *others = room.learners("cleo", *(f"one{number}" for number in range(MOST_GIVEN_BACK + 1)))
    room.hand_in(cleo)
    for number, one in enumerate(others):
        room.hand_in(one, now=NOW + number)

    for number in range(MOST_GIVEN_BACK):
        held = room.take(cleo, now=NOW + 10 + number).submission_id
        room.school.write(partial(peer_reviewing.drop_work, submission_id=held), cleo, NOW + 10 + number)
    last = room.take(cleo, now=NOW + 20).submission_id

    with pytest.raises(NotNow):
        room.school.write(partial(peer_reviewing.drop_work, submission_id=last), cleo, NOW + 21)
    assert room.review(cleo, now=NOW + 22) == last


def test_one_reviews_only_after_handing_in_and_never_oneself(room: Class):
    ada, ben = room.learners("ada", "ben")
    mine = room.hand_in(ada)

    with pytest.raises(NotNow):
        room.take(ben)
    with pytest.raises(NotNow):
        room.take(ada)
    with pytest.raises(NotAuthorized):
        room.give(ada, mine.id)
    with pytest.raises(NotAuthorized):
        room.give(ben, mine.id)
    with pytest.raises(NotAuthorized):
        room.give(ben, "no such work")


def test_a_review_is_given_once_and_stays_as_it_is(room: Class):
    ada, ben = room.learners("ada", "ben")
    mine = room.hand_in(ada).id
    room.hand_in(ben)
    room.review(ben, FAIR)

    room.give(ben, mine, FAIR)

    with pytest.raises(NotNow):
        room.give(ben, mine, POOR)
    assert [one.answers for one in room.sees(ada).received] == [FAIR]


@pytest.mark.parametrize(("size", "seed"), [(2, 0), (3, 1), (4, 2), (5, 3)])
def test_a_class_in_which_everybody_does_their_part_leaves_nobody_without_a_score(
    room: Class, size: int, seed: int
):
    people = room.learners(*(f"learner{number}" for number in range(size)))
    for number, who in enumerate(people):
        room.hand_in(who, now=NOW + number)

    turns = [who for who in people for _ in range(min(2, size - 1))]
    random.Random(seed).shuffle(turns)
    for who in turns:
        room.review(who, now=NOW + 10)

    assert [room.score(who) for who in people] == [1.0] * size


def test_where_one_review_each_is_asked_for_they_go_round_in_a_ring(room: Class):
    people = room.learners("ada", "ben", "cleo")
    works = [room.hand_in(who, PHASED, NOW + number).id for number, who in enumerate(people)]

    taken = [room.take(who, PHASED, NOW + 9).submission_id for who in people]

    assert taken == [works[1], works[2], works[0]]


def test_the_work_of_who_has_left_is_not_given_out(room: Class):
    ada, ben = room.learners("ada", "ben")
    room.hand_in(ada)
    room.hand_in(ben)
    room.school.write(lambda visit: enrolling.leave(visit, ben.id, COURSE_ID), ben, NOW)

    with pytest.raises(NotNow):
        room.take(ada)


def test_who_has_left_and_is_back_is_reviewed_again(room: Class):
    ada, ben = room.learners("ada", "ben")
    room.hand_in(ada)
    theirs = room.hand_in(ben).id
    room.school.write(lambda visit: enrolling.leave(visit, ben.id, COURSE_ID), ben, NOW)
    assert room.sees(ada).crowd == Crowd(0, 0)

    enroll(room.school, ben)

    assert room.sees(ada).crowd == Crowd(1, 1)
    assert room.take(ada).submission_id == theirs


def test_who_asks_to_be_graded_comes_first_among_those_with_as_many_reviews(room: Class):
    ada, ben, cleo, dan = room.learners("ada", "ben", "cleo", "dan")
    works = [room.hand_in(who, now=NOW + number).id for number, who in enumerate((ada, ben, cleo, dan))]
    ask = partial(peer_review.request_grading, user_id=cleo.id, course_id=COURSE_ID, item_id=PEER, reason="")
    room.school.write(partial(ask, submission_id=works[2]), cleo, NOW + 5)

    assert room.take(dan, now=NOW + 6).submission_id == works[2]
    assert room.take(ada, now=NOW + 7).submission_id == works[1]


def test_nobody_is_counted_further_than_it_matters(room: Class):
    people = room.learners(*(f"learner{number}" for number in range(6)))
    for who in people:
        room.hand_in(who)

    assert room.sees(people[0]).crowd == Crowd(3, 3)
    assert room.sees(people[0], PHASED).crowd == Crowd(2, 0)


def test_a_week_later_one_review_is_enough(room: Class):
    ada, ben, _ = room.learners("ada", "ben", "idle")
    mine = room.hand_in(ada).id
    room.hand_in(ben)
    room.review(ada)
    room.review(ben)
    assert room.score(ada) is None
    ask = partial(
        peer_review.request_grading, user_id=ada.id, course_id=COURSE_ID, item_id=PEER, reason="I wait."
    )

    room.school.write(partial(ask, submission_id=mine), ada, NOW + 1)
    assert room.score(ada) is None
    asked = room.school.write(partial(ask, submission_id=mine), ada, NOW + PATIENCE)

    assert (room.score(ada), asked.reason) == (1.0, "I wait.")


def test_who_has_a_score_keeps_it_when_the_class_grows(room: Class):
    ada, ben = room.learners("ada", "ben")
    mine = room.hand_in(ada)
    room.hand_in(ben)
    room.review(ada)
    room.review(ben)

    cleo = room.learner("cleo")
    room.hand_in(cleo)
    room.review_until(cleo, mine.id, POOR)

    assert room.sees(ada).is_ready
    assert room.score(ada) == 0.5


def test_the_word_of_staff_alone_makes_the_score_and_they_may_change_it(room: Class, teacher: User):
    ada, ben, _ = room.learners("ada", "ben", "idle")
    mine = room.hand_in(ada).id
    room.hand_in(ben, now=NOW + 1)
    room.review(ben, GOOD)

    room.give(teacher, mine, FAIR)
    assert room.score(ada) == 0.6
    room.give(teacher, mine, POOR)
    assert room.score(ada) == 0.0
    found, total = room.school.read(
        partial(peer_reviewing.all_work, course_id=COURSE_ID, item_id=PEER, start=0, limit=10), teacher, NOW
    )
    assert (total, [one.score for one in found], [len(one.reviews) for one in found]) == (
        2,
        [0.0, None],
        [2, 0],
    )
    with pytest.raises(NotAuthorized):
        room.school.read(
            partial(peer_reviewing.all_work, course_id=COURSE_ID, item_id=PEER, start=0, limit=10), ada, NOW
        )


def test_what_mentors_grade_is_not_given_to_learners(room: Class, teacher: User):
    ada, ben = room.learners("ada", "ben")
    mine = room.hand_in(ada, MENTORED)
    room.hand_in(ben, MENTORED, NOW + 1)

    with pytest.raises(NotAuthorized):
        room.take(ben, MENTORED)
    assert room.review(teacher, GOOD, MENTORED) == mine.id

    assert room.score(ada, MENTORED) == 1.0


def test_where_no_reviews_are_asked_for_handing_in_is_enough(room: Class):
    (ada,) = room.learners("ada")

    room.hand_in(ada, FREE)

    assert room.score(ada, FREE) == 1.0


@pytest.mark.parametrize("parts", [{}, {"link": "https://example.org"}, {"text": "  "}])
def test_what_is_not_finished_is_not_handed_in(room: Class, parts: dict[str, str]):
    (ada,) = room.learners("ada")
    room.write(ada, parts)

    with pytest.raises(Unfit):
        room.submit(ada)


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "//example.org", "https://", "a b"]
)
def test_an_address_is_one_of_the_web(room: Class, link: str):
    (ada,) = room.learners("ada")

    with pytest.raises(Unfit):
        room.write(ada, {**WORK, "link": link})


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {**GOOD, "good": 9},
        {**GOOD, "good": -1},
        {**GOOD, "good": "8"},
        {**GOOD, "good": True},
        {**GOOD, "clear": "maybe"},
        {**GOOD, "clear": 2},
        {**GOOD, "words": " "},
        {**GOOD, "words": "x" * 50_001},
    ],
)
def test_a_review_that_is_not_finished_or_makes_no_sense_is_refused(
    room: Class, answers: dict[str, int | str]
):
    ada, ben = room.learners("ada", "ben")
    room.hand_in(ada)
    room.hand_in(ben)

    with pytest.raises(Unfit):
        room.review(ada, answers)


def test_the_same_draft_handed_in_again_is_the_same_submission(room: Class):
    (ada,) = room.learners("ada")
    first = room.hand_in(ada)

    assert room.submit(ada, now=NOW + 5) == first

    room.write(ada, {"text": "Better."}, now=NOW + 6)
    second = room.submit(ada, now=NOW + 7)
    assert second.id != first.id
    assert room.sees(ada).current == second


def test_work_under_review_is_not_replaced_until_it_has_its_score(room: Class):
    ada, ben, _ = room.learners("ada", "ben", "idle")
    room.hand_in(ada)
    room.hand_in(ben)
    room.review(ben, POOR)
    room.write(ada, {"text": "Better."}, now=NOW + 1)

    with pytest.raises(NotNow):
        room.submit(ada, now=NOW + 2)


def test_after_a_poor_score_one_may_hand_in_again_and_the_best_counts(room: Class):
    ada, ben = room.learners("ada", "ben")
    room.hand_in(ada)
    room.hand_in(ben)
    room.review(ada)
    room.review(ben, POOR)
    assert room.score(ada) == 0.0

    room.write(ada, {"text": "Better."}, now=NOW + 1)
    room.submit(ada, now=NOW + 2)
    room.review(ben, GOOD, now=NOW + 3)

    assert room.score(ada) == 1.0


def test_a_draft_of_another_tab_is_not_overwritten_by_who_names_what_they_saw(room: Class):
    (ada,) = room.learners("ada")
    room.write(ada, {"text": "One"})
    room.write(ada, {"text": "Two"})
    save = partial(
        peer_review.save_draft,
        user_id=ada.id,
        course_id=COURSE_ID,
        item_id=PEER,
        title="",
        parts={"text": "3"},
    )

    with pytest.raises(NotNow):
        room.school.write(partial(save, revision=1), ada, NOW)

    draft = room.sees(ada).draft
    assert draft
    assert (draft.parts, draft.revision) == ({"text": "Two"}, 2)
    assert room.school.write(partial(save, revision=2), ada, NOW).revision == 3


def test_a_second_after_the_deadline_is_late_and_costs_what_the_course_says(room: Class):
    ada, ben = room.learners("ada", "ben")
    due = NOW + WEEK
    assert room.sees(ada, PHASED, due).phase is Phase.SUBMISSION
    assert room.sees(ada, PHASED, due + 1).phase is Phase.REVIEW
    assert room.sees(ada, PHASED, due + 3 * DAY + 1).phase is Phase.CLOSED

    room.hand_in(ada, PHASED, due)
    room.hand_in(ben, PHASED, due + 1000)
    room.review(ada, item=PHASED, now=due + 2000)
    room.review(ben, item=PHASED, now=due + 2000)

    assert (room.score(ada, PHASED), room.score(ben, PHASED)) == (1.0, 0.5)


def test_reviewers_who_come_at_the_same_moment_get_different_work(room: Class):
    names = ["ada", "ben", "cleo", "dan"]
    people = room.learners(*names)
    works = {room.hand_in(who, now=NOW + number).id for number, who in enumerate(people)}
    start = Barrier(len(people))

    def take(who: User) -> str:
        start.wait()
        return room.take(who, now=NOW + 9).submission_id

    with ThreadPoolExecutor(len(people)) as threads:
        taken = list(threads.map(take, people))

    assert len(set(taken)) >= 3
    assert set(taken) <= works


def test_handed_in_from_many_tabs_at_once_it_is_one_submission(room: Class):
    (ada,) = room.learners("ada")
    room.write(ada)
    start = Barrier(6)

    def submit(_: int) -> str:
        start.wait()
        return room.submit(ada).id

    with ThreadPoolExecutor(6) as threads:
        handed_in = list(threads.map(submit, range(6)))

    assert len(set(handed_in)) == 1
    assert len(room.sees(ada).submissions) == 1


def test_other_peoples_work_is_not_read_without_being_given_it(room: Class):
    ada, ben = room.learners("ada", "ben")
    mine = room.hand_in(ada)

    with pytest.raises(NotAuthorized):
        room.school.read(partial(peer_reviewing.open_work, submission_id=mine.id), ben, NOW)
    with pytest.raises(NotAuthorized):
        room.school.read(
            partial(peer_review.see_assignment, user_id=ada.id, course_id=COURSE_ID, item_id=PEER), ben, NOW
        )
