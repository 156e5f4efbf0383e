from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace

from carrel.courseware.course import Course
from carrel.courseware.faults import UnwritableCourse
from carrel.courseware.folder import read_folder, write_folder
from carrel.courseware.items import Reading
from tests.builders import a_course, a_file, a_folder, a_lecture, a_reading, bytes_at, content_of
from tests.courseware.folder.documents import courses


def tree(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(courses())
def test_what_is_written_reads_the_same(course: Course):
    with TemporaryDirectory() as place:
        write_folder(course, Path(place), content_of)

        assert read_folder(Path(place)).course == course


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(courses())
def test_writing_twice_gives_the_same_tree(course: Course):
    with TemporaryDirectory() as first, TemporaryDirectory() as second:
        write_folder(course, Path(first), content_of)

        write_folder(read_folder(Path(first)).course, Path(second), content_of)

        assert tree(Path(second)) == tree(Path(first))


def test_unknown_keys_files_and_kinds_survive(tmp_path):
    lab = "01-welcome/01-first-steps/03-try-it"
    given_folder = a_folder(
        tmp_path / "given",
        {
            "course.toml": 'slug = "x"\n[house]\ncolour = "green"\nsince = 2020-01-02\n',
            f"{lab}/item.toml": 'kind = "ungradedLab"\nattempts = 3\n',
            f"{lab}/questions.toml": "[[questions]]\n",
            "01-welcome/plan.txt": "",
        },
    )
    course = read_folder(given_folder).course

    write_folder(course, tmp_path / "written", lambda file: given_folder / file.path)

    assert read_folder(tmp_path / "written").course == course
    assert tree(tmp_path / "written").keys() >= {f"{lab}/questions.toml", "01-welcome/plan.txt"}


def test_a_folder_that_is_written_again_keeps_the_files_that_are_not_the_courses(tmp_path):
    (tmp_path / "LICENSE").write_text("CC BY")

    write_folder(a_course(), tmp_path, content_of)
    write_folder(a_course(name="Another name"), tmp_path, content_of)

    assert (tmp_path / "LICENSE").read_text() == "CC BY"
    assert read_folder(tmp_path).course.name == "Another name"


def test_bytes_that_are_not_the_files_are_refused(tmp_path):
    course = a_course(files=(replace(a_file("assets/a.png"), sha256="0" * 64),))

    with pytest.raises(UnwritableCourse, match=r"assets/a\.png"):
        write_folder(course, tmp_path, content_of)

    assert tree(tmp_path) == {}


@pytest.mark.parametrize("link", [True, False])
def test_a_path_as_source_gives_its_bytes(tmp_path, link):
    source = tmp_path / "source"
    source.write_bytes(bytes_at("assets/a.png"))
    course = a_course(a_reading(), files=(a_file("assets/a.png"),))

    write_folder(course, tmp_path / "course", lambda _: source, link=link)

    written = tmp_path / "course/assets/a.png"
    assert written.read_bytes() == source.read_bytes()
    assert written.samefile(source) == link


@pytest.mark.parametrize(
    "path",
    [
        "../outside.txt",
        "/etc/motd",
        "a//b",
        "",
        ".git/config",
        "learner/notes.md",
        "a/../../b",
        "x.part",
        "course.toml",
    ],
)
def test_no_document_is_written_out_of_its_folder(tmp_path, path):
    course = a_course(a_reading(), files=(a_file(path),))

    with pytest.raises(UnwritableCourse):
        write_folder(course, tmp_path / "course", content_of)

    assert tree(tmp_path) == {}


def test_nothing_is_written_through_a_symbolic_link(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    course = tmp_path / "course"
    course.mkdir()
    (course / "01-welcome").symlink_to(outside)

    with pytest.raises(UnwritableCourse, match="symbolic link"):
        write_folder(a_course(), course, content_of)

    assert tree(outside) == {}


@pytest.mark.parametrize(
    "course",
    [
        pytest.param(a_course(a_lecture("02-b"), a_lecture("01-a")), id="names out of order"),
        pytest.param(a_course(a_reading("hello.md")), id="a name without a number"),
        pytest.param(a_course(a_lecture("01-a.md")), id="a lecture in a single file"),
        pytest.param(
            a_course(a_reading(content=Reading(path="elsewhere.md"))), id="a text that stands elsewhere"
        ),
        pytest.param(a_course(a_reading(kind="peer")), id="content of another kind"),
        pytest.param(a_course(extra={"nothing": None}), id="a value that TOML does not have"),
    ],
)
def test_a_document_that_contradicts_itself_is_refused_before_anything_is_written(tmp_path, course):
    with pytest.raises(UnwritableCourse):
        write_folder(course, tmp_path / "course", content_of)

    assert tree(tmp_path) == {}
