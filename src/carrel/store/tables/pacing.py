"""How learners keep their time: what they set for their deadlines, and the sessions they share them in."""

from sqlalchemy import Boolean, Column, ForeignKey, LargeBinary, Table

from carrel.store.tables.kinds import Document, Id, Moment, metadata

# Who has no row here counts deadlines from the day of enrolling.
deadline_settings = Table(
    "deadline_settings",
    metadata,
    Column("learner_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("course_id", Id, primary_key=True),
    Column("start", Moment, nullable=False),
    Column("is_enabled", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

# `module_dues` and `item_dues` are JSON objects: moments by id. The session of those who keep their own time
# has no row.
sessions = Table(
    "sessions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("course_id", ForeignKey("courses.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("enrollment_starts_at", Moment, nullable=False),
    Column("enrollment_ends_at", Moment),
    Column("module_dues", Document, nullable=False),
    Column("item_dues", Document, nullable=False),
    sqlite_with_rowid=False,
)

# A learner is in one session of a course at most: of their rows in it, one at most has no `left_at`.
session_memberships = Table(
    "session_memberships",
    metadata,
    Column("learner_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("course_id", Id, primary_key=True),
    Column("session_id", ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("joined_at", Moment, nullable=False),
    Column("left_at", Moment),
    sqlite_with_rowid=False,
)

# With the school's secret, the salt gives the secret part of the address of a learner's calendar. Who never
# asked for an address has no row.
calendars = Table(
    "calendars",
    metadata,
    Column("learner_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("salt", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
