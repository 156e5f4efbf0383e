"""The numbers of the checklist in `docs/api.md`, and which of them a test is a case of."""

from collections.abc import Mapping
from typing import Final

import pytest

ROWS: Final = range(1, 103)
WITHOUT_A_CASE: Final = {
    48: "Cookies for consent and counting: none are set, and none are looked at.",
    49: "Clearing the consent cookie on every answer: there is none to clear.",
    51: "The marks of a content delivery network.",
    53: "The id of a browser extension.",
    55: "When the pages of courses changed their looks.",
}
"""Rows that are no endpoint and no behaviour of one, with the reason."""


def row(*numbers: int) -> pytest.MarkDecorator:
    """Say which rows a test is a case of; its id then begins with `row-081`."""
    name = "-".join(f"{number:03}" for number in numbers)
    return pytest.mark.parametrize("row", [pytest.param(numbers, id=f"row-{name}")], indirect=["row"])


def each_row(argument: str, values: Mapping[int, object]) -> pytest.MarkDecorator:
    """A case for each of several rows, with what it is about."""
    cases = [pytest.param((number,), value, id=f"row-{number:03}") for number, value in values.items()]
    return pytest.mark.parametrize(("row", argument), cases, indirect=["row"])


def rows_of(test: object) -> set[int]:
    """The rows that a test is a case of."""
    marks = [mark for mark in getattr(test, "pytestmark", ()) if "row" in (mark.kwargs.get("indirect") or ())]
    return {number for mark in marks for case in mark.args[1] for number in case.values[0]}
