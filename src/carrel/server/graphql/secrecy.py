"""The schema is documented, and not given away by the server itself: clients expect to be refused."""

from typing import Any, Final

from graphql import FieldNode, GraphQLError, ValidationRule

REFUSAL: Final = (
    "GraphQL introspection is not allowed by Apollo Server, but the query contained __schema or __type. "
    "To enable introspection, pass introspection: true to ApolloServer in production"
)
"""The very words that clients of the learner API know."""


class NoIntrospection(ValidationRule):
    """Refuses queries that ask the schema about itself; `__typename` is no such question."""

    def enter_field(self, node: FieldNode, *_: Any) -> None:  # noqa: ANN401 - the library's signature
        """Look at one field of the query."""
        if node.name.value in {"__schema", "__type"}:
            code = {"code": "GRAPHQL_VALIDATION_FAILED"}
            self.report_error(GraphQLError(REFUSAL, node, extensions=code))
