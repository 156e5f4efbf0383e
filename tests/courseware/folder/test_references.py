"""Texts beside the items: the folder `references`."""

import pytest

from carrel.courseware.faults import FaultyFolder
from carrel.courseware.folder import read_folder, write_folder, write_ids
from tests.builders import a_folder

TWO: dict[str, str | bytes | None] = {
    "references/02-the-end.md": "That is all.\n",
    "references/1-glossary.md": (
        '+++\nid = "glos1"\nname = "Words"\nauthor = "A"\n+++\n\n[A plan](plan.pdf)\n'
    ),
    "references/plan.pdf": b"",
    "references/unseen.pdf": b"",
    "references/notes.md": "No number, no reference.\n",
}


def test_references_stand_in_the_order_of_their_numbers(tmp_path):
    references = read_folder(a_folder(tmp_path, TWO)).course.references

    assert [(one.slug, one.name) for one in references] == [("glossary", "Words"), ("the-end", "The end")]
    assert references[0].id == "glos1"
    assert references[0].content.markdown == "[A plan](plan.pdf)\n"
    assert references[0].extra == {"author": "A"}


def test_a_file_that_a_reference_links_to_is_served_and_no_other(tmp_path):
    course = read_folder(a_folder(tmp_path, TWO)).course

    assert course.file_at["references/plan.pdf"].served
    assert not course.file_at["references/unseen.pdf"].served
    assert not course.file_at["references/notes.md"].served


def test_references_are_written_back_as_they_were_read(tmp_path):
    read = read_folder(a_folder(tmp_path / "one", TWO))

    write_folder(read.course, tmp_path / "two", lambda file: read.root / file.path)

    assert read_folder(tmp_path / "two").course == read.course


def test_the_id_of_a_reference_follows_from_its_slug_and_can_be_recorded(tmp_path):
    folder = a_folder(tmp_path, TWO)
    derived = read_folder(folder).course.references[1].id

    assert "references/02-the-end.md" in write_ids(read_folder(folder))

    (folder / "references/02-the-end.md").rename(folder / "references/03-closing.md")
    assert read_folder(folder).course.references[1].id == derived


@pytest.mark.parametrize(
    ("path", "text", "problem"),
    [
        ("references/03-more/reading.md", "More.", "A reference cannot be a folder."),
        ("references/03 more.md", "More.", "There is no hyphen after its number."),
        (
            "references/03-glossary.md",
            "More.",
            "It has the slug 'glossary', and so has '1-glossary.md' beside it.",
        ),
        ("references/03-!.md", "More.", "Its name gives no slug."),
        ("references/item.toml", "", "A item.toml has no place in this folder."),
        ("references/03-more.md", '+++\nid = "glos1"\n+++\n', "The id 'glos1' is also the id of"),
        (
            "references/03-more.md",
            "[gone](gone.pdf)",
            "'gone.pdf' leads to nothing that the course can show.",
        ),
        ("references/03-more.md", '+++\nslug = "No Slug"\n+++\n', "`slug`: 'No Slug' is not a slug."),
    ],
)
def test_a_faulty_reference_is_told_with_its_place(tmp_path, path, text, problem):
    with pytest.raises(FaultyFolder) as caught:
        read_folder(a_folder(tmp_path, {**TWO, path: text}))

    (fault,) = caught.value.faults
    assert fault.problem.startswith(problem)
    assert fault.path.startswith("references/")
    assert fault.remedy
