"""What a query may cost, counted before anything looks at it twice."""

from dataclasses import dataclass
from typing import Final

from graphql import DocumentNode, FragmentDefinitionNode, FragmentSpreadNode, GraphQLError
from graphql.language import Node, SelectionSetNode


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may be at most.

    `tokens` are its words, `depth` how many selections lie in each other, `selections` how many fields and
    fragments are selected in all, each as often as another fragment brings it; `fragments` may have a name:
    each is compared with each.
    """

    tokens: int
    depth: int
    selections: int
    fragments: int


NARROW: Final = Limits(tokens=2000, depth=12, selections=300, fragments=30)
"""For questions to resources."""
WIDE: Final = Limits(tokens=6000, depth=40, selections=15_000, fragments=80)
"""For operations that clients send as they were made for a page: those of assignments name every type."""


def within_limits(document: DocumentNode, limits: Limits) -> None:
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
        if depth > limits.depth or count > limits.selections or len(fragments) > limits.fragments:
            raise GraphQLError("Query is too complex.")
        todo += [(inner, depth + 1) for inner in _within(node, fragments)]


def _within(node: Node, fragments: dict[str, FragmentDefinitionNode]) -> list[Node]:
    if isinstance(node, FragmentSpreadNode):
        found = fragments.get(node.name.value)
        return [found] if found else []
    selected = getattr(node, "selection_set", None)
    return list(selected.selections) if isinstance(selected, SelectionSetNode) else []
