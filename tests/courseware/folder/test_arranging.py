from pathlib import Path

import pytest

from carrel.courseware.faults import FaultyFolder
from carrel.courseware.folder import read_arrangement
from carrel.courseware.ids import is_long_id

WHOLE = """
[[domains]]
id = "personal-growth"
name = "Personal growth"

[[domains.subdomains]]
id = "personal-development"

[[specializations]]
slug = "a-quiet-life"
name = "A Quiet Life"
tagline = "Dig, then read."
courses = ["a-small-garden", "study-well-online", "a-small-garden"]

[[lists]]
slug = "to-begin-with"
courses = ["study-well-online"]
"""


def read(folder: Path, text: str):
    file = folder / "catalogue.toml"
    file.write_text(text, "utf-8")
    return read_arrangement(file)


def test_a_file_says_the_whole_arrangement(tmp_path):
    arrangement = read(tmp_path, WHOLE)

    (domain,), (specialization,), (chosen,) = (
        arrangement.domains,
        arrangement.specializations,
        arrangement.lists,
    )
    assert [one.name for one in domain.subdomains] == ["Personal development"]
    assert specialization.courses == ("a-small-garden", "study-well-online")
    assert is_long_id(specialization.id)
    assert (chosen.name, chosen.courses) == ("To begin with", ("study-well-online",))
    assert specialization.id == read(tmp_path, WHOLE).specializations[0].id


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("\n[[domains]]\nname = 'x'\n", 2, "id is missing"),
        ("\n[[lists]]\nslug = 'a'\n", 2, "`courses` is missing"),
        ("[[lists]]\nslug = 'A B'\ncourses = ['a']\n", 2, "not a slug"),
        ("[[lists]]\nslug = 'a'\ncourses = 'a'\n", 3, "list of texts"),
        ("[[lists]]\nslug = 'a'\ncourses = ['a']\nnmae = 'x'\n", 4, "not known"),
        ("courses = []\n", 1, "not known"),
        ("[[lists]]\nslug = 'a'\ncourses = ['a']\n[[lists]]\nslug = 'a'\ncourses = ['a']\n", 5, "twice"),
        ("[[lists\n", 1, "not TOML"),
        ("lists = 3\n", 1, "must be a list"),
    ],
)
def test_what_is_wrong_is_told_by_line(tmp_path, text, line, problem):
    with pytest.raises(FaultyFolder) as raised:
        read(tmp_path, text)

    assert any(fault.line == line and problem in fault.problem for fault in raised.value.faults)


def test_a_file_that_is_not_utf_8_is_a_fault(tmp_path):
    (tmp_path / "catalogue.toml").write_bytes(b"\xff")

    with pytest.raises(FaultyFolder, match="UTF-8"):
        read_arrangement(tmp_path / "catalogue.toml")
