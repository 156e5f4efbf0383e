"""The pages that describe the learner API: everything is on them, and what can be tried can be tried."""

from html import escape

import pytest

from carrel.resources.docs import field_docs
from carrel.resources.error_codes import ERROR_CODES
from carrel.resources.hand_routed import HAND_ROUTED
from carrel.resources.registry import RESOURCES
from tests.builders import COURSE_ID


def test_the_index_names_everything(still_guest):
    shown = still_guest.get("/docs/api").text

    for resource in RESOURCES:
        assert f'href="/docs/api/{resource.schema.identifier}"' in shown
    for one in HAND_ROUTED:
        assert escape(f"{one.method} {one.path}") in shown
    for code in ERROR_CODES:
        assert f"<code>{code}</code>" in shown


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda one: one.schema.identifier)
def test_the_page_of_a_resource_has_all_of_it(still_learner, resource):
    answer = still_learner.get(f"/docs/api/{resource.schema.identifier}")

    assert answer.status_code == 200
    named = [*resource.schema.field_names, *resource.schema.relations]
    ways = [
        *(f"q={one.name}" for one in resource.schema.finders),
        *(f"action={one.name}" for one in resource.schema.actions),
    ]
    assert not [one for one in named if f"<code>{one}</code>" not in answer.text]
    assert not [one for one in ways if one not in answer.text]
    assert "`" not in answer.text
    assert field_docs(resource.record)


@pytest.mark.parametrize(
    ("sent", "target"),
    [
        (f"courses.v1/try?id={COURSE_ID}&fields=", f"/api/courses.v1/{COURSE_ID}"),
        ("courses.v1/try?q=slug&slug=a%26b&courseType=", "/api/courses.v1?q=slug&slug=a%26b"),
        ("courses.v1/try?ids=a,b", "/api/courses.v1?ids=a,b"),
        ("courses.v1/try?start=&limit=", "/api/courses.v1"),
        ("courses.v1/try?id=//elsewhere.test/../x", "/api/courses.v1/%2F%2Felsewhere.test%2F..%2Fx"),
        ("courses.v1/try?id=a%0d%0ab", "/api/courses.v1/a%0D%0Ab"),
    ],
)
def test_a_form_leads_to_what_it_asks_for(still_learner, sent, target):
    answer = still_learner.get(f"/docs/api/{sent}")

    assert (answer.status_code, answer.headers["location"]) == (303, target)


@pytest.mark.parametrize("name", ["nowhere.v1", "nowhere.v1/try?id=x", "%3Cscript%3E"])
def test_what_there_is_not_has_no_page(still_guest, name):
    answer = still_guest.get(f"/docs/api/{name}")

    assert answer.status_code == 404
    assert "<script>" not in answer.text
