"""What is written in the forums of courses, and what is counted of it.

Posts belong to the course; who wrote one may go, and it stays without them. Votes, follows and flags belong
to the learner. What is counted of a post is kept in its row, in the transaction that changes it.
"""

from sqlalchemy import BigInteger, Boolean, Column, Double, ForeignKey, Index, Integer, Table

from carrel.store.tables.kinds import Id, Moment, Words, metadata

forum_questions = Table(
    "forum_questions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("course_id", ForeignKey("courses.id", ondelete="CASCADE"), nullable=False),
    Column("forum_id", Id, nullable=False),
    Column("creator_id", ForeignKey("users.id", ondelete="SET NULL"), index=True),
    Column("title", Words, nullable=False),
    Column("body", Words, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("edited_at", Moment),
    Column("last_activity_at", Moment, nullable=False),
    Column("last_answered_at", Moment),
    Column("last_answered_by", BigInteger),
    Column("votes", Integer, nullable=False),
    Column("follows", Integer, nullable=False),
    Column("flags", Integer, nullable=False),
    Column("answers", Integer, nullable=False),
    Column("top_answers", Integer, nullable=False),
    Column("pinned", Boolean, nullable=False),
    Column("closed", Boolean, nullable=False),
    Column("removed_at", Moment),
    Column("removed_by", BigInteger),
    # Whether learners see it: what the orders of a forum's page are sorted within.
    Column("shown", Boolean, nullable=False),
    Index("ix_forum_questions_activity", "forum_id", "shown", "pinned", "last_activity_at", "id"),
    Index("ix_forum_questions_newest", "forum_id", "shown", "pinned", "created_at", "id"),
    Index("ix_forum_questions_votes", "forum_id", "shown", "pinned", "votes", "id"),
    Index("ix_forum_questions_flags", "course_id", "flags"),
    sqlite_with_rowid=False,
)

# `parent_id` is empty for an answer to the question itself.
forum_answers = Table(
    "forum_answers",
    metadata,
    Column("id", Id, primary_key=True),
    Column("course_id", Id, nullable=False),
    Column("question_id", ForeignKey("forum_questions.id", ondelete="CASCADE"), nullable=False),
    Column("parent_id", Id, nullable=False),
    Column("creator_id", ForeignKey("users.id", ondelete="SET NULL"), index=True),
    Column("body", Words, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("edited_at", Moment),
    Column("votes", Integer, nullable=False),
    Column("flags", Integer, nullable=False),
    Column("replies", Integer, nullable=False),
    Column("removed_at", Moment),
    Column("removed_by", BigInteger),
    Index("ix_forum_answers_time", "question_id", "parent_id", "created_at", "id"),
    Index("ix_forum_answers_votes", "question_id", "parent_id", "votes", "id"),
    Index("ix_forum_answers_flags", "course_id", "flags"),
    sqlite_with_rowid=False,
)

forum_tallies = Table(
    "forum_tallies",
    metadata,
    Column("forum_id", Id, primary_key=True),
    Column("course_id", Id, nullable=False, index=True),
    Column("shown", Integer, nullable=False),
    Column("all", Integer, nullable=False),
    Column("last_answered_at", Moment),
    sqlite_with_rowid=False,
)

forum_contributions = Table(
    "forum_contributions",
    metadata,
    Column("learner_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("course_id", Id, primary_key=True),
    Column("posts", Integer, nullable=False),
    Column("votes", Integer, nullable=False),
    Column("left", Double, nullable=False),
    Column("counted_at", Moment, nullable=False),
    sqlite_with_rowid=False,
)

forum_votes = Table(
    "forum_votes",
    metadata,
    Column("learner_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("post_id", Id, primary_key=True),
    Column("created_at", Moment, nullable=False),
    sqlite_with_rowid=False,
)

forum_follows = Table(
    "forum_follows",
    metadata,
    Column("learner_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("post_id", Id, primary_key=True),
    Column("created_at", Moment, nullable=False),
    sqlite_with_rowid=False,
)

forum_flags = Table(
    "forum_flags",
    metadata,
    Column("learner_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("post_id", Id, primary_key=True, index=True),
    Column("reason", Words, nullable=False),
    Column("created_at", Moment, nullable=False),
    sqlite_with_rowid=False,
)
