"""What learners' work is worth."""

from sqlalchemy import BigInteger, Column, Double, ForeignKey, Integer, Table

from carrel.store.tables.kinds import Id, Moment, Words, metadata

# What counts of each item: always the outcome of the two tables that follow.
item_grades = Table(
    "item_grades",
    metadata,
    Column("learner_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("course_id", Id, primary_key=True),
    Column("item_id", Id, primary_key=True),
    Column("score", Double, nullable=False),
    Column("graded_at", Moment, nullable=False),
    sqlite_with_rowid=False,
)

# What each attempt was worth, and what its lateness costs. The same attempt graded again is one attempt.
scored_attempts = Table(
    "scored_attempts",
    metadata,
    Column("learner_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("course_id", Id, primary_key=True),
    Column("item_id", Id, primary_key=True),
    Column("attempt_id", Id, primary_key=True),
    Column("score", Double, nullable=False),
    Column("penalty", Double, nullable=False),
    Column("submitted_at", Moment, nullable=False),
    Column("graded_at", Moment, nullable=False),
    sqlite_with_rowid=False,
)

# Every word of staff on a grade, in order; the last one is in force, and none is ever changed or deleted. A
# withdrawal has no score. Who gave it may have left the school since, so that is no reference.
grade_overrides = Table(
    "grade_overrides",
    metadata,
    Column("learner_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("course_id", Id, primary_key=True),
    Column("item_id", Id, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("score", Double),
    Column("note", Words, nullable=False),
    Column("given_by", BigInteger, nullable=False),
    Column("given_at", Moment, nullable=False),
    sqlite_with_rowid=False,
)
