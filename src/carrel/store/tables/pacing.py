"""How learners keep their time: what they set for their deadlines."""

from sqlalchemy import Boolean, Column, ForeignKey, Table

from carrel.store.tables.kinds import Id, Moment, metadata

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
