"""How fast answers are saved, handed in, and marked."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import Final

import msgspec

from benchmarks.figures import Figure
from benchmarks.learning import CONNECTIONS, Line, written
from benchmarks.processes import replay, school
from benchmarks.schools import Furnished, furnish, opened, write_course
from carrel.application.classroom import current_edition
from carrel.application.signing_in import SignIn
from carrel.application.visit import Visit
from carrel.courseware.ids import long_id
from carrel.courseware.items import QUIZ, assessment_of
from carrel.domain.assessing import Attempt, paper
from carrel.domain.marking import marks, score
from carrel.server.visitors import now
from carrel.store import attempts

LEARNERS: Final = 200
QUIZZES: Final = 60
QUESTIONS: Final = 10
SUBMISSIONS: Final = 1000
LESSON: Final = Path("001-module-1/001-lesson-1")
QUESTION: Final = """
[[questions]]
type = "mcq"
prompt = "Question {0}: what is half of {1}?"
shuffle = true

[[questions.options]]
text = "{0}"
correct = true
feedback = "Yes."

[[questions.options]]
text = "{1}"
feedback = "That is all of it."
"""


def measure(room: Path) -> list[Figure]:
    """Saving and handing in over the network, then the marking alone."""
    folder = write_course(room / "course", 10)
    for quiz in range(QUIZZES):
        place = folder / LESSON / f"{quiz + 50}-quiz-{quiz}"
        place.mkdir()
        (place / "item.toml").write_text('kind = "quiz"\n')
        (place / "questions.toml").write_text("".join(QUESTION.format(n, 2 * n) for n in range(QUESTIONS)))
    furnished = furnish(room / "school", folder, LEARNERS)
    edition = _begin_everything(furnished)
    (room / "constant.json").write_bytes(b"{}")
    figures = []
    with school(furnished.data, room / "constant.json") as server:
        for name, lines in (("answers saved", _saves), ("quizzes handed in", _submits)):
            replayed = replay(
                server, written(room / "requests", lines(furnished, edition)), connections=CONNECTIONS
            )
            figures += [
                Figure(f"{name}, durably, {CONNECTIONS} connections", replayed.rate, "/s", at_least=2000),
                Figure("  … 99 % are faster than", replayed.p99, "ms", at_most=100),
            ]
    return [*figures, _marking(furnished)]


def _marking(furnished: Furnished) -> Figure:
    quiz = next(item for item in furnished.course.items() if item.kind == QUIZ)
    assessment = assessment_of(quiz.content)
    if assessment is None:
        raise LookupError(quiz.id)
    began = perf_counter()
    for number in range(SUBMISSIONS):
        questions = paper(assessment, f"learner {number}")
        score(marks(questions, {one.id: "nothing" for one in questions}, {}))
    return Figure(
        f"{SUBMISSIONS} submissions of {QUESTIONS} questions marked", perf_counter() - began, "s", at_most=2
    )


def _begin_everything(furnished: Furnished) -> int:
    """Everybody has an open attempt at every quiz; answers the id of the edition."""

    def deed(visit: Visit) -> int:
        edition = current_edition(visit, course_id=furnished.course.id)
        for learner in furnished.learners:
            for item_id in _quizzes(furnished):
                attempt = Attempt(
                    learner.user.id, furnished.course.id, item_id, 1, edition.id, started_at=1, responses={}
                )
                attempts.put_attempt(visit.connection, attempt)
        return edition.id

    with opened(furnished.data) as taught:
        return taught.write(deed, None, now())


def _saves(furnished: Furnished, edition: int) -> Iterator[Line]:
    """Everybody goes on changing one answer of the last quiz."""
    item_id = _quizzes(furnished)[-1]
    for turn in count():
        for learner in furnished.learners:
            yield _line(furnished, learner, item_id, edition, "saveResponses", turn)


def _submits(furnished: Furnished, edition: int) -> Iterator[Line]:
    """Everybody hands in one quiz after the other."""
    for item_id in _quizzes(furnished)[:-1]:
        for learner in furnished.learners:
            yield _line(furnished, learner, item_id, edition, "submitResponses", 0)


def _line(furnished: Furnished, learner: SignIn, item_id: str, edition: int, action: str, turn: int) -> Line:
    course = furnished.course
    session = (
        f"opencourse~{course.id}:{learner.user.id}:{long_id('assessment', course.id, item_id)}@{edition}:1@1"
    )
    question = _choices(furnished)
    argument = [{"questionId": question[0], "response": question[1 + turn % 2]}]
    path = f"/api/opencourse.v1/user/{learner.user.id}/course/{course.slug}/item/{item_id}/quiz/session"
    body = {"contentRequestBody": {"argument": argument}}
    return "POST", f"{path}/{session}/action/{action}", learner.token, body


def _choices(furnished: Furnished) -> tuple[str, str, str]:
    """A question of every quiz, and its two options: their ids follow from the words, which are the same."""
    quiz = next(item for item in furnished.course.items() if item.kind == QUIZ)
    first = msgspec.to_builtins(assessment_of(quiz.content))["questions"][0]
    return first["id"], first["options"][0]["id"], first["options"][1]["id"]


def _quizzes(furnished: Furnished) -> list[str]:
    return [item.id for item in furnished.course.items() if item.kind == QUIZ]
