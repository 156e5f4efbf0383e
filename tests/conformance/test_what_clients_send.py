"""Requests that public clients are known to send beside those of the rows: each is understood."""

import pytest

from carrel.application.handles import video_id
from tests.conformance.people import COUNTING, WRITING, Person, items
from tests.server.learning.desk import Clock

READS = (
    # Protocol: an empty parameter, a resource named twice, several `fields`, a slash before the query.
    "onDemandCourseMaterials.v2/?q=slug&slug={slug}&includes=modules,gradePolicy&&fields=moduleIds",
    "openCourseAssets.v1?ids=x&fields=openCourseAssets.v1(typeName),openCourseAssets.v1(definition)",
    "courses.v1?fields=name&fields=slug&limit=1000",
    "onDemandCourseMaterials.v2/{c}/?includes=items&fields=onDemandCourseMaterialItems.v2(name,contentSummary)",
    "onDemandCourseMaterials.v2/?q=slug&slug={slug}&fields=id",
    # What one has done and has to do.
    (
        "onDemandCourseMaterials.v2?q=learner&learnerId={u}&courseId={c}&includes=itemsProgress,nextSteps,schedule,"
        "sessionMemberships&fields=onDemandGuidedItemsProgress.v1(progressStates)"
    ),
    "onDemandCoursesProgress.v1/{u}~{c}?fields=gradedAssignmentGroupProgress",
    "guidedCourseSessionProgresses.v1?ids={u}~{slug}&fields=id,startedAt,endedAt,weeks,courseProgressState",
    "guidedCourseWeekCards.v1?ids={u}~{slug}&fields=courseId,id,weeks",
    "memberships.v1?q=me&fields=courseId,grade&limit=100&showHidden=true",
    "memberships.v1?q=byUser&userId={u}",
    (
        "onDemandSessionMemberships.v1?q=activeByUserAndCourse&userId={u}&courseId={c}&includes=sessions"
        "&fields=onDemandSessions.v1(branchId,moduleDeadlines,itemDeadlines,startedAt,endedAt,courseId)"
    ),
    "learnerCourseSchedules.v1/{u}~{c}",
    "onDemandSpecializationMemberships.v1?q=me&includes=s12nId",
    # What is in items.
    (
        "onDemandLectureVideos.v1/{c}~{lecture}?includes=video"
        "&fields=onDemandVideos.v1(sources,subtitles,subtitlesVtt,subtitlesTxt)"
    ),
    "onDemandLectureAssets.v1/{c}~{lecture}/?includes=openCourseAssets",
    "onDemandSupplements.v1/{c}~{reading}?includes=asset&fields=openCourseAssets.v1(typeName,definition)",
    "onDemandSupplements.v1?ids={c}~{reading}&includes=asset&fields=openCourseAssets.v1(definition)",
    "onDemandReferences.v1/?courseId={c}&q=courseListed&fields=name,shortId,slug,content&includes=assets",
    (
        "onDemandPeerAssignmentInstructions.v1/?q=latest&userId={u}&courseId={c}&itemId={peer}"
        "&includes=gradingMetadata,reviewSchemas,submissionSchemas"
    ),
    (
        "onDemandPeerAssignmentPermissions.v1/{u}~{c}~{peer}"
        "?includes=receivedReviewsProgress,submissionProgress,phaseSchedule"
    ),
    # The catalogue and the forums.
    "courses.v1?ids={c},nothing",
    "onDemandCourses.v1?q=slug&slug={slug}&fields=brandingImage,domainTypes&includes=instructorIds,partnerIds,_links",
    (
        "onDemandSpecializations.v1?q=slug&slug=thinking-with-paper-and-machines&fields=courseIds,partnerIds"
        "&includes=courseIds,memberships,partnerIds"
    ),
    "catalog.v1/courses?q=search&query=writing",
    "onDemandCourseForums.v1?q=course&courseId={c}&limit=500&fields=title,forumType,forumQuestionCount",
)


@pytest.mark.parametrize("target", READS)
def test_a_read_is_answered_with_elements_and_our_client_gets_the_same(
    newcomer: Person, clock: Clock, target: str
):
    known = items(newcomer)
    path = "/api/" + target.format(
        u=newcomer.id,
        c=newcomer.client.course(WRITING).id,
        slug=WRITING,
        lecture=known["hello"],
        reading=known["how-this-course-works"],
        peer=known["share-your-claim"],
    )

    body = newcomer.get(path)

    assert isinstance(body["elements"], list)
    assert newcomer.client.call("GET", path) == body


@pytest.mark.parametrize("target", ["courses.v1", "onDemandSpecializations.v1", "onDemandCourseMaterials.v2"])
def test_a_slug_that_nothing_has_is_answered_without_elements(guest: Person, target: str):
    answer = guest.http.get(f"/api/{target}?q=slug&slug=nothing")

    assert (answer.status_code, "elements" in answer.json()) == (404, False)


def test_a_careful_player_plays_says_where_it_is_and_ends(newcomer: Person, course: str, clock: Clock):
    lecture = items(newcomer)["hello"]
    events = f"/api/opencourse.v1/user/{newcomer.id}/course/{WRITING}/item/{lecture}/lecture/videoEvents"
    key = f"{newcomer.id}~{course}~{video_id(course, lecture)}"

    newcomer.post(f"{events}/play?autoEnroll=false", {"contentRequestBody": {}})
    clock.move(60)
    # As some send it: a raw text without a content type, and a place beyond the end.
    position = newcomer.http.send(
        "PUT", f"/api/onDemandVideoProgresses.v1/{key}", content=b'{"viewedUpTo":999999999}'
    )
    newcomer.post(f"{events}/ended?autoEnroll=false", {"contentRequestBody": {}})

    progress = newcomer.one(f"/api/onDemandCoursesProgress.v1/{newcomer.id}~{course}")
    assert position.status_code == 204
    assert progress["items"][lecture]["progressState"] == "Completed"


def test_who_one_is_is_a_text_of_digits_and_enrolling_and_following_take_it_as_a_number(
    newcomer: Person, guest: Person
):
    me = newcomer.one("/api/adminUserPermissions.v1?q=my")["id"]
    counting = guest.client.course(COUNTING).id

    created = newcomer.http.post("/api/openCourseMemberships.v1", {"courseId": counting, "userId": int(me)})

    assert me == str(newcomer.id)
    assert created.headers["x-coursera-id"] == f"{me}~{counting}"
    assert guest.http.get("/api/adminUserPermissions.v1?q=my").json()["errorCode"] == "auth.perms"


def test_what_clients_tell_of_their_users_is_taken_and_kept_nowhere(newcomer: Person):
    assert newcomer.http.post("/api/eventing/infoBatch.v2", [{"key": "x"}]).status_code == 204
