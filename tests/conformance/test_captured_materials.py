"""Rows 1-26: what a course holds, as a browser was seen to ask for it in December 2025."""

import re
from typing import Any

import pytest

from carrel.client import of
from carrel.resources import course_materials
from carrel.resources.course_materials import COURSE_MATERIALS, ITEMS, LESSONS, MODULES
from tests.conformance.people import WRITING, Person, items, told
from tests.conformance.rows import each_row, row
from tests.server import wire

KINDS = {
    "lecture": 13,
    "supplement": 36,
    "peer": 6,
    "phasedPeer": 3,
    "staffGraded": 4,
    "ungradedAssignment": 1,
}
"""How many items of each kind the captured course had; the demo course is of the same shape."""


@pytest.fixture
def answer(newcomer: Person) -> Any:
    return newcomer.get(wire.materials(WRITING))


@pytest.fixture
def linked(answer: Any) -> Any:
    return answer["linked"]


@pytest.fixture
def of_items(linked: Any) -> Any:
    return linked["onDemandCourseMaterialItems.v2"]


@row(1)
def test_the_captured_question_is_answered_with_and_without_a_session(newcomer, guest, answer):
    assert guest.get(wire.materials(WRITING))["elements"] == answer["elements"]
    assert newcomer.get(wire.materials(WRITING).replace("materials.v2/?", "materials.v2?")) == answer


@row(1, 2)
def test_our_client_asks_the_same_from_the_declarations(newcomer, answer):
    found = newcomer.client.find(
        COURSE_MATERIALS,
        "slug",
        slug=WRITING,
        show_locked_items=True,
        fields=["module_ids", of(MODULES), of(LESSONS), of(ITEMS)],
        includes=["modules", "lessons", "items", "grade_policy"],
    )

    assert told(found) == answer["elements"]
    assert [one.id for one in found.linked(ITEMS)] == [
        one["id"] for one in answer["linked"][ITEMS.schema.identifier]
    ]
    assert found.has_linked(course_materials.GRADE_POLICY)
    assert not found.has_linked(course_materials.TRACKS)


@row(2)
def test_fields_are_those_asked_for_each_linked_resource(newcomer):
    asked = wire.materials(WRITING, fields="onDemandCourseMaterialModules.v1(slug)")

    modules = newcomer.get(asked)["linked"]["onDemandCourseMaterialModules.v1"]

    assert {frozenset(one) for one in modules} == {frozenset({"id", "slug"})}


@row(3)
def test_what_has_no_value_is_left_out_and_never_null(answer, of_items):
    absent = {"originalName", "lockableByItem", "customDisplayTypenameOverride", "optional"}

    assert not absent & {name for one in of_items for name in one}
    assert "None" not in repr(answer)


@row(4)
def test_defaults_come_beside_what_was_asked(of_items, linked):
    assert all({"id", "moduleId", "lessonId"} <= set(one) for one in of_items)
    assert all({"itemIds", "moduleId"} <= set(one) for one in linked["onDemandCourseMaterialLessons.v1"])


@row(5, 21)
def test_relations_without_rows_are_absent_for_groups_and_empty_for_embedded_content(linked):
    assert "onDemandCourseMaterialPassableItemGroups.v1" not in linked
    assert "onDemandCourseMaterialPassableItemGroupChoices.v1" not in linked
    assert linked["contentAtomRelations.v1"] == []


@row(6)
def test_the_envelope(answer, course):
    assert set(answer) == {"elements", "paging", "linked"}
    assert answer["paging"] == {}
    [element] = answer["elements"]
    assert set(element) == {"moduleIds", "id"}
    assert (element["id"], len(element["moduleIds"])) == (course, 5)


@row(7, 8, 20)
def test_tracks_parameters_and_the_policy_as_a_tagged_union(linked, course):
    assert linked["onDemandCourseMaterialTracks.v1"] == [{"passablesCount": 7, "id": "core"}]
    assert linked["onDemandGradingParameters.v1"] == [{"gradedAssignmentGroups": {}, "id": course}]
    [policy] = linked["onDemandCourseMaterialGradePolicy.v1"]
    assert policy == {"org.coursera.ondemand.coursematerial.MasteryGradePolicy": {}, "id": course}


@row(9)
def test_lessons(linked):
    lessons = linked["onDemandCourseMaterialLessons.v1"]

    assert len(lessons) == 13
    assert {frozenset(one) for one in lessons} == {wire.MATERIALS_KEYS["onDemandCourseMaterialLessons.v1"]}
    assert all(one["elementIds"] == [f"item~{item}" for item in one["itemIds"]] for one in lessons)


@row(10)
def test_items(of_items):
    assert len(of_items) == 63
    assert all(set(one) - wire.LOCK_KEYS == wire.ITEM_KEYS for one in of_items)


@row(11)
def test_the_lock_opens_when_the_rest_of_the_lesson_is_done(newcomer, of_items, course):
    slugs = items(newcomer)
    locked = {one["id"] for one in of_items if one["isLocked"]}
    reason = {"lockStatus": "LOCKED_FULLY", "reasonCode": "REQUIRE_ALL_ITEM_IN_LESSON"}
    assert len(locked) == 7
    assert all(one["itemLockSummary"] == {"lockState": reason} for one in of_items if one["isLocked"])
    assert all((set(one) >= wire.LOCK_KEYS) == one["isLocked"] for one in of_items)
    assert slugs["reasoning-check"] in locked

    newcomer.post(
        "/api/onDemandSupplementCompletions.v1",
        {"userId": newcomer.id, "courseId": course, "itemId": slugs["faults-in-reasoning"]},
    )

    now = newcomer.get(wire.materials(WRITING))["linked"]["onDemandCourseMaterialItems.v2"]
    assert {one["id"] for one in now if one["isLocked"]} == locked - {slugs["reasoning-check"]}


@each_row("kind", dict(zip(range(12, 18), KINDS, strict=True)))
def test_every_kind_is_defined_as_captured(of_items, kind):
    summaries = [one["contentSummary"] for one in of_items if one["contentSummary"]["typeName"] == kind]

    assert len(summaries) == KINDS[kind]
    assert {frozenset(one["definition"]) for one in summaries} == {wire.DEFINITION_KEYS[kind]}


@row(12)
def test_a_lecture_takes_as_long_as_it_plays(of_items):
    lectures = [one for one in of_items if one["contentSummary"]["typeName"] == "lecture"]

    assert all(one["timeCommitment"] == one["contentSummary"]["definition"]["duration"] for one in lectures)


@row(18)
def test_modules(linked):
    modules = linked["onDemandCourseMaterialModules.v1"]

    assert len(modules) == 5
    assert {frozenset(one) for one in modules} == {wire.MATERIALS_KEYS["onDemandCourseMaterialModules.v1"]}


@row(19)
def test_passable_lesson_elements(linked):
    passable = linked["onDemandCourseMaterialPassableLessonElements.v1"]

    assert sorted(one["gradingWeight"] for one in passable) == [1000] * 4 + [2000] * 3
    assert all(one["isRequiredForPassing"] is False for one in passable)
    assert all(re.fullmatch(r"item~[A-Za-z0-9]{5}", one["id"]) for one in passable)


@row(22)
def test_locked_items_are_left_out_of_every_list_unless_they_are_asked_for(newcomer, of_items):
    without = newcomer.get(wire.materials(WRITING).replace("&showLockedItems=true", ""))["linked"]

    shown = [one["id"] for one in without["onDemandCourseMaterialItems.v2"]]
    lessons = without["onDemandCourseMaterialLessons.v1"]
    assert shown == [one["id"] for one in of_items if not one["isLocked"]]
    assert shown == [item for lesson in lessons for item in lesson["itemIds"]]
    assert [f"item~{item}" for item in shown] == [one for lesson in lessons for one in lesson["elementIds"]]


@row(23)
def test_what_always_holds_of_the_body(linked, of_items, course):
    took = {one["id"]: one["timeCommitment"] for one in of_items}
    lessons = {one["id"]: one for one in linked["onDemandCourseMaterialLessons.v1"]}
    modules = linked["onDemandCourseMaterialModules.v1"]

    assert all(
        one["timeCommitment"] == sum(took[item] for item in one["itemIds"]) for one in lessons.values()
    )
    assert all(
        one["timeCommitment"] == sum(lessons[lesson]["timeCommitment"] for lesson in one["lessonIds"])
        for one in modules
    )
    assert list(took) == [item for one in lessons.values() for item in one["itemIds"]]
    assert {len(one) for one in [*took, *lessons, *(module["id"] for module in modules)]} == {5}
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", course)


@row(24)
def test_the_headers_of_a_read_and_its_tag(newcomer):
    answer = newcomer.http.get(wire.materials(WRITING), {"accept-encoding": "gzip"})

    assert {name: answer.headers.get(name) for name in wire.READ_HEADERS} == wire.READ_HEADERS
    assert answer.headers["content-encoding"] == "gzip"
    assert re.fullmatch(wire.REQUEST_ID, answer.headers["x-coursera-request-id"])
    tag = answer.headers["etag"]
    assert re.fullmatch(wire.ETAG, tag)
    assert newcomer.http.get(wire.materials(WRITING), {"if-none-match": tag}).status_code == 304


@row(25)
def test_the_browsers_headers_change_nothing(newcomer, answer):
    as_browser = {**wire.BROWSER, "referer": f"http://school.test/learn/{WRITING}/lecture/x/y"}

    assert newcomer.http.get(wire.materials(WRITING), as_browser).json() == answer


@row(26)
def test_the_materials_fetched_again_after_a_completion_are_another_answer(newcomer, course):
    before = newcomer.http.get(wire.materials(WRITING)).headers["etag"]
    body = {"userId": newcomer.id, "courseId": course, "itemId": items(newcomer)["faults-in-reasoning"]}

    newcomer.post("/api/onDemandSupplementCompletions.v1", body)

    again = newcomer.http.get(wire.materials(WRITING), {"if-none-match": before})
    assert (again.status_code, again.headers["etag"] != before) == (200, True)
