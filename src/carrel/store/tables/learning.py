"""What learners do: where they are enrolled, what they have done, watched and scored."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, ForeignKey, Integer, Table, Text

from carrel.store.tables.kinds import Document, Id, Moment, metadata

memberships = Table(
    "memberships",
    metadata,
    Column("learner_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("course_id", ForeignKey("courses.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("role", Text, nullable=False),
    Column("enrolled_at", Moment, nullable=False),
    Column("last_accessed_at", Moment),
    Column("hidden", Boolean, nullable=False),
    # Goes up with every change to what this learner did in this course: the key of whatever is computed from
    # it.
    Column("version", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

item_progress = Table(
    "item_progress",
    metadata,
    Column("learner_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("course_id", Id, primary_key=True),
    Column("item_id", Id, primary_key=True),
    Column("state", Text, CheckConstraint("state IN ('Started', 'Completed')", "state"), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("completed_at", Moment),
    Column("updated_at", Moment, nullable=False),
    sqlite_with_rowid=False,
)

# What the rule of watching remembers of a learner: the open view, if there is one, and which stretches of the
# clock are spent (on credit) and studied (in learning hours), as JSON lists of pairs.
watchers = Table(
    "watchers",
    metadata,
    Column("learner_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("course_id", Id),
    Column("item_id", Id),
    Column("duration", BigInteger),
    Column("opened_at", Moment),
    Column("spent", Document, nullable=False),
    Column("studied", Document, nullable=False),
    sqlite_with_rowid=False,
)

# What a learner has of each lecture: the folded state of everything its player ever said. `viewed_up_to` and
# `viewed_at` are the last position reported; `media_since` and `media_last` when its media was fetched.
watched = Table(
    "watched",
    metadata,
    Column("learner_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("course_id", Id, primary_key=True),
    Column("item_id", Id, primary_key=True),
    Column("credit", BigInteger, nullable=False),
    Column("end_reached", Boolean, nullable=False),
    Column("viewed_up_to", BigInteger),
    Column("viewed_at", Moment),
    Column("offline", Boolean, nullable=False),
    Column("media_since", Moment),
    Column("media_last", Moment),
    sqlite_with_rowid=False,
)

# Milliseconds studied, by day: the number of days since 1970-01-01 UTC.
learning_hours = Table(
    "learning_hours",
    metadata,
    Column("learner_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("day", Integer, primary_key=True),
    Column("course_id", Id, primary_key=True),
    Column("time", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
