"""What somebody means to take: watchlists, and specializations that are followed."""

from sqlalchemy import Column, ForeignKey, Table, Text

from carrel.store.tables.kinds import Id, Moment, metadata

# Courses that somebody means to take some day.
watchlist = Table(
    "watchlist",
    metadata,
    Column("learner_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("course_id", Id, primary_key=True),
    Column("added_at", Moment, nullable=False),
    sqlite_with_rowid=False,
)

specialization_memberships = Table(
    "specialization_memberships",
    metadata,
    Column("learner_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("specialization_id", Id, primary_key=True),
    Column("role", Text, nullable=False),
    Column("enrolled_at", Moment, nullable=False),
    sqlite_with_rowid=False,
)
