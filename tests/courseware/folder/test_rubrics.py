"""What peer reviews ask for, as their teachers write it."""

from pathlib import Path

import pytest

from carrel.courseware.faults import FaultyFolder
from carrel.courseware.folder import read_folder
from carrel.courseware.items import PeerReview
from carrel.courseware.peer_review import USUAL_PARTS, USUAL_RUBRIC
from tests.builders import FOLDER, a_folder

PEER = f"{FOLDER}/03-write/item.toml"
WRITTEN = """
kind = "peer"
[[submission]]
prompt = "Your *essay*"
[[submission]]
id = "sketch"
kind = "fileUpload"
required = false
[[rubric]]
prompt = "Clear?"
kind = "options"
[[rubric.options]]
text = "No"
[[rubric.options]]
text = "Yes"
points = 2
[[rubric]]
points = 4
[[rubric]]
kind = "text"
"""


def read(root: Path, toml: str) -> PeerReview:
    course = read_folder(a_folder(root, {PEER: toml})).course
    (content,) = [item.content for item in course.items() if isinstance(item.content, PeerReview)]
    return content


def test_parts_and_criteria_have_ids_that_stay_with_their_words(tmp_path: Path):
    content = read(tmp_path / "one", WRITTEN)
    turned = (
        WRITTEN.replace('[[rubric]]\npoints = 4\n[[rubric]]\nkind = "text"\n', "")
        + "[[rubric]]\npoints = 4\n"
    )

    again = read(tmp_path / "two", turned)

    assert [part.kind for part in content.parts] == ["richText", "fileUpload"]
    assert content.parts[1].id == "sketch"
    assert [one.most for one in content.criteria] == [2, 4, 0]
    assert [one.id for one in again.criteria] == [one.id for one in content.criteria[:2]]
    assert len({one.id for one in content.criteria}) == 3


def test_what_is_not_written_is_one_text_and_points_for_the_whole(tmp_path: Path):
    content = read(tmp_path, 'kind = "phasedPeer"\n')

    assert (content.parts, content.criteria) == (USUAL_PARTS, USUAL_RUBRIC)
    assert (content.submission, content.rubric) == ((), ())


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ("[[rubric]]\n", "how many points"),
        ('[[rubric]]\nkind = "options"\n', "nothing to choose"),
        ('[[rubric]]\nkind = "text"\npoints = 2\n', "no points of its own"),
        ('[[rubric]]\npoints = 2\n[[rubric.options]]\ntext = "x"\n', "has no options"),
        ('[[submission]]\nkind = "video"\n', "not known here"),
        ('[[submission]]\nid = "a"\n[[submission]]\nid = "a"\n', "there twice"),
        ('submission = "work"\n', "must be a list"),
    ],
)
def test_what_cannot_be_asked_is_a_fault_with_its_line(tmp_path: Path, toml: str, told: str):
    with pytest.raises(FaultyFolder) as caught:
        read(tmp_path, f'kind = "peer"\n{toml}')

    (fault,) = caught.value.faults
    assert told in fault.problem
    assert fault.line
