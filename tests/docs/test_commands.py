"""The commands that the documentation names."""

import re
import shlex
from pathlib import Path

import click
import pytest

from carrel.cli.root import carrel
from tests.docs.pages import PAGES, ROOT, commands_in, name_of


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_exists_with_its_options(page: Path):
    assert [fault for line in commands_in(page) if (fault := fault_of(line))] == []


def test_every_target_of_make_that_is_named_exists():
    rules = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))

    named = {name for page in PAGES for name in re.findall(r"`make ([a-z]+)", page.read_text("utf-8"))}

    assert named - rules == set()


def test_commands_are_found_in_blocks_and_within_lines():
    assert "carrel serve --data my-school" in list(commands_in(ROOT / "README.md"))
    assert "carrel publish FOLDER --write-ids --data my-school" in list(
        commands_in(ROOT / "docs" / "school.md")
    )


@pytest.mark.parametrize("line", ["carrel teach", "carrel serve --colour red", "carrel user sing"])
def test_a_command_that_does_not_exist_is_noticed(line: str):
    assert fault_of(line)


def fault_of(line: str) -> str:
    """What is wrong with a command line, as far as it is written out."""
    words = shlex.split(line)[1:]
    command: click.Command = carrel
    context = click.Context(command)
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        name = words.pop(0)
        found = command.get_command(context, name)
        if found is None:
            return f"{line}: there is no command {name}"
        command = found
    known = {option for one in command.get_params(context) for option in one.opts} | {"--help"}
    unknown = {word.partition("=")[0] for word in words if word.startswith("-")} - known
    return f"{line}: there is no {unknown}" if unknown else ""
