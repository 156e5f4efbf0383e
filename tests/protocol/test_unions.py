import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.protocol.errors import AnswerError
from carrel.protocol.unions import (
    Member,
    read_flat,
    read_keyed,
    read_typed,
    write_flat,
    write_keyed,
    write_typed,
)

JSON = st.integers() | st.text() | st.dictionaries(st.text(), st.integers())
FIELDS = st.dictionaries(st.text().filter(lambda name: name != "typeName"), st.integers())


@given(st.text(), JSON)
def test_a_written_union_reads_back(type_name, definition):
    member = Member(type_name, definition)

    assert read_typed(write_typed(member)) == member
    assert read_keyed(write_keyed(member)) == member


@given(st.text(), FIELDS)
def test_a_written_flat_union_reads_back(type_name, fields):
    member = Member(type_name, fields)

    assert read_flat(write_flat(member)) == member


@pytest.mark.parametrize(
    ("write", "written"),
    [
        (write_typed, {"typeName": "lecture", "definition": {"duration": 1}}),
        (write_flat, {"typeName": "lecture", "duration": 1}),
        (write_keyed, {"lecture": {"duration": 1}}),
    ],
)
def test_unions_have_three_forms(write, written):
    assert write(Member("lecture", {"duration": 1})) == written


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (read_typed, {"definition": {}}),
        (read_typed, {"typeName": "lecture"}),
        (read_typed, {"typeName": "lecture", "definition": None}),
        (read_typed, {"typeName": "other", "definition": {}}),
        (read_typed, {"typeName": 1, "definition": {}}),
        (read_typed, None),
        (read_flat, {"duration": 1}),
        (read_flat, {"typeName": "other"}),
        (read_flat, []),
        (read_keyed, {}),
        (read_keyed, {"lecture": {}, "exam": {}}),
        (read_keyed, {"other": {}}),
        (read_keyed, "lecture"),
    ],
)
def test_a_value_that_is_no_member_is_refused(read, value):
    with pytest.raises(AnswerError):
        read(value, {"lecture", "exam"})


@pytest.mark.parametrize("definition", [1, {"typeName": "lecture"}])
def test_a_flat_union_holds_fields_only(definition):
    with pytest.raises(AnswerError):
        write_flat(Member("lecture", definition))
