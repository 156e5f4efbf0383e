"""The words of the documentation."""

import re
from pathlib import Path

import pytest

from tests.docs.pages import PAGES, ROOT, name_of

FORBIDDEN = (
    r"pypi|pythonhosted|npmjs|simple/",
    r"(?<![\w.])/(?:work|tmp|root|home|opt|Users)/",
    r"TODO|FIXME|TBD|XXX",
)
"""Addresses of package registries, paths of somebody's machine, promises to write on."""

ENTRY = re.compile(r"\* \*\*(?P<noun>[^*]+)\*\*: (?P<sentence>[^.]+(?:\.\w[^.]*)*\.)")


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_no_page_names_a_registry_or_a_path_of_a_machine(page: Path):
    assert re.findall("|".join(FORBIDDEN), page.read_text("utf-8")) == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_begins_with_its_one_title(page: Path):
    text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)

    assert len(re.findall(r"^# ", text, re.MULTILINE)) == 1
    assert text.startswith("# ")


def test_a_noun_of_the_glossary_has_one_sentence():
    assert [line for line in entries() if not ENTRY.fullmatch(line)] == []


def test_the_glossary_is_sorted_and_has_each_noun_once():
    nouns = [line.split("**")[1].casefold() for line in entries()]

    assert nouns == sorted(set(nouns))


def test_every_decision_stands_in_the_list_of_decisions():
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(r"^\* \[(.+)\]\((.+\.md)\)$", (folder / "README.md").read_text("utf-8"), re.MULTILINE)

    titles = [(path.read_text("utf-8").partition("\n")[0][2:], path.name) for path in folder.glob("0*.md")]

    assert listed == sorted(titles)


@pytest.mark.parametrize("picture", sorted((ROOT / "docs" / "pictures").glob("*")), ids=name_of)
def test_a_picture_has_200_kilobytes_at_most(picture: Path):
    assert picture.stat().st_size <= 200_000


def entries() -> list[str]:
    glossary = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    return [line for line in glossary.splitlines() if line.startswith("* ")]
