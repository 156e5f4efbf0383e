"""How far a learner is (rows 77, 83; shapes 3.1, 4.4, 4.5): read, changed by learning, and read again."""

import pytest

from carrel.domain.deadlines import WEEK
from carrel.domain.enrollment import DAY
from tests.builders import COURSE_ID
from tests.server.caller import Caller, user_id
from tests.server.schools import AT, EXAM, LAST, LECTURE, OTHER_ID, READING, complete, hide

SLUG = "study-well-online"
NOT_AUTHORIZED = {"errorCode": "Not Authorized", "message": None, "details": None}
PROGRESS = "/api/guidedCourseSessionProgresses.v1"
CARDS = "/api/guidedCourseWeekCards.v1"
PROGRESS_FIELDS = (
    "&fields=id,startedAt,endedAt,weeks,courseProgressState,currentWeekByUserProgress,"
    "hasSessionModuleDeadlines"
)


def home(who: Caller) -> dict[str, object]:
    path = f"/api/onDemandHomeProgress.v1/{user_id(who)}~{COURSE_ID}/?fields=modulesCompleted,modulesPassed"
    (element,) = who.get(path).json()["elements"]
    return dict(element)


def read(who: Caller) -> None:
    """Complete the reading, as a client does."""
    body = {"userId": user_id(who), "courseId": COURSE_ID, "itemId": READING}
    assert who.post("/api/onDemandSupplementCompletions.v1", body).status_code == 201


def materials(who: Caller, relations: str, fields: str = "", of: int | None = None, course: str = COURSE_ID):
    return who.get(
        f"/api/onDemandCourseMaterials.v2?q=learner&learnerId={of or user_id(who)}&courseId={course}"
        f"&includes={relations}&fields={fields}&showLockedItems=true"
    )


def test_row_83_a_module_is_completed_when_everything_required_is_done(learner, school):
    me = user_id(learner)
    before = home(learner)
    read(learner)
    complete(school, learner, EXAM)

    after = home(learner)

    assert before == {
        "id": f"{me}~{COURSE_ID}",
        "userId": me,
        "courseId": COURSE_ID,
        "modulesCompleted": [],
        "modulesPassed": [],
    }
    assert after == {**before, "modulesCompleted": ["modu1"]}


def test_row_77_completions_are_told_newest_first_and_page_by_page(learner):
    target = f"/api/onDemandCompletionEvents.v1?q=byCourse&courseId={COURSE_ID}"
    before = learner.get(target).json()["elements"]
    read(learner)

    first = learner.get(f"{target}&limit=1").json()
    second = learner.get(f"{target}&limit=1&start={first['paging']['next']}").json()

    me = user_id(learner)
    assert before == [
        {
            "id": f"{me}~{COURSE_ID}~{LECTURE}",
            "userId": me,
            "courseId": COURSE_ID,
            "itemId": LECTURE,
            "completedAt": AT + DAY,
        }
    ]
    assert [one["itemId"] for one in first["elements"]] == [READING]
    assert second["elements"] == before
    assert "next" not in second["paging"]


def test_row_77_without_a_finder_there_is_no_list(learner):
    answer = learner.get("/api/onDemandCompletionEvents.v1")

    assert (answer.status_code, answer.json()["msg"]) == (405, "Routing error: 'get-all' not implemented")


def test_the_summary_counts_items_and_moves_with_them(learner):
    target = f"/api/opencourse.v1/user/{user_id(learner)}/course/{SLUG}/progressV2?fields=progressSummary"
    before = learner.get(target).json()["progressSummary"]
    read(learner)

    after = learner.get(target).json()["progressSummary"]

    assert before == {
        "numCompletedItems": 1,
        "numTotalItems": 4,
        "numCompletedRequiredItems": 1,
        "numRequiredItems": 3,
        "overall": 33,
    }
    assert after == {**before, "numCompletedItems": 2, "numCompletedRequiredItems": 2, "overall": 66}


@pytest.mark.parametrize("course", [COURSE_ID, SLUG])
def test_the_progress_of_a_session_is_found_by_id_and_by_slug(learner, course):
    key = f"{user_id(learner)}~{course}"

    (element,) = learner.get(f"{PROGRESS}?ids={key}{PROGRESS_FIELDS}").json()["elements"]

    assert element == {
        "id": key,
        "startedAt": AT,
        "endedAt": AT + WEEK,
        "weeks": [
            {
                "weekNumber": 1,
                "numberOfWeeks": 1,
                "moduleIds": ["modu1"],
                "progressState": "Started",
                "startedAt": AT,
                "endedAt": AT + WEEK,
            }
        ],
        "courseProgressState": "Started",
        "currentWeekByUserProgress": 1,
        "hasSessionModuleDeadlines": False,
    }


def test_who_is_through_has_completed_the_course_and_its_weeks(learner, school):
    read(learner)
    complete(school, learner, EXAM)

    (element,) = learner.get(f"{PROGRESS}/{user_id(learner)}~{COURSE_ID}?{PROGRESS_FIELDS}").json()[
        "elements"
    ]

    assert element["courseProgressState"] == element["weeks"][0]["progressState"] == "Completed"


@pytest.mark.parametrize("course", [COURSE_ID, SLUG])
def test_the_cards_of_weeks_lead_to_every_items_page(learner, course):
    key = f"{user_id(learner)}~{course}"

    (element,) = learner.get(f"{CARDS}?ids={key}&fields=courseId,id,weeks").json()["elements"]

    assert (element["id"], element["courseId"]) == (key, COURSE_ID)
    (module,) = element["weeks"][0]["modules"]
    assert [item["id"] for item in module["items"]] == [LECTURE, READING, EXAM, LAST]
    first = module["items"][0]
    assert first["contentSummary"]["typeName"] == "lecture"
    assert first["progressState"] == "Completed"
    assert [item["isLocked"] for item in module["items"]] == [False, False, True, False]
    assert [learner.get(item["resourcePath"]).status_code for item in module["items"]] == [200, 200, 403, 200]


def test_courses_that_are_not_taken_are_left_out_of_several(learner):
    me = user_id(learner)

    body = learner.get(f"{CARDS}?ids={me}~{COURSE_ID},{me}~{OTHER_ID},{me}~nobodys").json()

    assert [one["courseId"] for one in body["elements"]] == [COURSE_ID]


def test_materials_for_a_learner_link_how_far_they_are(learner):
    relations = (
        "items,itemsProgress,nextSteps,schedule,sessionMemberships,onDemandSessionMemberships.v1(sessions)"
    )
    fields = (
        "moduleIds,onDemandGuidedItemsProgress.v1(progressStates),onDemandGuidedNextSteps.v1(nextStep),"
        "onDemandSessionMemberships.v1(sessions),onDemandCourseSchedules.v1(defaultSchedule)"
    )
    before = materials(learner, relations, fields).json()["linked"]
    read(learner)

    body = materials(learner, relations, fields).json()

    key = f"{user_id(learner)}~{COURSE_ID}"
    assert body["elements"] == [{"id": COURSE_ID, "moduleIds": ["modu1"]}]
    linked = body["linked"]
    assert before["onDemandGuidedItemsProgress.v1"] == [{"id": key, "progressStates": {LECTURE: "Completed"}}]
    assert linked["onDemandGuidedItemsProgress.v1"][0]["progressStates"][READING] == "Completed"
    steps = [one["onDemandGuidedNextSteps.v1"][0]["nextStep"]["definition"] for one in (before, linked)]
    assert [step["itemId"] for step in steps] == [READING, EXAM]
    assert steps[0]["resourcePath"].startswith(f"/learn/{SLUG}/supplement/{READING}")
    assert linked["onDemandCourseSchedules.v1"][0]["defaultSchedule"]["periods"][0]["numberOfWeeks"] == 1
    assert [one["id"] for one in linked["onDemandSessionMemberships.v1"]] == [f"{key}~{COURSE_ID}"]
    assert [one["id"] for one in linked["onDemandSessions.v1"]] == [COURSE_ID]
    assert len(linked["onDemandCourseMaterialItems.v2"]) == 4


def test_what_only_the_learner_is_told_is_not_linked_to_shared_answers(learner, guest):
    target = f"/api/onDemandCourseMaterials.v2?q=slug&slug={SLUG}&includes=itemsProgress,nextSteps"

    for who in (learner, guest):
        linked = who.get(target).json()["linked"]
        assert not any(linked.values())


def test_nobody_is_told_how_far_others_are(learner, newcomer, guest, school):
    other, me = user_id(learner), user_id(newcomer)
    paths = [
        f"/api/onDemandHomeProgress.v1/{other}~{COURSE_ID}",
        f"/api/onDemandHomeProgress.v1/{me}~{COURSE_ID}",
        f"/api/onDemandHomeProgress.v1/{me}~nobodys",
        f"{PROGRESS}/{other}~{SLUG}",
        f"{CARDS}/{me}~{SLUG}",
        f"/api/onDemandCompletionEvents.v1?q=byCourse&courseId={COURSE_ID}",
        f"/api/opencourse.v1/user/{other}/course/{SLUG}/progressV2",
        f"/api/onDemandCourseMaterials.v2?q=learner&learnerId={other}&courseId={COURSE_ID}",
        f"/api/onDemandCourseMaterials.v2?q=learner&learnerId={me}&courseId={COURSE_ID}",
    ]

    refused = [newcomer.get(path) for path in paths]

    assert [(one.status_code, one.json()) for one in refused] == 9 * [(403, NOT_AUTHORIZED)]
    several = [f"{PROGRESS}?ids={other}~{COURSE_ID}", f"{CARDS}?ids={me}~{COURSE_ID},{other}~{COURSE_ID}"]
    assert [newcomer.get(path).json()["elements"] for path in several] == [[], []]
    hide(school, learner)
    assert learner.get(f"/api/onDemandHomeProgress.v1/{other}~{COURSE_ID}").status_code == 403
    assert [guest.get(path).status_code for path in paths] == [401] * 9


@pytest.mark.parametrize("key", ["x", "~", "1~2~3", "!", "9" * 30 + "~c", "%0a~%2f", "1~" + "a" * 10_000])
def test_what_is_no_key_leads_nowhere_or_is_not_ones_own(learner, key):
    for resource in (PROGRESS, CARDS, "/api/onDemandHomeProgress.v1"):
        assert learner.get(f"{resource}/{key}").status_code in {403, 404}
