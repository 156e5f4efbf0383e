"""What learners do outside of the school: the outputs of their programs, and activities elsewhere."""

from sqlalchemy import Column, Double, ForeignKey, Integer, LargeBinary, Table

from carrel.store.tables.kinds import Document, Id, Moment, metadata

# `outputs` and `results` are JSON by the ids of parts.
program_submissions = Table(
    "program_submissions",
    metadata,
    Column("learner_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("course_id", Id, primary_key=True),
    Column("item_id", Id, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("submitted_at", Moment, nullable=False),
    Column("outputs", Document, nullable=False),
    Column("results", Document, nullable=False),
    Column("score", Double, nullable=False),
    sqlite_with_rowid=False,
)

# With the school's secret, the salt gives what a learner's script proves itself by. Who never
# renewed it has no row.
script_salts = Table(
    "script_salts",
    metadata,
    Column("learner_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("course_id", Id, primary_key=True),
    Column("item_id", Id, primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# When a learner completed an activity the last time: the time until then counts for no other one.
activity_clocks = Table(
    "activity_clocks",
    metadata,
    Column("learner_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("done_at", Moment, nullable=False),
    sqlite_with_rowid=False,
)
