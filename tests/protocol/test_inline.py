import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.protocol.errors import GrammarError
from carrel.protocol.inline import read_inline, write_inline

TEXTS = st.text(max_size=8) | st.text(alphabet="aList(),~!", max_size=8)
VALUES = st.recursive(
    TEXTS,
    lambda inner: st.lists(inner, max_size=4).map(tuple) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=10,
)


@given(VALUES)
def test_a_written_inline_string_reads_back(value):
    assert read_inline(write_inline(value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"k2": "v2", "k": "v"}, "(k~v,k2~v2)"),
        ({}, "()"),
        ({"": ""}, "(~)"),
        (("a", "b"), "List(a,b)"),
        ((), "List()"),
        (("",), "List(~)"),
        ("a,b", "a!,b"),
        ("List()", "List!(!)"),
        ({"a": {"b": ("c",)}}, "(a~(b~List(c)))"),
    ],
)
def test_values_are_spelled_inline(value, text):
    assert write_inline(value) == text
    assert read_inline(text) == value


def test_members_may_come_in_any_order():
    assert read_inline("(b~2,a~1)") == read_inline("(a~1,b~2)")


@pytest.mark.parametrize(
    "text",
    ["(", ")", "(a)", "(a~1", "(a~1,a~2)", "(a~1)x", "List(a", "List(a)b", "a!", "a!b", "a~b", "(" * 5000],
)
def test_a_malformed_inline_string_is_refused(text):
    with pytest.raises(GrammarError):
        read_inline(text)


def test_an_inline_string_does_not_nest_without_end():
    with pytest.raises(GrammarError, match="nest"):
        read_inline("List(" * 5000 + ")" * 5000)
