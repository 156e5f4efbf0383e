import stat
from pathlib import Path

from tests.cli.hands import carrel


def test_a_new_school_says_what_comes_next(tmp_path: Path):
    result = carrel("init", tmp_path / "a" / "school", "--name", "The Open Desk")

    assert result.exit_code == 0
    assert "“The Open Desk”" in result.stdout
    assert "carrel serve --data" in result.stdout
    assert stat.S_IMODE((tmp_path / "a" / "school").stat().st_mode) == 0o700


def test_a_school_that_is_there_is_left_as_it_is(data: Path):
    carrel("user", "add", "a@example.org", "--password-stdin", "--data", data, stdin="a quiet desk\n")

    result = carrel("init", data, "--name", "Another")

    assert result.exit_code == 0
    assert "“The Open Desk”" in result.stdout
    assert "a@example.org" in carrel("user", "list", "--data", data).stdout


def test_a_file_in_the_way_is_told(tmp_path: Path):
    (tmp_path / "school").write_text("in the way")

    result = carrel("init", tmp_path / "school")

    assert result.exit_code == 1
    assert "school" in result.stderr


def test_an_address_that_is_no_database_is_told(tmp_path: Path):
    result = carrel("init", tmp_path / "school", "--database", "mysql://somewhere/school")

    assert result.exit_code == 1
    assert "postgresql://" in result.stderr
