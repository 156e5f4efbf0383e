"""Names on disk, for whatever a site calls its things."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from carrel.archiver.names import course_folder, distinct, distinct_slugs, file_name, folded, numbered
from carrel.courseware.folder.tree import is_unread
from carrel.courseware.ids import is_slug

RESERVED = {"con", "prn", "aux", "nul", "com1", "lpt9"}
NASTY = st.sampled_from(
    [
        "../",
        "..\\",
        "/etc/passwd",
        "CON",
        "nul.txt",
        "a\u202efdp.exe",
        "\ud800",
        "\0",
        ".",
        "..",
        " ",
        "~$x",
        "x.part",
    ]
)
TEXTS = st.text(max_size=400) | NASTY | st.builds(lambda a, b, c: a + b + c, st.text(), NASTY, st.text())


@given(TEXTS)
@example("a" * 300)
@example("é" * 300 + ".pdf")
@example("desktop.ini")
@example("Thumbs.db")
@example(".hidden")
@example("x.part")
@example("COM1 .txt")
@example("a.b/../../c")
def test_a_files_name_is_safe_on_every_system(text: str):
    name = file_name(text)

    assert name == unicodedata.normalize("NFC", name)
    assert not set(name) & set('<>:"/\\|?*')
    assert not {unicodedata.category(one) for one in name} & {"Cc", "Cf", "Cs"}
    assert name.strip(" .") == name != ""
    assert name.partition(".")[0].strip().lower() not in RESERVED
    assert len(name.encode()) <= 120
    assert not is_unread(name)


@given(TEXTS)
def test_a_safe_name_stays_as_it_is(text: str):
    assert file_name(file_name(text)) == file_name(text)


@given(
    st.lists(st.tuples(st.text(max_size=5), TEXTS.map(file_name)), unique_by=lambda pair: pair[0], max_size=8)
)
@example([("1", "A.pdf"), ("2", "a.PDF"), ("3", "Ａ.pdf")])
@example([("1", "e\u0301"), ("2", "\xe9")])
def test_no_system_takes_two_things_for_one(named: list[tuple[str, str]]):
    names = distinct(named)

    assert len({folded(name) for name in names}) == len(named)
    assert not any(is_unread(name) for name in names)


@given(st.lists(st.tuples(st.text(max_size=5), TEXTS, TEXTS), unique_by=lambda one: one[0], max_size=6))
@example([("1", "x" * 80, ""), ("2", "x" * 80, "")])
def test_siblings_have_slugs_of_their_own(parts: list[tuple[str, str, str]]):
    slugs = distinct_slugs(parts, "item")

    assert len(set(slugs)) == len(parts)
    assert all(is_slug(slug) for slug in slugs)


@given(TEXTS)
def test_a_course_has_one_folder_and_no_way_out_of_it(slug: str):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", course_folder(slug))
    assert course_folder(slug) not in RESERVED


@pytest.mark.parametrize(
    ("position", "count", "slug", "expected"),
    [
        (1, 3, "hello", "01-hello"),
        (7, 120, "hello", "007-hello"),
        (
            1,
            1,
            "a-slug-of-many-words-that-is-far-too-long-for-a-path",
            "01-a-slug-of-many-words-that-is-far-too",
        ),
    ],
)
def test_numbers_have_the_width_of_the_largest(position: int, count: int, slug: str, expected: str):
    assert numbered(position, count, slug) == expected
