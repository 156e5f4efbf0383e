"""Which answers belong to which resource: the whole list, by hand.

A resource without answers here exists only linked to others.
"""

from collections.abc import Mapping
from typing import Final

from carrel.domain.access import Deed
from carrel.resources.registry import RESOURCES
from carrel.server.api import (
    assessing,
    catalogue,
    content,
    course_materials,
    courses,
    deadlines,
    experiments,
    grades,
    guided,
    learning,
    memberships,
    notes,
    people,
    progress,
    searching,
    sessions,
    specializations,
    users,
)
from carrel.server.api.asking import Answers

ONLY_LINKED: Final = Answers(reads=Deed.BROWSE)

ANSWERS: Final[Mapping[str, Answers]] = {
    **{resource.schema.identifier: ONLY_LINKED for resource in RESOURCES},
    "adminUserPermissions.v1": users.ADMIN_USER_PERMISSIONS,
    "courses.v1": courses.COURSES,
    "partners.v1": courses.PARTNERS,
    "instructors.v1": courses.INSTRUCTORS,
    "onDemandCourses.v1": catalogue.ON_DEMAND_COURSES,
    "domains.v1": catalogue.DOMAINS,
    "courseLists.v1": catalogue.COURSE_LISTS,
    "onDemandHomeExperiments.v1": experiments.HOME_EXPERIMENTS,
    "search.v1": searching.SEARCH,
    "watchlist.v1": catalogue.WATCHLIST,
    "onDemandSpecializations.v1": specializations.ON_DEMAND_SPECIALIZATIONS,
    "onDemandSpecializationMemberships.v1": specializations.SPECIALIZATION_MEMBERSHIPS,
    "memberships.v1": memberships.MEMBERSHIPS,
    "openCourseMemberships.v1": memberships.OPEN_COURSE_MEMBERSHIPS,
    "onDemandCourseMaterials.v2": course_materials.COURSE_MATERIALS,
    "onDemandCourseMaterials.v1": course_materials.COURSE_MATERIALS_V1,
    "onDemandLectureVideos.v1": content.LECTURE_VIDEOS,
    "onDemandLectureAssets.v1": content.LECTURE_ASSETS,
    "onDemandSupplements.v1": content.SUPPLEMENTS,
    "openCourseAssets.v1": content.OPEN_COURSE_ASSETS,
    "assets.v1": content.ASSETS,
    "assetUrls.v1": content.ASSET_URLS,
    "onDemandSessions.v1": sessions.SESSIONS,
    "onDemandSessionMemberships.v1": sessions.SESSION_MEMBERSHIPS,
    "onDemandCourseSchedules.v1": deadlines.COURSE_SCHEDULES,
    "onDemandDeadlineSettings.v1": deadlines.DEADLINE_SETTINGS,
    "learnerCourseSchedules.v1": deadlines.LEARNER_COURSE_SCHEDULES,
    "onDemandHomeProgress.v1": guided.HOME_PROGRESS,
    "onDemandCompletionEvents.v1": guided.COMPLETION_EVENTS,
    "guidedCourseSessionProgresses.v1": guided.SESSION_PROGRESSES,
    "guidedCourseWeekCards.v1": guided.WEEK_CARDS,
    "onDemandCoursesProgress.v1": progress.COURSES_PROGRESS,
    "onDemandVideoProgresses.v1": learning.VIDEO_PROGRESS,
    "onDemandSupplementCompletions.v1": learning.SUPPLEMENT_COMPLETIONS,
    "learningHours.v1": learning.LEARNING_HOURS,
    "onDemandExamSessions.v1": assessing.EXAM_SESSIONS,
    "onDemandCourseGrades.v1": grades.COURSE_GRADES,
    "itemGrades.v1": grades.ITEM_GRADES,
    "onDemandClassmateProfiles.v1": people.CLASSMATE_PROFILES,
    "onDemandSocialProfiles.v1": people.SOCIAL_PROFILES,
    "externalBasicProfiles.v1": people.BASIC_PROFILES,
    "learnerNotes.v1": notes.LEARNER_NOTES,
    "learnerHighlights.v1": notes.LEARNER_HIGHLIGHTS,
    "myFeedback.v1": notes.MY_FEEDBACK,
    "onDemandInstructorNotes.v1": notes.INSTRUCTOR_NOTES,
}
