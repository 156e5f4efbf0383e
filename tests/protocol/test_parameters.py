import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.protocol.errors import DeclarationError, GrammarError, ParameterError
from carrel.protocol.keys import BOOLEAN, INTEGER, TEXT, ChoiceKey, ListKey, SetKey
from carrel.protocol.parameters import Parameter, RecordKey, read_arguments, write_arguments
from carrel.protocol.values import Values

SORT = RecordKey((Parameter("field", required=True), Parameter("descending", BOOLEAN, default=True)))
NESTED = RecordKey(
    (
        Parameter("tags", ListKey(TEXT), default=()),
        Parameter("weeks", SetKey(INTEGER), default=frozenset()),
        Parameter("sort", SORT),
    )
)
DECLARED = (
    Parameter("slug", required=True),
    Parameter("count", INTEGER, default=10),
    Parameter("open", BOOLEAN, default=False),
    Parameter("filter", SetKey(TEXT)),
    Parameter("sort", SORT),
    Parameter("level", ChoiceKey(frozenset({"HIGH", "LOW"}))),
)
TEXTS = st.text() | st.text(alphabet="a(),~!")
SORTS = st.builds(
    lambda field, descending: Values({"field": field, "descending": descending}), TEXTS, st.booleans()
)
ARGUMENTS = st.fixed_dictionaries(
    {
        "slug": TEXTS,
        "count": st.integers(-(10**9), 10**9),
        "open": st.booleans(),
        "filter": st.none() | st.frozensets(TEXTS).filter(lambda texts: texts != {""}),
        "sort": st.none() | SORTS,
        "level": st.sampled_from([None, "HIGH", "LOW"]),
    }
)


def query_of(written: list[tuple[str, str]]) -> dict[str, list[str]]:
    return {name: [text] for name, text in written}


@given(ARGUMENTS)
def test_written_arguments_read_back(arguments):
    assert read_arguments(DECLARED, query_of(write_arguments(DECLARED, arguments))) == arguments


@given(st.lists(TEXTS).map(tuple), st.frozensets(st.integers(0, 99)), st.none() | SORTS)
def test_a_record_within_a_record_reads_back(tags, weeks, sort):
    value = Values({"tags": tags, "weeks": weeks, "sort": sort})

    assert NESTED.read(NESTED.write(value)) == value


@pytest.mark.parametrize(
    ("text", "field", "descending"),
    [
        ("(field~name)", "name", True),
        ("(descending~false,field~name)", "name", False),
        ("name~false", "name", False),
        ("name", "name", True),
        ("(field~name,unknown~x)", "name", True),
    ],
)
def test_a_record_is_read_inline_or_by_position(text, field, descending):
    assert SORT.read(text) == {"field": field, "descending": descending}


@pytest.mark.parametrize("text", ["(descending~false)", "name~no", "name~true~more", "(field~(a~b))", "()"])
def test_a_record_that_does_not_fit_is_refused(text):
    with pytest.raises(GrammarError):
        SORT.read(text)


def test_a_list_where_a_record_is_expected_is_refused():
    with pytest.raises(GrammarError):
        NESTED.read("(sort~List(a))")


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ({}, "Missing required parameter 'slug'"),
        ({"slug": ["a", "b"]}, "Too many query parameters for 'slug."),
        ({"slug": ["a"], "count": ["x"]}, "Improperly formatted value for parameter 'count'"),
        ({"slug": ["a"], "count": [""]}, "Improperly formatted value for parameter 'count'"),
        ({"slug": ["a"], "open": ["yes"]}, "Expected 'true' or 'false' but found 'yes'."),
        ({"slug": ["a"], "level": ["MIDDLE"]}, "Improperly formatted value for parameter 'level'"),
        ({"slug": ["a"], "sort": ["a~b~c"]}, "Improperly formatted value for parameter 'sort'"),
        ({"open": ["x"], "count": ["x"]}, "Missing required parameter 'slug'"),
        ({"slug": ["a"], "open": ["x"], "count": ["x"]}, "Improperly formatted value for parameter 'count'"),
    ],
)
def test_the_first_bad_argument_in_declaration_order_is_reported(query, text):
    with pytest.raises(ParameterError) as caught:
        read_arguments(DECLARED, query)

    assert text in caught.value.text
    assert caught.value.status == 400
    assert caught.value.body() == {"msg": f"Routing error: {caught.value.text}"}


def test_what_is_not_declared_is_ignored():
    assert read_arguments((), {"anything": ["a", "b"]}) == {}


def test_an_empty_text_is_an_argument():
    assert read_arguments((Parameter("slug", required=True),), {"slug": [""]}).text("slug") == ""


def test_a_default_is_not_written():
    assert write_arguments(DECLARED, {"slug": "a", "count": 10}) == [("slug", "a")]


@pytest.mark.parametrize("arguments", [{}, {"slug": None}, {"slug": "a", "typo": "b"}])
def test_arguments_that_the_declaration_refuses_are_not_written(arguments):
    with pytest.raises(GrammarError):
        write_arguments(DECLARED, arguments)


def test_a_required_parameter_has_no_default():
    with pytest.raises(DeclarationError):
        Parameter("slug", required=True, default="a")
