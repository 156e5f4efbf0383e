import tracemalloc

import pytest
from hypothesis import given, settings

from carrel.courseware.prose import (
    Asset,
    BadCml,
    Files,
    Path,
    Prose,
    cml_terms,
    read_cml,
    read_html,
    read_markdown,
    write_cml,
    write_html,
    write_markdown,
)
from carrel.courseware.prose.document import (
    CodeBlock,
    Download,
    Image,
    LineBreak,
    Math,
    MathBlock,
    Paragraph,
    Text,
)
from tests.courseware.prose.strategies import proses

WHOLE = (
    '<co-content><heading level="2">How to read</heading>'
    '<text hasMath="true">It is $$x_1$$, <strong>not <em>y</em></strong>, '
    '<a href="https://example.org">said</a> <u>a</u><sup>b</sup><sub>c</sub>.</text>'
    '<list bulletType="bullets"><li><text>one</text></li><li><text>two</text></li></list>'
    '<list bulletType="numbers"><li><text>three</text></li></list>'
    '<code language="python">if a &lt; b:\n    pass\n</code>'
    '<table rows="2" columns="2"><tr><th><text>a</text></th><th><text>b</text></th></tr>'
    "<tr><td><text>c</text></td><td><text>d</text></td></tr></table>"
    '<img src="https://example.org/x.png" alt="x"/>'
    '<img assetId="aWTK9sYwEeW7AxLLCrgDQQ" alt="a &quot;desk&quot;"/>'
    '<asset id="bXCx18YwEeWicwr5JH8fgw" name="Sheet" extension="pdf" assetType="pdf"/>'
    '<text hasMath="true">$$\\sum_{i&lt;n} i$$</text></co-content>'
)


@settings(max_examples=100)
@given(proses)
def test_cml_says_prose_in_its_terms(prose):
    assert read_cml(write_cml(prose)) == cml_terms(prose)


@settings(max_examples=50)
@given(proses)
def test_what_cml_can_say_comes_back_from_markdown_and_from_html(prose):
    cml = write_cml(prose)

    assert write_cml(read_markdown(write_markdown(read_cml(cml)))) == cml
    assert write_cml(read_html(write_html(read_cml(cml), top_heading=1))) == cml


@settings(max_examples=50)
@given(proses)
def test_the_terms_of_cml_are_in_the_terms_of_cml(prose):
    losses: list[str] = []
    terms = cml_terms(prose)

    assert cml_terms(terms, losses.append) == terms
    assert losses == []


def test_every_element_of_cml_is_written_as_it_was_read():
    assert write_cml(read_cml(WHOLE)) == WHOLE
    assert write_cml(read_markdown(write_markdown(read_cml(WHOLE)))) == WHOLE


def test_files_are_assets_in_cml_and_paths_in_markdown():
    markdown = "![a desk](../assets/desk.png)\n\n[Sheet](sheet.pdf)\n\nSee [it](sheet.pdf).\n"
    files = Files(
        asset_at={"../assets/desk.png": Asset("aW"), "sheet.pdf": Asset("bX", "pdf", "pdf")}.get,
        path_of={"aW": "../assets/desk.png", "bX": "sheet.pdf"}.get,
        url_of=lambda file: "https://example.org/sheet" if file == Path("sheet.pdf") else None,
    )

    cml = write_cml(read_markdown(markdown), files)

    assert cml == (
        '<co-content><img assetId="aW" alt="a desk"/>'
        '<asset id="bX" name="Sheet" extension="pdf" assetType="pdf"/>'
        '<text>See <a href="https://example.org/sheet">it</a>.</text></co-content>'
    )
    assert write_markdown(read_cml(cml), files).startswith(
        "![a desk](../assets/desk.png)\n\n[Sheet](sheet.pdf)\n"
    )


@pytest.mark.parametrize(
    ("cml", "block"),
    [
        ("<text>\n  a\u00a0b\nc\n</text>", Paragraph((Text("a\u00a0b"), LineBreak(), Text("c")))),
        ("<text>a&nbsp;b</text>", Paragraph((Text("a\u00a0b"),))),
        ('<text hasMath="true">$$a\n\n b$$</text>', MathBlock("a\n\n b")),
        ("<text>$5 or $6</text>", Paragraph((Text("$5 or $6"),))),
        ("<code>a\n  $$b$$</code>", CodeBlock("a\n  $$b$$")),
        (
            '<asset id="a" name="$$x$$" extension="mp3" assetType="audio"/>',
            Download(Asset("a", "mp3", "audio"), "$$x$$"),
        ),
        ('<text><img assetId="a" alt=""/></text>', Image(Asset("a"))),
        ("loose", Paragraph((Text("loose"),))),
    ],
)
def test_what_sites_write_is_understood(cml, block):
    assert read_cml(f"<co-content>\n{cml}\n</co-content>") == Prose((block,))


def test_a_text_within_a_text_is_a_paragraph_of_its_own():
    prose = read_cml("<co-content><text>a<text>b</text></text></co-content>")

    assert prose == Prose((Paragraph((Text("a"),)), Paragraph((Text("b"),))))


def test_dollars_that_enclose_no_formula_are_parted():
    prose = Prose((Paragraph((Text("$$a$$ and $"), Math("x"))),))

    assert (
        write_cml(prose)
        == '<co-content><text hasMath="true">$<em/>$a$<em/>$ and $<em/>$$x$$</text></co-content>'
    )
    assert read_cml(write_cml(prose)) == prose


def test_an_element_that_is_unknown_is_its_text_and_reported():
    reports: list[str] = []

    prose = read_cml("<co-content><text>a\n<blink>b</blink></text></co-content>", reports.append)

    assert prose.blocks == (Paragraph((Text("a"), LineBreak(), Text("b"))),)
    assert reports == ["line 2: <blink> is not an element of CML; its text is kept"]


def test_what_cml_cannot_say_is_reported_once_for_each_kind():
    reports: list[str] = []

    write_cml(read_markdown("> `a` `b`\n\n---\n\n> c[^1]\n\n3. d\n\n[^1]: e"), report=reports.append)

    assert reports == [
        "quotations became ordinary text",
        "code within a line became ordinary text",
        "thematic breaks are gone",
        "lists count from 1",
        "footnotes became a list at the end",
    ]


@pytest.mark.parametrize(
    ("cml", "line", "reason"),
    [
        ("<co-content>\n<text>a</co-content>", 2, "mismatch"),
        ("plain", 1, "expected"),
        ("<html/>", 1, "its root is <html>"),
        ("<co-content>&foo;</co-content>", 1, "foo"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><co-content>&a;</co-content>', 1, "document type"),
        (
            '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;">]><co-content a="&b;">&b;</co-content>',
            1,
            "document type",
        ),
        ('<!DOCTYPE x SYSTEM "file:///etc/passwd"><co-content/>', 1, "document type"),
        ("<co-content>" + "<text>" * 5000, 1, "depth"),
    ],
)
def test_what_is_not_cml_is_refused_with_its_place(cml, line, reason):
    with pytest.raises(BadCml, match=reason) as refused:
        read_cml(cml)

    assert refused.value.line == line


def test_an_empty_text_is_empty_prose():
    assert read_cml(" \n") == Prose()
    assert read_cml(write_cml(Prose())) == Prose()


def test_lists_in_lists_cost_what_they_say():
    prose = read_markdown("\n".join(f"{'  ' * depth}- a" for depth in range(16)))

    tracemalloc.start()
    cml = write_cml(prose)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert cml.count("<text>a</text>") == 16
    assert most < 2_000_000
