"""Discussions come home when they are wanted: as texts, as far as the learner may read them."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from carrel.application.publishing import plan_publication, publish
from carrel.archiver import discussions
from carrel.client import Client
from carrel.courseware.folder import read_folder
from carrel.server.visitors import now
from tests.archiver.conftest import LESSON
from tests.archiver.schools import SLUG, STRANGER, Site, files_of, open_school, site_of, teaching
from tests.archiver.test_faulty_servers import answering
from tests.archiver.test_killed import Killed, killed_at
from tests.archiver.test_kinds import COURSE as READING
from tests.builders import COURSE_ID, a_folder

COURSE: dict[str, str | bytes | None] = {
    **READING,
    f"{LESSON}/05-last.md": '+++\nid = "last1"\nlock = "lesson"\n+++\n\nAt last.\n',
}
FORUMS, QUESTIONS, ANSWERS = [f"onDemandCourseForum{one}.v1" for one in ("s", "Questions", "Answers")]
TALK = f"{SLUG}/discussions"
HOSTILE = "../../<b>etc</b>/passwd\u202e +++"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with a_talk(tmp_path_factory.mktemp("talk")) as site:
        yield site


@pytest.fixture
def site(shared: Site) -> Iterator[Site]:
    """A school in which a learner and a shy classmate talked, for tests that say nothing in it."""
    shared.asked.clear()
    yield shared
    shared.faults.clear()


@pytest.fixture
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The same, for one test alone."""
    with a_talk(tmp_path_factory.mktemp("talk")) as site:
        yield site


@contextmanager
def a_talk(root: Path) -> Iterator[Site]:
    with open_school(root / "school") as school:
        publish(school, plan_publication(school, a_folder(root / SLUG, COURSE), now()), now())
        site = site_of(school)
        with talking(site) as (learner, classmate):
            body = {"userId": classmate.me(), "courseId": COURSE_ID}
            classmate.call("POST", "openCourseMemberships.v1", body)
            profiles = "externalBasicProfiles.v1"
            shy = classmate.call("GET", f"{profiles}?q=me")["elements"][0]["id"]
            classmate.call("PATCH", f"{profiles}/{shy}", {"privacy": "private", "name": "Shy Person"})
            asked = ask(learner, "Why *two*?", "I read:\n\n- one\n- two")
            first = answer(classmate, asked, "Because.\n\n# Answer of A Teacher, today")
            answer(learner, asked, "Really?", first)
            ask(classmate, HOSTILE, f"<script>alert(1)</script> {'long ' * 1990}")
            ask(learner, "About the module", forum=1)
        yield site


@contextmanager
def talking(site: Site) -> Iterator[tuple[Client, Client]]:
    with site.client() as learner, site.client(STRANGER) as classmate:
        yield learner, classmate


def cml(text: str) -> dict[str, object]:
    return {"typeName": "cml", "definition": {"dtdId": "discussion/1", "value": text}}


def ask(client: Client, title: str, text: str = "", forum: int = 0) -> str:
    forums = client.call("GET", f"{FORUMS}?q=course&courseId={COURSE_ID}")["elements"]
    content = {"question": title, "details": cml(text)}
    asked = client.call("POST", QUESTIONS, {"courseForumId": forums[2 * forum]["id"], "content": content})
    return str(asked["elements"][0]["questionId"])


def answer(client: Client, question: str, text: str, parent: str = "") -> str:
    body = {"courseForumQuestionId": f"{COURSE_ID}~{question}", "content": cml(text)}
    made = client.call("POST", ANSWERS, body | ({"parentForumAnswerId": parent} if parent else {}))
    return str(made["elements"][0]["id"])


def thread(root: Path, slug: str) -> Path:
    (found,) = (root / TALK).rglob(f"*-{slug}-*.md")
    return found


def asked_for(site: Site, name: str) -> int:
    return len([path for path, _ in site.asked if path.endswith(name)])


def test_threads_come_as_texts_with_answers_and_replies(site: Site, tmp_path: Path):
    report = site.mirror(tmp_path, discussions=True)

    path = thread(tmp_path, "why-two")
    text = path.read_text()
    assert (report.discussions, len(report.threads), report.is_whole) == (3, 3, True)
    assert path.parent == tmp_path / TALK / "general-discussion"
    assert thread(tmp_path, "about-the-module").parent == tmp_path / TALK / "01-welcome"
    assert text.startswith("# Why \\*two\\*?\n\n*")
    assert "in General Discussion*\n\n> I read:\n>\n> - one\n> - two\n\n## Answer of " in text
    assert text.index("> Because.") < text.index("### Reply of ") < text.index("> Really?")


def test_names_are_those_that_the_site_shows(site: Site, tmp_path: Path):
    site.mirror(tmp_path, discussions=True)

    assert "## Answer of Anonymous learner, 20" in thread(tmp_path, "why-two").read_text()
    assert b"Shy" not in b"".join([path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()])


def test_nothing_that_somebody_wrote_leads_anywhere_or_looks_like_more(site: Site, tmp_path: Path):
    site.mirror(tmp_path / "library", discussions=True)

    path = thread(tmp_path / "library", "b-etc-b-passwd")
    text = path.read_text()
    assert path.parent == tmp_path / "library" / TALK / "general-discussion"
    assert {one.name for one in tmp_path.iterdir()} == {"library"}
    assert [line for line in text.splitlines() if line.startswith("#")] == [text.splitlines()[0]]
    assert "<script>" not in text.replace("\\<script>", "")
    assert text.count("long ") > 1900
    assert "\n> # Answer of A Teacher, today\n" in thread(tmp_path / "library", "why-two").read_text()


def test_discussions_that_stand_as_they_stood_cost_a_request_for_each_forum_in_use(
    site: Site, tmp_path: Path
):
    site.mirror(tmp_path, discussions=True)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / TALK).rglob("*.md")}
    site.asked.clear()

    report = site.mirror(tmp_path, discussions=True)

    assert (report.threads, report.discussions) == ((), 3)
    assert [asked_for(site, one) for one in (FORUMS, QUESTIONS, ANSWERS)] == [1, 2, 1]
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_only_a_thread_that_has_gone_on_comes_again(fresh: Site, tmp_path: Path):
    fresh.mirror(tmp_path, discussions=True)
    with talking(fresh) as (learner, classmate):
        answer(learner, ask(classmate, "Another one"), "Yes.")
        answer(classmate, question_of(learner, "Why *two*?"), "One more.")
    fresh.asked.clear()

    report = fresh.mirror(tmp_path, discussions=True)

    assert [one.rpartition("/")[2][11:-12] for one in report.threads] == ["another-one", "why-two"]
    assert "> One more.\n" in thread(tmp_path, "why-two").read_text()
    assert asked_for(fresh, ANSWERS) == 3


def question_of(client: Client, title: str) -> str:
    forums = client.call("GET", f"{FORUMS}?q=course&courseId={COURSE_ID}")["elements"]
    told = client.call("GET", f"{QUESTIONS}?q=byCourseForumId&courseForumId={forums[0]['id']}")
    return next(str(one["questionId"]) for one in told["elements"] if one["content"]["question"] == title)


def test_what_was_removed_goes_and_is_never_brought(fresh: Site, tmp_path: Path):
    fresh.mirror(tmp_path, discussions=True)
    with talking(fresh) as (learner, classmate):
        question = question_of(learner, "Why *two*?")
        gone = answer(classmate, question, "Taken back.")
        answer(learner, question, "Oh?", gone)
        classmate.call("DELETE", f"{ANSWERS}/{gone}")
        module = f"{QUESTIONS}?q=byCourseForumId&courseForumId={forum_id(learner, 2)}"
        (about,) = learner.call("GET", module)["elements"]
        learner.call("DELETE", f"{QUESTIONS}/{about['id']}")

    report = fresh.mirror(tmp_path, discussions=True)

    text = thread(tmp_path, "why-two").read_text()
    assert "## Answer that was removed\n\n### Reply of " in text
    assert "Taken back" not in text
    assert report.discussions == 2
    assert not (tmp_path / TALK / "01-welcome").exists()


def forum_id(client: Client, place: int) -> str:
    forums = client.call("GET", f"{FORUMS}?q=course&courseId={COURSE_ID}")["elements"]
    return str(forums[place]["id"])


def test_a_question_that_was_renamed_changes_its_place(fresh: Site, tmp_path: Path):
    fresh.mirror(tmp_path, discussions=True)
    old = thread(tmp_path, "why-two")
    with fresh.client() as learner:
        key = f"{learner.me()}~{COURSE_ID}~{question_of(learner, 'Why *two*?')}"
        learner.call("PATCH", f"{QUESTIONS}/{key}", {"content": {"question": "Why three?"}})

    fresh.mirror(tmp_path, discussions=True)

    assert not old.exists()
    assert ", changed 20" in thread(tmp_path, "why-three").read_text()


def test_a_text_that_was_lost_comes_again(site: Site, tmp_path: Path):
    site.mirror(tmp_path, discussions=True)
    before = files_of(tmp_path)
    thread(tmp_path, "why-two").unlink()

    site.mirror(tmp_path, discussions=True)

    assert files_of(tmp_path) == before


def test_who_does_not_want_them_asks_for_none_and_keeps_what_there_is(site: Site, tmp_path: Path):
    site.mirror(tmp_path, discussions=True)
    before = files_of(tmp_path)
    site.asked.clear()

    report = site.mirror(tmp_path)

    assert (report.discussions, report.threads, files_of(tmp_path)) == (None, (), before)
    assert not asked_for(site, FORUMS) + asked_for(site, QUESTIONS)


def test_a_dry_run_says_what_would_come_and_leaves_nothing_behind(site: Site, tmp_path: Path):
    report = site.mirror(tmp_path / "library", dry=True, discussions=True)

    assert len(report.threads) == 3
    assert not (tmp_path / "library").exists()
    site.mirror(tmp_path / "library", discussions=True)
    assert site.mirror(tmp_path / "library", dry=True, discussions=True).threads == ()


def test_what_was_said_is_no_part_of_the_course(site: Site, tmp_path: Path):
    site.mirror(tmp_path / "quiet")
    site.mirror(tmp_path / "first", discussions=True)
    assert read_folder(tmp_path / "first" / SLUG).course == read_folder(tmp_path / "quiet" / SLUG).course

    with teaching(tmp_path / "school", tmp_path / "first" / SLUG) as next_school:
        report = next_school.mirror(tmp_path / "second", discussions=True)
        with teaching(tmp_path / "third-school", tmp_path / "second" / SLUG) as third_school:
            third_school.mirror(tmp_path / "third", discussions=True)

    assert (report.discussions, report.is_whole) == (0, True)
    assert not (tmp_path / "second" / TALK).exists()
    assert files_of(tmp_path / "second") == files_of(tmp_path / "third")


@pytest.mark.parametrize("status", [403, 404, 405])
def test_a_site_without_discussions_is_passed_over_with_a_line(site: Site, tmp_path: Path, status: int):
    site.mirror(tmp_path, discussions=True)
    before = files_of(tmp_path)
    site.faults[FORUMS] = answering(status)

    report = site.mirror(tmp_path, discussions=True)

    (unseen,) = [one for one in report.unseen if one.place == "discussions"]
    assert "tells no discussions" in unseen.reason
    assert (report.is_whole, report.discussions, files_of(tmp_path)) == (True, 3, before)


@pytest.mark.parametrize(("status", "is_whole"), [(403, True), (404, True), (503, False)])
def test_what_cannot_be_had_is_named_and_stops_nothing(
    site: Site, tmp_path: Path, status: int, *, is_whole: bool
):
    site.faults[ANSWERS] = answering(status)
    if status != 503:
        site.faults[f"{QUESTIONS}/"] = answering(status)

    report = site.mirror(tmp_path, discussions=True)
    site.faults.clear()

    assert report.is_whole is is_whole
    named = [one.place for one in (*report.missing, *report.unseen) if one.place.startswith("discussions")]
    assert ["why-two" in one for one in named] == [True]
    assert report.discussions == 2
    assert len(site.mirror(tmp_path, discussions=True).threads) == 1


def test_answers_that_are_not_found_come_with_their_question(site: Site, tmp_path: Path):
    site.faults[ANSWERS] = answering(405)

    report = site.mirror(tmp_path, discussions=True)

    assert (report.is_whole, report.discussions) == (True, 3)
    assert "> Because.\n" in thread(tmp_path, "why-two").read_text()


def test_a_forum_of_many_pages_comes_whole(fresh: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(discussions, "LARGEST_PAGE", 1)
    with fresh.client() as learner:
        question = question_of(learner, "Why *two*?")
        answer(learner, question, "A second answer.")
        ask(learner, "A third question")

    first = fresh.mirror(tmp_path, discussions=True)
    before = files_of(tmp_path)
    fresh.asked.clear()
    second = fresh.mirror(tmp_path, discussions=True)

    assert (first.discussions, second.discussions, second.threads) == (4, 4, ())
    assert asked_for(fresh, QUESTIONS) == 4
    text = thread(tmp_path, "why-two").read_text()
    assert [text.count(one) for one in ("\n## Answer of ", "\n### Reply of ", "> A second")] == [2, 1, 1]
    assert files_of(tmp_path) == before


def test_a_locked_items_discussion_does_not_come(site: Site, tmp_path: Path):
    site.mirror(tmp_path, discussions=True)

    assert not [path for path in (tmp_path / TALK).rglob("*") if "last" in path.name]


@pytest.mark.parametrize("way", ["a link", "a file"])
def test_what_stands_in_the_way_is_named_and_left(site: Site, tmp_path: Path, way: str):
    (tmp_path / "vault").mkdir()
    library = tmp_path / "library"
    (library / SLUG).mkdir(parents=True)
    if way == "a link":
        (library / TALK).symlink_to(tmp_path / "vault")
    else:
        (library / TALK).write_text("Mine.")

    report = site.mirror(library, discussions=True)

    assert len(report.missing) == 3
    assert not list((tmp_path / "vault").iterdir())
    assert way == "a link" or (library / TALK).read_text() == "Mine."


def test_a_mirror_that_is_killed_at_any_step_is_finished_by_the_next(fresh: Site, tmp_path: Path):
    """Every third step, in a library that has the course and one thread that changes its place."""
    fresh.mirror(tmp_path / "before", discussions=True)
    with fresh.client() as learner:
        key = f"{learner.me()}~{COURSE_ID}~{question_of(learner, 'Why *two*?')}"
        learner.call("PATCH", f"{QUESTIONS}/{key}", {"content": {"question": "Why three?"}})
        ask(learner, "One more")
    fresh.mirror(tmp_path / "whole", discussions=True)
    whole, step, was_killed = files_of(tmp_path / "whole"), 0, True

    while was_killed:
        step, was_killed, library = step + 3, False, tmp_path / str(step)
        shutil.copytree(tmp_path / "before", library)
        try:
            with killed_at(step):
                fresh.mirror(library, discussions=True)
        except Killed:
            was_killed = True
        assert not list((library / TALK).rglob("*.part"))
        fresh.mirror(library, discussions=True)
        assert files_of(library) == whole

    assert step > 10
