import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from carrel.application.school import open_school
from tests.application.deeds import a_reading_file, at, complete, enroll, join, seen_by
from tests.builders import a_folder
from tests.cli.hands import Running, carrel

FAULTS: dict[str, str | bytes | None] = {
    "course.toml": 'name = "S"\nlanguage = "klingon!"\nlevel = "WIZARD"\nimage = "assets/none.png"\n',
    at("03-twice.md"): a_reading_file("aaaa1"),
    at("04-unclosed.md"): "+++\nname = \n+++\n",
    at("05-time.md"): a_reading_file("aaaa5", time="soon"),
    at("06-link.md"): a_reading_file("aaaa6", "[Gone](gone.pdf)"),
    at("07-lecture/item.toml"): 'kind = "lecture"\n',
    at("07-lecture/video.720p.mp4"): b"not a video",
    at("08-weight.md"): a_reading_file("aaaa8", weight=-5),
    at("09-lock.md"): a_reading_file("aaaa9", lock="moonphase"),
    "02 no hyphen/x.md": "x\n",
}


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return a_folder(tmp_path / "study-well-online")


def test_a_course_is_published_and_says_where_it_is(data: Path, course: Path):
    result = carrel("publish", course, "--data", data)

    assert result.exit_code == 0
    assert "edition 1, 2 items, 3 new files" in result.stdout
    assert "/learn/study-well-online" in result.stdout


def test_nothing_changed_does_nothing(data: Path, course: Path):
    carrel("publish", course, "--data", data)

    result = carrel("publish", course, "--data", data)

    assert result.exit_code == 0
    assert "nothing was done" in result.stdout


def test_every_fault_is_told_at_once_with_its_place_and_a_remedy(data: Path, course: Path):
    a_folder(course, FAULTS)

    result = carrel("publish", course, "--data", data)

    assert result.exit_code == 1
    lines = result.stderr.removeprefix("Error: ").splitlines()
    assert len(lines) >= 10
    for line in lines:
        place, _, words = line.partition(": ")
        assert (course / place.partition(":")[0]).exists() or "none.png" in line
        assert words.count(".") >= 2, line
    assert "Traceback" not in result.output


def test_ids_are_recorded_when_asked_for(data: Path, course: Path):
    before = (course / at("02-how-to-read.md")).read_text()

    result = carrel("publish", course, "--write-ids", "--data", data)

    assert result.exit_code == 0
    assert at("02-how-to-read.md") in result.stdout
    assert "id = " not in before
    assert "id = " in (course / at("02-how-to-read.md")).read_text()
    assert "nothing was done" in carrel("publish", course, "--data", data).stdout


def test_a_folder_that_is_not_there_is_told(data: Path, tmp_path: Path):
    for more in ([], ["--write-ids"]):
        result = carrel("publish", tmp_path / "nowhere", "--data", data, *more)

        assert result.exit_code == 1
        assert "nowhere" in result.stderr


def test_what_is_allowed_and_hardly_meant_is_noted(data: Path, course: Path):
    a_folder(course, {at("03-slips.md"): a_reading_file("aaaa3", kind="reading", wieght=3)})

    result = carrel("publish", course, "--data", data)

    assert result.exit_code == 0
    notes = result.stderr.splitlines()
    assert len(notes) == 2
    assert f"{at('03-slips.md')}:3" in notes[0]
    assert "a reading is a supplement" in notes[0]
    assert "`wieght` means nothing here. Did you mean `weight`?" in notes[1]


def test_a_key_of_somebody_elses_is_not_noted(data: Path, course: Path):
    a_folder(course, {at("03-more.md"): a_reading_file("aaaa3", reviewed_by_whom=3)})

    assert carrel("publish", course, "--data", data).stderr == ""


def test_a_course_that_moves_to_another_address_says_so(data: Path, course: Path):
    carrel("publish", course, "--write-ids", "--data", data)
    copy = Path(shutil.copytree(course, course.parent / "another-course"))
    manifest = (copy / "course.toml").read_text()
    (copy / "course.toml").write_text(manifest.replace("study-well-online", "another-course"))

    result = carrel("publish", copy, "--data", data)

    assert "It is at /learn/another-course." in result.stdout
    assert "Until now it was at /learn/study-well-online." in result.stdout


class TestLosses:
    @pytest.fixture
    def course(self, course: Path, data: Path) -> Path:
        """A course without an item that a learner has completed in its current edition."""
        a_folder(course, {at("03-more.md"): a_reading_file("aaaa3")})
        carrel("publish", course, "--data", data)
        school = open_school(data)
        learner = join(school)
        enroll(school, learner)
        complete(school, learner, "aaaa3")
        school.close()
        (course / at("03-more.md")).unlink()
        return course

    def editions(self, data: Path) -> int:
        school = open_school(data)
        edition = seen_by(school, None).edition.id
        school.close()
        return edition

    def test_are_told_and_asked_about(self, data: Path, course: Path):
        result = carrel("publish", course, "--data", data, stdin="n\n")

        assert result.exit_code == 1
        assert "aaaa3  “More”, 1 learner\n" in result.stderr
        assert self.editions(data) == 1

    def test_are_not_taken_without_an_answer(self, data: Path, course: Path):
        assert carrel("publish", course, "--data", data).exit_code == 1
        assert self.editions(data) == 1

    @pytest.mark.parametrize(("arguments", "answer"), [((), "y\n"), (("--yes",), "")])
    def test_are_taken_when_accepted(self, data: Path, course: Path, arguments: tuple[str, ...], answer: str):
        result = carrel("publish", course, "--data", data, *arguments, stdin=answer)

        assert result.exit_code == 0
        assert self.editions(data) == 2


class TestARunningSchool:
    def test_teaches_what_is_published_at_once(
        self, running: Running, course: Path, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.chdir(course.parent)

        result = carrel("publish", course.name, "--data", running.data)

        assert result.exit_code == 0
        assert running.ask("/api/courses.v1?q=slug&slug=study-well-online").status == 200

    def test_tells_every_fault(self, running: Running, course: Path):
        a_folder(course, FAULTS)

        result = carrel("publish", course, "--data", running.data)

        assert result.exit_code == 1
        assert len(result.stderr.splitlines()) >= 10

    def test_asks_about_losses(self, data: Path, course: Path, serve: Callable[[Path], Running]):
        a_folder(course, {at("03-more.md"): a_reading_file("aaaa3")})
        carrel("publish", course, "--data", data)
        school = open_school(data)
        complete(school, join(school), "aaaa3")
        school.close()
        (course / at("03-more.md")).unlink()
        serve(data)

        result = carrel("publish", course, "--data", data, stdin="y\n")

        assert result.exit_code == 0
        assert "“More”, 1 learner" in result.stderr
        assert "edition 2" in result.stdout
