"""One frozen answer a resource: whatever changes on the wire is seen in a file, and changed on purpose.

`pytest tests/golden --renew-golden` writes the files anew; the difference is then read like any other change.
"""

import json
import re
from pathlib import Path

import httpx2
import pytest

from carrel.courseware.ids import is_long_id
from carrel.resources.registry import SCHEMAS
from tests.builders import COURSE_ID, FOLDER, a_file
from tests.golden.forums import FORUM_TARGETS
from tests.golden.peer_targets import PEER_TARGETS
from tests.golden.practice import PRACTICE_TARGETS, practised, set_practice
from tests.server import wire
from tests.server.caller import user_id
from tests.server.schools import LAST, LECTURE, OTHER_ID, READING, SPECIALIZATION_ID

HERE = Path(__file__).parent
ALL = {"x-coursera-naptime-fields": "all"}
PDF = a_file(f"{FOLDER}/01-hello/slides.pdf").id

TARGETS = {
    "adminUserPermissions.v1": "?q=my",
    "assetUrls.v1": f"/{PDF}",
    "assets.v1": f"/{PDF}",
    "courses.v1": "?includes=partnerIds,instructorIds,specializations,v1Details,v2Details,_links",
    "courseLists.v1": "?includes=courseIds",
    "domains.v1": "?includes=subdomainIds,courseIds",
    "instructors.v1": "/41?includes=courseIds,partnerIds",
    "memberships.v1": "?q=me&includes=courseId,onDemandSessionMemberships,vcMembershipId",
    "itemGrades.v1": f"?q=me&courseId={COURSE_ID}",
    "learningHours.v1": "?q=me",
    "learnerCourseSchedules.v1": f"/{{me}}~{COURSE_ID}",
    "courseDesigns.v1": f"/{COURSE_ID}",
    "onDemandCourseSchedules.v1": f"/{COURSE_ID}",
    "onDemandHomeProgress.v1": f"/{{me}}~{COURSE_ID}",
    "onDemandCompletionEvents.v1": f"?q=byCourse&courseId={COURSE_ID}",
    "guidedCourseSessionProgresses.v1": "?ids={me}~study-well-online",
    "guidedCourseWeekCards.v1": "?ids={me}~study-well-online",
    "opencourse.v1-progressV2": "opencourse.v1/user/{me}/course/study-well-online/progressV2",
    "onDemandSessions.v1": f"/{COURSE_ID}",
    "onDemandSessionMemberships.v1": "?q=byUser&userId={me}&includes=sessions",
    "onDemandDeadlineSettings.v1": f"/{{me}}~{COURSE_ID}",
    "externalBasicProfiles.v1": "?q=me",
    "onDemandClassmateProfiles.v1": (
        f"?q=byExternalIds&courseId={COURSE_ID}&externalUserIds={{external}}&includes=userId,_links"
    ),
    "onDemandSocialProfiles.v1": f"/{{me}}?courseId={COURSE_ID}",
    "onDemandInstructorNotes.v1": f"?q=byCourse&courseId={COURSE_ID}&includes=instructorIds",
    "onDemandCourseMaterials.v1": (
        f"?q=slug&slug=study-well-online&includes={wire.MATERIALS_V1_INCLUDES}&showLockedItems=true"
    ),
    "onDemandCourseMaterials.v2": (
        f"?q=slug&slug=study-well-online&includes={wire.MATERIALS_INCLUDES}&showLockedItems=true"
    ),
    "onDemandCourses.v1": "?q=slug&slug=study-well-online&includes=partnerIds,instructorIds",
    "onDemandCoursesProgress.v1": f"/{{me}}~{COURSE_ID}",
    "onDemandLectureAssets.v1": f"/{COURSE_ID}~{LECTURE}?includes=openCourseAssets",
    "onDemandLectureVideos.v1": f"/{COURSE_ID}~{LECTURE}?includes=video",
    "onDemandHomeExperiments.v1": "?q=byUserAndCourse&userId={me}&courseSlug=study-well-online",
    "onDemandSpecializations.v1": "?includes=courseIds,memberships,partnerIds",
    "onDemandSupplements.v1": f"?ids={COURSE_ID}~{READING},{COURSE_ID}~{LAST}&includes=asset",
    "onDemandReferences.v1": f"?q=courseListed&courseId={COURSE_ID}&includes=assets",
    "openCourseAssets.v1": "/{text}",
    "openCourseMemberships.v1": "?q=findByUser&userId={me}",
    "partners.v1": "/7?includes=courseIds",
    "onDemandCourseGrades.v1": f"/{COURSE_ID}",
    "search.v1": "?q=query&query=read%20slow&includes=courseId",
    "catalog.v1-courses": "catalog.v1/courses?includes=universities,categories,instructors,sessions",
    "users.v1-enrollments": "users/v1/me/enrollments",
    "opencourse.v1-course": "opencourse.v1/course/study-well-online?showLockedItems=true",
    "opencourse.v1-user": "opencourse.v1/user/{me}/course/study-well-online",
    "opencourse.v1-video": "opencourse.v1/video/{video}",
}
"""What is asked for each file, with every field that there is. Without a slash before it, a whole path."""

WRITES: dict[str, tuple[str, str, dict[str, object]]] = {
    "learnerNotes.v1": (
        "POST",
        "learnerNotes.v1",
        {"courseId": COURSE_ID, "itemId": LECTURE, "moment": 1500, "text": "Look *here*."},
    ),
    "learnerHighlights.v1": (
        "POST",
        "learnerHighlights.v1",
        {"courseId": COURSE_ID, "itemId": READING, "quote": "slowly", "before": "Read ", "after": ":"},
    ),
    "myFeedback.v1": ("POST", "myFeedback.v1", {"courseId": COURSE_ID, "rating": 4, "comment": "Good."}),
    "watchlist.v1": ("POST", "watchlist.v1", {"userId": "{me}", "courseId": OTHER_ID}),
    "onDemandSpecializationMemberships.v1": (
        "POST",
        "onDemandSpecializationMemberships.v1",
        {"userId": "{me}", "s12nId": SPECIALIZATION_ID, "role": "LEARNER"},
    ),
    "onDemandSupplementCompletions.v1": (
        "POST",
        "onDemandSupplementCompletions.v1",
        {"userId": "{me}", "courseId": COURSE_ID, "itemId": READING},
    ),
    "onDemandVideoProgresses.v1": (
        "PUT",
        f"onDemandVideoProgresses.v1/{{me}}~{COURSE_ID}~{{video}}",
        {"viewedUpTo": 1500},
    ),
}
"""What is written before it can be asked for, or answers when it is written."""

WORDLESS = {"onDemandExamSessions.v1"}
"""What answers with headers alone."""

CHANGING = (
    (r"(?<=[?&](?:hmac)=)[\w-]+", "…"),
    (r"(?<=[?&]signature=)[\w-]+", "…"),
    (r"(?<=[?&]expiry=)\d+", "…"),
    (r"(?<=[?&]expires=)\d+", "…"),
    (r'(?<="expires": )\d+', "0"),
    (r'(?<="(?:createdAt|updatedAt|timestamp)": )\d{13}', "0"),
    (r"(?<=\")[0-9a-f]{32}(?=\")", "…"),
    (r'(?<="submittedAt": )\d{13}', "0"),
    (r'(?<=")\d{13}-[\w-]{43}(?=")', "…"),
    (r'(?<="addedAt": )\d{13}', "0"),
    (r'(?<="enrolledAt": )\d{13}', "0"),
)


def frozen(text: str) -> str:
    """An answer as it is kept: in lines, without what changes from day to day."""
    lines = json.dumps(json.loads(text), indent=1, ensure_ascii=False, sort_keys=True)
    for pattern, stead in CHANGING:
        lines = re.sub(pattern, stead, lines)
    return f"{lines}\n"


@pytest.mark.parametrize("name", TARGETS)
def test_the_answer_is_the_golden_one(still_learner, is_renewing, name):
    one = COURSE_ID
    video = still_learner.get(f"/api/onDemandLectureVideos.v1/{one}~{LECTURE}?fields=videoId").json()
    text = still_learner.get(f"/api/onDemandSupplements.v1/{one}~{READING}").json()
    target = TARGETS[name].format(
        me=user_id(still_learner),
        video=video["elements"][0]["videoId"],
        text=text["elements"][0]["assetId"],
        external=still_learner.get("/api/externalBasicProfiles.v1?q=me").json()["elements"][0]["id"],
    )

    answer = still_learner.get(f"/api/{name}{target}" if target[0] in "/?" else f"/api/{target}", ALL)

    assert answer.status_code == 200
    file = HERE / f"{name}.json"
    if is_renewing:
        file.write_text(frozen(answer.text), "utf-8")
    assert frozen(answer.text) == file.read_text("utf-8")


@pytest.mark.parametrize("name", WRITES)
def test_the_answer_to_what_was_written_is_the_golden_one(learner, is_renewing, name):
    video = learner.get(f"/api/onDemandLectureVideos.v1/{COURSE_ID}~{LECTURE}?fields=videoId").json()
    known = {"me": user_id(learner), "video": video["elements"][0]["videoId"]}
    method, target, body = WRITES[name]
    body = {key: value.format(**known) if isinstance(value, str) else value for key, value in body.items()}

    answer = learner.send(method, f"/api/{target.format(**known)}", json=body, headers=ALL)
    if method == "PUT":
        assert answer.status_code == 204
        answer = learner.get(f"/api/{target.format(**known)}", ALL)

    text = _without_random_id(answer)
    file = HERE / f"{name}.json"
    if is_renewing:
        file.write_text(frozen(text), "utf-8")
    assert frozen(text) == file.read_text("utf-8")


@pytest.mark.parametrize("name", FORUM_TARGETS)
def test_the_answer_about_forums_is_the_golden_one(discussing, is_renewing, name):
    answer = discussing.get(f"/api/{name}{FORUM_TARGETS[name].format(me=user_id(discussing))}", ALL)

    assert answer.status_code == 200
    file = HERE / f"{name}.json"
    if is_renewing:
        file.write_text(frozen(answer.text), "utf-8")
    assert frozen(answer.text) == file.read_text("utf-8")


@pytest.mark.parametrize("name", PRACTICE_TARGETS)
def test_the_answer_about_what_is_practised_is_the_golden_one(learner, school, tmp_path, is_renewing, name):
    set_practice(school, tmp_path / "folder")
    method, target, body = practised(school, user_id(learner), name)

    answer = learner.send(method, f"/api/{target}", json=body or None, headers=ALL)

    assert answer.status_code in {200, 201}
    file = HERE / f"{name}.json"
    if is_renewing:
        file.write_text(frozen(answer.text), "utf-8")
    assert frozen(answer.text) == file.read_text("utf-8")


def _without_random_id(answer: httpx2.Response) -> str:
    made = answer.headers.get("x-coursera-id", "")
    return answer.text.replace(made, "…") if is_long_id(made) else answer.text


def test_every_resource_that_can_be_asked_has_a_golden_answer():
    asked = {schema.identifier for schema in SCHEMAS.values() if schema.operations or schema.finders}

    assert asked <= {*TARGETS, *WRITES, *FORUM_TARGETS, *PEER_TARGETS, *PRACTICE_TARGETS, *WORDLESS}
    assert {file.stem for file in HERE.glob("*.json")} == {
        *TARGETS,
        *WRITES,
        *FORUM_TARGETS,
        *PEER_TARGETS,
        *PRACTICE_TARGETS,
    }
