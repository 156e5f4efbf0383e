"""What learners answer."""

from sqlalchemy import BigInteger, Column, Double, ForeignKey, Index, Integer, Table

from carrel.store.tables.kinds import Document, Id, Moment, metadata

# One go at an assessment. `responses` and `marks` are JSON by question; `awaiting_since` stands where only
# people can tell what is still missing of the score: who grades looks for that, item by item.
attempts = Table(
    "attempts",
    metadata,
    Column("learner_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("course_id", Id, primary_key=True),
    Column("item_id", Id, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("edition_id", BigInteger, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("responses", Document, nullable=False),
    Column("saved", Integer, nullable=False),
    Column("saved_at", Moment),
    Column("submitted_at", Moment),
    Column("marks", Document),
    Column("score", Double),
    Column("awaiting_since", Moment),
    Index("ix_attempts_awaiting", "course_id", "item_id", "awaiting_since"),
    sqlite_with_rowid=False,
)
