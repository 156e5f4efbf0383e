"""What people write beside a course: learners for themselves and about it, teachers to those who take it."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text

from carrel.store.tables.kinds import Document, Id, Moment, Words, metadata

# `moment` is where in a lecture a note was written (ms); notes on readings have none.
learner_notes = Table(
    "learner_notes",
    metadata,
    Column("learner_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("id", Id, primary_key=True),
    Column("course_id", Id, nullable=False),
    Column("item_id", Id, nullable=False),
    Column("moment", BigInteger),
    Column("text", Words, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Index(None, "learner_id", "course_id", "item_id"),
    sqlite_with_rowid=False,
)

# A passage of a reading, or lines of a transcript: then `starts_at`, `ends_at` (ms) and `language` say which.
learner_highlights = Table(
    "learner_highlights",
    metadata,
    Column("learner_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("id", Id, primary_key=True),
    Column("course_id", Id, nullable=False),
    Column("item_id", Id, nullable=False),
    Column("starts_at", BigInteger),
    Column("ends_at", BigInteger),
    Column("language", Text),
    Column("quote", Words, nullable=False),
    Column("before", Words, nullable=False),
    Column("after", Words, nullable=False),
    Column("note", Words, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Index(None, "learner_id", "course_id", "item_id"),
    sqlite_with_rowid=False,
)

course_feedback = Table(
    "course_feedback",
    metadata,
    Column("learner_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("course_id", Id, primary_key=True),
    Column("rating", Integer, nullable=False),
    Column("comment", Words, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    sqlite_with_rowid=False,
)

# The body is Markdown; `instructor_ids` is a JSON list. Until `published_at` only staff see the note.
instructor_notes = Table(
    "instructor_notes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("course_id", ForeignKey("courses.id", ondelete="CASCADE"), nullable=False),
    Column("instructor_ids", Document, nullable=False),
    Column("body", Words, nullable=False),
    Column("published_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Index(None, "course_id", "published_at"),
    sqlite_with_rowid=False,
)
