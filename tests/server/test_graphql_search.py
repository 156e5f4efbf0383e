"""The catalogue's search over GraphQL, as clients send it (§13)."""

from typing import Any

import pytest

from tests.builders import COURSE_ID
from tests.server.caller import Caller

SEARCH = """
query Search($requests: [Search_Request!]!) {
  SearchResult {
    search(requests: $requests) {
      elements {
        ... on Search_ProductHit {
          __typename id name url productDifficultyLevel avgProductRating imageUrl partners
        }
      }
      facets { name values { value count } }
      pagination { cursor totalElements }
      totalPages
      source { indexName }
    }
  }
}
"""


def search(who: Caller, *requests: object) -> dict[str, Any]:
    body = [{"operationName": "Search", "query": SEARCH, "variables": {"requests": list(requests)}}]
    answers: list[dict[str, Any]] = who.post("/graphql-gateway?opname=Search", body).json()
    return answers[0]


def test_a_guest_finds_courses(still_guest):
    (found,) = search(still_guest, {"entityType": "PRODUCTS", "query": "study", "limit": 12})["data"][
        "SearchResult"
    ]["search"]

    (hit,) = found["elements"]
    assert (hit["__typename"], hit["id"], hit["url"]) == (
        "Search_ProductHit",
        COURSE_ID,
        "/learn/study-well-online",
    )
    assert (hit["productDifficultyLevel"], hit["partners"]) == ("BEGINNER", ["The Open Desk"])
    assert found["pagination"] == {"cursor": None, "totalElements": 1}
    facets = {one["name"]: one["values"] for one in found["facets"]}
    assert facets["domain"] == [{"value": "personal-growth", "count": 1}]


def test_several_searches_are_answered_in_turn_and_page_by_page(still_guest):
    first, second, nothing = search(
        still_guest,
        {"query": "", "limit": 1},
        {"query": "", "limit": 1, "cursor": "1"},
        {"query": "nowhere"},
    )["data"]["SearchResult"]["search"]

    assert first["pagination"] == {"cursor": "1", "totalElements": 2}
    assert second["pagination"]["cursor"] is None
    assert first["elements"][0]["id"] != second["elements"][0]["id"]
    assert nothing["elements"] == []


def test_texts_lead_to_their_courses_for_those_who_take_them(still_guest, still_learner):
    def found(who: Caller) -> list[dict[str, Any]]:
        (hits,) = search(who, {"query": "bonjour"})["data"]["SearchResult"]["search"]
        elements: list[dict[str, Any]] = hits["elements"]
        return elements

    assert found(still_guest) == []
    assert [one["id"] for one in found(still_learner)] == [COURSE_ID]


@pytest.mark.parametrize("request_", [3, {"limit": "x"}, {"cursor": "x"}, {"query": 1}])
def test_what_is_no_search_is_told(still_guest, request_):
    assert "not a search" in search(still_guest, request_)["errors"][0]["message"]


def test_too_many_searches_are_told(still_guest):
    assert "At most" in search(still_guest, *[{}] * 6)["errors"][0]["message"]


def test_no_name_makes_more_of_what_one_request_may_ask(still_guest):
    searches = " ".join(f"s{number}: search(requests: [{{}}]) {{ totalPages }}" for number in range(30))
    places = " ".join(f"p{number}: SearchResult {{ ...All }}" for number in range(10))
    query = f"{{ {places} }} fragment All on SearchResult_Queries {{ {searches} }}"

    answer = still_guest.post("/graphql-gateway", {"query": query}).json()

    assert {error["message"].partition(" things")[0] for error in answer["errors"]} == {"At most 100"}
    assert len(answer["errors"]) < 300


def test_the_languages_of_a_course(still_guest):
    query = (
        '{ LanguagesForCourse(slug: "study-well-online") { primaryLanguages subtitleLanguages } '
        'other: LanguagesForCourse(slug: "x") { primaryLanguages } }'
    )
    answer = still_guest.post("/graphql-gateway", {"query": query}).json()["data"]

    assert answer["LanguagesForCourse"]["primaryLanguages"] == ["en"]
    assert sorted(answer["LanguagesForCourse"]["subtitleLanguages"]) == ["en", "fr"]
    assert answer["other"] is None
