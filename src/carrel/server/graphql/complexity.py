"""What a query of resources would cost, reckoned from its text alone: by Naptime's own rule."""

from collections.abc import Mapping
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    IntValueNode,
    OperationDefinitionNode,
    VariableNode,
)
from graphql.language import SelectionSetNode

MOST_COMPLEX: Final = 100_000
"""What a query may cost."""
SINGLE: Final = 10
"""What one element costs, times all that is asked of it."""
DEFAULT_LIMIT: Final = 100
"""How many elements a list has that is asked for without a limit."""
WRAPPERS: Final = frozenset({"root", "elements", "paging"})
"""Fields that cost nothing beside what they hold."""


def complexity(document: DocumentNode, variables: Mapping[str, Any]) -> int:
    """The cost of the dearest operation. The document lies within the limits of `limits` already."""
    fragments = {
        one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)
    }
    operations = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    return max((_of(one.selection_set, fragments, variables) for one in operations), default=0)


def _of(
    selected: SelectionSetNode | None,
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: Mapping[str, Any],
) -> int:
    cost = 0
    for node in selected.selections if selected else ():
        if isinstance(node, FieldNode):
            cost += _of_field(node, fragments, variables)
        elif isinstance(node, FragmentSpreadNode):
            found = fragments.get(node.name.value)
            cost += _of(found.selection_set, fragments, variables) if found else 0
        else:
            cost += _of(getattr(node, "selection_set", None), fragments, variables)
    return cost


def _of_field(
    node: FieldNode, fragments: Mapping[str, FragmentDefinitionNode], variables: Mapping[str, Any]
) -> int:
    if node.selection_set is None:
        return 1
    inner = max(_of(node.selection_set, fragments, variables), 1)
    name = node.name.value
    if name in WRAPPERS or name.endswith("Resource"):
        return inner
    if _is_list(node):
        return max(_limit(node, variables) // 10, 1) * SINGLE * inner
    return SINGLE * inner


def _is_list(node: FieldNode) -> bool:
    """Whether a field holds a connection: those, and only those, have elements."""
    inner = node.selection_set.selections if node.selection_set else ()
    names = {one.name.value for one in inner if isinstance(one, FieldNode)}
    return bool(names & {"elements", "paging"}) or any(not isinstance(one, FieldNode) for one in inner)


def _limit(node: FieldNode, variables: Mapping[str, Any]) -> int:
    for argument in node.arguments or ():
        if argument.name.value == "limit":
            match argument.value:
                case IntValueNode(value=text):
                    return max(int(text[:18]), 1)
                case VariableNode(name=name):
                    value = variables.get(name.value)
                    return max(value, 1) if isinstance(value, int) else DEFAULT_LIMIT
    return DEFAULT_LIMIT
