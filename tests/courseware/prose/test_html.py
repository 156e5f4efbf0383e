import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carrel.courseware.prose import Asset, Files, Path, Prose, normal, read_html, read_markdown, write_html
from carrel.courseware.prose.document import Image, Link, Math, Paragraph, Text
from tests.courseware.prose.strategies import MARKS, proses

ACTIVE = {"script", "style", "iframe", "object", "embed", "link", "meta", "base", "form", "svg"}


class Danger(HTMLParser):
    """Collects what a page must not get from prose."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [tag] if tag in ACTIVE else []
        for name, value in attrs:
            scheme = "".join((value or "").split()).lower().partition(":")[0]
            if name.startswith("on") or name in {"style", "srcset", "formaction"}:
                self.found.append(name)
            if name in {"href", "src"} and scheme in {"javascript", "data", "vbscript", "file"}:
                self.found.append(str(value))


def dangers(html: str) -> list[str]:
    danger = Danger()
    danger.feed(html)
    return danger.found


nasty = st.lists(
    st.sampled_from(
        [
            *MARKS.split(),
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<a href='java&#10;script:alert(1)'>x</a>",
            "[x](javascript:alert(1))",
            "[x](<data:text/html,<script>>)",
            '![x](x"onerror="alert(1))',
            "<svg/onload=alert(1)>",
            "<math><mtext><img src=x onerror=alert(1)></mtext></math>",
            '<span data-tex="\\text{</span><script>}">',
            "$\\text{<img src=x onerror=alert(1)>}$",
            "$\\href{javascript:alert(1)}{x}$",
            "$$\\style{color:red}{x}$$",
            '<a data-ref="javascript:alert(1)">x</a>',
            "</section></p></div>",
            "```<script>\n",
            "[^1]: <b onclick=x>",
            " ",
            "\n",
            "\n\n",
        ]
    ),
    max_size=8,
).map("".join) | st.text(max_size=40)


@settings(max_examples=100)
@given(proses)
def test_html_says_everything_that_prose_can_say(prose):
    assert read_html(write_html(prose, top_heading=1)) == normal(prose)


@settings(max_examples=100)
@given(nasty)
def test_html_holds_nothing_that_acts_whatever_the_text(text):
    assert dangers(write_html(read_markdown(text))) == []
    assert dangers(write_html(read_html(text))) == []


@settings(max_examples=50)
@given(nasty, st.sampled_from(["javascript:alert(1)", 'x" onload="alert(1)', "https://example.org/<script>"]))
def test_html_holds_nothing_that_acts_whatever_the_files_say(text, address):
    prose = Prose(
        (*read_markdown(text).blocks, Image(Path(text)), Paragraph((Link(Asset(text), (Text("x"),)),)))
    )

    assert dangers(write_html(prose, Files(url_of=lambda _: address), anchor=address)) == []


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("# Title", "<h2>Title</h2>\n"),
        ("###### Deep", "<h6>Deep</h6>\n"),
        ("```python\na < b\n```", '<pre><code class="language-python">a &lt; b\n</code></pre>\n'),
        ("![a desk](desk.png)", '<figure><img src="desk.png" alt="a desk" loading="lazy"></figure>\n'),
        (
            "[Sheet](sheet.pdf)",
            '<p class="download"><a href="sheet.pdf" download="" rel="noopener noreferrer">Sheet</a></p>\n',
        ),
        (
            "| a | b |\n|--:|---|\n| c | d |",
            """<table>
<thead><tr><th scope="col" class="right">a</th><th scope="col">b</th></tr>
</thead>
<tbody><tr><td class="right">c</td><td>d</td></tr>
</tbody>
</table>
""",
        ),
    ],
)
def test_html_is_semantic(markdown, html):
    assert write_html(read_markdown(markdown)) == html


def test_a_formula_is_mathml_beside_its_source():
    html = write_html(read_markdown(r"$\frac{a}{b}$ x"))

    assert r'data-tex="\frac{a}{b}"' in html
    assert "<mfrac>" in html


def test_a_formula_that_cannot_be_drawn_is_its_source():
    assert r"<code>\left(</code>" in write_html(read_markdown(r"$\left($ x"))


def test_footnotes_lead_there_and_back():
    html = write_html(read_markdown("a[^x] b[^x]\n\n[^x]: note"), anchor="p1")

    assert html.count('href="#p1-1"') == 2
    assert html.count('id="p1-mark-1"') == 1
    assert '<li id="p1-1"' in html
    assert 'href="#p1-mark-1"' in html


def test_files_get_the_address_that_is_known_for_them():
    prose = read_markdown("![a](a.png)\n\n[b](asset:bW)")

    html = write_html(prose, Files(url_of=lambda file: "/media/1" if isinstance(file, Path) else "/media/2"))

    assert 'src="/media/1"' in html
    assert 'href="/media/2"' in html
    assert read_html(html) == prose


@pytest.mark.parametrize(
    ("foreign", "markdown"),
    [
        ("<b>a</b> <i>b</i>", "**a** *b*\n"),
        ("<div>a<div>b</div>c</div>", "a\n\nb\n\nc\n"),
        ("<p>a<br>b", "a\\\nb\n"),
        ("<ul>\n<li>a<ul><li>b</ul></ul>", "- a\n  - b\n"),
        ("<pre>a\n b</pre>", "```\na\n b\n```\n"),
        (
            "<table><caption>t</caption><tr><td><p>a</p><p>b</p></td></tr></table>",
            "t\n\n|  |\n| --- |\n| a<br>b |\n",
        ),
        ("<title>no</title><script>no</script><!-- no --><p>yes<style>no</style>", "yes\n"),
        ("<video>see it elsewhere</video>", "see it elsewhere\n"),
        (
            '<math><mi>x</mi><annotation encoding="application/x-tex">x^2</annotation></math> is',
            "$x^2$ is\n",
        ),
        ("", ""),
        ("no <unknown>tags", "no tags\n"),
    ],
)
def test_ordinary_html_can_be_read(foreign, markdown):
    assert read_html(foreign) == read_markdown(markdown)


@pytest.mark.parametrize("tag", ["<div>", "<span>", "<b>", "<ul><li>", "<blockquote>", "<table><tr><td>"])
def test_no_depth_is_too_deep_to_read(tag):
    assert normal(read_html(tag * 2000 + "x")) == read_html(tag * 2000 + "x")


def test_tex_comes_back_byte_for_byte():
    tex = '\\begin{aligned}\n  a &= "b" \\\\\n+ c &< d % <!-- -->\n\\end{aligned}'
    prose = Prose((Paragraph((Text("so "), Math(tex))),))

    assert read_html(write_html(prose)) == prose


def test_an_image_of_another_host_is_a_link_where_other_hosts_are_not_asked():
    prose = read_markdown(
        "![A desk](https://a.test/x.png)\n\nIn a ![](https://a.test/y.png) line, ![own](z.png).\n\n"
        "[![**in** one](https://a.test/x.png)](https://b.test/)\n"
    )

    html = write_html(prose, shows_others=False)

    assert re.findall('<a href="([^"]*)"[^>]*>([^<]*)</a>', html) == [
        ("https://a.test/x.png", "A desk"),
        ("https://a.test/y.png", "https://a.test/y.png"),
        ("https://b.test/", "in one"),
    ]
    assert re.findall('<img src="([^"]*)"', html) == ["z.png"]
    assert 'src="https://a.test/x.png"' in write_html(prose)
