"""Every table of a school.

Times are milliseconds since 1970-01-01 UTC. Documents are JSON in UTF-8. Identifiers are compared byte by
byte on both engines, so that pages sorted by them have one order.

Whatever belongs to one learner has a primary key that begins with the learner's id: all of it lies together,
and a school that outgrows one database can be split by learner. These rows refer to the learner and go with
them. They do not refer to the course by a foreign key, except the membership: progress is looked up by
learner, and no index should have to be kept only to check what happens when a whole course is removed.
"""

from carrel.store.tables.assessing import attempts
from carrel.store.tables.clients import clients, grant_tokens, grants
from carrel.store.tables.following import specialization_memberships, watchlist
from carrel.store.tables.forums import (
    forum_answers,
    forum_contributions,
    forum_flags,
    forum_follows,
    forum_questions,
    forum_tallies,
    forum_votes,
)
from carrel.store.tables.grading import grade_overrides, item_grades, scored_attempts
from carrel.store.tables.kinds import FIRST_USER, metadata
from carrel.store.tables.learning import (
    item_progress,
    learning_hours,
    memberships,
    watched,
    watchers,
)
from carrel.store.tables.notes import course_feedback, instructor_notes, learner_highlights, learner_notes
from carrel.store.tables.pacing import calendars, deadline_settings, session_memberships, sessions
from carrel.store.tables.peer_review import peer_drafts, peer_reviews, peer_submissions, uploads
from carrel.store.tables.people import (
    sign_in_links,
    sign_ins,
    users,
)
from carrel.store.tables.practising import activity_clocks, program_submissions, script_salts
from carrel.store.tables.published import (
    course_instructors,
    course_partners,
    courses,
    edition_media,
    editions,
    handles,
    instructors,
    media,
    partners,
    school,
)
from carrel.store.tables.searching import search_texts

__all__ = [
    "FIRST_USER",
    "activity_clocks",
    "attempts",
    "calendars",
    "clients",
    "course_feedback",
    "course_instructors",
    "course_partners",
    "courses",
    "deadline_settings",
    "edition_media",
    "editions",
    "forum_answers",
    "forum_contributions",
    "forum_flags",
    "forum_follows",
    "forum_questions",
    "forum_tallies",
    "forum_votes",
    "grade_overrides",
    "grant_tokens",
    "grants",
    "handles",
    "instructor_notes",
    "instructors",
    "item_grades",
    "item_progress",
    "learner_highlights",
    "learner_notes",
    "learning_hours",
    "media",
    "memberships",
    "metadata",
    "partners",
    "peer_drafts",
    "peer_reviews",
    "peer_submissions",
    "program_submissions",
    "school",
    "scored_attempts",
    "script_salts",
    "search_texts",
    "session_memberships",
    "sessions",
    "sign_in_links",
    "sign_ins",
    "specialization_memberships",
    "uploads",
    "users",
    "watched",
    "watchers",
    "watchlist",
]
