"""Laws of answers that are kept: nobody is ever sent another's, or one that no longer holds."""

import pytest

from carrel.application.publishing import plan_publication, publish
from carrel.server.answers import Answer
from carrel.server.api.kept import Kept, KeptAnswers, Question, question_of
from tests.builders import COURSE_ID
from tests.server import wire
from tests.server.caller import signed_in, user_id
from tests.server.schools import AT, EXAM, READING, complete, hide

TARGET = wire.materials("study-well-online")
ITEMS = "onDemandCourseMaterialItems.v2"


def locked(answer) -> list[str]:
    return [item["id"] for item in answer.json()["linked"][ITEMS] if item["isLocked"]]


def test_two_learners_in_turn_get_their_own(learner, newcomer, school):
    complete(school, learner, READING)

    answers = [locked(who.get(TARGET)) for who in (learner, newcomer, learner, newcomer, learner)]

    assert answers == [[], [EXAM], [], [EXAM], []]


def test_progress_is_seen_at_once(learner, school):
    before = learner.get(TARGET)
    assert learner.get(TARGET).headers["etag"] == before.headers["etag"]

    complete(school, learner, READING)
    after = learner.get(TARGET, {"if-none-match": before.headers["etag"]})

    assert (locked(before), after.status_code, locked(after)) == ([EXAM], 200, [])


def test_leaving_a_course_does_not_show_what_was_kept_before(learner, school):
    learner.get(TARGET)

    hide(school, learner)

    assert learner.get(TARGET).status_code == 200


def test_a_new_edition_is_seen_at_once_by_everybody(learner, guest, school, folders):
    before = [who.get(TARGET).text for who in (learner, guest)]
    course = folders / "study-well-online"
    (course / "01-welcome" / "02-further" / "02-new.md").write_text("New.\n")

    publish(school, plan_publication(school, course, AT), AT)

    after = [who.get(TARGET).text for who in (learner, guest)]
    assert ["New" in text for text in (*before, *after)] == [False, False, True, True]


def test_who_signs_out_is_answered_as_a_guest_from_then_on(learner, guest, school):
    complete(school, learner, READING)
    assert locked(learner.get(TARGET)) == []

    learner.post("/api/logout/v3")

    assert locked(learner.get(TARGET)) == [EXAM]


def test_a_learners_answer_is_not_what_a_guest_or_a_dead_sign_in_gets(learner, guest, school):
    complete(school, learner, READING)
    learner.get(TARGET)

    assert locked(guest.get(TARGET)) == [EXAM]
    assert locked(guest.send("GET", TARGET, cookies={"CAUTH": "ended"})) == [EXAM]


def test_a_sign_in_that_has_to_be_looked_up_again_gets_its_own_answer_not_a_guests(learner, guest, school):
    complete(school, learner, READING)
    learner.get(TARGET)
    guest.get(TARGET)

    learner.app.state.visitors.forget_all()

    assert locked(learner.get(TARGET)) == []


def test_of_two_hosts_the_first_is_part_of_the_question():
    headers = [(b"host", b"one.test"), (b"host", b"other.test")]
    scope = {"scheme": "http", "raw_path": b"/api/x.v1", "query_string": b"", "headers": headers}

    assert question_of(scope, 0).host == b"one.test"


def test_a_second_sign_in_of_the_same_learner_sees_the_same(learner, guest, school):
    again = signed_in(guest, school, "learner@example.org")

    assert again.get(TARGET).json() == learner.get(TARGET).json()
    complete(school, learner, READING)
    assert locked(again.get(TARGET)) == locked(learner.get(TARGET)) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("&includes=items", "&includes=lessons"),
        ("", "&showLockedItems=true&includes=items"),
        ("&fields=moduleIds", ""),
    ],
)
def test_another_question_gets_another_answer(learner, first, second):
    start = "/api/onDemandCourseMaterials.v2?q=slug&slug=study-well-online"

    assert learner.get(start + first).json() != learner.get(start + second).json()
    assert learner.get(start + first).json() != learner.get(start + second).json()


def test_what_was_asked_with_the_header_for_all_fields_is_not_sent_without_it(learner):
    target = "/api/onDemandCourseMaterials.v2?q=slug&slug=study-well-online&includes=items"
    every, wrong = {"x-coursera-naptime-fields": "all"}, {"x-coursera-naptime-fields": "some"}

    whole = learner.get(target, every)
    plain = learner.get(target)

    assert plain.json() != whole.json()
    assert learner.get(target, every).json() == whole.json()
    assert learner.get(target, wrong).status_code == 400


def test_a_refusal_is_not_kept(guest, school, folders):
    target = wire.materials("renamed")
    assert guest.get(target).status_code == 404
    course = folders / "study-well-online"
    toml = course / "course.toml"
    toml.write_text(toml.read_text().replace("study-well-online", "renamed"))

    publish(school, plan_publication(school, course, AT), AT)

    assert guest.get(target).status_code == 200
    assert guest.get(TARGET).status_code == 404


def question(number: int) -> Question:
    return Question(number, "http", b"school.test", b"/api/x.v1", b"", None)


def kept(body: bytes) -> Kept:
    return Kept(None, 1, Answer(200, body, ()))


def test_what_was_not_asked_for_the_longest_is_let_go_first():
    answers = KeptAnswers(capacity=30_000)
    for number in range(4):
        answers.put(question(number), kept(b"x" * 2000))
    answers.get(question(0))

    answers.put(question(4), kept(b"x" * 2000))

    assert [answers.get(question(number)) is None for number in range(5)] == [
        False,
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize("part", ["host", "path", "query", "fields_header"])
def test_long_questions_are_counted_too(part):
    answers = KeptAnswers(capacity=200_000)

    long = [Question(**{**question(number)._asdict(), part: b"q" * 60_000}) for number in range(20)]
    for one in long:
        answers.put(one, kept(b"{}"))

    assert [one.who for one in long if answers.get(one)] == [19]


@pytest.mark.parametrize("name", ["x-forwarded-host", "x-forwarded-proto", "forwarded", "x-original-url"])
def test_what_somebody_claims_of_a_proxy_is_believed_by_nobody(guest, name):
    target = "/api/courses.v1?fields=photoUrl"
    plain = guest.get(target)

    assert guest.get(target, {name: "evil.example.org"}).json() == plain.json()


def test_a_host_that_somebody_makes_up_is_told_to_nobody_else(guest):
    target = "/api/courses.v1?fields=photoUrl"

    assert "evil.example.org" in guest.get(target, {"host": "evil.example.org"}).text
    assert "evil.example.org" not in guest.get(target).text


@pytest.mark.parametrize("tag", ["*", None])
def test_no_tag_tells_whether_somebody_elses_answer_is_the_same(learner, newcomer, tag):
    target = f"/api/onDemandCoursesProgress.v1/{user_id(learner)}~{COURSE_ID}"
    theirs = learner.get(target).headers["etag"]

    assert newcomer.get(target, {"if-none-match": tag or theirs}).status_code == 403
