"""Every way to read a resource, and a school in which each has something to tell, which can grow."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from anyio.from_thread import BlockingPortal
from httpx2 import Response

from carrel.application import accounts, grading
from carrel.application.classroom import current_edition
from carrel.application.forum_map import item_forum_id
from carrel.application.publishing import plan_publication, publish
from carrel.application.school import School, open_school
from carrel.application.visit import Visit
from carrel.courseware.ids import long_id
from carrel.domain.enrollment import DAY, CourseRole, Membership
from carrel.domain.users import SchoolRole
from carrel.server.api.asking import Answers
from carrel.server.visitors import now
from carrel.store import memberships, users, watching
from tests.builders import COURSE_ID, FOLDER, a_file, a_folder
from tests.server.api.peer_reads import PEER, PEER_READS, PEERS, hand_in, review_one
from tests.server.api.practice_reads import PRACTICE_READS, PRACTISING
from tests.server.caller import Caller, calling, signed_in, user_id
from tests.server.schools import (
    AT,
    EXAM,
    FURTHER,
    GARDEN,
    GLOSSARY,
    LAST,
    LECTURE,
    OTHER_ID,
    READING,
    SECOND,
    SPECIALIZATION_ID,
    STUDY_WELL,
)

PDF = a_file(f"{FOLDER}/01-hello/slides.pdf").id
GROWTH = 4
"""How many more there are of everything in the school that has grown."""
MORE = [long_id("course", f"garden-{number}") for number in range(GROWTH)]
FORUM, PROMPT = item_forum_id(COURSE_ID, LECTURE), "aaaa9"
PROMPTING = {
    f"{SECOND}/02-say-hello.md": f'+++\nid = "{PROMPT}"\nkind = "discussionPrompt"\n+++\n\nWho are you?\n'
}
ALL_COURSES = ",".join([COURSE_ID, OTHER_ID, *MORE])

SIGNED = """
[[partners]]
id = "7"
name = "The Open Desk"

[[instructors]]
id = "41"
full_name = "Ada Example"
"""

ONE_ITEM = {"get": f"/{COURSE_ID}~{LECTURE}", "multi_get": f"?ids={COURSE_ID}~{LECTURE}"}
READINGS = f"{COURSE_ID}~{READING},{COURSE_ID}~{LAST}"
OWN = {"get": f"/{{me}}~{COURSE_ID}"}
OWN_COURSES = {
    **OWN,
    "multi_get": "?ids=" + ",".join(f"{{me}}~{one}" for one in [COURSE_ID, *MORE]),
}
OWN_IN_COURSE = f"&userId={{me}}&courseId={COURSE_ID}"
IN_COURSE = f"&courseId={COURSE_ID}"
TO_COURSES = (
    "includes=membershipIds,courseProgress,partnerIds,instructorIds,v1Details,v2Details,"
    "v2Details.v1(onDemandSessions)"
)

READS: dict[str, dict[str, str]] = {
    "adminUserPermissions.v1": {"q=my": ""},
    "onDemandCourseForumAnswers.v1": {
        "get": f"/{{me}}~{COURSE_ID}~{{answer}}?includes=profiles",
        "q=byCourseForumQuestionId": (
            f"&courseForumQuestionId={COURSE_ID}~{{question}}&includes=profiles,children"
        ),
        "q=mine": f"{IN_COURSE}&includes=profiles",
    },
    "onDemandCourseForumQuestions.v1": {
        "get": f"/{{me}}~{COURSE_ID}~{{question}}?includes=profiles,posts",
        "q=byCourseForumId": f"&courseForumId={COURSE_ID}~{FORUM}&includes=profiles",
    },
    "onDemandCourseForums.v1": {"q=course": IN_COURSE},
    "onDemandDiscussionFlags.v1": {"get": "/{me}~{question}", "q=byCourse": f"{IN_COURSE}&includes=userId"},
    "onDemandDiscussionFollows.v1": {"get": "/{me}~{question}"},
    "onDemandDiscussionForums.v1": {"q=byCourse": IN_COURSE},
    "onDemandDiscussionPrompts.v1": {"get": f"/{{me}}~{COURSE_ID}~{PROMPT}?includes=question"},
    "onDemandDiscussionQuestions.v1": {
        "get": "/{question}?includes=creatorId,lastAnsweredBy,flagId",
        "q=byForum": f"{IN_COURSE}&forumId={FORUM}&includes=creatorId,lastAnsweredBy,flagId",
        "q=byItem": f"{IN_COURSE}&itemId={LECTURE}&includes=creatorId,lastAnsweredBy,flagId",
        "q=followed": f"{IN_COURSE}&includes=creatorId",
    },
    "onDemandDiscussionVotes.v1": {"get": "/{me}~{question}"},
    "assetUrls.v1": {"get": f"/{PDF}", "multi_get": f"?ids={PDF}"},
    "assets.v1": {"get": f"/{PDF}", "multi_get": f"?ids={PDF}"},
    "courses.v1": {
        "get": f"/{COURSE_ID}?{TO_COURSES}",
        "multi_get": f"?ids={ALL_COURSES}&{TO_COURSES}",
        "get_all": f"?{TO_COURSES}",
        "q=slug": f"&slug=study-well-online&{TO_COURSES}",
        "q=watchlist": f"&{TO_COURSES}",
    },
    "courseLists.v1": {
        "get": "/{list}?includes=courseIds",
        "multi_get": "?ids={list},nothing&includes=courseIds",
        "get_all": "?includes=courseIds",
        "q=slug": "&slug={list_slug}&includes=courseIds",
    },
    "domains.v1": {
        "get": "/{domain}?includes=courseIds",
        "multi_get": "?ids={domain},nothing&includes=courseIds",
        "get_all": "?includes=courseIds",
    },
    "externalBasicProfiles.v1": {"get": "/{external}", "q=me": ""},
    "guidedCourseSessionProgresses.v1": OWN_COURSES,
    "guidedCourseWeekCards.v1": OWN_COURSES,
    "instructors.v1": {
        "get": "/41?includes=courseIds,partnerIds",
        "multi_get": "?ids=41,7&includes=courseIds,partnerIds",
        "get_all": "?includes=courseIds,partnerIds",
    },
    "itemGrades.v1": {"get": f"/{{me}}~{COURSE_ID}~{EXAM}", "q=byCourse": IN_COURSE, "q=me": IN_COURSE},
    "learnerCourseSchedules.v1": OWN,
    "learnerHighlights.v1": {
        "get": "/{highlight}",
        "q=byCourse": IN_COURSE,
        "q=byItem": f"{IN_COURSE}&itemId={READING}",
    },
    "learnerNotes.v1": {
        "get": "/{note}",
        "q=byCourse": IN_COURSE,
        "q=byItem": f"{IN_COURSE}&itemId={LECTURE}",
    },
    "learningHours.v1": {"q=me": ""},
    "memberships.v1": {
        **OWN,
        "q=me": "&fields=grade&includes=courseId,onDemandSessionMemberships,vcMembershipId,"
        "courses.v1(partnerIds,instructorIds,v2Details)",
        "q=byUser": "&userId={me}&fields=grade&includes=courseId,onDemandSessionMemberships",
    },
    "myFeedback.v1": {"q=course": IN_COURSE},
    "onDemandClassmateProfiles.v1": {
        "q=byExternalIds": f"{IN_COURSE}&externalUserIds={{external}}&includes=userId"
    },
    "onDemandCourseGrades.v1": {"get": f"/{COURSE_ID}"},
    "onDemandCourseMaterials.v1": {"get": f"/{COURSE_ID}", "q=slug": "&slug=study-well-online"},
    "onDemandCourseMaterials.v2": {
        "get": f"/{COURSE_ID}",
        "q=slug": "&slug=study-well-online",
        "q=learner": f"&learnerId={{me}}{IN_COURSE}",
    },
    "onDemandCourses.v1": {
        "get": f"/{COURSE_ID}?{TO_COURSES}",
        "multi_get": f"?ids={ALL_COURSES}&{TO_COURSES}",
        "q=slug": f"&slug=study-well-online&{TO_COURSES}",
    },
    "onDemandCompletionEvents.v1": {"q=byCourse": IN_COURSE},
    "onDemandHomeExperiments.v1": {"q=byUserAndCourse": "&userId={me}&courseSlug=study-well-online"},
    "onDemandHomeProgress.v1": OWN,
    "courseDesigns.v1": {"get": f"/{COURSE_ID}"},
    "onDemandCourseSchedules.v1": {"get": f"/{COURSE_ID}"},
    "onDemandCoursesProgress.v1": OWN,
    "onDemandDeadlineSettings.v1": {**OWN, "q=byUserAndCourse": OWN_IN_COURSE},
    "onDemandInstructorNotes.v1": {"get": "/{told}", "q=byCourse": f"{IN_COURSE}&includes=instructorIds"},
    "onDemandLectureAssets.v1": ONE_ITEM,
    "onDemandLectureVideos.v1": ONE_ITEM,
    "onDemandSessionMemberships.v1": {
        "get": f"/{{me}}~{COURSE_ID}~{COURSE_ID}",
        "q=activeByUserAndCourse": f"{OWN_IN_COURSE}&includes=sessions",
        "q=byUserAndCourse": f"{OWN_IN_COURSE}&includes=sessions",
        "q=byUser": "&userId={me}&includes=sessions",
    },
    "onDemandSessions.v1": {
        "get": f"/{COURSE_ID}",
        "multi_get": f"?ids={ALL_COURSES}",
        "q=byCourse": IN_COURSE,
    },
    "onDemandSocialProfiles.v1": {
        "get": f"/{{me}}?courseId={COURSE_ID}",
        "multi_get": f"?ids={{numbers}}&courseId={COURSE_ID}",
        "q=byExternalIds": f"{IN_COURSE}&externalUserIds={{external}}",
    },
    "onDemandSpecializationMemberships.v1": {
        "get": f"/{{me}}~{SPECIALIZATION_ID}?includes=s12nId",
        "q=me": "&includes=s12nId",
    },
    "onDemandSpecializations.v1": {
        "get": f"/{SPECIALIZATION_ID}?includes=courseIds,memberships,partnerIds",
        "multi_get": f"?ids={SPECIALIZATION_ID},nothing&includes=courseIds,memberships,partnerIds",
        "get_all": "?includes=courseIds,memberships,partnerIds",
        "q=slug": "&slug=a-quiet-life&includes=courseIds,memberships,partnerIds",
    },
    "onDemandSupplements.v1": {"get": f"/{COURSE_ID}~{READING}", "multi_get": f"?ids={READINGS}"},
    "onDemandVideoProgresses.v1": {"get": f"/{{me}}~{COURSE_ID}~{{video}}"},
    "openCourseAssets.v1": {"get": "/{text}", "multi_get": "?ids={text}"},
    "openCourseMemberships.v1": {**OWN, "q=findByUser": "&userId={me}"},
    "onDemandReferences.v1": {
        "get": f"/{COURSE_ID}~{GLOSSARY}?includes=assets",
        "multi_get": f"?ids={COURSE_ID}~{GLOSSARY},{COURSE_ID}~{FURTHER}&includes=assets",
        "q=courseListed": f"{IN_COURSE}&includes=assets",
        "q=shortId": f"{IN_COURSE}&shortId={GLOSSARY}&includes=assets",
    },
    "search.v1": {"q=query": "&query=garden&includes=courseId"},
    "watchlist.v1": {"get": f"/{{me}}~{OTHER_ID}?includes=courseId", "q=me": "&includes=courseId"},
    **PEER_READS,
    **PRACTICE_READS,
    "partners.v1": {
        "get": "/7?includes=courseIds",
        "multi_get": "?ids=7,41&includes=courseIds",
        "get_all": "?includes=courseIds",
    },
}
"""Every way to read a resource, with all that is costly asked for; of finders what follows `q=`."""

DESK = ("", "")
STAFF_ONLY = {
    ("itemGrades.v1", "q=byCourse"),
    ("onDemandDiscussionFlags.v1", "q=byCourse"),
    ("onDemandPeerSubmissions.v1", "q=byItem"),
}


def ways(answers: Answers) -> set[str]:
    """How a resource can be read."""
    plain = {name for name in ("get", "multi_get", "get_all") if getattr(answers, name)}
    return plain | {f"q={name}" for name in answers.finders}


@dataclass(frozen=True)
class People:
    """Who asks."""

    learner: Caller
    teacher: Caller

    def ask(self, way: tuple[str, str], target: str, headers: Mapping[str, str] | None = None) -> Response:
        """A good answer to who may ask."""
        answer = (self.teacher if way in STAFF_ONLY else self.learner).get(target, headers)
        assert answer.status_code == 200, f"{target}: {answer.text}"
        return answer


@contextmanager
def lively(data: Path, portal: BlockingPortal, folder: Path | None = None) -> Iterator[tuple[School, People]]:
    """A copy of the small school in which people have left one of each thing behind.

    `folder` is its first course, where that is another than usual.
    """
    with closing(open_school(data)) as school, calling(school, portal) as guest:
        people = People(
            signed_in(guest, school, "learner@example.org"), signed_in(guest, school, "teacher@example.org")
        )
        usual = STUDY_WELL | PROMPTING | PEERS | PRACTISING
        folder = folder or a_folder(data.parent / "prompting", usual)
        publish(school, plan_publication(school, folder, AT), AT)
        learn(school, people, 0)
        follow(people.learner)
        # One after the other: works of the same moment are told in the order of their ids.
        for at, one in enumerate((people.learner, people.teacher), AT):
            school.write(partial(hand_in, user_id(one), "My work."), None, at)
        school.write(partial(review_one, user_id(people.learner)), None, AT + 1)
        yield school, people


def targets_of(school: School, people: People) -> dict[tuple[str, str], str]:
    """What is asked, by resource and way of reading."""
    learner, me = people.learner, user_id(people.learner)
    everybody = [me, user_id(people.teacher), *range(me + 3, me + 3 + GROWTH)]
    external = school.read(lambda visit: _external_id(visit, me), None, AT)
    known = {
        "me": me,
        "numbers": ",".join(map(str, everybody)),
        "external": external,
        "video": field_of(
            learner, f"onDemandLectureVideos.v1/{COURSE_ID}~{LECTURE}?fields=videoId", "videoId"
        ),
        "text": field_of(learner, f"onDemandSupplements.v1/{COURSE_ID}~{READING}", "assetId"),
        "note": field_of(learner, f"learnerNotes.v1?q=byCourse{IN_COURSE}", "id"),
        "domain": field_of(learner, "domains.v1", "id"),
        "list": field_of(learner, "courseLists.v1", "id"),
        "list_slug": field_of(learner, "courseLists.v1", "slug"),
        "highlight": field_of(learner, f"learnerHighlights.v1?q=byCourse{IN_COURSE}", "id"),
        "question": field_of(
            learner, f"onDemandDiscussionQuestions.v1?q=byItem{IN_COURSE}&itemId={LECTURE}", "id"
        ),
        "held": field_of(
            learner, f"onDemandPeerReviews.v1?q=byItem&userId={me}{IN_COURSE}&itemId={PEER}", "submissionId"
        ),
        "told": field_of(learner, f"onDemandInstructorNotes.v1?q=byCourse{IN_COURSE}", "id"),
    }
    to_it = f"&courseForumQuestionId={COURSE_ID}~{known['question']}"
    known["answer"] = field_of(
        learner, f"onDemandCourseForumAnswers.v1?q=byCourseForumQuestionId{to_it}", "answerId"
    )
    report = f"/api/onDemandVideoProgresses.v1/{me}~{COURSE_ID}~{known['video']}"
    assert learner.send("PUT", report, json={"viewedUpTo": 10}).status_code == 204
    asked = {
        (name, way): f"/api/{name}{f'?{way}' if way.startswith('q=') else ''}{rest}".format(**known)
        for name, ways_of in READS.items()
        for way, rest in ways_of.items()
    }
    return {**asked, DESK: "/"}


def field_of(asking: Caller, target: str, name: str) -> str:
    """A field of the first element of an answer."""
    found: str = asking.get(f"/api/{target}").json()["elements"][0][name]
    return found


def learn(school: School, people: People, number: int) -> None:
    """One more of everything that a learner and a teacher leave behind in a course."""
    note = {"courseId": COURSE_ID, "itemId": LECTURE, "moment": number, "text": "Look here."}
    mark = {"courseId": COURSE_ID, "itemId": READING, "quote": "slowly"}
    told = {"courseId": COURSE_ID, "body": "Welcome.", "instructorIds": ["41"]}
    assert people.learner.post("/api/learnerNotes.v1", note).status_code == 201
    assert people.learner.post("/api/learnerHighlights.v1", mark).status_code == 201
    assert people.learner.post("/api/myFeedback.v1", {"courseId": COURSE_ID, "rating": 4}).status_code == 201
    assert people.teacher.post("/api/onDemandInstructorNotes.v1", told).status_code == 201
    discuss(people)
    session = {"courseId": COURSE_ID, "startedAt": now() + number * DAY}
    assert people.teacher.post("/api/onDemandSessions.v1", session).status_code == 201
    school.write(partial(_study, user_id(people.learner), number), None, AT)


def discuss(people: People) -> None:
    """One more question of a teacher, which a learner answers, votes for, follows and flags."""
    text = {"definition": {"value": "Because."}}
    asking = {"courseId": COURSE_ID, "itemId": LECTURE, "content": {"question": "Why?"}}
    asked = people.teacher.post("/api/onDemandDiscussionQuestions.v1", asking)
    post = {"postId": asked.headers["x-coursera-id"]}
    own = {"courseForumQuestionId": f"{COURSE_ID}~{post['postId']}", "content": text}
    assert people.learner.post("/api/onDemandCourseForumAnswers.v1", own).status_code == 201
    first = f"/api/onDemandDiscussionQuestions.v1?q=byItem{IN_COURSE}&itemId={LECTURE}&sort=createdAtDesc"
    for one in people.learner.get(first).json()["elements"]:
        answer = {"courseForumQuestionId": f"{COURSE_ID}~{one['id']}", "content": text}
        given = people.teacher.post("/api/onDemandCourseForumAnswers.v1", answer)
        reply = answer | {"parentForumAnswerId": given.headers["x-coursera-id"]}
        assert people.teacher.post("/api/onDemandCourseForumAnswers.v1", reply).status_code == 201
    for name in ("Votes", "Follows", "Flags"):
        assert people.learner.post(f"/api/onDemandDiscussion{name}.v1", post).status_code == 201


def follow(learner: Caller) -> None:
    """A course and a specialization that the learner has an eye on."""
    me = user_id(learner)
    one = {"userId": me, "s12nId": SPECIALIZATION_ID, "role": "LEARNER"}
    assert learner.post("/api/watchlist.v1", {"userId": me, "courseId": OTHER_ID}).status_code == 201
    assert learner.post("/api/onDemandSpecializationMemberships.v1", one).status_code == 201


def _study(learner_id: int, number: int, visit: Visit) -> None:
    edition = current_edition(visit, course_id=COURSE_ID)
    grading.record_score(
        visit, learner_id, edition, EXAM, 0.5, attempt_id=f"attempt-{number}", submitted_at=visit.now
    )
    watching.add_hours(visit.connection, learner_id, number, COURSE_ID, 1000)


def grow(school: School, people: People, room: Path) -> None:
    """More of everything: work, courses that the learner takes, classmates with work of their own."""
    for number, course_id in enumerate(MORE, 1):
        learn(school, people, number)
        about = f'id = "{course_id}"\nslug = "garden-{number}"\nname = "Garden {number}"\n'
        folder = a_folder(room / f"garden-{number}", {**GARDEN, "course.toml": about + SIGNED})
        publish(school, plan_publication(school, folder, AT), AT)
        school.write(partial(_join, user_id(people.learner), course_id), None, AT)
        watch = {"userId": user_id(people.learner), "courseId": course_id}
        assert people.learner.post("/api/watchlist.v1", watch).status_code == 201
        school.write(partial(_classmate, number), None, AT)


def _join(learner_id: int, course_id: str, visit: Visit) -> None:
    memberships.add_membership(
        visit.connection, Membership(learner_id, course_id, CourseRole.LEARNER, visit.now)
    )


def _classmate(number: int, visit: Visit) -> None:
    user = accounts.add_user(visit, f"classmate-{number}@example.org", "Classmate", SchoolRole.LEARNER, "")
    _join(user.id, COURSE_ID, visit)
    _study(user.id, number, visit)
    hand_in(user.id, f"Work {number}.", visit)
    for _ in range(2):
        review_one(user.id, visit)


def _external_id(visit: Visit, learner_id: int) -> str:
    user = users.user_by_id(visit.connection, learner_id)
    return user.external_id if user else ""
