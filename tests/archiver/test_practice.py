"""What is practised elsewhere is carried: which outputs programs are to print, where activities open."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from carrel.archiver.kinds.activities import UNTOLD, is_open_to_all
from carrel.courseware.folder import read_folder
from carrel.courseware.items import Activity, Content, Item, Programming, Unseen
from carrel.courseware.programming import ProgramPart
from tests.archiver.conftest import LESSON
from tests.archiver.schools import SLUG, Site, teaching
from tests.archiver.test_faulty_servers import answering
from tests.builders import a_folder

PARTS = """
[[parts]]
id = "primes"
name = "The primes below 12"
points = 2
outputs = ["SECRET 2 3"]
[[parts]]
id = "root"
numbers = [1.41421]
tolerance = 0.001
[[parts]]
id = "word"
pattern = "SECRET-[a-z]+"
"""


def an_activity(item_id: str, kind: str, more: str = "", text: str = "") -> str:
    return f'+++\nid = "{item_id}"\nkind = "{kind}"\n{more}+++\n{text}'


COURSE: dict[str, str | bytes | None] = {
    f"{LESSON}/03-count/item.toml": f'id = "prog1"\nkind = "programming"\nweight = 1000\n{PARTS}',
    f"{LESSON}/03-count/instructions.md": "Print *it*.\n",
    f"{LESSON}/04-widget.md": an_activity(
        "widg1",
        "ungradedWidget",
        'launch = "https://widget.example/w?level=2"\nlaunch_title = "The <b>widget</b>"\n',
        "Try ![a pen](../../assets/pen.png).\n",
    ),
    f"{LESSON}/05-tool.md": an_activity("tool1", "ungradedLti", 'launch = "https://tool.example/t"\n'),
    f"{LESSON}/06-coach.md": an_activity("coac1", "coach", "", "Talk.\n"),
    f"{LESSON}/07-lab.md": an_activity("lab01", "ungradedLab", 'launch = "https://lab.example/l"\n'),
    f"{LESSON}/08-nothing.md": an_activity("none1", "workspace"),
    f"{LESSON}/09-own.md": an_activity("mine1", "notebook", 'launch = "https://lab.example/?token=SECRET"\n'),
    f"{LESSON}/10-locked.md": an_activity(
        "lock1", "ungradedWidget", 'lock = "lesson"\nlaunch = "https://later.example/w"\n'
    ),
    "assets/pen.png": b"",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A school whose course has a program to write and activities of every sort."""
    root = tmp_path_factory.mktemp("practice")
    with teaching(root / "school", a_folder(root / SLUG, COURSE)) as site:
        yield site


@pytest.fixture(scope="module")
def library(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a mirror of it left."""
    root = tmp_path_factory.mktemp("library")
    assert site.mirror(root).is_whole
    return root


def items_of(folder: Path) -> dict[str, Item]:
    return {item.id: item for item in read_folder(folder).course.items()}


def content_of(library: Path, item: str) -> Content:
    return items_of(library / SLUG)[item].content


def test_a_program_comes_with_its_parts(library: Path):
    program = content_of(library, "prog1")

    assert isinstance(program, Programming)
    assert program.instructions == "Print *it*.\n"
    assert program.parts == (
        ProgramPart(id="primes", name="The primes below 12", points=2, key="unknown"),
        ProgramPart(id="root", key="unknown"),
        ProgramPart(id="word", key="unknown"),
    )


@pytest.mark.parametrize(
    ("item", "launch", "title"),
    [
        ("widg1", "https://widget.example/w?level=2", "The <b>widget</b>"),
        ("tool1", "https://tool.example/t", ""),
        ("coac1", "", ""),
        ("lab01", "https://lab.example/l", ""),
        ("none1", "", ""),
    ],
)
def test_an_activity_opens_where_it_did(library: Path, item: str, launch: str, title: str):
    activity = content_of(library, item)

    assert isinstance(activity, Activity)
    assert (activity.launch, activity.launch_title) == (launch, title)


def test_an_activity_comes_with_its_instructions_and_what_they_show(library: Path):
    widget, coach = content_of(library, "widg1"), content_of(library, "coac1")

    assert isinstance(widget, Activity)
    assert isinstance(coach, Activity)
    assert "assets/pen-" in widget.instructions
    assert coach.instructions == "Talk.\n"


def test_an_address_that_is_meant_for_one_person_stays_away(library: Path):
    assert content_of(library, "mine1") == Unseen(reason=UNTOLD)


def test_what_is_locked_says_so(library: Path):
    locked = content_of(library, "lock1")

    assert isinstance(locked, Unseen)
    assert locked.reason.startswith("locked")


def test_no_secret_is_in_the_course(library: Path):
    files = [path.read_bytes() for path in (library / SLUG).rglob("*") if path.is_file()]

    assert files
    for data in files:
        assert not [one for one in (b"SECRET", b"1.414", b"later.example") if one in data]


def test_what_did_not_change_is_not_told_again(site: Site, library: Path):
    site.asked.clear()
    site.answers.clear()

    site.mirror(library)

    told = {
        asked: body for asked, body in site.answers.items() if "Programming" in asked or "openCourse" in asked
    }
    assert set(told.values()) == {b""}
    assert [path.rpartition("/")[0] for path, _ in site.asked if "Programming" in path] == [
        "/api/onDemandProgrammingLearnerAssignments.v1"
    ]


def test_all_comes_back_the_same_from_the_school_where_it_is_published(library: Path, tmp_path: Path):
    with teaching(tmp_path / "school", library / SLUG) as next_school:
        next_school.mirror(tmp_path / "second")

    assert items_of(tmp_path / "second" / SLUG) == items_of(library / SLUG)


def test_where_only_the_instructions_of_a_program_are_told_they_come(site: Site, tmp_path: Path):
    site.faults["onDemandProgrammingLearnerAssignments"] = answering(404)
    report = site.mirror(tmp_path)
    site.faults.clear()

    program = content_of(tmp_path, "prog1")
    assert report.is_whole
    assert program == Programming(path=f"{LESSON}/03-count/instructions.md", instructions="Print *it*.\n")


def test_where_a_site_does_not_tell_where_activities_open_their_places_are_kept(site: Site, tmp_path: Path):
    site.faults["onDemandCourseMaterials.v1"] = answering(404)
    report = site.mirror(tmp_path)
    site.faults.clear()

    assert report.is_whole
    assert content_of(tmp_path, "widg1") == Unseen(reason=UNTOLD)


@pytest.mark.parametrize(
    ("address", "is_carried"),
    [
        ("https://lab.example/", True),
        ("https://lab.example/a?level=2#part-3", True),
        ("http://lab.example/", False),
        ("https://me:word@lab.example/", False),
        ("https://lab.example/?sessionId=7", False),
        ("https://lab.example/?x-amz-security=7", False),
        ("https://lab.example/#id_token=7", False),
        ("https://lab.example/#/room?auth=7", False),
        ("https://lab.example/?user_id=7", False),
        ("https://[lab", False),
        ("javascript:alert(1)", False),
        ("https://lab.example/a b", False),
    ],
)
def test_an_address_is_carried_when_it_is_the_same_for_everybody(address: str, is_carried: bool):
    assert is_open_to_all(address) is is_carried
