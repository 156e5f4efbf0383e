"""Asking the gateway about assessments for everything that its schema has."""

from typing import Any

from graphql import GraphQLNamedType, GraphQLObjectType, GraphQLUnionType, get_named_type
from graphql.type.definition import GraphQLInterfaceType, is_leaf_type

from carrel.server.graphql.gateway import schema
from tests.builders import COURSE_ID
from tests.server.assessing.conftest import TASK
from tests.server.caller import Caller

NAMED = (
    "CmlContent",
    "Submission_MultipleChoiceOption",
    "Submission_GradedOption",
    "Submission_RubricFeedback",
    "Submission_SubmissionPart",
    "Submission_FeedbackPart",
    "Submission_SubmissionState",
)
"""The types that get a fragment; the others are written out where they stand."""
AMBIGUOUS = frozenset({"response", "feedback", "outcome", "answer", "chosen"})
"""Names that different types have for different things."""


def fragments() -> str:
    """The fragments of a query that asks for everything."""
    return "\n".join(f"fragment f_{name} on {name} {_selected(schema().type_map[name])}" for name in NAMED)


def _selected(kind: GraphQLNamedType) -> str:
    match kind:
        case GraphQLUnionType() | GraphQLInterfaceType():
            inner = " ".join(f"... on {one.name} {_spread(one)}" for one in schema().get_possible_types(kind))
        case GraphQLObjectType():
            inner = " ".join(_field(kind, name) for name in kind.fields)
    return f"{{ {inner} __typename }}"


def _spread(kind: GraphQLNamedType) -> str:
    return f"{{ ...f_{kind.name} }}" if kind.name in NAMED else _selected(kind)


def _field(owner: GraphQLObjectType, name: str) -> str:
    inner = get_named_type(owner.fields[name].type)
    is_clear = name not in AMBIGUOUS or owner.name == "Submission_SubmissionState"
    said = name if is_clear else f"{owner.name}_{name}: {name}"
    return said if is_leaf_type(inner) else f"{said} {_spread(inner)}"


STATE = (
    "query QueryState($courseId: ID!, $itemId: ID!) { SubmissionState { "
    "queryState(courseId: $courseId, itemId: $itemId) { __typename ...f_Submission_SubmissionState "
    "... on Submission_QueryStateFailure { errors { errorCode __typename } } } } }"
)


def ask(caller: Caller, item: str = TASK, course: str = COURSE_ID) -> Any:
    """Everything of the state."""
    query = f"{STATE}\n{fragments()}"
    return send(caller, query, {"courseId": course, "itemId": item})["SubmissionState"]["queryState"]


def mutate(caller: Caller, name: str, item: str = TASK, **given: Any) -> Any:
    """Do it; the whole state comes back, or the errors."""
    query = (
        f"mutation {name}($input: Submission_{name}Input!) {{ Submission_{name}(input: $input) {{ __typename "
        f"... on Submission_{name}Success {{ submissionState {{ ...f_Submission_SubmissionState }} }} "
        f"... on Submission_{name}Failure {{ errors {{ errorCode __typename }} }} }} }}\n{fragments()}"
    )
    given = {"courseId": COURSE_ID, "itemId": item, **given}
    return send(caller, query, {"input": given})[f"Submission_{name}"]


def send(caller: Caller, query: str, variables: dict[str, Any]) -> Any:
    """The data of an answer without errors."""
    answer = caller.post("/graphql-gateway", {"query": query, "variables": variables})
    told = answer.json()
    assert "errors" not in told, told["errors"]
    return told["data"]
