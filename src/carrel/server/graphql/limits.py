"""What a query may cost, counted before it is executed."""

from typing import Final

from graphql import DocumentNode, FieldNode, FragmentDefinitionNode, FragmentSpreadNode, GraphQLError
from graphql.language import Node, SelectionSetNode

DEEPEST: Final = 12
"""How many fields may lie in each other."""
MOST_FIELDS: Final = 500
"""How many fields may be selected in all, each as often as a fragment brings it."""


def within_limits(document: DocumentNode) -> None:
    """Raise `GraphQLError` for a query that is too deep, too wide, or built to explode."""
    fragments = {
        one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)
    }
    count = 0
    todo: list[tuple[Node, int]] = [
        (one, 0) for one in document.definitions if not isinstance(one, FragmentDefinitionNode)
    ]
    while todo:
        node, depth = todo.pop()
        count += isinstance(node, FieldNode)
        if depth > DEEPEST or count > MOST_FIELDS:
            raise GraphQLError("Query is too complex.")
        todo += [(inner, depth + 1) for inner in _within(node, fragments)]


def _within(node: Node, fragments: dict[str, FragmentDefinitionNode]) -> list[Node]:
    if isinstance(node, FragmentSpreadNode):
        return [fragments[node.name.value]] if node.name.value in fragments else []
    selected = getattr(node, "selection_set", None)
    return list(selected.selections) if isinstance(selected, SelectionSetNode) else []
