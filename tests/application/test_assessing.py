"""An assessment is taken: begun, saved, handed in once, marked, and with what follows from it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from carrel.application import assessing, staff_grading
from carrel.application.assessing import Sitting
from carrel.application.classroom import current_edition
from carrel.application.judging import Judge
from carrel.application.papers import seen_attempt
from carrel.application.school import School
from carrel.application.staff_grading import StaffMark
from carrel.application.visit import Visit
from carrel.domain.assessing import Action
from carrel.domain.errors import (
    AttemptClosed,
    ItemLocked,
    NoAssessment,
    NotAuthorized,
    NotEnrolled,
    OutOfAttempts,
    Unfit,
    WrongKind,
)
from carrel.domain.progress import ItemState
from carrel.domain.users import SchoolRole, User
from tests.application.deeds import NOW, a_reading_file, at, enroll, join, publish_folder, seen_by, teach
from tests.builders import COURSE_ID
from tests.questions import EVERY_TYPE, POINTS, RIGHT, WORK, WRONG

QUIZ, AFTER, TASK, PRACTICE = "quiz1", "after", "task1", "prac1"
MINUTE = 60_000


def item(item_id: str, kind: str, more: str = "") -> str:
    return f'id = "{item_id}"\nkind = "{kind}"\n{more}'


FILES: dict[str, str | bytes | None] = {
    at("01-hello/item.toml"): 'kind = "lecture"\noptional = true\n',
    at("02-how-to-read.md"): '+++\nid = "read1"\noptional = true\n+++\nRead.\n',
    at("03-quiz/item.toml"): item(QUIZ, "quiz", "weight = 1000\n"),
    at("03-quiz/questions.toml"): EVERY_TYPE,
    at("04-after.md"): a_reading_file(AFTER, lock="lesson"),
    at("05-task/item.toml"): item(TASK, "staffGraded", "weight = 1000\noptional = true\n"),
    at("05-task/questions.toml"): WORK,
    at("06-practice/item.toml"): item(PRACTICE, "ungradedAssignment", "optional = true\n"),
    at("06-practice/questions.toml"): WORK,
    at("07-locked/item.toml"): item("lock1", "exam", 'lock = "lesson"\n'),
    at("07-locked/questions.toml"): EVERY_TYPE,
    at("08-empty.md"): a_reading_file("none1", kind="exam"),
}


class Taker:
    """A learner who takes assessments, as a server does it for them."""

    def __init__(self, school: School, user: User, item_id: str = QUIZ) -> None:
        self.school = school
        self.user = user
        self.item_id = item_id

    def sit(self, now: int = NOW) -> Sitting:
        return self.school.read(self._deed(assessing.sit), self.user, now)

    def start(self, now: int = NOW) -> Sitting:
        return self._do(assessing.start, now)

    def save(self, number: int, responses: dict[str, object], now: int = NOW) -> Sitting:
        return self._do(partial(assessing.save, number=number, responses=responses), now)

    def submit(self, number: int, responses: dict[str, object] | None = None, now: int = NOW) -> Sitting:
        return self._do(partial(assessing.submit, number=number, responses=responses), now)

    def settle(self, now: int) -> Sitting:
        return self._do(assessing.settle, now)

    def _do(self, deed: Callable[..., Sitting], now: int) -> Sitting:
        return self.school.write(self._deed(deed), self.user, now)

    def _deed(self, deed: Callable[..., Sitting]) -> Callable[[Visit], Sitting]:
        def done(visit: Visit) -> Sitting:
            edition = current_edition(visit, course_id=COURSE_ID)
            return deed(visit, user_id=self.user.id, edition=edition, item_id=self.item_id)

        return done


@pytest.fixture
def taker(school: School, folder: Path) -> Taker:
    teach(school, folder, FILES)
    learner = join(school)
    enroll(school, learner)
    return Taker(school, learner)


def last_of(sitting: Sitting):
    assert sitting.turns.last is not None
    return sitting.turns.last


def points_of(sitting: Sitting) -> dict[str, float | None]:
    return {name: mark.points for name, mark in (last_of(sitting).marks or {}).items()}


def test_a_passing_attempt_completes_the_quiz_and_opens_what_waited_for_it(taker: Taker):
    assert AFTER in seen_by(taker.school, taker.user).locks

    taker.start()
    sitting = taker.submit(1, RIGHT)

    assert last_of(sitting).score == 1.0
    assert sum(points or 0 for points in points_of(sitting).values()) == POINTS
    room = seen_by(taker.school, taker.user)
    assert room.items[QUIZ].state is ItemState.COMPLETED
    assert AFTER not in room.locks
    assert room.scores == {QUIZ: 1.0}


def test_a_failing_attempt_leaves_the_quiz_begun_and_another_may_follow(taker: Taker):
    taker.start()
    sitting = taker.submit(1, WRONG)

    assert last_of(sitting).score == 0.0
    assert seen_by(taker.school, taker.user).items[QUIZ].state is ItemState.STARTED
    assert sitting.turns.action is Action.START
    taker.start()
    assert last_of(taker.submit(2, RIGHT)).score == 1.0


def test_what_is_saved_is_there_again_and_handed_in(taker: Taker):
    taker.start()
    taker.save(1, {"bits": "ten", "thought": "Hm."})
    taker.save(1, {"bits": "eight", "thought": None})

    resumed = taker.start().turns.open
    assert resumed is not None
    assert (resumed.number, resumed.responses, resumed.saved) == (1, {"bits": "eight"}, 2)
    assert points_of(taker.submit(1))["bits"] == 2.0


def test_an_attempt_that_is_handed_in_twice_is_marked_once(taker: Taker):
    taker.start()
    first = taker.submit(1, RIGHT)

    second = taker.submit(1, WRONG, NOW + MINUTE)

    assert last_of(second) == last_of(first)


def test_two_tabs_share_one_attempt(taker: Taker):
    taker.start()
    taker.start()
    taker.save(1, {"bits": "eight"})
    taker.save(1, {"word": "secret-word"})

    sitting = taker.submit(1)

    assert [one.number for one in sitting.attempts] == [1]
    assert (points_of(sitting)["bits"], points_of(sitting)["word"]) == (2.0, 1.0)
    with pytest.raises(AttemptClosed):
        taker.save(1, {"bits": "ten"})


def test_no_attempt_follows_the_last_one(taker: Taker):
    taker.item_id = TASK
    for number in (1, 2):
        taker.start()
        taker.submit(number)

    with pytest.raises(OutOfAttempts):
        taker.start()
    assert taker.sit().turns.is_spent


@pytest.mark.parametrize(
    "responses",
    [
        {"nobody asked": "x"},
        {"bits": "three"},
        {"bits": ["eight"]},
        {"word": "x" * 1001},
        {"gaps": {"z": "cat"}},
    ],
)
def test_what_is_no_answer_is_refused_and_nothing_of_it_is_kept(taker: Taker, responses: dict[str, object]):
    taker.start()
    taker.save(1, {"word": "before"})

    with pytest.raises(Unfit):
        taker.save(1, {"thought": "after", **responses})
    with pytest.raises(Unfit):
        taker.submit(1, {"thought": "after", **responses})

    still = taker.sit().turns.open
    assert still is not None
    assert still.responses == {"word": "before"}


class TestTime:
    @pytest.fixture
    def timed(self, taker: Taker, folder: Path) -> Taker:
        (folder / at("03-quiz/questions.toml")).write_text(f'time_limit = "1m"\n{EVERY_TYPE}')
        publish_folder(taker.school, folder)
        return taker

    def test_in_time_is_before_the_end(self, timed: Taker):
        timed.start()

        assert last_of(timed.submit(1, RIGHT, NOW + MINUTE - 1)).score == 1.0

    def test_what_comes_a_moment_late_is_not_taken_and_what_was_saved_counts(self, timed: Taker):
        timed.start()
        timed.save(1, {"bits": "eight"}, NOW + 1000)

        sitting = timed.submit(1, RIGHT, NOW + MINUTE)

        assert points_of(sitting)["bits"] == 2.0
        assert points_of(sitting)["word"] == 0.0
        assert last_of(sitting).submitted_at == NOW + MINUTE

    def test_nothing_is_saved_late(self, timed: Taker):
        timed.start()

        with pytest.raises(AttemptClosed):
            timed.save(1, {"bits": "eight"}, NOW + MINUTE)

    def test_an_attempt_that_was_left_is_handed_in_when_somebody_looks(self, timed: Taker):
        timed.start()
        timed.save(1, RIGHT)

        assert timed.sit(NOW + MINUTE).is_over
        assert last_of(timed.settle(NOW + MINUTE)).score == 1.0


def test_an_attempt_is_taken_on_the_edition_it_was_begun_with(taker: Taker, folder: Path):
    taker.start()
    (folder / at("03-quiz/questions.toml")).write_text(EVERY_TYPE.replace('id = "eight"', 'id = "octet"'))
    publish_folder(taker.school, folder)

    assert points_of(taker.submit(1, RIGHT))["bits"] == 2.0
    taker.start()
    with pytest.raises(Unfit):
        taker.submit(2, RIGHT)


def test_the_questions_of_an_attempt_lead_where_they_led_when_it_was_begun(taker: Taker, folder: Path):
    quiz = folder / at("03-quiz")
    (quiz / "questions.toml").write_text(EVERY_TYPE.replace("Give a colour.", "![Colours](colours.png)"))
    (quiz / "colours.png").write_bytes(b"Colours.")
    publish_folder(taker.school, folder)
    begun = taker.start()
    quiz.rename(folder / at("09-quiz"))
    publish_folder(taker.school, folder)

    seen = taker.school.read(
        lambda visit: seen_attempt(visit, taker.sit(), begun.attempt(1)), taker.user, NOW
    )

    prompt = next(one.prompt for one in seen.questions if one.id == "pattern")
    assert 'src="/learn/study-well-online/file/' in prompt.html


def test_what_nobody_could_compare_waits_for_staff(taker: Taker, monkeypatch: pytest.MonkeyPatch):
    taker.start()
    with monkeypatch.context() as patch:
        patch.setattr(Judge, "_asked", lambda *_: None)
        sitting = taker.submit(1, RIGHT)
    teacher = join(taker.school, "teacher@example.org", SchoolRole.TEACHER)

    points = points_of(sitting)
    assert [name for name, one in points.items() if one is None] == ["pattern", "formula"]
    assert (last_of(sitting).score, points["bits"]) == (None, 2.0)
    assert AFTER in seen_by(taker.school, taker.user).locks

    said = {name: StaffMark(1.0) for name in ("pattern", "formula")}
    taker.school.write(
        lambda visit: staff_grading.give_marks(visit, taker.user.id, COURSE_ID, QUIZ, 1, said), teacher, NOW
    )
    assert last_of(taker.sit()).score == 1.0
    assert AFTER not in seen_by(taker.school, taker.user).locks


def test_practice_is_completed_by_handing_it_in(taker: Taker):
    taker.item_id = PRACTICE
    taker.start()
    taker.submit(1, {"essay": "Because."})

    assert seen_by(taker.school, taker.user).items[PRACTICE].state is ItemState.COMPLETED


class TestStaff:
    @pytest.fixture
    def handed_in(self, taker: Taker) -> Taker:
        taker.item_id = TASK
        taker.start()
        taker.submit(1, {"sum": "2", "essay": "Because."})
        return taker

    @pytest.fixture
    def teacher(self, taker: Taker) -> User:
        return join(taker.school, "teacher@example.org", SchoolRole.TEACHER)

    def marked(self, taker: Taker, teacher: User, points: float, question: str = "essay"):
        said = {question: StaffMark(points, "Well said.")}
        return taker.school.write(
            lambda visit: staff_grading.give_marks(visit, taker.user.id, COURSE_ID, TASK, 1, said),
            teacher,
            NOW,
        )

    def test_what_a_program_can_mark_is_marked_at_once_and_the_rest_waits(
        self, handed_in: Taker, teacher: User
    ):
        assert points_of(handed_in.sit()) == {"sum": 1.0, "essay": None}
        assert last_of(handed_in.sit()).score is None

        found = handed_in.school.read(
            lambda visit: staff_grading.waiting(visit, COURSE_ID, TASK), teacher, NOW
        )

        assert [(one.attempt.learner_id, one.attempt.number) for one in found] == [(handed_in.user.id, 1)]

    def test_the_score_follows_the_last_mark(self, handed_in: Taker, teacher: User):
        self.marked(handed_in, teacher, 2)

        assert last_of(handed_in.sit()).score == 0.75
        assert seen_by(handed_in.school, handed_in.user).items[TASK].state is ItemState.COMPLETED
        assert (
            handed_in.school.read(lambda visit: staff_grading.waiting(visit, COURSE_ID, TASK), teacher, NOW)
            == []
        )

    @pytest.mark.parametrize(("points", "question"), [(4, "essay"), (-1, "essay"), (1, "another")])
    def test_no_more_points_than_there_are(self, handed_in: Taker, teacher: User, points, question):
        with pytest.raises(Unfit):
            self.marked(handed_in, teacher, points, question)

    def test_learners_do_not_mark(self, handed_in: Taker):
        with pytest.raises(NotAuthorized):
            self.marked(handed_in, handed_in.user, 3)


@pytest.mark.parametrize(
    ("item_id", "refusal"),
    [("lock1", ItemLocked), ("none1", NoAssessment), ("read1", WrongKind), ("nobody", Exception)],
)
def test_what_cannot_be_taken_is_refused(taker: Taker, item_id: str, refusal: type[Exception]):
    taker.item_id = item_id

    with pytest.raises(refusal):
        taker.start()


def test_learners_speak_for_themselves_only(taker: Taker):
    other = join(taker.school, "other@example.org")
    stranger = Taker(taker.school, other)

    with pytest.raises(NotEnrolled):
        stranger.start()
    with pytest.raises(NotAuthorized):
        taker.school.write(
            lambda visit: assessing.sit(
                visit, taker.user.id, current_edition(visit, course_id=COURSE_ID), QUIZ
            ),
            other,
            NOW,
        )
