"""Whatever the schema of resources lets a query be is answered, and never by a failure of ours."""

import io
from typing import Any

import pytest
import schemathesis
from graphql import parse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import nodes
from schemathesis.core.result import Ok

from carrel.server.graphql.resource_gateway import sdl

schemathesis.graphql.scalar("Long", st.integers(-(2**63), 2**63 - 1).map(nodes.Int))
FUZZED = schemathesis.graphql.from_file(io.StringIO(sdl().decode()))
OPERATIONS: list[Any] = [one.ok() for one in FUZZED.get_all_operations() if isinstance(one, Ok)]
MEMBERS = ({"data"}, {"data", "errors"}, {"errors"}, {"error"}, {"error", "complexity"})


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.label)
def test_whatever_a_query_asks_it_is_answered(still_learner, request, operation):
    @settings(
        max_examples=request.config.getoption("--fuzz"),
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        parse(case.body)

        answer = still_learner.post("/graphql", {"query": case.body})

        assert answer.status_code == 200
        assert set(answer.json()) in MEMBERS

    ask()
