import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.courseware.links import relative_links


@pytest.mark.parametrize(
    ("markdown", "links"),
    [
        ("[a](b.pdf)", [("b.pdf", 1)]),
        ("text\n\n![a](../b%20c.png#x) and\n[d](e.pdf?f=1)", [("../b c.png", 3), ("e.pdf", 4)]),
        ("[![a](b.png)](c.html)", [("c.html", 1), ("b.png", 1)]),
        ("[a]\n\n[a]: b.pdf", [("b.pdf", 1)]),
        ("| [a](b.pdf) |\n|---|\n| ![c](d.png) |", [("b.pdf", 1), ("d.png", 3)]),
        ("- one\n- two [a](b.pdf)", [("b.pdf", 2)]),
        ("note[^1]\n\n[^1]: word", []),
        ("`[a](b)` $[a](b)$", []),
        ("    [a](b)", []),
        (
            "[a](https://example.org) [a](//example.org/b) [a](/b) [a](#b) <mailto:a@example.org> [a](http://[::)",
            [],
        ),
    ],
)
def test_relative_links_are_found_with_their_lines(markdown, links):
    assert relative_links(markdown) == links


@given(st.text(st.sampled_from("[]()!ab:/#%\n `$^|<>\\.")))
def test_any_markdown_is_read(markdown):
    assert all(path and line >= 1 for path, line in relative_links(markdown))
