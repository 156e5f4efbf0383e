"""What each kind of item brings: as much as its learner may read, and nothing begun or changed by that."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, inspect, text

from carrel.archiver.choice import Choice
from carrel.archiver.kinds.kind import Telling
from carrel.archiver.kinds.peer import KIND
from carrel.archiver.kinds.said import PeerSaid
from carrel.courseware.folder import read_folder
from carrel.courseware.items import DiscussionPrompt, Item, PeerReview
from carrel.resources.course_materials import ItemRecord
from tests.archiver.conftest import LESSON
from tests.archiver.schools import SLUG, Site, teaching
from tests.builders import a_folder

PEN = "![A pen](../../../assets/pen.png)"
COURSE: dict[str, str | bytes | None] = {
    f"{LESSON}/01-hello/item.toml": None,
    f"{LESSON}/01-hello/video.720p.mp4": None,
    f"{LESSON}/01-hello/captions.en.vtt": None,
    f"{LESSON}/01-hello/slides.pdf": None,
    "assets/pen.png": b"",
    f"{LESSON}/03-talk.md": '+++\nid = "talk1"\nkind = "discussionPrompt"\n+++\n\nWhat *helps* you?\n',
    f"{LESSON}/04-write/item.toml": (
        'id = "peer1"\nkind = "phasedPeer"\nreview_deadline_offset = "72h"\n'
        '[[submission]]\nid = "essay"\nprompt = "Your *essay*"\nkind = "plainText"\nrequired = false\n'
        '[[submission]]\nid = "photo"\nprompt = "A photo"\nkind = "fileUpload"\n'
        '[[rubric]]\nid = "clear"\nprompt = "Is it $x^2$ clear?"\nkind = "options"\n'
        '[[rubric.options]]\nid = "no"\ntext = "No"\n'
        '[[rubric.options]]\nid = "yes"\ntext = "Yes"\npoints = 3\n'
        '[[rubric]]\nid = "nice"\nprompt = "Is it nice?"\npoints = 4\n'
        '[[rubric]]\nid = "words"\nprompt = "A word"\nkind = "text"\nrequired = false\n'
    ),
    f"{LESSON}/04-write/instructions.md": f"Write.\n\n{PEN}\n",
}


@pytest.fixture(scope="module")
def talking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Path]]:
    """A school that asks its learners for something, and where it keeps what it knows."""
    root = tmp_path_factory.mktemp("kinds")
    with teaching(root / "school", a_folder(root / SLUG, COURSE)) as site:
        yield site, root / "school" / "school.db"


def items_of(folder: Path) -> dict[str, Item]:
    return {item.id: item for item in read_folder(folder).course.items()}


def rows_in(database: Path) -> dict[str, list[Any]]:
    """Every row of a school but its sign-ins, of which each client makes one."""
    engine = create_engine(f"sqlite:///{database}")
    with engine.connect() as connection:
        return {
            one: sorted([tuple(row) for row in connection.execute(text(f'SELECT * FROM "{one}"'))], key=repr)
            for one in inspect(connection).get_table_names()
            if one != "sign_ins"
        }


def test_a_prompt_comes_with_its_text(talking: tuple[Site, Path], tmp_path: Path):
    talking[0].mirror(tmp_path)

    prompt = items_of(tmp_path / SLUG)["talk1"].content
    assert isinstance(prompt, DiscussionPrompt)
    assert prompt.instructions == "What *helps* you?\n"


def test_a_peer_review_comes_with_its_parts_and_its_rubric(talking: tuple[Site, Path], tmp_path: Path):
    report = talking[0].mirror(tmp_path)

    peer = items_of(tmp_path / SLUG)["peer1"].content
    assert isinstance(peer, PeerReview)
    assert (peer.review_deadline_offset, report.unseen) == (259_200_000, ())
    assert [(one.id, one.prompt, one.kind, one.required) for one in peer.submission] == [
        ("essay", "Your *essay*", "plainText", False),
        ("photo", "A photo", "fileUpload", True),
    ]
    assert [(one.id, one.prompt, one.kind, one.points, one.required) for one in peer.rubric] == [
        ("clear", "Is it $x^2$ clear?", "options", 0, True),
        ("nice", "Is it nice?", "points", 4, True),
        ("words", "A word", "text", 0, False),
    ]
    assert [(one.id, one.text, one.points) for one in peer.rubric[0].options] == [
        ("no", "No", 0),
        ("yes", "Yes", 3),
    ]
    assert "assets/pen-" in peer.instructions


def test_what_was_asked_for_comes_back_the_same_from_the_next_school(
    talking: tuple[Site, Path], tmp_path: Path
):
    talking[0].mirror(tmp_path / "first")

    with teaching(tmp_path / "school", tmp_path / "first" / SLUG) as next_school:
        next_school.mirror(tmp_path / "second")

    first, second = items_of(tmp_path / "first" / SLUG), items_of(tmp_path / "second" / SLUG)
    assert first == second


def test_a_mirror_changes_nothing_on_the_school(talking: tuple[Site, Path], tmp_path: Path):
    site, database = talking
    with site.client():
        before = rows_in(database)
    site.mirror(tmp_path)

    assert before["memberships"]
    changed = {name for name, rows in rows_in(database).items() if rows != before[name]}
    assert not changed


def test_what_did_not_change_is_not_told_again(talking: tuple[Site, Path], tmp_path: Path):
    site, _ = talking
    site.mirror(tmp_path)
    site.answers.clear()

    site.mirror(tmp_path)

    asked = {path: body for path, body in site.answers.items() if "Prompt" in path or "Instructions" in path}
    assert len(asked) == 2
    assert set(asked.values()) == {b""}


def test_the_new_kinds_can_be_chosen(talking: tuple[Site, Path], tmp_path: Path):
    plan = talking[0].mirror(tmp_path, choice=Choice(kinds=("phasedPeer",)), dry=True).plan

    assert len(plan) == 1


@pytest.mark.parametrize(
    "details",
    [
        None,
        {"typeName": "stars", "definition": {"most": 5}},
        {"typeName": "points", "definition": {"maxScore": "ten"}},
        {"typeName": "options", "definition": {"options": [{"id": "a", "display": None}]}},
    ],
)
def test_a_criterion_of_no_known_form_asks_for_words_and_the_rest_stays(details: Any):
    asked = {"id": "!", "prompt": {"typeName": "cml", "definition": {"value": "<co-content/>"}}}
    section = {"title": "Do & see", "content": {"typeName": "cml", "definition": {"value": "<co-content/>"}}}
    said = PeerSaid(
        instructions={"introduction": {"typeName": "html"}, "sections": [section, "?"]},
        submission={"parts": [{"id": "a", "details": {"typeName": "song"}}, {"id": "a"}]},
        review={"parts": [asked | {"details": details}, 7]},
    )
    facts = {"id": "peer1", "slug": "write", "name": "Write"}
    telling = Telling(
        record=ItemRecord(id="peer1"), kind="peer", said=said, files={}, lesson="", place="write", facts=facts
    )

    content = KIND.filed(telling).item.content

    assert isinstance(content, PeerReview)
    (criterion,) = content.rubric
    assert (criterion.kind, criterion.points, criterion.options) == ("text", 0, ())
    assert len({one.id for one in content.submission}) == len(content.submission) == 2
    assert "Do &amp; see" in content.instructions
