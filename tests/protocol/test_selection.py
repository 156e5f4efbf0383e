from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.protocol.errors import GrammarError
from carrel.protocol.selection import EMPTY, Names, Selection, read_selection, write_selection

WORDS = st.text(alphabet="abcXYZ019_", min_size=1, max_size=6)
DOTTED = st.text(alphabet="abZ09_.", min_size=1, max_size=6)
NAMES = st.builds(Names, st.frozensets(DOTTED, max_size=4), st.frozensets(DOTTED, max_size=2))
IDENTIFIERS = st.builds(
    lambda name, version, below: "/".join([f"{name}.v{version}", *below]),
    WORDS,
    st.integers(1, 99),
    st.lists(WORDS, max_size=2),
)
SELECTIONS = st.builds(Selection, NAMES, st.dictionaries(IDENTIFIERS, NAMES.filter(bool), max_size=4))
BLANKS = st.text(alphabet=" \t\n", max_size=2)


def names(*shown: str, hidden: Iterable[str] = ()) -> Names:
    return Names(frozenset(shown), frozenset(hidden))


@given(SELECTIONS)
def test_a_written_selection_reads_back(selection):
    assert read_selection([write_selection(selection)]) == selection


@given(SELECTIONS, BLANKS)
def test_white_space_between_tokens_means_nothing(selection, blank):
    text = write_selection(selection)
    spaced = text.replace(",", f"{blank},{blank}").replace("(", f"{blank}({blank}").replace(")", f"{blank})")

    assert read_selection([f"{blank}{spaced}{blank}" if text else ""]) == selection


@given(st.text(alphabet="ab.v01(),- /~*", max_size=30))
def test_what_can_be_read_can_be_written(text):
    try:
        selection = read_selection([text])
    except GrammarError:
        return

    assert read_selection([write_selection(selection)]) == selection


@pytest.mark.parametrize(
    ("texts", "own", "resources"),
    [
        ([], names(), {}),
        ([""], names(), {}),
        (["a"], names("a"), {}),
        (["a,b"], names("a", "b"), {}),
        (["a", "b"], names("a", "b"), {}),
        (["name,-slug"], names("name", hidden=["slug"]), {}),
        (["a.b"], names("a.b"), {}),
        (["-a.b"], names(hidden=["a.b"]), {}),
        (["courses.v1"], names("courses.v1"), {}),
        (["courseId,courses.v1"], names("courseId", "courses.v1"), {}),
        (["a.v1(b)"], names(), {"a.v1": names("b")}),
        (["a.v1(b,-c),d"], names("d"), {"a.v1": names("b", hidden=["c"])}),
        (["a.v1(b),c.v12(d)"], names(), {"a.v1": names("b"), "c.v12": names("d")}),
        (["a.v1(typeName),a.v1(definition)"], names(), {"a.v1": names("typeName", "definition")}),
        (["a.v1(b)", "a.v1(c)"], names(), {"a.v1": names("b", "c")}),
        (["posts.v1/comments(text)"], names(), {"posts.v1/comments": names("text")}),
        ([" a .v1 ( b , c ) , d "], names("d"), {"a.v1": names("b", "c")}),
        (["a.v1 / b (c)"], names(), {"a.v1/b": names("c")}),
        (["a.v01(b)"], names(), {"a.v1": names("b")}),
        (["a.v1b"], names("a.v1b"), {}),
        (["_links"], names("_links"), {}),
    ],
)
def test_selections_are_read(texts, own, resources):
    assert read_selection(texts) == Selection(own, resources)


@pytest.mark.parametrize(
    "text",
    [
        " ",
        ",",
        "a,",
        ",a",
        "a,,b",
        "*",
        "a b",
        "a-b",
        "-",
        "--a",
        "a/b",
        "a~b",
        "()",
        "(a)",
        "a(b)",
        "a.v1()",
        "a.v1(",
        "a.v1(b",
        "a.v1(b,)",
        "a.v1(b))",
        "a.v1(b)c",
        "a.v1(b,c.v1(d))",
        "foo~v3(a)",
        "a[b]",
        "a^b",
        "a.v1/(b)",
        "á",
        "a" * 5000 + "(",
    ],
)
def test_a_text_outside_the_grammar_is_refused(text):
    with pytest.raises(GrammarError):
        read_selection([text])


def test_an_empty_parameter_beside_another_is_refused():
    with pytest.raises(GrammarError):
        read_selection(["", "a"])


def test_what_is_given_and_taken_back_is_not_wanted():
    selection = read_selection(["a,b,-b,courses.v1(c,-d)"])

    assert selection.wants("a")
    assert not selection.wants("b")
    assert selection.wants("c", "courses.v1")
    assert not selection.wants("d", "courses.v1")
    assert not selection.wants("c")
    assert not selection.wants("c", "partners.v1")


def test_a_long_selection_is_read_like_a_short_one():
    many = [f"name{number}" for number in range(2000)]

    assert read_selection([",".join(many)]) == Selection(names(*many))


@pytest.mark.parametrize(
    "selection",
    [
        Selection(names("a b")),
        Selection(names("")),
        Selection(names(hidden=["-a"])),
        Selection(EMPTY.own, {"courses": names("a")}),
    ],
)
def test_a_selection_that_the_grammar_cannot_say_is_refused(selection):
    with pytest.raises(GrammarError):
        write_selection(selection)
