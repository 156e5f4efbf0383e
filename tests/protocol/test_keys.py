from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.protocol.errors import DeclarationError, GrammarError
from carrel.protocol.keys import (
    BOOLEAN,
    INTEGER,
    OPAQUE,
    TEXT,
    ChoiceKey,
    CompositeKey,
    IntegerKey,
    ListKey,
    SetKey,
    TaggedKey,
    VersionedKey,
    opaque_id,
    uuid_of,
)

COURSE = "V1-Cq9lxEe6pXQq2cLwKAQ"
PAIR = CompositeKey({"text": TEXT, "number": INTEGER})
DEEP = CompositeKey({"number": INTEGER, "pair": PAIR})
COLOURS = ChoiceKey(frozenset({"RED", "BLUE"}))
ITEM = TaggedKey({"item": TEXT, "pair": PAIR})
PROCTOR = TaggedKey({"STANDARD": CompositeKey({"of": OPAQUE, "at": VersionedKey(OPAQUE)})})

INTEGERS = st.integers(-(2**63), 2**63 - 1)
TEXTS = st.text() | st.text(alphabet="a!~,@() ")
PAIRS = st.tuples(TEXTS, INTEGERS)
OPAQUES = st.text(alphabet="abcXYZ019-_", min_size=22, max_size=22)
TYPES_AND_VALUES = st.one_of(
    st.tuples(st.just(TEXT), TEXTS),
    st.tuples(st.just(INTEGER), INTEGERS),
    st.tuples(st.just(BOOLEAN), st.booleans()),
    st.tuples(st.just(OPAQUE), OPAQUES),
    st.tuples(st.just(COLOURS), st.sampled_from(["RED", "BLUE"])),
    st.tuples(st.just(PAIR), PAIRS),
    st.tuples(st.just(DEEP), st.tuples(INTEGERS, PAIRS)),
    st.tuples(st.just(ITEM), st.one_of(st.tuples(st.just("item"), TEXTS), st.tuples(st.just("pair"), PAIRS))),
    st.tuples(st.just(VersionedKey(TEXT)), PAIRS),
    st.tuples(st.just(ListKey(INTEGER)), st.lists(INTEGERS).map(tuple)),
    st.tuples(st.just(ListKey(PAIR)), st.lists(PAIRS).map(tuple)),
    st.tuples(st.just(ListKey(TEXT)), st.lists(TEXTS).map(tuple).filter(lambda texts: texts != ("",))),
    st.tuples(st.just(SetKey(PAIR)), st.frozensets(PAIRS)),
)


@given(TYPES_AND_VALUES)
def test_a_written_key_reads_back(key_and_value):
    key, value = key_and_value

    assert key.read(key.write(value)) == value


@given(TYPES_AND_VALUES)
def test_a_key_in_json_reads_back(key_and_value):
    key, value = key_and_value

    assert key.read_json(key.json(value)) == value


@given(TYPES_AND_VALUES)
def test_a_key_in_an_inline_string_reads_back(key_and_value):
    key, value = key_and_value

    assert key.read_inline(key.write_inline(value)) == value


@given(TYPES_AND_VALUES)
def test_a_key_contributes_exactly_the_fields_it_names(key_and_value):
    key, value = key_and_value

    assert key.fields(value).keys() == key.names


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        (DEEP, (1225, ("abc", 2)), "1225~abc!~2"),
        (PAIR, ("a", 2), "a~2"),
        (ITEM, ("item", "a4RMx"), "item~a4RMx"),
        (VersionedKey(TEXT), ("asset", 13), "asset@13"),
        (VersionedKey(TEXT), ("a@b", 1), "a@b@1"),
        (ListKey(TEXT), ("a", "b", "c"), "a,b,c"),
        (ListKey(TEXT), ("a,b", "c"), "a!,b,c"),
        (ListKey(TEXT), (), ""),
        (SetKey(INTEGER), frozenset({3, 1, 2}), "1,2,3"),
        (BOOLEAN, True, "true"),
        (INTEGER, -7, "-7"),
    ],
)
def test_keys_are_spelled(key, value, text):
    assert key.write(value) == text
    assert key.read(text) == value


def test_a_key_of_two_kinds_of_separators_nests():
    text = f"STANDARD~{COURSE}!~{COURSE}@1"

    assert PROCTOR.read(text) == ("STANDARD", (COURSE, (COURSE, 1)))
    assert PROCTOR.write(PROCTOR.read(text)) == text


@pytest.mark.parametrize(
    ("key", "text"),
    [
        (INTEGER, "x"),
        (INTEGER, ""),
        (INTEGER, "1.0"),
        (INTEGER, "١"),
        (INTEGER, str(2**63)),
        (INTEGER, "9" * 5000),
        (BOOLEAN, "True"),
        (BOOLEAN, "1"),
        (OPAQUE, "short"),
        (OPAQUE, "a" * 21 + "~"),
        (OPAQUE, "a" * 22 + "\n"),
        (COLOURS, "GREEN"),
        (PAIR, "a"),
        (PAIR, "a~1~b"),
        (PAIR, "a~b"),
        (ITEM, "group~x"),
        (ITEM, "item"),
        (VersionedKey(TEXT), "asset"),
        (VersionedKey(TEXT), "asset@latest"),
        (ListKey(INTEGER), "1,,2"),
    ],
)
def test_a_text_that_breaks_the_rules_of_its_type_is_unreadable(key, text):
    with pytest.raises(GrammarError):
        key.read(text)


@pytest.mark.parametrize(
    ("key", "value", "fields"),
    [
        (INTEGER, 3, {"id": 3}),
        (TEXT, "abc", {"id": "abc"}),
        (IntegerKey(as_text=True), 3, {"id": "3"}),
        (
            CompositeKey({"userId": INTEGER, "courseId": TEXT}),
            (1, "abc"),
            {"id": "1~abc", "userId": 1, "courseId": "abc"},
        ),
        (CompositeKey({"userId": INTEGER, "videoId": TEXT}, shows_parts=False), (1, "v"), {"id": "1~v"}),
        (DEEP, (1, ("a", 2)), {"id": "1~a!~2", "number": 1, "pair": "a~2"}),
        (ITEM, ("item", "abc12"), {"id": "item~abc12"}),
    ],
)
def test_keys_contribute_fields(key, value, fields):
    assert key.fields(value) == fields


@pytest.mark.parametrize(
    ("key", "sent", "value"),
    [
        (INTEGER, 3, 3),
        (INTEGER, "3", 3),
        (TEXT, "3", "3"),
        (PAIR, "a~1", ("a", 1)),
        (PAIR, {"text": "a", "number": 1}, ("a", 1)),
        (PAIR, {"text": "a", "number": "1", "more": None}, ("a", 1)),
    ],
)
def test_keys_are_read_from_every_form_that_clients_send(key, sent, value):
    assert key.read_json(sent) == value


@pytest.mark.parametrize(
    ("key", "sent"),
    [(INTEGER, True), (INTEGER, 1.5), (INTEGER, None), (TEXT, 3), (PAIR, {"text": "a"}), (PAIR, 1)],
)
def test_json_of_another_type_is_no_key(key, sent):
    with pytest.raises(GrammarError):
        key.read_json(sent)


def test_the_parts_of_a_key_have_names():
    assert PAIR.parts(("a", 1)).integer("number") == 1
    assert TEXT.parts("a").text("id") == "a"


@pytest.mark.parametrize("members", [{}, {"id": TEXT}])
def test_a_composite_key_has_parts_and_none_is_called_id(members):
    with pytest.raises(DeclarationError):
        CompositeKey(members)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (PAIR, ("a",)),
        (INTEGER, 2**63),
        (OPAQUE, "short"),
        (COLOURS, "GREEN"),
        (ListKey(TEXT), ("",)),
        (ITEM, ("x", "y")),
    ],
)
def test_a_value_without_a_spelling_is_refused(key, value):
    with pytest.raises(GrammarError):
        key.write(value)


@given(st.uuids())
def test_an_opaque_id_spells_a_uuid(number):
    assert OPAQUE.read(opaque_id(number)) == opaque_id(number)
    assert uuid_of(opaque_id(number)) == number


def test_an_opaque_id_is_url_safe_base64_without_padding():
    assert opaque_id(UUID(int=2**128 - 1)) == "_____________________w"
