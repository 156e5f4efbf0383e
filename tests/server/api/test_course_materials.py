"""What a course holds, asked as it was asked on the wire."""

import re
from typing import Any

import pytest

from tests.builders import COURSE_ID
from tests.server import wire
from tests.server.caller import Caller
from tests.server.schools import EXAM, READING, complete

MODULES = "onDemandCourseMaterialModules.v1"
LESSONS = "onDemandCourseMaterialLessons.v1"
ITEMS = "onDemandCourseMaterialItems.v2"
PASSABLE = "onDemandCourseMaterialPassableLessonElements.v1"


@pytest.fixture(scope="module")
def body(demo_newcomer: Caller) -> Any:
    """The answer to the query that was seen, for a learner who has done nothing yet."""
    return demo_newcomer.get(wire.materials(wire.WRITING), wire.BROWSER).json()


@pytest.fixture(scope="module")
def linked(body: Any) -> Any:
    return body["linked"]


def test_the_captured_query_is_answered_with_the_captured_headers(demo_newcomer):
    answer = demo_newcomer.get(wire.materials(wire.WRITING), wire.BROWSER)

    assert answer.status_code == 200
    assert {name: answer.headers.get(name) for name in wire.READ_HEADERS} == wire.READ_HEADERS
    assert answer.headers["content-encoding"] == "gzip"
    assert re.fullmatch(wire.ETAG, answer.headers["etag"])
    assert re.fullmatch(wire.REQUEST_ID, answer.headers["x-coursera-request-id"])
    assert "strict-transport-security" not in answer.headers
    assert "x-powered-by" not in answer.headers


def test_the_envelope_and_what_is_linked_are_those_of_the_capture(body):
    assert set(body) == {"elements", "paging", "linked"}
    assert body["paging"] == {}
    assert [set(element) for element in body["elements"]] == [{"moduleIds", "id"}]
    assert set(body["linked"]) == {*wire.MATERIALS_KEYS, ITEMS, "contentAtomRelations.v1"}


@pytest.mark.parametrize("resource", wire.MATERIALS_KEYS)
def test_every_linked_row_has_the_captured_keys(linked, resource):
    assert {frozenset(row) for row in linked[resource]} == {wire.MATERIALS_KEYS[resource]}


def test_an_item_carries_the_keys_of_its_lock_only_while_it_is_locked(linked):
    keys = {item["isLocked"]: frozenset(item) for item in linked[ITEMS]}

    assert keys == {False: wire.ITEM_KEYS, True: wire.ITEM_KEYS | wire.LOCK_KEYS}


@pytest.mark.parametrize("kind", wire.DEFINITION_KEYS)
def test_every_kind_is_defined_by_the_captured_keys(linked, kind):
    summaries = [item["contentSummary"] for item in linked[ITEMS]]

    assert {frozenset(one) for one in summaries} == {frozenset({"typeName", "definition"})}
    of_kind = {frozenset(one["definition"]) for one in summaries if one["typeName"] == kind}
    assert of_kind == {wire.DEFINITION_KEYS[kind]}


def test_the_same_kinds_stand_in_the_same_places_and_the_same_are_locked(linked):
    items = {item["id"]: item for item in linked[ITEMS]}
    shape = tuple(
        " ".join(
            items[item_id]["contentSummary"]["typeName"] + "*" * items[item_id]["isLocked"]
            for item_id in lesson["itemIds"]
        )
        for lesson in linked[LESSONS]
    )

    assert shape == wire.KINDS_IN_LESSONS
    assert tuple(len(module["lessonIds"]) for module in linked[MODULES]) == wire.LESSONS_IN_MODULES


def test_exactly_the_seven_passable_items_are_locked_for_the_newcomer(linked):
    locked = [item for item in linked[ITEMS] if item["isLocked"]]

    assert len(locked) == 7
    assert [f"item~{item['id']}" for item in locked] == [element["id"] for element in linked[PASSABLE]]
    reason = {"lockStatus": "LOCKED_FULLY", "reasonCode": "REQUIRE_ALL_ITEM_IN_LESSON"}
    assert all(item["lockedStatus"] == "LOCKED_FULLY" for item in locked)
    assert all(item["itemLockedReasonCode"] == "REQUIRE_ALL_ITEM_IN_LESSON" for item in locked)
    assert all(item["itemLockSummary"] == {"lockState": reason} for item in locked)


def test_rows_without_content_are_as_captured(linked, body):
    course = body["elements"][0]["id"]

    assert linked["onDemandCourseMaterialTracks.v1"] == [{"id": "core", "passablesCount": 7}]
    assert linked["onDemandGradingParameters.v1"] == [{"id": course, "gradedAssignmentGroups": {}}]
    assert linked["contentAtomRelations.v1"] == []
    assert linked["onDemandCourseMaterialGradePolicy.v1"] == [
        {"id": course, "org.coursera.ondemand.coursematerial.MasteryGradePolicy": {}}
    ]
    weights = {one["gradingWeight"] for one in linked[PASSABLE]}
    assert weights == {1000, 2000}


def test_everything_is_listed_in_the_order_of_study(linked, body):
    assert [module["id"] for module in linked[MODULES]] == body["elements"][0]["moduleIds"]
    assert [lesson["id"] for lesson in linked[LESSONS]] == [
        lesson_id for module in linked[MODULES] for lesson_id in module["lessonIds"]
    ]
    assert [item["id"] for item in linked[ITEMS]] == [
        item_id for lesson in linked[LESSONS] for item_id in lesson["itemIds"]
    ]
    assert all(
        lesson["elementIds"] == [f"item~{item_id}" for item_id in lesson["itemIds"]]
        for lesson in linked[LESSONS]
    )


def test_a_whole_takes_as_long_as_its_parts(linked):
    items = {item["id"]: item["timeCommitment"] for item in linked[ITEMS]}
    lessons = {lesson["id"]: lesson["timeCommitment"] for lesson in linked[LESSONS]}

    assert lessons == {
        lesson["id"]: sum(items[item_id] for item_id in lesson["itemIds"]) for lesson in linked[LESSONS]
    }
    assert all(
        module["timeCommitment"] == sum(lessons[lesson_id] for lesson_id in module["lessonIds"])
        for module in linked[MODULES]
    )
    assert all(
        item["timeCommitment"] == item["contentSummary"]["definition"]["duration"]
        for item in linked[ITEMS]
        if item["contentSummary"]["typeName"] == "lecture"
    )


def test_ids_have_the_captured_lengths(linked, body):
    short = [row["id"] for resource in (MODULES, LESSONS, ITEMS) for row in linked[resource]]

    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", body["elements"][0]["id"])
    assert all(re.fullmatch(r"[A-Za-z0-9]{5}", one) for one in short)


def test_an_answer_that_the_client_has_is_not_sent_again(demo_newcomer):
    etag = demo_newcomer.get(wire.materials(wire.WRITING)).headers["etag"]

    again = demo_newcomer.get(wire.materials(wire.WRITING), {"if-none-match": etag})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == etag
    assert "content-type" not in again.headers
    assert again.headers["cache-control"] == wire.READ_HEADERS["cache-control"]
    assert again.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("form", ["{strong}", '"other", {weak}', "*", 'W/"1" ,{strong}'])
def test_tags_are_compared_weakly_and_in_lists(demo_newcomer, form):
    weak = demo_newcomer.get(wire.materials(wire.WRITING)).headers["etag"]
    asked = form.format(weak=weak, strong=weak.removeprefix("W/"))

    assert demo_newcomer.get(wire.materials(wire.WRITING), {"if-none-match": asked}).status_code == 304


def test_the_tag_changes_with_the_fields_and_another_tag_is_no_excuse(demo_newcomer):
    whole = demo_newcomer.get(wire.materials(wire.WRITING))

    fewer = demo_newcomer.get(
        wire.materials(wire.WRITING, fields="moduleIds"), {"if-none-match": whole.headers["etag"]}
    )

    assert fewer.status_code == 200
    assert fewer.headers["etag"] != whole.headers["etag"]


@pytest.mark.parametrize(
    "spell",
    [
        lambda target: target.replace("%2C", ","),
        lambda target: target.replace("(", "%28").replace(")", "%29"),
        lambda target: target.replace(".v2/?", ".v2?"),
        lambda target: target.replace("&fields", "&&fields"),
        lambda target: target.replace("gradePolicy", "gradePolicy%2CnoSuchRelation"),
    ],
)
def test_every_spelling_that_clients_use_means_the_same(demo_newcomer, body, spell):
    assert demo_newcomer.get(spell(wire.materials(wire.WRITING))).json() == body


def test_the_first_generation_links_all_seven_also_when_there_is_none(demo_newcomer):
    answer = demo_newcomer.get(wire.materials_v1(wire.WRITING))

    linked = answer.json()["linked"]
    assert {name: len(rows) for name, rows in linked.items()} == {
        "onDemandCourseMaterialTracks.v1": 1,
        "onDemandCourseMaterialItems.v1": 63,
        LESSONS: 13,
        "onDemandCourseMaterialPassableItemGroupChoices.v1": 0,
        "onDemandCourseMaterialPassableItemGroups.v1": 0,
        MODULES: 5,
        PASSABLE: 7,
    }
    assert answer.json()["paging"] == {}
    assert all(set(row) == {"id", "gradingWeight"} for row in linked[PASSABLE])


def test_the_first_generation_leads_on_to_videos_and_texts(demo_learner):
    items = demo_learner.get(wire.materials_v1(wire.WRITING)).json()["linked"][
        "onDemandCourseMaterialItems.v1"
    ]
    first = {item["content"]["typeName"]: item["content"]["definition"] for item in reversed(items)}

    video = demo_learner.get(f"/api/opencourse.v1/video/{first['lecture']['videoId']}")
    text = demo_learner.get(f"/api/openCourseAssets.v1/{first['supplement']['assetId']}")

    assert video.json()["sources"]
    assert text.json()["elements"][0]["typeName"] == "cml"


@pytest.mark.parametrize(
    "target",
    [
        f"/api/onDemandCourseMaterials.v2?q=slug&slug=study-well-online&includes=items,lessons&fields={LESSONS}(elementIds)",
        f"/api/onDemandCourseMaterials.v2/{COURSE_ID}?includes=items,lessons&fields={LESSONS}(elementIds)",
    ],
)
def test_without_being_asked_for_locked_items_are_told_nowhere(newcomer, target):
    told, whole = newcomer.get(target), newcomer.get(f"{target}&showLockedItems=true")

    assert EXAM in whole.text
    assert EXAM not in told.text
    assert set(told.json()["linked"]) == set(whole.json()["linked"])


def test_a_guest_sees_what_somebody_sees_who_has_done_nothing(demo_guest, body):
    assert demo_guest.get(wire.materials(wire.WRITING)).json() == body


def test_staff_find_nothing_locked(teacher):
    items = teacher.get(wire.materials("study-well-online")).json()["linked"][ITEMS]

    assert [item["isLocked"] for item in items] == [False] * 4


def test_what_is_done_opens_what_waited_for_it(learner, school):
    before = learner.get(wire.materials("study-well-online")).json()["linked"][ITEMS]

    complete(school, learner, READING)

    after = learner.get(wire.materials("study-well-online")).json()["linked"][ITEMS]
    assert [item["id"] for item in before if item["isLocked"]] == [EXAM]
    assert [item["id"] for item in after if item["isLocked"]] == []


def test_an_unknown_slug_is_answered_without_elements(guest):
    answer = guest.get(wire.materials("no-such-course"))

    assert answer.status_code == 404
    assert answer.json() == {"errorCode": "notFound", "message": "not found", "details": None}


def test_by_id_the_answer_is_that_by_slug(newcomer):
    by_slug = newcomer.get(wire.materials("study-well-online"))
    by_id = newcomer.get(
        wire.materials("study-well-online").replace("?q=slug&slug=study-well-online&", f"{COURSE_ID}/?")
    )

    assert by_id.json() == by_slug.json()
