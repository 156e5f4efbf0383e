"""The reference of the learner API."""

import re

from carrel.resources.registry import RESOURCES
from docs import reference
from tests.docs.pages import ROOT

API = (ROOT / "docs" / "api.md").read_text("utf-8")
SOURCES = "\n".join(path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))


def test_the_page_of_resources_is_what_the_declarations_say():
    assert reference.PAGE.read_text("utf-8") == reference.reference(), "run: python docs/reference.py"


def test_every_resource_has_its_section():
    headings = re.findall(r"^### (.+)$", reference.reference(), re.MULTILINE)

    assert sorted(headings) == sorted(resource.schema.identifier for resource in RESOURCES)


def test_every_resource_with_an_address_is_told_of():
    told = [one.schema.identifier for one in RESOURCES if one.schema.operations or one.schema.finders]

    assert [name for name in told if name not in API] == []


def test_the_checklist_has_each_of_its_rows_once():
    cells = re.findall(r"^\| ([\d, –]+) \|", API.partition("## The checklist")[2], re.MULTILINE)

    assert sorted(row for cell in cells for row in rows_in(cell)) == list(range(1, 103))


def test_the_sections_that_docstrings_refer_to_exist():
    named = set(re.findall(r"§(\d+(?:\.\d+)?)", SOURCES))

    assert {number for number in named if not re.search(rf"^##+ {number}[. ]", API, re.MULTILINE)} == set()


def rows_in(cell: str) -> list[int]:
    """The numbers in `1–3, 7`."""
    ends = [part.strip().split("–") for part in cell.split(",")]
    return [row for end in ends for row in range(int(end[0]), int(end[-1]) + 1)]
