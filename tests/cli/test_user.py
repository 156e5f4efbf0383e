import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result

from tests.cli.hands import Running, carrel

EMAIL, PASSWORD = "learner@example.org", "a quiet desk"


def add(data: Path, email: str = EMAIL, password: str = PASSWORD, *more: object) -> Result:
    return carrel("user", "add", email, "--password-stdin", "--data", data, *more, stdin=f"{password}\n")


def change(data: Path, password: str, email: str = EMAIL) -> Result:
    return carrel("user", "password", email, "--password-stdin", "--data", data, stdin=f"{password}\n")


class TestASchoolAtRest:
    def test_adds_and_lists_users(self, data: Path):
        added = add(data, EMAIL, PASSWORD, "--role", "teacher", "--name", "A Teacher")

        assert added.exit_code == 0
        assert "teacher" in added.stdout
        (line,) = carrel("user", "list", "--data", data).stdout.splitlines()
        assert line.split() == ["1000001", "teacher", EMAIL, "A", "Teacher"]

    def test_without_users_says_so(self, data: Path):
        result = carrel("user", "list", "--data", data)

        assert (result.exit_code, result.stdout) == (0, "")
        assert "carrel user add" in result.stderr

    def test_asks_for_a_password_twice(self, data: Path):
        result = carrel("user", "add", EMAIL, "--data", data, stdin=f"{PASSWORD}\n{PASSWORD}\n")

        assert result.exit_code == 0
        assert PASSWORD not in result.output

    def test_without_a_terminal_names_the_way_to_give_a_password(self, data: Path):
        asked = subprocess.run(
            [sys.executable, "-m", "carrel", "user", "add", EMAIL, "--data", data],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,
        )

        assert asked.returncode == 1
        assert "--password-stdin" in asked.stderr
        assert "Warning" not in asked.stderr

    def test_has_one_account_for_an_email(self, data: Path):
        add(data)

        again = add(data, EMAIL.upper())

        assert again.exit_code == 1
        assert EMAIL in again.stderr

    @pytest.mark.parametrize("email", ["nobody", "a b@c", "@", ""])
    def test_refuses_what_is_no_email(self, data: Path, email: str):
        assert add(data, email).exit_code == 2

    @pytest.mark.parametrize("password", ["", "short", "x" * 1025])
    def test_refuses_passwords_that_nobody_should_have(self, data: Path, password: str):
        result = add(data, password=password)

        assert result.exit_code == 1
        assert "A password has" in result.stderr
        assert carrel("user", "list", "--data", data).stdout == ""

    def test_makes_a_user_something_else(self, data: Path):
        add(data)

        made = carrel("user", "role", EMAIL, "teacher", "--data", data)

        assert (made.exit_code, "is now a teacher" in made.stdout) == (0, True)
        assert carrel("user", "list", "--data", data).stdout.split()[1] == "teacher"

    @pytest.mark.parametrize(
        ("more", "code", "told"),
        [
            (("mentor",), 2, "--course"),
            (("teacher", "--course", "gone"), 2, "whole school"),
            (("mentor", "--course", "gone"), 1, "no course gone"),
            (("king",), 2, "king"),
        ],
    )
    def test_refuses_roles_that_there_are_not(self, data: Path, more: tuple[str, ...], code: int, told: str):
        add(data)

        refused = carrel("user", "role", EMAIL, *more, "--data", data)

        assert (refused.exit_code, told in refused.stderr) == (code, True)

    @pytest.mark.parametrize("command", ["password", "link"])
    def test_does_nothing_for_who_has_no_account(self, data: Path, command: str):
        more = ("--password-stdin",) if command == "password" else ()

        result = carrel("user", command, "nobody@example.org", *more, "--data", data, stdin=f"{PASSWORD}\n")

        assert result.exit_code == 1
        assert "nobody@example.org" in result.stderr

    def test_prints_a_link_to_where_it_is(self, data: Path):
        add(data)

        result = carrel("user", "link", EMAIL, "--site", "https://school.example.org/", "--data", data)

        assert result.stdout.startswith("https://school.example.org/sign-in/link/")

    def test_is_found_by_the_environment(self, data: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("CARREL_DATA", str(data))

        assert carrel("user", "list").exit_code == 0

    def test_has_to_be_a_school(self, tmp_path: Path):
        result = carrel("user", "list", "--data", tmp_path)

        assert result.exit_code == 1
        assert "There is no school" in result.stderr


class TestARunningSchool:
    def test_takes_a_new_user_who_can_sign_in_at_once(self, running: Running):
        assert add(running.data).exit_code == 0

        assert running.sign_in(EMAIL, PASSWORD)
        assert EMAIL in carrel("user", "list", "--data", running.data).stdout

    def test_refuses_in_the_same_words(self, running: Running):
        add(running.data)

        again = add(running.data)

        assert again.exit_code == 1
        assert "There is an account for learner@example.org already." in again.stderr

    def test_signs_out_who_was_signed_in_when_the_password_changes(self, running: Running):
        add(running.data)
        cookie = running.sign_in(EMAIL, PASSWORD)
        assert running.ask("/api/adminUserPermissions.v1?q=my", cookie=cookie).status == 200

        assert change(running.data, "another desk").exit_code == 0

        assert running.ask("/api/adminUserPermissions.v1?q=my", cookie=cookie).status == 403
        assert not running.sign_in(EMAIL, PASSWORD)
        assert running.sign_in(EMAIL, "another desk")

    def test_gives_out_a_link_that_signs_in_once(self, running: Running):
        add(running.data)
        link = carrel("user", "link", EMAIL, "--site", running.site, "--data", running.data).stdout.strip()
        path = link.removeprefix(running.site)

        first, second = running.ask(path), running.ask(path)

        assert (first.status, second.status) == (303, 403)
        assert "CAUTH=" in (first.getheader("set-cookie") or "")
        assert second.getheader("set-cookie") is None
