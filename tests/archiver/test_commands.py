"""The walk of a learner, as commands: sign in, look, mirror, verify, publish, sign out."""

import json
import os
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from carrel.cli import courses
from carrel.cli.root import carrel
from carrel.cli.watching import watching
from carrel.courseware.folder import read_folder
from tests.schools import COURSES, LEARNER

SLUG = "how-computers-count"


class Shell:
    """Commands of one person."""

    def __init__(self, config: Path) -> None:
        self._runner = CliRunner(env={"CARREL_CONFIG": str(config)})

    def __call__(self, *words: str | os.PathLike[str], stdin: str = "") -> Result:
        return self._runner.invoke(carrel, [str(word) for word in words], input=stdin)


@pytest.fixture
def guest(tmp_path: Path) -> Shell:
    """Somebody who is not signed in anywhere."""
    return Shell(tmp_path / "config")


@pytest.fixture
def shell(guest: Shell, demo_school: str) -> Shell:
    """Somebody who is signed in at the demo school."""
    email, password = LEARNER
    done = guest("login", demo_school, "--email", email, "--password-stdin", stdin=f"{password}\n")
    assert done.exit_code == 0, done.output
    return guest


def test_a_sign_in_is_kept_where_only_its_owner_can_read_it(shell: Shell, tmp_path: Path):
    kept = tmp_path / "config" / "sign-ins.json"

    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert LEARNER[1] not in kept.read_text()
    assert "User" in shell("whoami").output


def test_discussions_are_brought_by_who_wants_them(shell: Shell, tmp_path: Path):
    wanted = ("mirror", SLUG, "--library", tmp_path / "l", "--modules", "1", "--discussions")

    would = json.loads(shell(*wanted, "--dry-run", "--json").output)[0]
    said = shell(*wanted).output
    told = json.loads(shell("mirror", SLUG, "--library", tmp_path / "l", "--json").output)[0]

    assert (would["threads"], would["discussions"]) == ([], 0)
    assert "discussions: 0 threads fetched, 0 there." in said
    assert (told["threads"], told["discussions"]) == ([], None)


def test_no_command_shows_the_cookie(shell: Shell, tmp_path: Path):
    (cookies,) = json.loads((tmp_path / "config" / "sign-ins.json").read_text())["sites"].values()

    said = shell("mirror", SLUG, "--library", tmp_path / "l", "--json", "--modules", "1").output
    said += shell("whoami", "--json").output + shell("mirror", "nowhere", "--library", tmp_path / "l").output

    assert cookies["CAUTH"] not in said
    assert not [
        path
        for path in (tmp_path / "l").rglob("*")
        if path.is_file() and cookies["CAUTH"].encode() in path.read_bytes()
    ]


def test_a_cookie_that_proves_nothing_is_not_kept(guest: Shell, demo_school: str, tmp_path: Path):
    done = guest("login", demo_school, "--cauth-stdin", stdin="over\n")

    assert done.exit_code == 1
    assert "Sign in again" in done.output
    assert not (tmp_path / "config" / "sign-ins.json").exists()


def test_a_course_is_mirrored_by_its_address(shell: Shell, demo_school: str, tmp_path: Path):
    done = shell("mirror", f"{demo_school}/learn/{SLUG}/home/welcome", "--library", tmp_path / "library")

    assert (done.exit_code, done.exception) == (0, None)
    assert "is in" in done.output
    theirs = list(read_folder(COURSES / SLUG).course.items())
    assert len(list(read_folder(tmp_path / "library" / SLUG).course.items())) == len(theirs)


def test_a_mirror_that_changes_nothing_says_so(shell: Shell, tmp_path: Path):
    shell("mirror", SLUG, "--library", tmp_path, "--modules", "1")

    done = shell("mirror", SLUG, "--library", tmp_path, "--modules", "1", "--json")

    assert (json.loads(done.stdout)[0]["plan"], done.exit_code) == ([], 0)


def test_one_course_that_is_not_there_stops_no_other(shell: Shell, tmp_path: Path):
    done = shell("mirror", "nowhere", SLUG, "--library", tmp_path, "--kinds", "supplement")

    assert done.exit_code == 1
    assert "no course 'nowhere'" in done.output
    assert (tmp_path / SLUG / "course.toml").is_file()


def test_a_course_one_is_not_in_is_told_as_that(shell: Shell, tmp_path: Path):
    done = shell("mirror", "a-garden-in-one-square-metre", "--library", tmp_path)

    assert (done.exit_code, "not enrolled in a-garden" in done.output) == (1, True)


def test_a_sign_in_that_is_over_is_told_as_that(shell: Shell, tmp_path: Path):
    kept = tmp_path / "config" / "sign-ins.json"
    kept.write_text(kept.read_text().replace('"CAUTH":"', '"CAUTH":"over'))

    done = shell("mirror", SLUG, "--library", tmp_path / "library")

    assert (done.exit_code, "carrel login http" in done.output) == (1, True)


def test_a_folder_that_is_no_library_is_not_verified(guest: Shell, tmp_path: Path):
    done = guest("verify", "--library", tmp_path)

    assert (done.exit_code, "is not a library" in done.output) == (1, True)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_library_is_told_by_its_exit_code(shell: Shell, tmp_path: Path):
    shell("mirror", SLUG, "--library", tmp_path, "--modules", "1", "--resolution", "360p")
    before = shell("verify", "--library", tmp_path)
    next((tmp_path / SLUG).rglob("video.360p.mp4")).write_bytes(b"")

    after = shell("verify", "--library", tmp_path)

    assert (before.exit_code, after.exit_code) == (0, 3)
    assert "gone" in after.output or "changed" in after.output


def test_courses_come_in_the_order_asked_for(shell: Shell):
    by_progress = json.loads(shell("courses", "--json", "--sort", "progress").output)
    by_name = json.loads(shell("courses", "--json", "--sort", "name").output)

    assert [one["progress"] for one in by_progress] == sorted(
        (one["progress"] for one in by_progress), reverse=True
    )
    assert [one["name"] for one in by_name] == sorted(one["name"] for one in by_name)


HOSTILE = "A\x1b]0;title\x07 \x9b2J\u202ecourse"


def test_what_a_site_calls_a_course_does_nothing_to_the_terminal(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(courses, "_standings", lambda _: [courses.Standing(slug=HOSTILE, name=HOSTILE)])

    listed = shell("courses").output
    with watching(quiet=False) as watcher:
        watcher.planned(HOSTILE, 1)

    assert listed.removesuffix("\n").isprintable()
    assert capsys.readouterr().err.removesuffix("\n").isprintable()


def test_what_is_due_first_comes_first(shell: Shell):
    listed = json.loads(shell("courses", "--json", "--sort", "deadline").output)

    due = [one["deadline"] for one in listed]
    assert len(due) > 1
    assert due == sorted(due)
    assert "due 20" in shell("courses", "--sort", "deadline").output


def test_a_course_without_deadlines_comes_last(shell: Shell):
    user = json.loads(shell("whoami", "--json").output)["userId"]
    first, *_ = json.loads(shell("courses", "--json", "--sort", "deadline").output)
    course = json.loads(shell("api", "get", f"courses.v1?q=slug&slug={first['slug']}").output)
    settings = f"onDemandDeadlineSettings.v1/{user}~{course['elements'][0]['id']}"

    def turn(*, on: bool) -> None:
        done = shell("api", "patch", settings, "--data", json.dumps({"isEnabled": on}))
        assert done.exit_code == 0, done.output

    turn(on=False)
    after = json.loads(shell("courses", "--json", "--sort", "deadline").output)
    turn(on=True)

    assert (after[-1]["slug"], after[-1]["deadline"]) == (first["slug"], None)


def test_a_body_that_is_no_json_is_refused_before_anything_is_sent(shell: Shell):
    done = shell("api", "put", "notes.v1/1", "--data", "{")

    assert (done.exit_code, "not a JSON object" in done.output) == (2, True)


def test_anything_can_be_asked(shell: Shell):
    answer = json.loads(shell("api", "get", f"courses.v1?q=slug&slug={SLUG}").output)

    assert answer["elements"][0]["slug"] == SLUG


def test_who_signs_out_is_forgotten(shell: Shell, tmp_path: Path):
    shell("logout")

    done = shell("mirror", SLUG, "--library", tmp_path)

    assert done.exit_code == 1
    assert "carrel login" in done.output


@pytest.mark.parametrize("words", [["--resolution", "big"], ["--jobs", "0"], ["--rate", "-1"]])
def test_an_option_that_means_nothing_is_refused(guest: Shell, tmp_path: Path, words: list[str]):
    assert guest("mirror", SLUG, "--library", tmp_path, *words).exit_code == 2
