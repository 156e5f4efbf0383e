import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carrel.courseware.prose import (
    Asset,
    Files,
    Path,
    Prose,
    Url,
    normal,
    read_markdown,
    write_markdown,
)
from carrel.courseware.prose.document import (
    Code,
    CodeBlock,
    Download,
    Image,
    LineBreak,
    Link,
    List,
    Math,
    MathBlock,
    Paragraph,
    Rule,
    Styled,
    Table,
    Text,
)
from tests.courseware.prose.strategies import MARKS, proses

UNDERLINED_A = Styled("underline", (Text("a "),))


@settings(max_examples=120)
@given(proses)
def test_markdown_says_everything_that_prose_can_say(prose):
    assert read_markdown(write_markdown(prose)) == normal(prose)


@settings(max_examples=100)
@given(st.lists(st.sampled_from([*MARKS.split(), " ", "\n", "\n\n", "    "]), max_size=12).map("".join))
def test_what_was_read_from_any_text_is_written_to_read_the_same(text):
    prose = read_markdown(text)

    assert read_markdown(write_markdown(prose)) == prose


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("*a*", r"\*a\*"),
        ("1. x", r"1\. x"),
        ("2026) x", r"2026\) x"),
        ("# x", r"\# x"),
        ("#x", "#x"),
        ("- x", r"\- x"),
        ("-5 - 3", "-5 - 3"),
        ("> x", r"\> x"),
        ("$5 and $6", r"\$5 and \$6"),
        ("a_b", "a_b"),
        ("_a_", r"\_a\_"),
        ("<b>", r"\<b>"),
        ("a < b", "a < b"),
        ("&amp;", r"\&amp;"),
        ("a & b", "a & b"),
        ("\\", "\\\\"),
        ("[x](y)", r"\[x\](y)"),
        ("a\u00a0b", "a&nbsp;b"),
        ("trailing  ", "trailing"),
        ("```", r"\`\`\`"),
        ("~~~", r"\~~~"),
        ("===", r"\==="),
    ],
)
def test_characters_that_mean_something_are_escaped_where_they_do(text, markdown):
    assert write_markdown(Prose((Paragraph((Text(text),)),))) == markdown + "\n"


@pytest.mark.parametrize(
    ("inlines", "markdown"),
    [
        ((Styled("strong", (Text("Note:"),)), Text(" x")), "**Note:** x"),
        ((Text("un"), Styled("emphasis", (Text("believ"),)), Text("able")), "un*believ*able"),
        ((Styled("strong", (Text("a "),)), Text("b")), "<strong>a </strong>b"),
        ((Styled("strong", (Text('"a"'),)), Text("b")), '<strong>"a"</strong>b'),
        ((Text("H"), Styled("subscript", (Text("2"),)), Text("O")), "H<sub>2</sub>O"),
        ((Code("`"), Text(" x")), "`` ` `` x"),
        ((Math("x"), Text(" 5")), "$x$ 5"),
        ((Math("x"), Text("5")), '<span data-tex="x"></span>5'),
        ((Math("a\n+ b"), Text(".")), '<span data-tex="a&#10;+ b"></span>.'),
        ((Text("a"), LineBreak(), Text("- b")), "a\\\n\\- b"),
        ((Text("see!"), Link(Url("/x"), (Text("x"),))), r"see\![x](/x)"),
        ((Link(Url("http://x.y/a_(b)"), (Text("x"),), 'say "x"'),), '[x](<http://x.y/a_(b)> "say \\"x\\"")'),
    ],
)
def test_inlines_are_written_as_a_person_would_where_that_is_understood(inlines, markdown):
    assert write_markdown(Prose((Paragraph(inlines),))) == markdown + "\n"


def test_a_pipe_in_a_cell_is_no_edge_of_it():
    table = Table(((Text("a|b"),), (Code("c|d"),)), (((Math("|x|"),), (Text("e"), LineBreak(), Text("f"))),))

    markdown = write_markdown(Prose((table,)))

    assert markdown == "| a\\|b | `c\\|d` |\n| --- | --- |\n| $\\|x\\|$ | e<br>f |\n"
    assert read_markdown(markdown) == Prose((table,))


def test_lists_that_follow_each_other_stay_two():
    a, b = (List((((Paragraph((Text(text),)),)),)) for text in "ab")

    assert write_markdown(Prose((a, b))) == "- a\n\n* b\n"


def test_lists_of_empty_lists_are_no_rules():
    empty = List((((List((((List(((),)),)),)),)),))

    assert read_markdown(write_markdown(Prose((empty,)))) == Prose((empty,))


@pytest.mark.parametrize(
    ("markdown", "block"),
    [
        ("$$x^2$$", MathBlock("x^2")),
        ("$$\na\n\n& b\n$$", MathBlock("a\n\n& b")),
        ("```c++\nx\n\n```", CodeBlock("x\n", "c++")),
        ("    x", CodeBlock("x")),
        ("![a *b* `c` \\*](../x.png 't')", Image(Path("../x.png"), "a b c *", "t")),
        ("[The *sheet*](assets/sheet.pdf)", Download(Path("assets/sheet.pdf"), "The sheet")),
        ("---", Rule()),
        ("a\nb", Paragraph((Text("a b"),))),
        ("$x$ is 5", Paragraph((Math("x"), Text(" is 5")))),
        ("a $$x$$ b", Paragraph((Text("a "), Math("x"), Text(" b")))),
        ("it costs $5, not $6", Paragraph((Text("it costs $5, not $6"),))),
        ("vector<int> x <!-- y -->", Paragraph((Text("vector<int> x"),))),
        ("<u>a *b*</u>", Paragraph((UNDERLINED_A, Styled("emphasis", (Styled("underline", (Text("b"),)),))))),
    ],
)
def test_markdown_is_read_as_the_course_folder_has_it(markdown, block):
    assert read_markdown(markdown) == Prose((block,))


def test_html_that_is_left_open_swallows_nothing():
    prose = read_markdown("<ul><li>a\n\n# Title\n\n<script>\nx\n\n</script>\n\ntext")

    assert prose == read_markdown("- a\n\n# Title\n\ntext")


def test_an_asset_is_called_by_its_path_where_that_is_known():
    prose = Prose((Download(Asset("aW", "pdf", "pdf"), "Sheet"), Image(Asset("bW"), "b")))

    assert write_markdown(prose, Files(path_of={"aW": "assets/the sheet.pdf"}.get)) == (
        "[Sheet](assets/the%20sheet.pdf)\n\n![b](asset:bW)\n"
    )


@pytest.mark.parametrize("mark", [">", "- ", "[", "![[", "*a ", "`", "$a ", "<div>", "<b>", "&", "$$"])
def test_no_repetition_is_too_much_to_read(mark):
    prose = read_markdown(mark * 1500 + "x")

    assert read_markdown(write_markdown(prose)) == prose
