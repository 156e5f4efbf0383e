"""Work that learners hand in and review for each other, and the files that they upload for it."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    UniqueConstraint,
)

from carrel.store.tables.kinds import Document, Id, Moment, Words, metadata

# What a learner is writing. It begins anew, with another `created_at`, after it was handed in; `revision`
# goes up with each change, so that two tabs notice each other.
peer_drafts = Table(
    "peer_drafts",
    metadata,
    Column("learner_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("course_id", Id, primary_key=True),
    Column("item_id", Id, primary_key=True),
    Column("title", Words, nullable=False),
    Column("parts", Document, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("revision", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# What was handed in. A draft makes one submission, however often it is handed in; only a learner's last one
# is current, which means that it is given out to review. `asked_at` is when they asked to have it graded.
# `rank` is none for what is not given out; of the others the least is next: twice the number of reviews that
# are there or coming, and one more unless its author asked. `coming_since` is when the first of those that
# are coming was given out. Both follow from other rows, and `store.peer_queue` keeps them.
peer_submissions = Table(
    "peer_submissions",
    metadata,
    Column("learner_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("course_id", Id, primary_key=True),
    Column("item_id", Id, primary_key=True),
    Column("draft_created_at", Moment, primary_key=True),
    Column("id", Id, nullable=False),
    Column("title", Words, nullable=False),
    Column("parts", Document, nullable=False),
    Column("submitted_at", Moment, nullable=False),
    Column("is_current", Boolean, nullable=False),
    Column("asked_at", Moment),
    Column("reason", Words, nullable=False),
    Column("rank", Integer),
    Column("coming_since", Moment),
    UniqueConstraint("id"),
    Index("ix_peer_submissions_rank", "course_id", "item_id", "rank", "submitted_at", "id"),
    Index("ix_peer_submissions_coming_since", "course_id", "item_id", "coming_since"),
    sqlite_with_rowid=False,
)

# A submission given to somebody (the learner whose row it is) to review, and their review once it is there.
peer_reviews = Table(
    "peer_reviews",
    metadata,
    Column("learner_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("submission_id", Id, primary_key=True, index=True),
    Column("course_id", Id, nullable=False),
    Column("item_id", Id, nullable=False),
    Column("handed_at", Moment, nullable=False),
    Column("dropped_at", Moment),
    Column("reviewed_at", Moment),
    Column("answers", Document),
    Column("is_staff", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

# A file for a part of somebody's work; its bytes are media.
uploads = Table(
    "uploads",
    metadata,
    Column("learner_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("id", Id, primary_key=True),
    Column("course_id", Id, nullable=False),
    Column("item_id", Id, nullable=False),
    Column("name", Words, nullable=False),
    Column("sha256", ForeignKey("media.sha256"), nullable=False, index=True),
    Column("size", Integer, nullable=False),
    Column("uploaded_at", Moment, nullable=False),
    UniqueConstraint("id"),
    sqlite_with_rowid=False,
)
