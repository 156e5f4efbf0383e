"""What is the learner's own comes with the course: notes, passages, work, and what was said of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from carrel.archiver.library import Library
from carrel.client import Client
from carrel.courseware.folder import read_folder
from carrel.resources.notes import LEARNER_HIGHLIGHTS, LEARNER_NOTES
from tests.archiver.conftest import LESSON
from tests.archiver.schools import SLUG, STRANGER, Site, files_of, teaching
from tests.archiver.test_faulty_servers import answering
from tests.archiver.test_kinds import COURSE as TALKING
from tests.builders import COURSE_ID, a_folder

ITEM = "peer1"
COURSE: dict[str, str | bytes | None] = {
    **TALKING,
    f"{LESSON}/04-write/item.toml": (
        f'id = "{ITEM}"\nkind = "peer"\nrequired_reviews = 1\n'
        '[[submission]]\nid = "essay"\nprompt = "Your *essay*"\nkind = "plainText"\n'
        '[[rubric]]\nid = "clear"\nprompt = "Is it clear?"\nkind = "options"\n'
        '[[rubric.options]]\nid = "no"\ntext = "No"\n'
        '[[rubric.options]]\nid = "yes"\ntext = "Quite clear"\npoints = 3\n'
        '[[rubric]]\nid = "nice"\nprompt = "Is it nice?"\npoints = 4\n'
        '[[rubric]]\nid = "words"\nprompt = "A word"\nkind = "text"\nrequired = false\n'
    ),
}
FIELDS = "&fields=onDemandCourseMaterialItems.v2(contentSummary)"
ANSWERS = {"clear": "yes", "nice": 2, "words": "Well said.\n# Not a heading"}
NOTES = f"{SLUG}/learner/notes.md"
WORK = f"{SLUG}/learner/work/{LESSON}/03-write.md"
RESOURCES = ("learnerNotes.v1", "learnerHighlights.v1", "PeerSubmissions.v1", "PeerReceivedReviews.v1")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A school in which two learners handed in work and reviewed each other; one of them took notes."""
    root = tmp_path_factory.mktemp("own")
    with teaching(root / "school", a_folder(root / SLUG, COURSE)) as site:
        with site.client() as learner, site.client(STRANGER) as classmate:
            body = {"userId": classmate.me(), "courseId": COURSE_ID}
            classmate.call("POST", "openCourseMemberships.v1", body)
            for client, essay in ((learner, "My essay."), (classmate, "Somebody else's essay.")):
                hand_in(client, essay)
            for client in (learner, classmate):
                review(client)
            take_notes(learner)
        yield site


def hand_in(client: Client, essay: str) -> None:
    parts = {"essay": {"typeName": "plainText", "definition": {"value": essay}}}
    draft = f"onDemandPeerSubmissionDrafts.v1/{client.me()}~{COURSE_ID}~{ITEM}"
    client.call("PUT", draft, {"submission": {"title": "A title", "parts": parts}})
    client.call("POST", "onDemandPeerSubmissions.v1", {"courseId": COURSE_ID, "itemId": ITEM})


def review(client: Client) -> None:
    of_item = f"userId={client.me()}&courseId={COURSE_ID}&itemId={ITEM}"
    taken = client.call("POST", f"onDemandPeerReviews.v1?action=take&{of_item}")
    client.call("PUT", f"onDemandPeerReviews.v1/{taken['id']}", {"parts": ANSWERS})


def take_notes(client: Client) -> None:
    on_item = {"courseId": COURSE_ID, "itemId": "talk1"}
    client.create(LEARNER_NOTES, {**on_item, "text": "Ask *more*."})
    reading = {"courseId": COURSE_ID, "itemId": reading_id(client)}
    client.create(LEARNER_HIGHLIGHTS, {**reading, "quote": "Read slowly", "note": "So true."})


def reading_id(client: Client) -> str:
    told = client.call("GET", f"onDemandCourseMaterials.v2?q=slug&slug={SLUG}&includes=items{FIELDS}")
    items = told["linked"]["onDemandCourseMaterialItems.v2"]
    return next(str(one["id"]) for one in items if one["contentSummary"]["typeName"] == "supplement")


def test_notes_and_passages_come_in_the_order_of_the_course(written: Site, tmp_path: Path):
    written.mirror(tmp_path)

    text = (tmp_path / NOTES).read_text()
    assert text.startswith("# Notes on ")
    assert text.index("> Read slowly\n\nSo true.\n") < text.index("Ask *more*.\n")


def test_ones_own_work_comes_with_what_was_said_of_it_and_nobody_elses(written: Site, tmp_path: Path):
    written.mirror(tmp_path)

    text = (tmp_path / WORK).read_text()
    assert "**A title**\n\n## Your *essay*\n\n> My essay.\n\n## Review 1\n" in text
    assert "### Is it clear?\n\n> Quite clear\n\n### Is it nice?\n\n> 2 of 4\n" in text
    assert text.endswith("### A word\n\n> Well said.\n> # Not a heading\n")
    assert not [one for one in files_of(tmp_path).values() if b"Somebody else" in one]


def test_what_is_ones_own_is_no_part_of_the_course(written: Site, tmp_path: Path):
    written.mirror(tmp_path / "mine")
    written.mirror(tmp_path / "theirs", email=STRANGER)

    mine, theirs = [read_folder(tmp_path / one / SLUG).course for one in ("mine", "theirs")]
    assert mine == theirs
    assert not (tmp_path / "theirs" / NOTES).exists()


def test_a_file_that_the_learner_made_or_changed_stays(written: Site, tmp_path: Path):
    (tmp_path / NOTES).parent.mkdir(parents=True)
    (tmp_path / NOTES).write_text("Mine.\n")
    written.mirror(tmp_path)
    (tmp_path / WORK).write_text("Changed.\n")

    assert written.mirror(tmp_path).is_whole

    assert (tmp_path / NOTES).read_text() == "Mine.\n"
    assert (tmp_path / WORK).read_text() == "Changed.\n"


def test_nothing_is_written_through_a_link_of_the_learner(written: Site, tmp_path: Path):
    (tmp_path / "vault").mkdir()
    (tmp_path / "library" / SLUG).mkdir(parents=True)
    (tmp_path / "library" / SLUG / "learner").symlink_to(tmp_path / "vault")

    assert written.mirror(tmp_path / "library").is_whole

    assert not list((tmp_path / "vault").iterdir())


@pytest.mark.parametrize("status", [403, 404, 405])
def test_a_site_that_does_not_tell_takes_nothing_away(written: Site, tmp_path: Path, status: int):
    written.mirror(tmp_path / "known")
    before = files_of(tmp_path / "known")
    written.faults.update(dict.fromkeys(RESOURCES, answering(status)))

    reports = [written.mirror(tmp_path / one) for one in ("known", "new")]
    written.faults.clear()

    assert all(one.is_whole for one in reports)
    assert files_of(tmp_path / "known") == before
    assert not (tmp_path / "new" / SLUG / "learner").exists()


def test_a_text_that_is_no_longer_there_goes_unless_it_was_changed(tmp_path: Path):
    with Library.open(tmp_path) as library:
        library.write_own("course", {"learner/a.md": "A", "learner/b.md": "B"}, "1")
        (tmp_path / "course/learner/b.md").write_text("Changed.")
        library.write_own("course", {}, "2")
        library.write_own("course", {"learner/c.md": "C"}, "3")

    assert files_of(tmp_path) == {"course/learner/b.md": b"Changed.", "course/learner/c.md": b"C"}
