"""The GraphQL gateway: real execution, within limits."""

from typing import Any

import pytest
from httpx2 import Response

from carrel.server.graphql import gateway
from carrel.server.graphql.gateway import MOST_OPERATIONS, REMEMBERED
from carrel.server.graphql.limits import WIDE
from tests.builders import COURSE_ID
from tests.server.learning.conftest import Seat
from tests.server.learning.desk import HEARTBEAT, LECTURE, LOCKED_LECTURE, READING, TRUSTING_ID, Desk

pytestmark = pytest.mark.anyio

PATH = "/graphql-gateway"
SUCCESS = "LearningHours_SendEventSuccess"
ERROR = "LearningHours_SendEventError"


async def ask(learner: Desk, query: str, **more: Any) -> Response:
    return await learner.client.post(PATH, json={"query": query, **more})


async def test_one_operation_is_answered_alone_and_an_array_by_an_array(learner: Desk):
    alone = await learner.client.post(PATH, json=learner.operation())
    several = await learner.client.post(PATH, json=[learner.operation(), learner.operation(READING)])
    none = await learner.client.post(PATH, json=[])

    assert alone.json()["data"]["LearningHours_SendEvent"]["__typename"] == SUCCESS
    assert [set(one["data"]["LearningHours_SendEvent"]) for one in several.json()] == [
        {"id", "__typename"}
    ] * 2
    assert none.json() == []


async def test_the_answer_is_as_long_as_the_captured_one(learner: Desk):
    answer = await learner.client.post(PATH, json=[learner.operation()])

    assert len(answer.content) == 0x83
    assert answer.headers["etag"].startswith('W/"83-')


async def test_aliases_and_typenames_are_answered_as_asked(learner: Desk):
    answer = await ask(
        learner,
        "mutation($a: LearningHours_SendEventInput!) { root: __typename "
        "one: LearningHours_SendEvent(input: $a) { kind: __typename "
        "... on LearningHours_SendEventSuccess { number: id } } "
        "two: LearningHours_SendEvent(input: {heartbeat: {courseId: 3}}) "
        "{ ... on LearningHours_SendEventError { message } } }",
        variables={"a": learner.operation()["variables"]["input"]},
    )

    data = answer.json()["data"]
    assert (data["root"], data["one"]["kind"], set(data["two"])) == ("Mutation", SUCCESS, {"message"})
    assert len(data["one"]["number"]) == 36


@pytest.mark.parametrize(
    "changes",
    [
        {"itemDetails": {"itemId": "zzzzz"}},
        {"itemDetails": {"itemId": LOCKED_LECTURE}},
        {"itemDetails": {}},
        {"itemDetails": None},
        {"courseId": TRUSTING_ID},
        {"courseId": "zzzzzzzzzzzzzzzzzzzzzz"},
        {"courseId": ""},
        {"courseId": None},
        {"durationMilliSeconds": 0},
        {"durationMilliSeconds": -30_000},
        {"durationMilliSeconds": 30_001},
        {"durationMilliSeconds": 10**30},
        {"durationMilliSeconds": 1.5},
        {"durationMilliSeconds": "30000"},
        {"clientDateTime": "yesterday"},
        {"clientDateTime": "2027-01-15T08:00:00"},
        {"clientDateTime": 5},
        {"clientDateTime": None},
    ],
    ids=str,
)
async def test_a_heartbeat_that_is_wrong_is_told_so_and_changes_nothing(
    learner: Desk, changes: dict[str, Any]
):
    result = await learner.beat(**changes)

    assert (result["__typename"], set(result)) == (ERROR, {"__typename", "message"})
    assert result["message"]
    assert (await learner.progress())["items"] == {}
    assert await learner.hours() == []


@pytest.mark.parametrize("given", [{}, {"heartbeat": None}, {"heartbeat": 5}, {"heartbeat": []}], ids=str)
async def test_an_input_without_a_heartbeat_is_told_so(learner: Desk, given: dict[str, object]):
    answer = await ask(learner, HEARTBEAT, variables={"input": given})

    assert answer.json()["data"]["LearningHours_SendEvent"]["__typename"] == ERROR


async def test_a_heartbeat_of_the_future_succeeds_and_counts_nothing(learner: Desk):
    result = await learner.beat(clientDateTime=learner.moment(3600))

    assert result["__typename"] == SUCCESS
    assert (await learner.progress())["items"] == {}
    assert await learner.hours() == []


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999Z"])
async def test_the_ends_of_the_calendar_are_moments_like_others(learner: Desk, moment: str):
    result = await learner.beat(clientDateTime=moment)

    assert result["__typename"] == SUCCESS
    assert await learner.hours() == []


async def test_a_guest_and_who_is_not_enrolled_are_told_so(seat: Seat):
    guest, newcomer = await seat(), await seat("newcomer")

    results = [await guest.beat(), await newcomer.beat()]

    assert [one["__typename"] for one in results] == [ERROR, ERROR]
    assert results[0]["message"] == "Sign in first."


@pytest.mark.parametrize("variables", [None, {}, {"input": None}, {"input": "x"}, {"input": {"more": 1}}])
async def test_variables_of_another_type_are_an_error_of_the_query(learner: Desk, variables: Any):
    answer = await ask(learner, HEARTBEAT, variables=variables)

    assert answer.status_code == 200
    assert "data" not in answer.json() or answer.json()["data"] is None
    assert "$input" in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"5", b"{}", b'{"query": 5}', b'{"query": "{__typename}", "variables": []}', b"[5]", b"[[]]"],
    ids=repr,
)
async def test_what_is_no_operation_is_refused_in_the_words_of_the_api(learner: Desk, body: bytes):
    answer = await learner.client.post(PATH, content=body)

    assert answer.status_code == 400
    assert set(answer.json()) == {"errorCode", "message", "details"}


@pytest.mark.parametrize("query", ["", "{", "{ nope }", "query { ...f }", "subscription { x }", "\0"])
async def test_a_query_with_a_fault_is_a_400_with_errors(learner: Desk, query: str):
    alone = await ask(learner, query)
    among = await learner.client.post(PATH, json=[{"query": query}, {"query": "{__typename}"}])

    assert (alone.status_code, list(alone.json())) == (400, ["errors"])
    assert among.status_code == 200
    assert [list(one) for one in among.json()] == [["errors"], ["data"]]


@pytest.mark.parametrize("query", ["{__schema{types{name}}}", '{__type(name:"Query"){name}}'])
async def test_the_schema_is_not_given_away(learner: Desk, query: str):
    answer = await ask(learner, query)

    error = answer.json()["errors"][0]
    assert error["message"].startswith("GraphQL introspection is not allowed by Apollo Server, but the query")
    assert error["extensions"] == {"code": "GRAPHQL_VALIDATION_FAILED"}


async def test_the_name_beside_the_address_means_nothing_and_the_one_in_the_body_chooses(learner: Desk):
    query = "query A { __typename } query B { version: carrelVersion }"

    chosen = await learner.client.post(f"{PATH}?opname=Other", json={"query": query, "operationName": "B"})
    unknown = await ask(learner, query, operationName="C")
    unnamed = await ask(learner, query)

    assert list(chosen.json()["data"]) == ["version"]
    assert "errors" in unknown.json()
    assert "errors" in unnamed.json()


@pytest.mark.parametrize(
    "query",
    [
        "{" + "carrelVersion " * WIDE.tokens + "}",
        "{" + "...{" * (WIDE.depth + 1) + "carrelVersion" + "}" * (WIDE.depth + 2),
        "{...a} fragment a on Query {...a}",
        "{...a} fragment a on Query {...b ...b} fragment b on Query {...a ...a}",
        "{" + "...f0 " * 300 + "}"
        + "".join(f"fragment f{n} on Query {{{f'...f{n + 1} ' * 40}}}" for n in range(5)),
        "{" + " ".join(f"...f{n}" for n in range(100)) + "}"
        + "".join(f"fragment f{n} on Query {{carrelVersion}}" for n in range(100)),
        "{a(b:" + "[" * 3000 + "]" * 3000 + ")}",
        "{" * 5000,
        "{" + "a " * WIDE.tokens + "}",
    ],
    ids=["wide", "deep", "cycle", "two cycles", "exploding", "fragments", "lists", "braces", "tokens"],
)  # fmt: skip
async def test_a_query_that_is_built_to_explode_is_refused(learner: Desk, query: str):
    answer = await ask(learner, query)

    assert answer.status_code == 400
    assert len(answer.json()["errors"]) == 1


async def test_more_operations_than_a_page_ever_sends_are_refused_whole(learner: Desk):
    answer = await learner.client.post(PATH, json=[learner.operation()] * (MOST_OPERATIONS + 1))

    assert answer.status_code == 400
    assert await learner.hours() == []


async def test_only_so_many_queries_are_remembered_and_no_faulty_ones(learner: Desk):
    gateway._checked.cache_clear()
    for number in range(REMEMBERED + 5):
        await ask(learner, f"{{ a{number}: carrelVersion }}")
        await ask(learner, f"{{ b{number} }}")

    assert gateway._checked.cache_info().currsize == REMEMBERED


async def test_another_site_cannot_make_a_browser_send_heartbeats(learner: Desk):
    answer = await learner.client.post(
        PATH, json=learner.operation(), headers={"origin": "https://elsewhere.example"}
    )

    assert (answer.status_code, answer.json()["errorCode"]) == (403, "foreignOrigin")
    assert await learner.hours() == []


async def test_a_body_beyond_the_limit_is_refused(learner: Desk):
    answer = await ask(learner, "{__typename}" + " " * 200_000)

    assert answer.status_code == 413


async def test_a_heartbeat_counts_for_the_lecture_only_by_the_clock_of_the_school(learner: Desk):
    learner.clock.move(60)
    for _ in range(5):
        await learner.beat(LECTURE)

    missing = (await learner.progress())["items"][LECTURE]["missing"]

    assert missing["watchedMilliSeconds"] == 0
    assert await learner.hours() == [("2027-01-15", COURSE_ID, 30_000)]


async def test_the_gateway_takes_only_posts(learner: Desk):
    answer = await learner.client.get(PATH, params={"query": "{__typename}"})

    assert answer.status_code == 405
    assert answer.headers["allow"] == "OPTIONS, POST"
