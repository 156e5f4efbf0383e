import pytest

from carrel.protocol.values import Values

GIVEN = Values(
    {
        "slug": "a-course",
        "userId": 7,
        "open": True,
        "filter": frozenset({"current", "ahead"}),
        "order": ("b", "a"),
        "sort": Values({"field": "name"}),
        "absent": None,
    }
)


def test_values_answer_by_type():
    assert GIVEN.text("slug") == "a-course"
    assert GIVEN.integer("userId") == 7
    assert GIVEN.flag("open")
    assert GIVEN.record("sort").text("field") == "name"
    assert GIVEN.text_or_none("slug") == "a-course"
    assert GIVEN.integer_or_none("userId") == 7


def test_a_set_of_texts_comes_sorted_and_a_list_as_it_is():
    assert GIVEN.texts("filter") == ("ahead", "current")
    assert GIVEN.texts("order") == ("b", "a")


def test_an_absent_value_is_none_or_no_or_nothing():
    assert GIVEN.text_or_none("absent") is None
    assert GIVEN.integer_or_none("absent") is None
    assert not GIVEN.flag("absent")
    assert GIVEN.texts("absent") == ()


@pytest.mark.parametrize(
    "ask",
    [
        lambda: GIVEN.text("userId"),
        lambda: GIVEN.text("absent"),
        lambda: GIVEN.integer("slug"),
        lambda: GIVEN.integer("open"),
        lambda: GIVEN.flag("userId"),
        lambda: GIVEN.texts("slug"),
        lambda: GIVEN.texts("userId"),
        lambda: Values({"weeks": (1, 2)}).texts("weeks"),
        lambda: GIVEN.record("slug"),
    ],
)
def test_a_value_of_another_type_is_not_given_out(ask):
    with pytest.raises(TypeError):
        ask()


def test_an_undeclared_name_is_an_error():
    with pytest.raises(KeyError):
        GIVEN.text("nobody")


def test_values_are_equal_to_what_they_hold():
    assert Values({"a": 1, "b": 2}) == {"b": 2, "a": 1}
    assert hash(Values({"a": 1, "b": 2})) == hash(Values({"b": 2, "a": 1}))
