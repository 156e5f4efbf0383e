"""Prose of every shape, made of characters that mean something in one spelling or another."""

from hypothesis import strategies as st

from carrel.courseware.prose.document import (
    Block,
    Code,
    CodeBlock,
    Download,
    Heading,
    Image,
    Inline,
    Inlines,
    LineBreak,
    Link,
    List,
    Math,
    MathBlock,
    Note,
    NoteMark,
    Paragraph,
    Prose,
    Quote,
    Rule,
    Styled,
    Table,
    Text,
)
from carrel.courseware.prose.references import Asset, Path, Reference, Url

MARKS = r"""
    *a* _b_ a_b 1. 12) # ## - + > = --- === ``` ~~~ | |--|--| :-- $5 $$ \ \\ \( &amp; &#65; & AT&T <b> <b </p>
    <!-- --> <script> javascript:alert(1) [x] [x]:
    ![ ]( (a) ^ [^1] [^1]: ! !! é ß 漢 😀 ' " http://x.y/ {} % ~ a
"""
SPACES = [" ", "  ", "\t", "\n", "\r\n", "\x0b", "\u00a0", "\u3000", "\u200b", "\x85"]

pieces = st.sampled_from([*MARKS.split(), *SPACES, " ", "word", "7"])
texts = st.lists(pieces, max_size=4).map("".join) | st.text(max_size=6)
letters = st.text("abz", min_size=1, max_size=4)
tex = st.lists(
    st.sampled_from([r"\frac{a}{b}", "x", "7", "$", " ", "\n", "\\", "<", "&", "|", "`", "*", '"', "_", "{"]),
    min_size=1,
    max_size=5,
).map("".join)

files = st.one_of(
    st.builds(
        Path,
        st.sampled_from(
            ["a.pdf", "../b c.png", "assets/é(1).mp3", "02-x.md", "a%b#c?.zip", "x", "a:b.c", ""]
        ),
    ),
    st.builds(
        Asset,
        st.sampled_from(["aWTK9sYwEeW7AxLLCrgDQQ", "b/?c"]),
        st.sampled_from(["", "pdf"]),
        st.sampled_from(["generic", "audio"]),
    ),
)
urls = st.builds(
    Url,
    st.sampled_from(
        [
            "https://example.org/a_(b)?c=1&amp;d=2&copy=3#e",
            "http://example.org/*a*_b_/é|x",
            "mailto:learner@example.org",
            "/learn/x",
            "#here",
            "javascript:alert(1)",
            " JaVaScRiPt:alert(1)",
            "data:text/html,x",
            "//example.org/\\x",
            "x.html?a=%zz",
            "",
        ]
    ),
)
references: st.SearchStrategy[Reference] = files | urls

leaves: st.SearchStrategy[Inline] = st.one_of(
    st.builds(Text, texts),
    st.builds(Text, texts),
    st.builds(Code, texts),
    st.builds(Math, tex),
    st.builds(LineBreak),
    st.builds(NoteMark, st.sampled_from(["a", "b", "c"])),
    st.builds(Image, references, texts, st.just("") | texts),
)
styles = st.sampled_from(
    ["strong", "strong", "emphasis", "emphasis", "underline", "superscript", "subscript"]
)


def _contents(inner: st.SearchStrategy[Inline]) -> st.SearchStrategy[Inlines]:
    return st.lists(inner, max_size=4).map(tuple)


inlines: st.SearchStrategy[Inline] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(Styled, styles, _contents(inner)),
        st.builds(Link, references, _contents(inner), st.just("") | texts),
    ),
    max_leaves=6,
)
contents = _contents(inlines)

solid: st.SearchStrategy[Block] = st.one_of(
    st.builds(Paragraph, contents),
    st.builds(Paragraph, contents),
    st.builds(Heading, st.integers(0, 7), contents),
    st.builds(CodeBlock, texts, st.sampled_from(["", "python", "c++", "two words"])),
    st.builds(MathBlock, tex),
    st.builds(Rule),
    st.builds(Download, files, texts),
    st.builds(Image, references, texts, st.just("") | texts),
    st.builds(
        Table,
        st.lists(contents, max_size=3).map(tuple),
        st.lists(st.lists(contents, max_size=3).map(tuple), max_size=3).map(tuple),
        st.lists(st.sampled_from(["", "left", "center", "right"]), max_size=3).map(tuple),
    ),
)
blocks: st.SearchStrategy[Block] = st.recursive(
    solid,
    lambda inner: st.one_of(
        st.builds(Quote, st.lists(inner, max_size=3).map(tuple)),
        st.builds(
            List,
            st.lists(st.lists(inner, max_size=3).map(tuple), max_size=3).map(tuple),
            st.booleans(),
            st.integers(-1, 12),
        ),
    ),
    max_leaves=6,
)
bodies = st.lists(blocks, max_size=4).map(tuple)
proses = st.builds(
    Prose,
    bodies,
    st.lists(st.builds(Note, st.sampled_from(["a", "b", "c"]), bodies), max_size=2).map(tuple),
)
