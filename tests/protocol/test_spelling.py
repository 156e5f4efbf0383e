import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.protocol.errors import GrammarError
from carrel.protocol.spelling import ELEMENT, PART, join, join_ids, split, split_ids

TEXTS = st.text() | st.text(alphabet="ab!~,\\ ")


@given(st.lists(TEXTS, min_size=1), st.sampled_from([PART, ELEMENT]))
def test_parts_that_are_joined_come_apart_again(parts, separator):
    assert split(join(parts, separator), separator) == parts


@given(TEXTS, st.sampled_from([PART, ELEMENT]))
def test_every_text_has_parts_and_reading_them_is_stable(text, separator):
    parts = split(text, separator)

    assert split(join(parts, separator), separator) == parts


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (["1225", "abc"], "1225~abc"),
        (["1225", join(["abc", "2"])], "1225~abc!~2"),
        ([join([join(["x", "y"]), "z"]), "w"], "x!!!~y!~z~w"),
        (["a", ""], "a~"),
        ([""], ""),
        (["ends!", "b"], "ends!!~b"),
        ([" leading blank"], " leading blank"),
    ],
)
def test_parts_are_spelled_with_escapes(parts, text):
    assert join(parts) == text
    assert split(text) == parts


@pytest.mark.parametrize(
    ("text", "parts"), [("a!b~c", ["a!b", "c"]), ("wow!", ["wow!"]), ("!,~x", ["!,", "x"])]
)
def test_a_lone_escape_stands_for_itself(text, parts):
    assert split(text) == parts


@given(st.lists(st.text(min_size=1).filter(lambda text: "\\" not in text)))
def test_ids_that_are_joined_come_apart_again(ids):
    assert split_ids(join_ids(ids)) == ids


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("a,b,c", ["a", "b", "c"]),
        ("a", ["a"]),
        ("", [""]),
        ("a,,", ["a"]),
        ("a,,b", ["a", "", "b"]),
        (r"a\,b,c", ["a,b", "c"]),
        (",", []),
        ("1~abc,2~def", ["1~abc", "2~def"]),
    ],
)
def test_ids_are_cut_at_commas_without_a_backslash(text, ids):
    assert split_ids(text) == ids


@pytest.mark.parametrize("ids", [["a\\"], ["a\\,b"], ["a", ""]])
def test_ids_that_the_parameter_cannot_say_are_refused(ids):
    with pytest.raises(GrammarError):
        join_ids(ids)
