import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.protocol.errors import GrammarError
from carrel.protocol.query import read_query, read_segments, write_query, write_segment


@given(st.lists(st.tuples(st.text(), st.text()).filter(any)))
def test_a_written_query_reads_back(members):
    query = read_query(write_query(members))

    assert sorted((name, value) for name, values in query.items() for value in values) == sorted(members)


@given(st.lists(st.text(min_size=1).filter(lambda text: text not in {".", ".."}), min_size=1))
def test_written_segments_read_back(segments):
    path = "".join("/" + write_segment(segment) for segment in segments)

    assert read_segments(path) == segments
    assert read_segments(path + "/") == segments


@pytest.mark.parametrize(
    ("raw", "query"),
    [
        ("", {}),
        ("a=1&&b=2", {"a": ["1"], "b": ["2"]}),
        ("&a=1&", {"a": ["1"]}),
        ("a", {"a": [""]}),
        ("a=", {"a": [""]}),
        ("a=1&a=2", {"a": ["1", "2"]}),
        ("a=b=c", {"a": ["b=c"]}),
        ("a=b+c%2Bd", {"a": ["b c+d"]}),
        ("fields=a,b.v1(c)", {"fields": ["a,b.v1(c)"]}),
        ("fields=a%2Cb.v1%28c%29", {"fields": ["a,b.v1(c)"]}),
        ("a=%zz", {"a": ["%zz"]}),
        ("a=%ff", {"a": ["�"]}),
    ],
)
def test_queries_are_read(raw, query):
    assert read_query(raw) == query


@pytest.mark.parametrize(
    ("raw", "segments"),
    [
        ("/x.v1", ["x.v1"]),
        ("/x.v1/", ["x.v1"]),
        ("/x.v1/7/", ["x.v1", "7"]),
        ("/x.v1/a%2Fb", ["x.v1", "a/b"]),
        ("/x.v1/a%7Eb~c", ["x.v1", "a~b~c"]),
        ("/x.v1/a+b", ["x.v1", "a+b"]),
        ("/x.v1//", None),
        ("//x.v1", None),
        ("/x.v1//7", None),
        ("/", None),
        ("", None),
        ("x.v1", None),
        ("/x.v1/%ff", None),
    ],
)
def test_paths_are_cut_before_they_are_decoded(raw, segments):
    assert read_segments(raw) == segments


def test_the_marks_of_keys_and_selections_stay_readable():
    assert write_segment("a~b!~c@1") == "a~b!~c@1"
    assert write_query([("fields", "a,b.v1(c,-d)")]) == "fields=a,b.v1(c,-d)"


@pytest.mark.parametrize("text", ["", ".", ".."])
def test_a_text_that_no_path_can_carry_is_refused(text):
    with pytest.raises(GrammarError):
        write_segment(text)
