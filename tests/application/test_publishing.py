import os
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pytest

from carrel.application import catalogue
from carrel.application.publishing import Loss, plan_publication, publish
from carrel.application.school import School, create_school
from carrel.courseware.course import Course
from carrel.courseware.faults import FaultyFolder
from carrel.courseware.folder import read_folder
from carrel.domain.enrollment import DAY
from carrel.domain.errors import SlugTaken, UnknownCourse
from carrel.store.errors import ContentMismatch, DiskFull
from carrel.store.media import MediaStore, Stored
from tests.application.deeds import (
    NOW,
    SLUG,
    a_reading_file,
    at,
    complete,
    enroll,
    join,
    publish_folder,
    seen_by,
    teach,
)
from tests.builders import COURSE_ID, a_folder
from tests.disks import files_at_most, pages_at_most

OTHER_ID = "otherCourseOfTheSchool"
PARTNER = '[[partners]]\nid = "7"\nname = "{name}"\n'


def course_toml(
    more: str = "", *, course_id: str = COURSE_ID, slug: str = SLUG
) -> dict[str, str | bytes | None]:
    head = f'id = "{course_id}"\nslug = "{slug}"\nname = "Study Well Online"\n'
    return {"course.toml": head + more}


def taught(school: School, slug: str = SLUG) -> Course:
    return seen_by(school, None, slug).edition.course


def item_ids(course: Course) -> list[str]:
    return [item.id for item in course.items()]


def media_of(school: School) -> list[Path]:
    return [path for path in (school.data / "media").rglob("*") if path.is_file()]


class FullStore(MediaStore):
    """A store on a disk that is full after so many files."""

    def __init__(self, folder: Path, room_for: int) -> None:
        super().__init__(folder)
        self._room_for = room_for

    def put(self, source: Path | BinaryIO, sha256: str) -> Stored:
        if not self._room_for:
            raise DiskFull("There is no space left.")
        self._room_for -= 1
        return super().put(source, sha256)


class ChangingStore(MediaStore):
    """A store during whose first copy something happens to the folder that is being published."""

    def __init__(self, folder: Path, happens: Callable[[], object]) -> None:
        super().__init__(folder)
        self._happens = happens

    def put(self, source: Path | BinaryIO, sha256: str) -> Stored:
        stored = super().put(source, sha256)
        self._happens()
        return stored


class TestAnEdition:
    def test_the_first_is_number_1_and_is_taught(self, school: School, folder: Path):
        published = teach(school, folder)

        assert published.edition == 1
        assert taught(school) == read_folder(folder).course

    def test_nothing_changed_does_nothing(self, school: School, folder: Path):
        teach(school, folder)
        before = media_of(school)

        again = publish_folder(school, folder)

        assert again is None
        assert seen_by(school, None).edition.id == 1
        assert media_of(school) == before

    def test_a_change_makes_the_next_one(self, school: School, folder: Path):
        teach(school, folder)

        published = teach(school, folder, {at("03-more.md"): a_reading_file("aaaa3")})

        assert published.edition == 2
        assert item_ids(taught(school))[-1] == "aaaa3"

    def test_what_was_taught_before_can_be_taught_again(self, school: School, folder: Path):
        teach(school, folder)
        teach(school, folder, {at("03-more.md"): a_reading_file("aaaa3")})
        (folder / at("03-more.md")).unlink()

        published = publish_folder(school, folder)

        assert published is not None
        assert published.edition == 3
        assert "aaaa3" not in item_ids(taught(school))

    def test_the_same_folder_published_by_two_at_once_is_one_edition(self, school: School, folder: Path):
        a_folder(folder)
        both_planned = threading.Barrier(2, timeout=20)
        numbers: list[int] = []

        def publish_it() -> None:
            planned = plan_publication(school, folder, NOW)
            both_planned.wait()
            published = publish(school, planned, NOW)
            numbers.append(published.edition if published else 0)

        threads = [threading.Thread(target=publish_it) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert set(numbers) <= {0, 1}
        assert plan_publication(school, folder, NOW).is_new is False

    def test_a_new_one_is_seen_by_who_is_enrolled_as_something_new(self, school: School, folder: Path):
        teach(school, folder)
        learner = join(school)
        enroll(school, learner)
        before = seen_by(school, learner).membership

        teach(school, folder, {at("03-more.md"): a_reading_file("aaaa3")})

        after = seen_by(school, learner).membership
        assert before
        assert after
        assert after.version > before.version


class TestProgress:
    def test_is_kept_on_every_item_that_stays(self, school: School, folder: Path):
        teach(school, folder)
        learner = join(school)
        enroll(school, learner)
        complete(school, learner, "aaaa1")

        teach(school, folder, {at("00-before.md"): a_reading_file("aaaa0")})

        assert seen_by(school, learner).done == {"aaaa1"}

    def test_comes_back_with_its_item(self, school: School, folder: Path):
        teach(school, folder, {at("03-more.md"): a_reading_file("aaaa3")})
        learner = join(school)
        enroll(school, learner)
        complete(school, learner, "aaaa3")
        teach(school, folder, {at("03-more.md"): None, at("04-other.md"): a_reading_file("aaaa4")})
        (folder / at("03-more.md")).unlink()
        publish_folder(school, folder)
        assert seen_by(school, learner).progress.items == {}

        teach(school, folder, {at("03-more.md"): a_reading_file("aaaa3")})

        assert seen_by(school, learner).progress.items.keys() == {"aaaa3"}

    def test_that_would_go_out_of_sight_is_told_before_the_switch(self, school: School, folder: Path):
        teach(
            school,
            folder,
            {at("03-more.md"): a_reading_file("aaaa3"), at("04-less.md"): a_reading_file("aaaa4")},
        )
        for email in ("one@example.org", "two@example.org"):
            learner = join(school, email)
            enroll(school, learner)
            complete(school, learner, "aaaa3", "aaaa1")
        (folder / at("03-more.md")).unlink()
        (folder / at("04-less.md")).unlink()

        planned = plan_publication(school, folder, NOW)

        assert planned.losses == (Loss("aaaa3", "More", 2),)
        assert "aaaa3" in item_ids(taught(school))

    def test_nobody_has_made_is_not_lost(self, school: School, folder: Path):
        teach(school, folder, {at("03-more.md"): a_reading_file("aaaa3")})
        (folder / at("03-more.md")).unlink()

        assert plan_publication(school, folder, NOW).losses == ()


class TestARefusal:
    def test_of_a_slug_that_is_taken_names_whose_it_is(self, school: School, folder: Path, tmp_path: Path):
        teach(school, folder)
        other = a_folder(tmp_path / "other", course_toml(course_id=OTHER_ID))

        with pytest.raises(SlugTaken, match=r"study-well-online.*“Study Well Online”"):
            publish_folder(school, other)

        assert taught(school).id == COURSE_ID

    def test_for_faults_names_them_all_and_leaves_all_as_it_was(self, school: School, folder: Path):
        teach(school, folder)
        before = media_of(school)
        a_folder(
            folder,
            {
                at("03-more.md"): a_reading_file("aaaa1"),
                at("04-worse.md"): "+++\nid = \n+++\n",
                "course.toml": 'id = "short"\n',
            },
        )

        with pytest.raises(FaultyFolder) as refusal:
            publish_folder(school, folder)

        assert len({fault.path for fault in refusal.value.faults}) >= 2
        assert item_ids(taught(school)) == ["aaaa1", taught(school).modules[0].lessons[0].items[1].id]
        assert media_of(school) == before

    def test_of_a_folder_that_is_not_there_says_so(self, school: School, folder: Path):
        with pytest.raises(FaultyFolder, match="study-well-online"):
            publish_folder(school, folder)

    def test_for_a_file_that_changed_meanwhile_leaves_the_old_edition_taught(
        self, school: School, folder: Path
    ):
        teach(school, folder)
        a_folder(folder, {at("01-hello/slides.pdf"): b"new slides"})
        planned = plan_publication(school, folder, NOW)
        (folder / at("01-hello/slides.pdf")).write_bytes(b"newer slides")

        with pytest.raises(ContentMismatch, match=r"slides\.pdf"):
            publish(school, planned, NOW)

        assert seen_by(school, None).edition.id == 1

    def test_for_a_file_that_went_meanwhile_leaves_the_old_edition_taught(self, school: School, folder: Path):
        teach(school, folder)
        a_folder(folder, {at("01-hello/slides.pdf"): b"new slides", at("01-hello/more.pdf"): b"more"})
        slides = folder / at("01-hello/slides.pdf")
        media = ChangingStore(school.data / "media", lambda: slides.unlink(missing_ok=True))

        with pytest.raises(ContentMismatch, match=r"slides\.pdf"):
            publish_folder(replace(school, media=media), folder)

        assert seen_by(school, None).edition.id == 1

    def test_of_the_first_edition_leaves_no_course(self, school: School, folder: Path):
        a_folder(folder)
        full = replace(school, media=FullStore(school.data / "media", room_for=1))

        with pytest.raises(DiskFull):
            publish_folder(full, folder)

        with pytest.raises(UnknownCourse):
            taught(school)

    @pytest.mark.parametrize("room_for", [0, 1, 2])
    def test_for_a_full_disk_leaves_the_old_edition_and_works_when_there_is_space(
        self, school: School, folder: Path, room_for: int
    ):
        teach(school, folder)
        a_folder(folder, {at("01-hello/slides.pdf"): b"new", at("01-hello/captions.fr.vtt"): b""})
        full = replace(school, media=FullStore(school.data / "media", room_for))

        with pytest.raises(DiskFull):
            publish_folder(full, folder)
        assert seen_by(school, None).edition.id == 1

        published = publish_folder(school, folder)
        assert published is not None
        assert published.edition == 2

    def test_by_the_system_for_want_of_space_is_told_as_a_full_disk(self, school: School, folder: Path):
        teach(school, folder)
        a_folder(folder, {at("01-hello/slides.pdf"): bytes(50_000)})

        with files_at_most(40_000), pytest.raises(DiskFull):
            publish_folder(school, folder)

        assert seen_by(school, None).edition.id == 1
        published = publish_folder(school, folder)
        assert published is not None
        assert published.stored == 1

    def test_for_a_disk_that_fills_up_at_the_switch_leaves_the_old_edition_taught(
        self, tmp_path: Path, folder: Path
    ):
        school = create_school(tmp_path / "on-sqlite", None, "")
        teach(school, folder)
        a_folder(folder, {at("03-long.md"): a_reading_file("aaaa3", "A word. " * 20_000)})
        planned = plan_publication(school, folder, NOW)

        with pages_at_most(school.database, 1), pytest.raises(DiskFull):
            publish(school, planned, NOW)

        assert seen_by(school, None).edition.id == 1
        assert publish(school, planned, NOW)
        assert seen_by(school, None).edition.id == 2
        school.close()


class TestMedia:
    def test_are_kept_once_however_often_a_course_has_them(self, school: School, folder: Path):
        published = teach(
            school, folder, {at("01-hello/again.pdf"): b"same", at("01-hello/same.pdf"): b"same"}
        )

        assert published.stored == len(media_of(school)) == 4

    def test_are_kept_once_however_many_courses_have_them(self, school: School, folder: Path, tmp_path: Path):
        teach(school, folder)
        before = media_of(school)
        other = a_folder(tmp_path / "other", course_toml(course_id=OTHER_ID, slug="other"))

        published = publish_folder(school, other)

        assert published is not None
        assert published.stored == 0
        assert media_of(school) == before

    def test_that_the_school_lost_come_back_when_the_same_is_published_again(
        self, school: School, folder: Path
    ):
        teach(school, folder)
        lost = school.media.path_of(taught(school).files[0].sha256)
        lost.unlink()

        published = publish_folder(school, folder)

        assert published is not None
        assert (published.edition, published.stored) == (1, 1)
        assert lost.exists()

    def test_that_no_edition_names_are_removed_by_a_publication_a_day_later(
        self, school: School, folder: Path
    ):
        teach(school, folder)
        left_behind = self.left_by_a_publication_that_failed(school, folder, age=2 * DAY)

        teach(school, folder, {at("01-hello/slides.pdf"): b"the right ones"})

        assert not left_behind.exists()
        assert school.media.missing(file.sha256 for file in taught(school).files) == set()

    def test_that_were_stored_today_may_belong_to_what_is_being_published(self, school: School, folder: Path):
        teach(school, folder)
        left_behind = self.left_by_a_publication_that_failed(school, folder, age=DAY // 2)

        teach(school, folder, {at("01-hello/slides.pdf"): b"the right ones"})

        assert left_behind.exists()

    def test_of_editions_that_are_no_longer_taught_stay(self, school: School, folder: Path):
        teach(school, folder)
        old = {school.media.path_of(file.sha256) for file in taught(school).files}
        for path in old:
            os.utime(path, ns=(0, 0))

        teach(school, folder, {at("01-hello/slides.pdf"): b"new"})

        assert all(path.exists() for path in old)

    def left_by_a_publication_that_failed(self, school: School, folder: Path, age: int) -> Path:
        a_folder(folder, {at("01-hello/slides.pdf"): b"wrong", "assets/z.pdf": b"no room for me"})
        planned = plan_publication(school, folder, NOW)
        wrong = school.media.path_of(planned.course.file_at[at("01-hello/slides.pdf")].sha256)
        (folder / "assets/z.pdf").write_bytes(b"changed")
        with pytest.raises(ContentMismatch):
            publish(school, planned, NOW)
        os.utime(wrong, ns=((NOW - age) * 1_000_000,) * 2)
        return wrong


class TestPeople:
    def names(self, school: School) -> list[str]:
        kept = school.read(catalogue.partners, None, NOW)
        return [one.partner.name for one in kept]

    def test_are_described_by_the_newest_course_that_names_them(
        self, school: School, folder: Path, tmp_path: Path
    ):
        teach(school, folder, course_toml(PARTNER.format(name="The Open Desk")))
        other = course_toml(PARTNER.format(name="The Wide Open Desk"), course_id=OTHER_ID, slug="other")

        publish_folder(school, a_folder(tmp_path / "other", other))

        assert self.names(school) == ["The Wide Open Desk"]

    def test_are_described_by_the_others_when_a_course_lets_them_go(
        self, school: School, folder: Path, tmp_path: Path
    ):
        teach(school, folder, course_toml(PARTNER.format(name="The Open Desk")))
        other = course_toml(PARTNER.format(name="The Wide Open Desk"), course_id=OTHER_ID, slug="other")
        publish_folder(school, a_folder(tmp_path / "other", other))

        publish_folder(school, a_folder(tmp_path / "other", course_toml(course_id=OTHER_ID, slug="other")))

        assert self.names(school) == ["The Open Desk"]

    def test_whom_no_course_names_are_gone(self, school: School, folder: Path):
        teach(school, folder, course_toml(PARTNER.format(name="The Open Desk")))

        teach(school, folder, course_toml())

        assert self.names(school) == []


def test_a_course_may_take_another_slug_and_leaves_the_old_one_free(
    school: School, folder: Path, tmp_path: Path
):
    teach(school, folder)

    teach(school, folder, course_toml(slug="study-better"))

    assert taught(school, "study-better").id == COURSE_ID
    publish_folder(school, a_folder(tmp_path / "other", course_toml(course_id=OTHER_ID)))
    assert taught(school).id == OTHER_ID


def test_a_course_that_writes_a_nul_in_its_name_is_kept(school: School, folder: Path):
    published = teach(
        school, folder, {"course.toml": f'id = "{COURSE_ID}"\nslug = "{SLUG}"\nname = "a\\u0000b"\n'}
    )

    assert published.edition == 1
