"""A course carried: from a school into a library, and from there into another school."""

from pathlib import Path

import pytest
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from carrel.application.publishing import plan_publication, publish
from carrel.archiver.choice import Choice
from carrel.archiver.errors import BadChoice, LibraryBusy
from carrel.archiver.gathering import gather
from carrel.archiver.library import Library
from carrel.archiver.remote import Remote
from carrel.client import Credentials
from carrel.client.errors import NotEnrolled, NotFound, NotSignedIn
from carrel.courseware.folder import read_folder
from carrel.courseware.items import Lecture, Reading, Unseen
from carrel.server.visitors import now
from tests.archiver.conftest import COURSE, LESSON
from tests.archiver.schools import SLUG, STRANGER, Site, files_of, open_school, site_of
from tests.builders import a_folder


def test_a_mirrored_course_is_a_course_folder(site: Site, tmp_path: Path):
    report = site.mirror(tmp_path)

    read = read_folder(tmp_path / SLUG).course
    assert report.is_whole
    assert next(item.id for item in read.items()) == "aaaa1"
    assert [item.name for item in read.items()][2:] == ["Write one page", "The test", "Out there"]


def test_the_files_are_those_of_the_school(site: Site, tmp_path: Path, course: Path):
    site.mirror(tmp_path)

    theirs, ours = set(files_of(course).values()), files_of(tmp_path / SLUG)
    media = {path: data for path, data in ours.items() if not path.endswith((".toml", ".md", ".cml"))}
    assert len(media) == 9
    assert set(media.values()) <= theirs


def test_a_lecture_comes_with_every_caption_rendition_and_attachment(site: Site, tmp_path: Path):
    site.mirror(tmp_path)

    lecture = next(read_folder(tmp_path / SLUG).course.items()).content
    assert isinstance(lecture, Lecture)
    assert [one.height for one in lecture.renditions] == [720, 360]
    assert {one.language for one in lecture.captions} == {"en", "pt-BR"}
    assert [path.rpartition("/")[2] for path in lecture.attachments] == ["slides.pdf"]


def test_a_reading_is_markdown_with_its_original_and_its_files(site: Site, tmp_path: Path):
    site.mirror(tmp_path)

    reading = list(read_folder(tmp_path / SLUG).course.items())[1].content
    assert isinstance(reading, Reading)
    assert reading.markdown.startswith("Read *slowly*, $x^2$, [over there](03-write-one-page).")
    assert "../../assets/pen-" in reading.markdown
    assert reading.original is not None
    assert (tmp_path / SLUG / LESSON / "02-how-to-read.cml").read_text() == reading.original.cml


def test_what_is_locked_or_not_carried_is_a_placeholder_with_its_reason(site: Site, tmp_path: Path):
    report = site.mirror(tmp_path)

    _, _, _, locked, unknown = read_folder(tmp_path / SLUG).course.items()
    assert isinstance(locked.content, Unseen)
    assert locked.content.reason.startswith("locked")
    assert (locked.lock, locked.weight, locked.time_commitment) == ("lesson", 1000, 1_200_000)
    assert isinstance(unknown.content, Unseen)
    assert "hologram" in unknown.content.reason
    assert len(report.unseen) == 2


def test_a_finished_mirror_has_nothing_to_do(site: Site, tmp_path: Path):
    site.mirror(tmp_path)
    before = files_of(tmp_path)
    site.asked.clear()

    report = site.mirror(tmp_path)

    assert (report.plan, report.fetched) == ((), 0)
    assert files_of(tmp_path) == before
    assert not [path for path, _ in site.asked if path.startswith(("/media", "/api/subtitle"))]
    assert len([path for path, _ in site.asked if path.startswith("/files")]) <= 2  # pictures, if replaced


def test_a_dry_run_leaves_nothing_behind(site: Site, tmp_path: Path):
    report = site.mirror(tmp_path / "library", dry=True)

    assert len(report.plan) == 9
    assert not (tmp_path / "library").exists()


def test_names_are_the_same_whatever_is_chosen(site: Site, tmp_path: Path):
    site.mirror(tmp_path / "all")
    site.mirror(tmp_path / "some", choice=Choice(kinds=("supplement",)))

    assert set(files_of(tmp_path / "some")) < set(files_of(tmp_path / "all"))


def test_the_tallest_rendition_up_to_the_resolution_is_fetched(site: Site, tmp_path: Path):
    site.mirror(tmp_path, choice=Choice(resolution=480, languages=("pt",)))

    names = {path.name for path in (tmp_path / SLUG / LESSON / "01-hello").iterdir()}
    assert names == {"item.toml", "video.360p.mp4", "captions.pt-BR.vtt", "slides.pdf"}


def test_what_was_fetched_stays_when_less_is_chosen(site: Site, tmp_path: Path):
    site.mirror(tmp_path)
    before = files_of(tmp_path)

    site.mirror(tmp_path, choice=Choice(kinds=("peer",)))

    assert files_of(tmp_path) == before


def test_a_module_that_is_not_there_is_refused_with_those_that_are(site: Site, tmp_path: Path):
    with pytest.raises(BadChoice, match="1 welcome"):
        site.mirror(tmp_path, choice=Choice(modules=("7",)))


def test_an_unknown_slug_is_told_from_a_course_one_is_not_in(site: Site, tmp_path: Path):
    with pytest.raises(NotFound):
        site.mirror(tmp_path, slug="nowhere")
    with pytest.raises(NotEnrolled):
        site.mirror(tmp_path, email=STRANGER)


def test_an_expired_sign_in_is_told(site: Site, tmp_path: Path):
    with (
        site.client(credentials=Credentials({"CAUTH": "over"})) as client,
        Library.open(tmp_path) as library,
        pytest.raises(NotSignedIn, match="expired"),
    ):
        gather(Remote(client, library.ledger), SLUG)


def test_two_mirrors_at_once_do_not_share_a_library(site: Site, tmp_path: Path):
    with Library.open(tmp_path), pytest.raises(LibraryBusy, match="Another mirror"):
        site.mirror(tmp_path)


def test_a_file_changed_by_hand_beside_the_course_stays(site: Site, tmp_path: Path):
    site.mirror(tmp_path)
    notes = tmp_path / SLUG / "learner" / "notes.md"
    notes.parent.mkdir()
    notes.write_text("Mine.")

    site.mirror(tmp_path)

    assert notes.read_text() == "Mine."


def test_a_picture_that_was_replaced_under_its_address_comes_anew(tmp_path: Path):
    before, after = [
        a_folder(tmp_path / f"course-{number}", {**COURSE, "assets/logo.png": data})
        for number, data in enumerate([b"a logo", b"a new logo"])
    ]
    with open_school(tmp_path / "school") as school:
        publish(school, plan_publication(school, before, now()), now())
        site = site_of(school)
        site.mirror(tmp_path / "library")
        publish(school, plan_publication(school, after, now()), now())

        reports = [site.mirror(tmp_path / "library") for _ in range(2)]

    (logo,) = (tmp_path / "library" / SLUG / "assets").glob("logo*")
    assert ([one.fetched for one in reports], logo.read_bytes()) == ([1, 0], b"a new logo")
    assert read_folder(tmp_path / "library" / SLUG).course.file_at[f"assets/{logo.name}"].size == 10


def test_a_picture_that_can_no_longer_be_had_stays_as_it_is(site: Site, tmp_path: Path):
    async def gone(scope: Scope, receive: Receive, send: Send, app: ASGIApp) -> None:
        await Response(status_code=404)(scope, receive, send)

    site.mirror(tmp_path)
    before = files_of(tmp_path)
    site.faults["/files"] = site.faults["/media"] = gone

    assert site.mirror(tmp_path).is_whole
    assert files_of(tmp_path) == before
