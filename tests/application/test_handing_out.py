from pathlib import Path

import pytest

from carrel.application.handing_out import (
    file_behind_signature,
    find_download,
    find_file,
    find_text,
    find_video,
)
from carrel.application.handles import download_id, text_id, video_id
from carrel.application.school import School
from carrel.courseware.course import File
from carrel.domain.errors import ItemLocked, LearningError, NotEnrolled, NotSignedIn, UnknownFile
from carrel.domain.users import SchoolRole, User
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

OTHER_ID = "otherCourseOfTheSchool"
FILES: dict[str, str | bytes | None] = {
    "course.toml": f'id = "{COURSE_ID}"\nslug = "{SLUG}"\nname = "S"\nimage = "assets/course.png"\n',
    "assets/course.png": b"a picture",
    "assets/shared.pdf": b"for both",
    "assets/secret.pdf": b"for later",
    "assets/nowhere.pdf": b"for nobody",
    at("02-how-to-read.md"): a_reading_file("aaaa2", "[Shared](../../assets/shared.pdf)"),
    at("03-last.md"): a_reading_file(
        "aaaa3", "[Shared](../../assets/shared.pdf) [Secret](../../assets/secret.pdf)", lock="lesson"
    ),
}


@pytest.fixture
def learner(school: School, folder: Path) -> User:
    """Enrolled in a course whose locked third item shows two files; the second shows one of them too."""
    teach(school, folder, FILES)
    learner = join(school)
    enroll(school, learner)
    return learner


def file_at(school: School, path: str) -> File:
    return seen_by(school, None).edition.course.file_at[path]


def fetch(school: School, user: User | None, path: str) -> File:
    file_id = file_at(school, path).id
    return school.read(lambda visit: find_file(visit, file_id), user, NOW)[1]


def test_what_the_whole_course_shows_is_for_everybody(school: School, learner: User):
    picture = file_at(school, "assets/course.png")

    assert fetch(school, None, picture.path) == picture


@pytest.mark.parametrize(
    "path", ["assets/shared.pdf", at("01-hello/slides.pdf"), at("01-hello/video.720p.mp4")]
)
def test_what_an_open_item_shows_is_for_who_is_enrolled(school: School, learner: User, path: str):
    assert fetch(school, learner, path) == file_at(school, path)
    with pytest.raises(NotSignedIn):
        fetch(school, None, path)
    with pytest.raises(NotEnrolled):
        fetch(school, join(school, "other@example.org"), path)


def test_what_only_a_locked_item_shows_waits_until_it_opens(school: School, learner: User):
    with pytest.raises(ItemLocked, match="Last"):
        fetch(school, learner, "assets/secret.pdf")

    complete(school, learner, "aaaa1", "aaaa2")

    assert fetch(school, learner, "assets/secret.pdf") == file_at(school, "assets/secret.pdf")


def test_staff_may_have_every_file_that_an_item_shows(school: School, learner: User):
    teacher = join(school, "teacher@example.org", SchoolRole.TEACHER)

    assert fetch(school, teacher, "assets/secret.pdf")


def test_a_file_that_no_item_shows_is_nobodys(school: School, learner: User):
    teacher = join(school, "teacher@example.org", SchoolRole.TEACHER)

    with pytest.raises(UnknownFile):
        fetch(school, teacher, "assets/nowhere.pdf")


@pytest.mark.parametrize("file_id", ["", "made-up", "\0", "é" * 5000])
def test_an_id_that_was_never_given_out_leads_nowhere(school: School, learner: User, file_id: str):
    for find in (find_file, find_download, find_text, find_video, file_behind_signature):
        with pytest.raises(UnknownFile):
            school.read(lambda visit, find=find: find(visit, file_id), learner, NOW)  # type: ignore[misc]


def test_the_ids_of_one_sort_of_thing_are_unknown_to_another(school: School, learner: User):
    video = video_id(COURSE_ID, "aaaa1")

    assert school.read(lambda visit: find_video(visit, video).placed().item.id, learner, NOW) == "aaaa1"
    with pytest.raises(UnknownFile):
        school.read(lambda visit: find_file(visit, video), learner, NOW)


def test_a_text_and_a_download_are_found_by_ids_of_their_own(school: School, learner: User):
    slides = file_at(school, at("01-hello/slides.pdf"))

    text = school.read(lambda visit: find_text(visit, text_id(COURSE_ID, "aaaa2")), learner, NOW)
    _, found = school.read(
        lambda visit: find_download(visit, download_id(COURSE_ID, slides.id)), learner, NOW
    )

    assert (text.placed().item.id, found) == ("aaaa2", slides)


def test_the_text_of_a_locked_item_is_locked(school: School, learner: User):
    with pytest.raises(ItemLocked):
        school.read(lambda visit: find_text(visit, text_id(COURSE_ID, "aaaa3")), learner, NOW)


def test_a_file_of_an_edition_that_is_no_longer_taught_is_unknown(
    school: School, learner: User, folder: Path
):
    gone = file_at(school, "assets/secret.pdf").id
    teach(school, folder, {**FILES, at("03-last.md"): a_reading_file("aaaa3")})

    with pytest.raises(UnknownFile):
        school.read(lambda visit: find_file(visit, gone), learner, NOW)


class TestAFileThatTwoCoursesHave:
    """A mirrored file keeps its id, so two courses may carry the same one."""

    @pytest.fixture
    def shared_id(self, school: School, learner: User, tmp_path: Path) -> str:
        """The first course's secret, which the second shows in an open item."""
        shared = file_at(school, "assets/secret.pdf").id
        toml = (
            f'id = "{OTHER_ID}"\nslug = "other"\nname = "Other"\nimage = "assets/course.png"\n'
            f'[files."assets/secret.pdf"]\nid = "{shared}"\n'
        )
        files = {
            **FILES,
            "course.toml": toml,
            at("03-last.md"): a_reading_file("aaaa3", "[S](../../assets/secret.pdf)"),
        }
        publish_folder(school, a_folder(tmp_path / "other", files))
        return shared

    def ask(self, school: School, user: User | None, file_id: str) -> tuple[str, File]:
        found, file = school.read(lambda visit: find_file(visit, file_id), user, NOW)
        return found.classroom.edition.course.id, file

    def test_is_handed_out_where_it_is_open(self, school: School, learner: User, shared_id: str):
        enroll(school, learner, OTHER_ID)

        course_id, _ = self.ask(school, learner, shared_id)

        assert course_id == OTHER_ID

    def test_is_refused_for_the_lock_rather_than_for_a_course_one_does_not_take(
        self, school: School, learner: User, shared_id: str
    ):
        with pytest.raises(ItemLocked):
            self.ask(school, learner, shared_id)

    @pytest.mark.parametrize("email", [None, "other@example.org"])
    def test_stays_closed_to_who_takes_neither(
        self, school: School, learner: User, shared_id: str, email: str | None
    ):
        with pytest.raises(LearningError):
            self.ask(school, join(school, email) if email else None, shared_id)
