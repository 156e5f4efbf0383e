"""What one answered in attempts and to prompts comes home, with what was said to it; nobody else's does."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from carrel.application import accounts, assessing
from carrel.application.classroom import current_edition
from carrel.application.publishing import plan_publication, publish
from carrel.application.school import School
from carrel.application.staff_grading import StaffMark, give_marks
from carrel.application.visit import Visit
from carrel.archiver.attempts import AttemptSaid, AttemptsSaid, attempts_in
from carrel.archiver.own import OwnSaid
from carrel.client import Client
from carrel.courseware.folder import read_folder
from carrel.domain.users import SchoolRole, User
from carrel.server.visitors import now
from tests.archiver.conftest import LESSON
from tests.archiver.schools import HASH, SLUG, STRANGER, Site, files_of, open_school, site_of, teaching
from tests.archiver.test_faulty_servers import answering, say
from tests.archiver.test_kinds import COURSE as TALKING
from tests.builders import COURSE_ID, a_folder
from tests.questions import EVERY_TYPE, WORK

COURSE: dict[str, str | bytes | None] = {
    **TALKING,
    f"{LESSON}/05-quiz/item.toml": 'id = "quiz1"\nkind = "quiz"\nname = "Bits"\nweight = 1000\n',
    f"{LESSON}/05-quiz/questions.toml": f'show_answers = "never"\n{EVERY_TYPE}',
    f"{LESSON}/06-task/item.toml": 'id = "task1"\nkind = "staffGraded"\nname = "Sums"\n',
    f"{LESSON}/06-task/questions.toml": WORK,
    f"{LESSON}/07-exam/item.toml": 'id = "exam1"\nkind = "exam"\nname = "The exam"\n',
    f"{LESSON}/07-exam/questions.toml": f'show_feedback = "never"\n{EVERY_TYPE}',
}
ATTEMPTS = f"{SLUG}/learner/attempts/{LESSON}"
QUIZ, TASK, EXAM = [f"{ATTEMPTS}/{one}.md" for one in ("04-quiz", "05-task", "06-exam")]
TALK = f"{SLUG}/learner/answers/{LESSON}/02-talk.md"
GIVEN: dict[str, object] = {
    "bits": "ten",
    "primes": ["two", "three"],
    "length": "98.765 km",
    "word": "# not a heading\n+++\n<script>alert(1)</script>",
    "gaps": {"what": "dog"},
    "thought": "Much.",
}
POSTS = "onDemandCourseForumAnswers.v1"


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A school in which two learners answered everything; staff marked the work of one of them."""
    root = tmp_path_factory.mktemp("attempts")
    with open_school(root / "school") as school:
        publish(school, plan_publication(school, a_folder(root / SLUG, COURSE), now()), now())
        site = site_of(school)
        with site.client() as learner, site.client(STRANGER) as classmate:
            body = {"userId": classmate.me(), "courseId": COURSE_ID}
            classmate.call("POST", "openCourseMemberships.v1", body)
            answer_prompt(learner, "Reading *aloud*.\n\n# <b>Slowly</b>")
            answer_prompt(classmate, "Somebody else's answer.")
            mine, theirs = learner.me(), classmate.me()
        hand_in(school, mine, "quiz1", GIVEN)
        hand_in(school, mine, "exam1", {"bits": "eight"})
        hand_in(school, mine, "task1", {"sum": "3", "essay": "My *essay*."})
        hand_in(school, theirs, "quiz1", {"word": "Somebody else's word."})
        hand_in(school, theirs, "exam1", {"bits": "ten"}, is_whole=False)
        give_mark(school, mine, "essay", StaffMark(2.5, "Well *said*."))
        yield site


def answer_prompt(client: Client, text: str) -> None:
    told = client.call("GET", f"onDemandDiscussionPrompts.v1/{client.me()}~{COURSE_ID}~talk1")
    content = {"typeName": "cml", "definition": {"dtdId": "discussion/1", "value": text}}
    client.call("POST", POSTS, {"courseForumQuestionId": told["elements"][0]["question"], "content": content})


def hand_in(
    school: School, user_id: int, item: str, given: dict[str, object], *, is_whole: bool = True
) -> None:
    """Begin the next attempt at an item and answer it; and, unless it is not `is_whole`, hand it in."""

    def deed(visit: Visit) -> None:
        of_item = (visit, user_id, current_edition(visit, course_id=COURSE_ID), item)
        begun = assessing.start(*of_item).turns.open
        assert begun is not None
        assessing.save(*of_item, begun.number, given)
        if is_whole:
            assessing.submit(*of_item, begun.number)

    school.write(deed, as_user(school, user_id), now())


def give_mark(school: School, user_id: int, question: str, mark: StaffMark) -> None:
    teacher = school.write(
        lambda visit: accounts.add_user(visit, "teacher@example.org", "", SchoolRole.TEACHER, HASH),
        None,
        now(),
    )
    school.write(
        lambda visit: give_marks(visit, user_id, COURSE_ID, "task1", 1, {question: mark}), teacher, now()
    )


def as_user(school: School, user_id: int) -> User:
    return next(one for one in school.read(accounts.list_users, None, now()) if one.id == user_id)


def test_answers_come_with_what_was_said_to_them(answered: Site, tmp_path: Path):
    answered.mirror(tmp_path)

    text = (tmp_path / QUIZ).read_text()
    assert text.startswith("# Bits\n\n*33.33 %, not passed*\n\n## Handed in ")
    assert (
        "### Question 1\n\nHow many *bits* are in a byte?\n\n> Ten\n\n*Not correct: 0 of 2 points.*\n" in text
    )
    assert "> - $$2$$\n>\n> - $$3$$\n\n*Correct: 1 of 1 point.*\n" in text
    assert "What do you think?\n\n> Much.\n" in text
    assert "Give a colour.\n\n*No answer.*\n" in text
    assert "A {{what}}.\n\n> dog\n" in text


def test_what_staff_say_comes_with_the_points(answered: Site, tmp_path: Path):
    answered.mirror(tmp_path)

    text = (tmp_path / TASK).read_text()
    assert "\n*2.5 of 4 points*\n" in text
    assert text.endswith("Explain.\n\n> My *essay*.\n\n*2.5 of 3 points.*\n\nWell *said*.\n")


def test_what_the_site_does_not_tell_is_not_there(answered: Site, tmp_path: Path):
    answered.mirror(tmp_path)

    text = (tmp_path / EXAM).read_text()
    assert "> Eight\n" in text
    assert "points" not in text
    assert "orrect" not in text


def test_what_is_not_handed_in_yet_says_so(answered: Site, tmp_path: Path):
    answered.mirror(tmp_path, email=STRANGER)

    assert "## Not handed in yet\n\n### Question 1\n" in (tmp_path / EXAM).read_text()
    assert "Somebody else's word." in (tmp_path / QUIZ).read_text()
    assert not [one for one in every_byte(tmp_path) if b"My *essay*" in one or b"Much." in one]


def test_an_answer_that_looks_like_something_else_is_words(answered: Site, tmp_path: Path):
    answered.mirror(tmp_path)

    assert (
        "> \\# not a heading\\\n> +++\\\n> \\<script>alert(1)\\</script>\n" in (tmp_path / QUIZ).read_text()
    )


def test_answers_to_prompts_come_and_nobody_elses(answered: Site, tmp_path: Path):
    answered.mirror(tmp_path)

    text = (tmp_path / TALK).read_text()
    assert text.startswith("# Talk\n\nWhat *helps* you?\n\n## 20")
    assert "\n\n> Reading *aloud*.\n>\n> " in text
    assert "<b>Slowly" not in text
    assert not [one for one in every_byte(tmp_path) if b"Somebody else" in one]


def test_no_key_comes_with_ones_own_answers(answered: Site, tmp_path: Path):
    answered.mirror(tmp_path)

    told = b"".join(every_byte(tmp_path))
    assert b"SECRET-NO" in told
    assert not [
        one for one in ("SECRET-YES", "SECRET-FOUR", "SECRET-WORD", "secret+1") if one.encode() in told
    ]


def every_byte(root: Path) -> list[bytes]:
    return [path.read_bytes() for path in root.rglob("*") if path.is_file()]


def test_the_course_is_the_same_whoever_answered_what(answered: Site, tmp_path: Path):
    answered.mirror(tmp_path / "mine")
    before = files_of(tmp_path / "mine")
    read = read_folder(tmp_path / "mine" / SLUG).course

    with teaching(tmp_path / "school", tmp_path / "mine" / SLUG) as next_school:
        next_school.mirror(tmp_path / "second")
    answered.mirror(tmp_path / "mine")

    assert read_folder(tmp_path / "second" / SLUG).course.id == read.id
    assert not (tmp_path / "second" / SLUG / "learner").exists()
    assert files_of(tmp_path / "mine") == before


def test_nothing_that_stayed_the_same_is_written_again(answered: Site, tmp_path: Path):
    answered.mirror(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / SLUG / "learner").rglob("*.md")}
    (tmp_path / TALK).unlink()

    answered.mirror(tmp_path)

    after = {path: path.stat().st_mtime_ns for path in (tmp_path / SLUG / "learner").rglob("*.md")}
    assert {path for path in after if after[path] != before[path]} == {tmp_path / TALK}


@pytest.mark.parametrize("status", [400, 403, 404, 405, 500])
def test_a_gateway_that_knows_less_takes_nothing_away(answered: Site, tmp_path: Path, status: int):
    answered.mirror(tmp_path)
    before = files_of(tmp_path / SLUG / "learner")
    answered.faults |= dict.fromkeys(["/graphql-gateway", POSTS], answering(status))

    report = answered.mirror(tmp_path)
    answered.faults.clear()

    assert report.is_whole
    assert files_of(tmp_path / SLUG / "learner") == before


def test_what_is_asked_comes_where_the_gateway_does_not_know_how_answers_are_asked_for(
    answered: Site, tmp_path: Path
):
    async def narrow(scope: Scope, receive: Receive, send: Send, app: ASGIApp) -> None:
        asked = await Request(scope, receive).body()
        if b"own: response" in asked:
            return await say(send, 400, {"content-type": "application/json"}, b'{"errors": []}')

        async def again() -> Message:
            return {"type": "http.request", "body": asked}

        return await app(scope, again, send)

    answered.faults["/graphql-gateway"] = narrow
    report = answered.mirror(tmp_path)
    answered.faults.clear()

    assert (report.unseen, report.missing) == ((), ())
    assert "how many" in (tmp_path / SLUG / LESSON / "04-quiz" / "questions.toml").read_text().lower()
    assert not (tmp_path / QUIZ).exists()


def test_a_site_that_tells_answers_with_their_question_only_is_understood(answered: Site, tmp_path: Path):
    answered.mirror(tmp_path / "known")
    by_finder = answering(405)

    async def without_finder(scope: Scope, receive: Receive, send: Send, app: ASGIApp) -> None:
        is_finder = b"q=mine" in scope["query_string"]
        await (by_finder(scope, receive, send, app) if is_finder else app(scope, receive, send))

    answered.faults[POSTS] = without_finder
    answered.mirror(tmp_path / "new")
    answered.faults.clear()

    assert (tmp_path / "new" / TALK).read_text() == (tmp_path / "known" / TALK).read_text()
    assert not [one for one in every_byte(tmp_path) if b"Somebody else" in one]


def test_attempts_that_a_site_no_longer_tells_stay():
    def handed_in(name: str, at: str = "2026-03-04T10:15:00Z") -> AttemptSaid:
        return AttemptSaid(id=name, submitted_at=at)

    before = OwnSaid(attempts={"quiz1": AttemptsSaid(attempts=[handed_in("1"), handed_in("draft", "")])})
    now_told = OwnSaid(attempts={"quiz1": AttemptsSaid(attempts=[handed_in("2")], score=0.5)})

    kept = now_told.after(before).attempts["quiz1"]

    assert ([one.id for one in kept.attempts], kept.score) == (["1", "2"], 0.5)


PART = {"partId": "a", "own": {"text": "x"}, "questionSchema": {"prompt": {"cmlValue": "?"}}}


@pytest.mark.parametrize(
    ("state", "count"),
    [
        ({}, None),
        (
            {
                "attempts": {
                    "lastSubmission": {"submission": {"parts": [{"partId": "a", "questionSchema": {}}]}}
                }
            },
            None,
        ),
        ({"attempts": {"lastSubmission": {"submission": {"parts": [PART, 7]}}}, "feedback": {"parts": 7}}, 1),
        (
            {
                "attempts": {
                    "inProgressAttempt": {"draft": {"parts": [PART | {"own": {"several": [[], {}]}}]}}
                }
            },
            None,
        ),
        (
            {
                "attempts": {"inProgressAttempt": {"draft": {"parts": [PART]}}},
                "outcome": {"earnedGrade": True},
            },
            1,
        ),
    ],
)
def test_a_state_of_another_shape_tells_what_it_can(state: dict[str, Any], count: int | None):
    told = attempts_in(state)

    assert (len(told.attempts) if told else None) == count
    assert told is None or told.score is None
