import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.courseware.folder.front_matter import (
    FrontMatter,
    UnterminatedFrontMatter,
    join_front_matter,
    split_front_matter,
)


@given(st.text(st.characters(codec="utf-8")))
def test_what_is_joined_splits_the_same(markdown):
    parts = split_front_matter(join_front_matter('name = "x"\n', markdown))

    assert parts == FrontMatter('name = "x"\n', markdown, 5)


@pytest.mark.parametrize("text", ["", "Text.\n", "++++\n", " +++\nx\n+++\n", "a\n+++\n"])
def test_a_text_without_front_matter_is_all_markdown(text):
    assert split_front_matter(text) == FrontMatter("", text, 1)


def test_the_markdown_begins_after_one_blank_line_at_most():
    assert split_front_matter("+++\nx = 1\n+++\nText.") == FrontMatter("x = 1\n", "Text.", 4)
    assert split_front_matter("+++\r\nx = 1\r\n+++ \r\n\r\n\r\nText.") == FrontMatter(
        "x = 1\r\n", "\r\nText.", 5
    )


@pytest.mark.parametrize("text", ["+++", "+++\n", "+++\nname = 1\n\nText.\n"])
def test_front_matter_must_end(text):
    with pytest.raises(UnterminatedFrontMatter):
        split_front_matter(text)
