from hypothesis import given, settings

from carrel.courseware.prose import Asset, Path, Prose, Url, normal
from carrel.courseware.prose.document import (
    DEEPEST,
    Block,
    Download,
    Heading,
    Image,
    LineBreak,
    Link,
    Note,
    NoteMark,
    Paragraph,
    Quote,
    Styled,
    Table,
    Text,
)
from carrel.courseware.prose.references import FileReference, Reference
from tests.courseware.prose.strategies import proses


@settings(max_examples=100)
@given(proses)
def test_the_normal_form_of_the_normal_form_is_itself(prose):
    once = normal(prose)

    assert normal(once) == once


def test_text_that_reads_the_same_is_the_same():
    said = Paragraph(
        (Text(" a\n"), Text(" b"), Styled("strong", (Text("c"),)), Styled("strong", (Text("d "),)))
    )

    assert normal(Prose((said,))) == Prose(
        (Paragraph((Text("a b"), Styled("strong", (Text("cd"),)))),),
    )


def test_a_no_break_space_stays_where_it_is():
    assert normal(Prose((Paragraph((Text("\u00a0a\u00a0"),)),))).blocks == (
        Paragraph((Text("\u00a0a\u00a0"),)),
    )


def test_styles_nest_in_one_order():
    mixed = Styled("emphasis", (Text("a"), Link(Url("/x"), (Styled("strong", (Text("b"),)),))))

    assert normal(Prose((Paragraph((mixed,)),))).blocks == (
        Paragraph(
            (
                Styled("emphasis", (Text("a"),)),
                Link(Url("/x"), (Styled("strong", (Styled("emphasis", (Text("b"),)),)),)),
            )
        ),
    )


def test_a_heading_is_one_line():
    assert normal(Prose((Heading(9, (Text("a"), LineBreak(), Text("b"))),))).blocks == (
        Heading(6, (Text("a b"),)),
    )


def test_a_paragraph_that_is_only_a_link_to_a_file_is_a_download():
    files: list[FileReference] = [Path("assets/page.pdf"), Asset("aW")]
    others: list[Reference] = [Path("02-next.md"), Path("assets/"), Url("http://x.y/page.pdf")]

    assert normal(Prose(tuple(map(_linked, files)))).blocks == tuple(Download(file, "it") for file in files)
    assert normal(Prose(tuple(map(_linked, others)))).blocks == tuple(map(_linked, others))


def test_an_address_that_may_not_be_followed_leaves_its_words():
    link = Link(Url("javascript:alert(1)"), (Text("here"),))
    image = Image(Url("data:image/png;base64,AA"), "a desk")

    assert normal(Prose((Paragraph((link,)), image))).blocks == (
        Paragraph((Text("here"),)),
        Paragraph((Text("a desk"),)),
    )


def test_rows_are_as_wide_as_the_widest():
    one, two = (Text("1"),), (Text("2"),)

    assert normal(Prose((Table((), ((one,), (one, two))),))).blocks == (Table((), ((one, ()), (one, two))),)


def test_footnotes_are_numbered_by_their_marks():
    body = Paragraph((Text("a"), NoteMark("z"), NoteMark("none"), NoteMark("y"), NoteMark("z")))
    notes = (Note("y", (Paragraph((Text("Y"),)),)), Note("z", (Paragraph((Text("Z"),)),)))

    assert normal(Prose((body,), notes)) == Prose(
        (Paragraph((Text("a"), NoteMark("1"), NoteMark("2"), NoteMark("1"))),),
        (Note("1", (Paragraph((Text("Z"),)),)), Note("2", (Paragraph((Text("Y"),)),))),
    )


def test_a_note_without_a_mark_follows_the_text():
    note = Paragraph((Text("lost?"),))

    assert normal(Prose((), (Note("a", (note,)),))) == Prose((note,))


def test_what_lies_too_deep_rises():
    said = Paragraph((Text("x"),))

    assert normal(Prose((_quoted(said, DEEPEST),))).blocks == (_quoted(said, DEEPEST),)
    assert normal(Prose((_quoted(said, DEEPEST * 2),))).blocks == (_quoted(said, DEEPEST),)


def _quoted(block: Block, times: int) -> Block:
    for _ in range(times):
        block = Quote((block,))
    return block


def _linked(target: Reference) -> Paragraph:
    return Paragraph((Link(target, (Text("it"),)),))
