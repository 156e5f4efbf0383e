"""Texts on their way into the library."""

from dataclasses import replace

import pytest

from carrel.archiver.texts import Surroundings, assets_in, markdown_of, with_links_settled
from carrel.courseware.prose import Files, cml_terms, read_markdown, write_cml, write_html

PAGE = "https://school.example.org/learn/a-course/"
AROUND = Surroundings(
    files={"aWTK9s": "assets/page.pdf"},
    places={"01-a/01-b/02-next.md", "01-a/01-b/04-talk"},
    page=PAGE,
)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("02-next.md", "02-next.md"),
        ("02-next.md#end", "02-next.md#end"),
        ("04-talk.md#end", "04-talk"),
        ("03-gone.md", "https://school.example.org/learn/a-course/03-gone.md"),
        ("../../../etc/passwd", "https://school.example.org/etc/passwd"),
        ("/learn/other", "/learn/other"),
        ("https://example.org/", "https://example.org/"),
        ("mailto:teacher@example.org", "mailto:teacher@example.org"),
    ],
)
def test_a_link_leads_to_a_place_of_the_course_or_to_the_site(address: str, expected: str):
    cml = f'<co-content><text><a href="{address}">There</a></text></co-content>'

    assert markdown_of(cml, "01-a/01-b/01-here.md", AROUND).strip() == f"[There]({expected})"


def test_files_are_found_and_named_by_their_path_or_by_their_id():
    cml = (
        '<co-content><asset id="aWTK9s" name="Page" extension="pdf" assetType="pdf"/>'
        '<img assetId="gone1" alt="Gone"/></co-content>'
    )

    markdown = markdown_of(cml, "01-a/01-b/01-here.md", AROUND)

    assert assets_in(cml) == ["aWTK9s", "gone1"]
    assert "(../../assets/page.pdf)" in markdown
    assert "(asset:gone1" in markdown


def test_a_file_that_a_text_only_links_to_is_found_too():
    address = "/learn/a-course/file/QaMpf0ZuEeW4kAo0dH3nVQ/page.pdf"
    cml = f'<co-content><text>See <a href="{address}">the page</a>.</text></co-content>'
    around = replace(AROUND, files={"QaMpf0ZuEeW4kAo0dH3nVQ": "assets/page.pdf"})

    assert assets_in(cml) == ["QaMpf0ZuEeW4kAo0dH3nVQ"]
    assert markdown_of(cml, "01-a/01-here.md", around) == "See [the page](../assets/page.pdf).\n"


WHOLE = """\
## Part

Print `x` with ![a pen](asset:pEnPeNpEnPeNpEnPeNpEnA).[^1]

> A word.

[^1]: A note.
"""
CML = write_cml(cml_terms(read_markdown(WHOLE)))
HTML = write_html(
    read_markdown(WHOLE), Files(url_of=lambda _: "/learn/a/file/pEnPeNpEnPeNpEnPeNpEnA/pen.png")
)


def test_what_cml_cannot_say_is_taken_from_what_the_site_shows():
    assert markdown_of(CML, "a.md", replace(AROUND, html={CML: HTML})) == WHOLE


@pytest.mark.parametrize("html", ["", "<p>Print x.</p>", HTML.replace("Print", "Draw"), "<"])
def test_html_that_says_something_else_is_not_believed(html: str):
    plain = markdown_of(CML, "a.md", AROUND)

    assert "`" not in plain
    assert markdown_of(CML, "a.md", replace(AROUND, html={CML: html})) == plain


def test_what_is_no_cml_has_no_words_and_no_files():
    assert (markdown_of("<asset", "a.md", AROUND), assets_in("<asset")) == ("", [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Next](01-b/02-next.md)", "[Next](01-b/02-next.md)"),
        ("[Gone](gone.md), [x](#y)", "[Gone](https://school.example.org/learn/a-course/gone.md), [x](#y)"),
        ('![Pen](pen.png "A pen")', '![Pen](https://school.example.org/learn/a-course/pen.png "A pen")'),
        (
            "[Out](https://example.org) [in](/learn/other) f(x) [y]",
            "[Out](https://example.org) [in](/learn/other) f(x) [y]",
        ),
        ("[Next][1]\n\n[1]: 01-b/02-next.md", "[Next][1]\n\n[1]: 01-b/02-next.md"),
        (
            "[Gone][1], ![Pen][a pen]\n\n[1]: gone.md\n[a pen]:\n   <my pen.png> 'A pen'\n",
            f"[Gone][1], ![Pen][a pen]\n\n[1]: {PAGE}gone.md\n[a pen]:\n   {PAGE}my%20pen.png 'A pen'\n",
        ),
        (
            "> [Gone][1] [a](b(1).md)\n>\n> [1]: gone\\_(1).md",
            f"> [Gone][1] [a]({PAGE}b%281%29.md)\n>\n> [1]: {PAGE}gone_%281%29.md",
        ),
        ("[Out][1]\n\n[1]: https://example.org/a.md\n", "[Out][1]\n\n[1]: https://example.org/a.md\n"),
        ("A note[^1]\n\n[^1]: gone.md\n", "A note[^1]\n\n[^1]: gone.md\n"),
        ("`[a](b.md)`\n\n    [1]: c.md\n", "`[a](b.md)`\n\n    [1]: c.md\n"),
    ],
)
def test_a_short_text_keeps_links_that_lead_somewhere(text: str, expected: str):
    assert with_links_settled(text, "01-a", AROUND) == expected
