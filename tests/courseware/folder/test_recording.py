from pathlib import Path

import pytest

from carrel.courseware.faults import FaultyFolder
from carrel.courseware.folder import read_folder, write_ids
from tests.builders import FOLDER, a_folder

TEXT = f"{FOLDER}/02-how-to-read.md"
COURSE = """\
# A course of the open desk.

# What it is called
name = "Study Well Online"   # for now
slug = "study-well-online"

# Who gives it
[[partners]]
name = "The Open Desk" # a friend

# Who teaches
[[instructors]]
full_name = "A Teacher"

[[instructors]]
full_name = "Another Teacher"
"""


def is_within(lines: list[str], others: list[str]) -> bool:
    """Whether all of `lines` are among `others`, in the same order."""
    rest = iter(others)
    return all(line in rest for line in lines)


def recorded(folder: Path) -> dict[str, str]:
    written = write_ids(read_folder(folder))
    return {path: (folder / path).read_bytes().decode() for path in written}


def test_recorded_ids_are_those_that_were_derived(tmp_path):
    folder = a_folder(tmp_path, {"course.toml": COURSE, f"{FOLDER}/01-hello/item.toml": None})
    before = read_folder(folder)

    paths = write_ids(before)

    after = read_folder(folder)
    assert after.course == before.course
    assert before.derived
    assert after.derived == ()
    assert set(paths) == {derived.path for derived in before.derived}


def test_every_line_and_comment_of_the_teacher_stays(tmp_path):
    texts = recorded(a_folder(tmp_path, {"course.toml": COURSE}))

    written = texts["course.toml"].splitlines()
    assert is_within(COURSE.splitlines(), written)
    assert len(written) == len(COURSE.splitlines()) + 4
    assert written[2].startswith("id = ")
    assert written[written.index("[[partners]]") + 1].startswith("id = ")


def test_ids_survive_that_everything_is_renumbered_and_renamed(tmp_path):
    folder = a_folder(tmp_path)
    write_ids(read_folder(folder))
    before = [item.id for item in read_folder(folder).course.items()]

    (folder / TEXT).rename(folder / FOLDER / "30-another-name.md")

    assert [item.id for item in read_folder(folder).course.items()] == before


def test_a_text_without_front_matter_gets_one(tmp_path):
    texts = recorded(a_folder(tmp_path))

    lines = texts[TEXT].split("\n")
    assert (lines[0], lines[2:]) == ("+++", ["+++", "", "Read *slowly*.", ""])


def test_front_matter_is_extended_and_line_ends_and_mark_stay(tmp_path):
    text = '\ufeff+++\r\n# mine\r\nname = "Read"\r\n+++\r\nText.\r\n'

    texts = recorded(a_folder(tmp_path, {TEXT: text}))

    head, _, rest = texts[TEXT].partition('id = "')
    assert head + rest.partition("\r\n")[2] == text
    assert "\n" not in texts[TEXT].replace("\r\n", "")


@pytest.mark.parametrize(
    "text",
    [
        'slug = "x"\npartners = [{ name = "A" }, { name = "B" }]  # two\n',
        'description = """\n[[partners]]\n"""\n[["partners"]]\nname = "A"\n[[partners]]\nname = "B"\n',
        '[[partners]]\nname = "A"\n[[partners]]\nname = "B"\n[grading]\n',
        '[[partners]]\r\nname = "A"\r\n[[partners]]\r\nname = "B"',
    ],
)
def test_unusual_forms_get_their_ids_too(tmp_path, text):
    folder = a_folder(tmp_path / "course", {"course.toml": text})
    before = read_folder(folder).course

    write_ids(read_folder(folder))

    assert read_folder(folder).course == before
    assert read_folder(folder).derived == ()


def test_an_id_that_was_written_meanwhile_stays(tmp_path):
    folder = a_folder(tmp_path)
    read = read_folder(folder)
    (folder / TEXT).write_text('+++\nid = "mine1"\n+++\n')

    write_ids(read)

    assert (folder / TEXT).read_text() == '+++\nid = "mine1"\n+++\n'


def test_nothing_is_written_when_a_file_has_become_unreadable(tmp_path):
    folder = a_folder(tmp_path)
    read = read_folder(folder)
    (folder / TEXT).write_text("+++\nname = \n+++\n")

    with pytest.raises(FaultyFolder, match="02-how-to-read"):
        write_ids(read)

    assert not (folder / "01-welcome/module.toml").exists()
