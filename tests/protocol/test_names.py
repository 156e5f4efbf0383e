import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.protocol.errors import GrammarError
from carrel.protocol.names import Nested, ResourceName, read_identifier, read_segments

WORDS = st.text(alphabet="abcXYZ019_", min_size=1, max_size=8)
NAMES = st.builds(
    ResourceName,
    WORDS,
    st.integers(1, 999),
    st.lists(st.builds(Nested, WORDS, st.integers(0, 999)), max_size=3).map(tuple),
)


@given(NAMES)
def test_the_segments_of_an_address_name_the_resource(name):
    assert read_segments(name.segments) == name


@given(NAMES)
def test_an_identifier_reads_back(name):
    assert read_identifier(name.identifier).identifier == name.identifier


@pytest.mark.parametrize(
    ("name", "segments", "identifier"),
    [
        (ResourceName("courses"), ("courses.v1",), "courses.v1"),
        (ResourceName("items", 2), ("items.v2",), "items.v2"),
        (ResourceName("posts", 1, (Nested("comments"),)), ("posts.v1", "comments"), "posts.v1/comments"),
        (
            ResourceName("posts", 1, (Nested("comments", 3),)),
            ("posts.v1", "comments.v3"),
            "posts.v1/comments",
        ),
    ],
)
def test_a_name_has_two_spellings(name, segments, identifier):
    assert name.segments == segments
    assert name.identifier == identifier
    assert str(name) == identifier


def test_a_nested_resource_lies_in_its_parent():
    comments = ResourceName("posts", 2, (Nested("comments"), Nested("votes")))

    assert comments.parent == ResourceName("posts", 2, (Nested("comments"),))
    assert ResourceName("posts").parent is None


@pytest.mark.parametrize(
    "text", ["", "courses", "courses.v0", "courses.v", "c.v1/", "c.v1/d.v2", "c-d.v1", "c.v1.v2"]
)
def test_what_is_no_identifier_is_refused(text):
    with pytest.raises(GrammarError):
        read_identifier(text)


@pytest.mark.parametrize(
    "make",
    [
        lambda: ResourceName("a", 0),
        lambda: ResourceName("a b"),
        lambda: ResourceName("a", 1, (Nested("b", -1),)),
    ],
)
def test_a_name_that_cannot_be_spelled_is_refused(make):
    with pytest.raises(GrammarError):
        make()
