"""What was seen on the wire, as tables: the queries that clients send, and the names in what they get."""

from collections.abc import Mapping
from urllib.parse import quote

WRITING = "writing-that-argues"
"""The demo course in the shape of the course that was seen."""

BROWSER = {
    "accept": "*/*",
    "accept-encoding": "gzip, deflate, br, zstd",
    "accept-language": "en",
    "x-coursera-application": "ondemand",
    "x-coursera-version": "0" * 40,
    "x-requested-with": "XMLHttpRequest",
}
READ_HEADERS = {
    "content-type": "application/json",
    "cache-control": "no-cache, no-store, max-age=0, must-revalidate",
    "pragma": "no-cache",
    "expires": "0",
    "vary": "Accept-Encoding",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
}
WRITE_HEADERS = {
    "content-type": "application/json",
    "cache-control": "private, no-cache, no-store, must-revalidate, max-age=0",
    "vary": "Accept-Encoding",
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
}
REQUEST_ID = r"[A-Za-z0-9_-]{22}"
ETAG = r'W/"-?[0-9]+"'

MATERIALS_INCLUDES = (
    "modules,lessons,passableItemGroups,passableItemGroupChoices,passableLessonElements,items,tracks,"
    "gradePolicy,gradingParameters,embeddedContentMapping"
)
MATERIALS_FIELDS = ",".join(
    (
        "moduleIds",
        (
            "onDemandCourseMaterialModules.v1(name,slug,description,timeCommitment,lessonIds,optional,"
            "learningObjectives)"
        ),
        "onDemandCourseMaterialLessons.v1(name,slug,timeCommitment,elementIds,optional,trackId)",
        "onDemandCourseMaterialPassableItemGroups.v1(requiredPassedCount,passableItemGroupChoiceIds,trackId)",
        "onDemandCourseMaterialPassableItemGroupChoices.v1(name,description,itemIds)",
        "onDemandCourseMaterialPassableLessonElements.v1(gradingWeight,isRequiredForPassing)",
        (
            "onDemandCourseMaterialItems.v2(name,originalName,slug,timeCommitment,contentSummary,isLocked,"
            "lockableByItem,itemLockedReasonCode,trackId,lockedStatus,itemLockSummary,"
            "customDisplayTypenameOverride)"
        ),
        "onDemandCourseMaterialTracks.v1(passablesCount)",
        "onDemandGradingParameters.v1(gradedAssignmentGroups)",
        "contentAtomRelations.v1(embeddedContentSourceCourseId,subContainerId)",
    )
)
MATERIALS_V1_INCLUDES = (
    "moduleIds,lessonIds,passableItemGroups,passableItemGroupChoices,passableLessonElements,itemIds,tracks"
)
MATERIALS_V1_FIELDS = ",".join(
    (
        "moduleIds",
        "onDemandCourseMaterialModules.v1(name,slug,description,timeCommitment,lessonIds,optional)",
        "onDemandCourseMaterialLessons.v1(name,slug,timeCommitment,elementIds,optional,trackId)",
        "onDemandCourseMaterialPassableItemGroups.v1(requiredPassedCount,passableItemGroupChoiceIds,trackId)",
        "onDemandCourseMaterialPassableItemGroupChoices.v1(name,description,itemIds)",
        "onDemandCourseMaterialPassableLessonElements.v1(gradingWeight)",
        (
            "onDemandCourseMaterialItems.v1(name,slug,timeCommitment,content,isLocked,lockableByItem,"
            "itemLockedReasonCode,trackId)"
        ),
        "onDemandCourseMaterialTracks.v1(passablesCount)",
    )
)
MEMBERSHIPS_FIELDS = (
    "courseId,enrolledTimestamp,grade,id,lastAccessedTimestamp,{sessions},role,v1SessionId,vc,vcMembershipId,"
    "courses.v1(courseStatus,display,partnerIds,photoUrl,specializations,startDate,v1Details,v2Details),"
    "partners.v1(homeLink,name),v1Details.v1(sessionIds),"
    "v1Sessions.v1(active,certificatesReleased,dbEndDate,durationString,hasSigTrack,startDay,startMonth,"
    "startYear),v2Details.v1({details}),specializations.v1(logo,name,partnerIds,shortName)"
)
MEMBERSHIPS_OF_2015 = (
    "/api/memberships.v1?q=me&showHidden=false&filter=current,preEnrolled&fields="
    + MEMBERSHIPS_FIELDS.format(sessions="onDemandSessionId", details="plannedLaunchDate")
    + "&includes=courseId,onDemandSessionId,vcMembershipId,"
    "courses.v1(partnerIds,specializations,v1Details,v2Details),v1Details.v1(sessionIds),"
    "specializations.v1(partnerIds)"
)
MEMBERSHIPS_OF_2017 = (
    "/api/memberships.v1?q=me&showHidden=true&filter=current,preEnrolled&fields="
    + MEMBERSHIPS_FIELDS.format(
        sessions="onDemandSessionMembershipIds,onDemandSessionMemberships",
        details="onDemandSessions,plannedLaunchDate,sessionsEnabledAt",
    )
    + "&includes=courseId,onDemandSessionMemberships,vcMembershipId,"
    "courses.v1(partnerIds,specializations,v1Details,v2Details),v1Details.v1(sessionIds),"
    "v2Details.v1(onDemandSessions),specializations.v1(partnerIds)"
)

MATERIALS_KEYS: Mapping[str, frozenset[str]] = {
    "onDemandCourseMaterialTracks.v1": frozenset({"passablesCount", "id"}),
    "onDemandGradingParameters.v1": frozenset({"gradedAssignmentGroups", "id"}),
    "onDemandCourseMaterialLessons.v1": frozenset(
        {"trackId", "itemIds", "name", "timeCommitment", "id", "moduleId", "slug", "elementIds"}
    ),
    "onDemandCourseMaterialModules.v1": frozenset(
        {"learningObjectives", "name", "description", "timeCommitment", "id", "lessonIds", "slug"}
    ),
    "onDemandCourseMaterialPassableLessonElements.v1": frozenset(
        {"isRequiredForPassing", "gradingWeight", "id"}
    ),
    "onDemandCourseMaterialGradePolicy.v1": frozenset(
        {"org.coursera.ondemand.coursematerial.MasteryGradePolicy", "id"}
    ),
}
"""The keys of every row of these linked resources, when the query above is asked."""
ITEM_KEYS = frozenset(
    {"trackId", "isLocked", "name", "lessonId", "timeCommitment", "id", "moduleId", "slug", "contentSummary"}
)
LOCK_KEYS = frozenset({"lockedStatus", "itemLockedReasonCode", "itemLockSummary"})
_OF_ASSIGNMENTS = frozenset(
    {
        "assignmentFeatures",
        "standardProctorConfigurationId",
        "isTeamSubmissionEnabled",
        "requiredMobileFeatures",
    }
)
DEFINITION_KEYS: Mapping[str, frozenset[str]] = {
    "lecture": frozenset({"duration", "hasInVideoAssessment"}),
    "supplement": frozenset({"assetTypeName", "containsWidget"}),
    "peer": frozenset({"isMentorGraded", "requiredReviewCount"}),
    "phasedPeer": frozenset({"reviewDeadlineOffset", "isMentorGraded", "requiredReviewCount"}),
    "staffGraded": _OF_ASSIGNMENTS,
    "ungradedAssignment": _OF_ASSIGNMENTS,
}
KINDS_IN_LESSONS = (
    "lecture supplement supplement supplement",
    "supplement lecture supplement supplement supplement lecture supplement",
    "supplement supplement peer supplement phasedPeer*",
    "supplement staffGraded*",
    "lecture supplement supplement lecture supplement lecture",
    "supplement peer peer supplement ungradedAssignment supplement",
    "supplement staffGraded*",
    "lecture lecture supplement peer supplement supplement",
    "supplement lecture supplement peer supplement lecture supplement phasedPeer*",
    "supplement staffGraded*",
    "lecture lecture supplement supplement supplement peer",
    "supplement lecture supplement supplement supplement phasedPeer*",
    "supplement staffGraded* supplement",
)
"""The kinds of the items of each lesson; a star marks those that are locked at first."""
LESSONS_IN_MODULES = (1, 3, 3, 3, 3)


def materials(slug: str, *, fields: str = MATERIALS_FIELDS) -> str:
    """The materials query as browsers send it: a slash before the question mark, commas encoded."""
    return (
        f"/api/onDemandCourseMaterials.v2/?q=slug&slug={slug}&includes={quote(MATERIALS_INCLUDES)}"
        f"&fields={quote(fields, safe='()')}&showLockedItems=true"
    )


def materials_v1(slug: str) -> str:
    """The older one, as programs send it."""
    return (
        f"/api/onDemandCourseMaterials.v1/?q=slug&slug={slug}&includes={MATERIALS_V1_INCLUDES}"
        f"&fields={MATERIALS_V1_FIELDS}&showLockedItems=true"
    )
