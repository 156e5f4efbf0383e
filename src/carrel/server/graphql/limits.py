"""What a query may cost, counted before anything looks at it twice."""

from typing import Final

from graphql import DocumentNode, FragmentDefinitionNode, FragmentSpreadNode, GraphQLError
from graphql.language import Node, SelectionSetNode

MOST_TOKENS: Final = 2000
"""How many words one query may have."""
DEEPEST: Final = 12
"""How many selections may lie in each other."""
MOST_SELECTIONS: Final = 300
"""How many fields and fragments may be selected in all, each as often as another fragment brings it."""
MOST_FRAGMENTS: Final = 30
"""How many fragments may have a name: each is compared with each."""


def within_limits(document: DocumentNode) -> None:
    """Raise `GraphQLError` for a query that is too deep, too wide, or built to explode."""
    fragments = {
        one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)
    }
    # What nobody refers to is validated too, so it is counted as well.
    todo: list[tuple[Node, int]] = [(one, 0) for one in document.definitions]
    count = 0
    while todo:
        node, depth = todo.pop()
        count += 1
        if depth > DEEPEST or count > MOST_SELECTIONS or len(fragments) > MOST_FRAGMENTS:
            raise GraphQLError("Query is too complex.")
        todo += [(inner, depth + 1) for inner in _within(node, fragments)]


def _within(node: Node, fragments: dict[str, FragmentDefinitionNode]) -> list[Node]:
    if isinstance(node, FragmentSpreadNode):
        found = fragments.get(node.name.value)
        return [found] if found else []
    selected = getattr(node, "selection_set", None)
    return list(selected.selections) if isinstance(selected, SelectionSetNode) else []
