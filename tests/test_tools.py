"""The rule for tests whose program is missing: skipped here, failed in CI."""

import pytest

from tests.tools import program


@pytest.fixture(autouse=True)
def on_a_developers_machine(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("CARREL_REQUIRE_TOOLS", raising=False)


def test_the_first_program_that_is_installed_is_taken():
    assert program("no-such-program", "sh").endswith("/sh")


def test_without_its_program_a_test_is_skipped():
    with pytest.raises(pytest.skip.Exception, match="no-such-program is not installed"):
        program("no-such-program")


@pytest.mark.parametrize(("name", "value"), [("CI", "true"), ("CARREL_REQUIRE_TOOLS", "1")])
def test_where_everything_has_to_run_it_fails(monkeypatch: pytest.MonkeyPatch, name: str, value: str):
    monkeypatch.setenv(name, value)

    with pytest.raises(pytest.fail.Exception, match="no-such-program is not installed"):
        program("no-such-program")
