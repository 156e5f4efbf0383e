from collections import Counter

import pytest
from hypothesis import given, settings

from carrel.courseware.prose import cml_terms, normal, plain_text, read_markdown, words
from tests.courseware.prose.strategies import proses


@pytest.mark.parametrize(
    ("markdown", "count"),
    [
        ("", 0),
        ("One *two* thr**ee**.", 3),
        ("# One\n\n- two\n- three\n\n| four | five |\n|-|-|\n| six | `seven eight` |", 8),
        ("A mark[^1] and a note.\n\n[^1]: Two words.", 7),
        ("漢字 and kana かな", 6),
    ],
)
def test_words_are_what_there_is_to_read(markdown, count):
    assert words(read_markdown(markdown)) == count


def test_plain_text_is_a_line_for_each_block():
    prose = read_markdown("# A\n\nb[^1] $x$\n\n> - c\n\n| d | e |\n|-|-|\n\n[f](f.pdf)\n\n___\n\n[^1]: g")

    assert plain_text(prose) == "A\nb x\nc\nd\te\nf\n\ng"


@settings(max_examples=100)
@given(proses)
def test_the_terms_of_cml_lose_no_character(prose):
    said, kept = (Counter("".join(plain_text(p).split())) for p in (normal(prose), cml_terms(prose)))

    assert not said - kept
