"""Real downloaders that nobody here wrote, unmodified, with a real school."""

import re
import subprocess
from dataclasses import replace
from pathlib import Path

from carrel.courseware.items import (
    EXAM,
    LECTURE,
    PHASED_PEER,
    PROGRAMS,
    QUIZ,
    SUPPLEMENT,
    Item,
    Lecture,
    Reading,
)
from tests.interop.clients import Client, Download, coursera_dl
from tests.interop.conftest import Wish, download_to
from tests.interop.saved import embedded, sentences, sha256, spoken, times, visible
from tests.schools import LEARNER, NEWCOMER

PNG, PDF = "image/png", "application/pdf"
SPECIALIZATION = ["writing-that-argues", "how-computers-count"]
CHANGED_FILES = """
import base64, hashlib, importlib.metadata, sys
for file in importlib.metadata.files(sys.argv[1]):
    if file.hash is not None:
        digest = hashlib.new(file.hash.mode, file.locate().read_bytes()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != file.hash.value:
            print(file)
"""


def test_the_client_is_the_one_that_was_published(client: Client):
    name = client.python.parent.parent.name

    changed = subprocess.run(
        [client.python, "-c", CHANGED_FILES, name], check=True, capture_output=True, text=True
    )

    assert changed.stdout == ""


def test_it_reaches_nobody_but_this_machine(client: Client):
    elsewhere = replace(client, school="http://192.0.2.1", sign_in=lambda *_: ["--cauth", "none"])

    ran = elsewhere.run(LEARNER, "writing-that-argues")

    assert "192.0.2.1 is not on this machine" in ran.log
    assert ran.status != 0


def test_it_lists_the_courses_of_whoever_signs_in(client: Client):
    ran = client.run(LEARNER, "--list-courses")

    assert ran.log.splitlines()[-3:] == ["Found 2 courses", "how-computers-count", "writing-that-argues"]
    assert ran.status == 0


def test_it_ends_well(download: Download):
    assert download.ran.status == 0, download.ran.log


def test_every_video_is_the_published_file(download: Download, wish: Wish):
    lectures = _lectures(download)

    saved = {item.id: sha256(download.saved(item, ".mp4")) for item, _ in lectures}

    assert saved == {
        item.id: download.course.file_at[rendition.path].sha256
        for item, lecture in lectures
        for rendition in lecture.renditions
        if f"{rendition.height}p" == wish.resolution
    }


def test_captions_say_the_published_words_at_the_published_times(download: Download):
    captions = _captions(download)

    saved = {
        (item.id, language): (times(path), spoken(path))
        for item, language, _ in captions
        for path in [download.saved(item, f".{language}.srt")]
    }

    assert saved == {
        (item.id, language): (times(published), spoken(published)) for item, language, published in captions
    }
    assert all(cues for cues, _ in saved.values())


def test_transcripts_say_the_published_words(download: Download):
    captions = _captions(download)

    saved = {
        (item.id, language): spoken(download.saved(item, f".{language}.txt"))
        for item, language, _ in captions
    }

    assert saved == {(item.id, language): spoken(published) for item, language, published in captions}


def test_every_reading_is_saved_with_its_text(download: Download):
    readings = _readings(download)

    texts = [
        (sentences(download.published / reading.path), visible(download.saved(item, "_instructions.html")))
        for item, reading in readings
    ]

    assert all(published for published, _ in texts)
    assert [one for published, saved in texts for one in published if one not in saved] == []


def test_references_are_saved_with_their_texts(download: Download):
    number = len(download.course.modules) + 1
    folder = download.folder / download.course.slug / f"{number:02}_Resources"

    saved = {path.parent.name.partition("_")[2]: visible(path) for path in folder.rglob("*.html")}

    published = {
        one.slug: sentences(download.published / one.content.path) for one in download.course.references
    }
    assert saved.keys() == published.keys()
    assert [one for slug, texts in published.items() for one in texts if one not in saved[slug]] == []


def test_pictures_are_saved_within_their_readings(download: Download):
    pages = [
        embedded(download.saved(item, "_instructions.html"))
        for item, reading in _readings(download)
        if ".png)" in reading.markdown
    ]

    shown = set().union(*pages)

    assert shown == _hashes(download, PNG) - _outside_of_items(download)


def test_files_to_take_away_are_the_published_ones(download: Download):
    saved = {sha256(path) for path in download.folder.rglob("*.pdf")}

    assert saved == _hashes(download, PDF)


def test_a_lectures_files_are_saved_beside_it(download: Download):
    attached = [(item, path) for item, lecture in _lectures(download) for path in lecture.attachments]

    saved = [sha256(download.saved(item, "_*.pdf")) for item, _ in attached]

    assert saved == [download.course.file_at[path].sha256 for _, path in attached]


def test_whatever_is_not_saved_is_an_assignment_that_the_log_names(download: Download):
    log = download.ran.log
    taken = {LECTURE, SUPPLEMENT, QUIZ, EXAM, *PROGRAMS}
    assignments = [item for item in download.course.items() if item.kind not in taken]

    named = set(re.findall(r"Unsupported typename .* \(lecture id \"(\w+)\"\)", log))
    failed = set(re.findall(r"Could not download peer assignment (\w+)", log))

    assert named | failed == {item.id for item in assignments}
    assert failed <= {item.id for item in assignments if item.kind == PHASED_PEER}
    assert "could not be downloaded" not in log
    assert "Skipping" not in log


def test_a_second_run_has_nothing_to_do(download: Download, client: Client, wish: Wish):
    before = _everything(download.folder)

    again = download_to(download.folder, client, wish)

    assert again.ran.status == 0, again.ran.log
    assert "Downloading: " not in again.ran.log
    assert _everything(download.folder) == before


def test_a_video_that_broke_off_is_resumed(client: Client, wish: Wish, tmp_path: Path):
    one_video = ("--formats", "mp4", "--lecture_filter", "^hello$", "--video-resolution", wish.resolution)
    arguments = (*one_video, "--path", str(tmp_path), wish.slug)
    client.run(wish.account, *arguments)
    (video,) = tmp_path.rglob("*.mp4")
    whole = video.read_bytes()
    video.write_bytes(whole[: len(whole) // 3])

    resumed = client.run(wish.account, *arguments, "--resume")

    assert "Resume downloading" in resumed.log
    assert video.read_bytes() == whole


def test_a_finished_download_can_be_resumed(download: Download, client: Client, wish: Wish):
    before = _everything(download.folder)

    arguments = ("--video-resolution", wish.resolution, "--path", str(download.folder), wish.slug)
    again = client.run(wish.account, "--resume", *arguments)

    assert again.status == 0, again.log
    assert again.log.count(".mp4 already downloaded") == len(_lectures(download))
    assert _everything(download.folder) == before


def test_a_wrong_password_is_refused_and_nothing_is_saved(demo_school: str, tmp_path: Path):
    client = coursera_dl(demo_school, tmp_path)
    email, _ = NEWCOMER

    ran = client.run((email, "wrong"), "writing-that-argues")

    assert "AuthenticationFailed: Cannot login" in ran.log
    assert ran.status != 0
    assert not (tmp_path / "writing-that-argues").exists()


def _lectures(download: Download) -> list[tuple[Item, Lecture]]:
    return [(item, item.content) for item in download.course.items() if isinstance(item.content, Lecture)]


def _readings(download: Download) -> list[tuple[Item, Reading]]:
    return [(item, item.content) for item in download.course.items() if isinstance(item.content, Reading)]


def _captions(download: Download) -> list[tuple[Item, str, Path]]:
    return [
        (item, caption.language, download.published / caption.path)
        for item, lecture in _lectures(download)
        for caption in lecture.captions
    ]


def _hashes(download: Download, media_type: str) -> set[str]:
    return {file.sha256 for file in download.course.files if file.media_type == media_type}


def _outside_of_items(download: Download) -> set[str]:
    course = download.course
    shown = [
        course.image,
        *(partner.logo for partner in course.partners),
        *(one.photo for one in course.instructors),
    ]
    return {course.file_at[path].sha256 for path in shown if path}


def _everything(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): sha256(path) for path in folder.rglob("*") if path.is_file()}


def test_it_finds_the_courses_of_a_specialization_in_their_order(client: Client, tmp_path: Path):
    only = ("--only-syllabus", "--download-delay", "0", "--path", tmp_path)

    ran = client.run(LEARNER, "--specialization", *only, "thinking-with-paper-and-machines")

    found = [slug for slug in re.findall(r"[a-z]+(?:-[a-z]+)+", ran.log) if slug in SPECIALIZATION]
    assert list(dict.fromkeys(found)) == SPECIALIZATION
    assert ran.status == 0, ran.log
