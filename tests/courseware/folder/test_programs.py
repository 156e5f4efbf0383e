"""What programs are to print, as their teachers write it; and activities elsewhere."""

from pathlib import Path

import pytest

from carrel.courseware.faults import FaultyFolder
from carrel.courseware.folder import read_folder
from carrel.courseware.items import Activity, Content, Programming
from tests.builders import FOLDER, a_folder

ITEM = f"{FOLDER}/03-do-it/item.toml"
PROGRAM = """
kind = "programming"
[[parts]]
id = "primes"
name = "The primes below 12"
points = 2
outputs = ["2 3 5 7 11"]
[[parts]]
id = "root"
numbers = [1.41421]
tolerance = 0.001
[[parts]]
id = "word"
pattern = "[a-z]+"
"""


def read(root: Path, toml: str) -> Content:
    course = read_folder(a_folder(root, {ITEM: toml})).course
    (item,) = [item for item in course.items() if item.slug == "do-it"]
    return item.content


def test_parts_are_judged_as_their_teacher_says(tmp_path: Path):
    content = read(tmp_path, PROGRAM)

    assert isinstance(content, Programming)
    assert [(one.id, one.points) for one in content.parts] == [("primes", 2), ("root", 1), ("word", 1)]
    assert content.parts[1].numbers == (1.41421,)


def test_an_activity_says_where_it_opens(tmp_path: Path):
    content = read(
        tmp_path, 'kind = "ungradedWidget"\nlaunch = "https://example.org/w"\nlaunch_title = "W"\n'
    )

    assert isinstance(content, Activity)
    assert (content.launch, content.launch_title) == ("https://example.org/w", "W")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('[[parts]]\noutputs = ["1"]', "Nothing says how scripts call this part"),
        ('[[parts]]\nid = "a"', "judged in exactly one way"),
        ('[[parts]]\nid = "a"\nkey = "unknown"\noutputs = ["1"]', "the key is said to be unknown"),
        ('[[parts]]\nid = "a"\noutputs = ["1"]\npattern = "1"', "judged in exactly one way"),
        ('[[parts]]\nid = "a"\noutputs = ["1"]\ntolerance = 1', "Only numbers have a tolerance"),
        ('[[parts]]\nid = "a"\npattern = "("', "not a regular expression"),
        ('[[parts]]\nid = "a"\nnumbers = ["1"]', "a list of numbers"),
        ('[[parts]]\nid = "a"\npattern = "1"\n[[parts]]\nid = "a"\npattern = "1"', "twice"),
    ],
)
def test_what_cannot_be_judged_is_a_fault(tmp_path: Path, written: str, said: str):
    with pytest.raises(FaultyFolder) as refused:
        read(tmp_path, f'kind = "programming"\n{written}\n')

    assert said in str(refused.value)


@pytest.mark.parametrize("launch", ["http://example.org", "javascript:alert(1)", "/lab"])
def test_an_activity_opens_nowhere_else_than_at_an_https_address(tmp_path: Path, launch: str):
    with pytest.raises(FaultyFolder) as refused:
        read(tmp_path, f'kind = "ungradedLti"\nlaunch = "{launch}"\n')

    assert "https://" in str(refused.value)
