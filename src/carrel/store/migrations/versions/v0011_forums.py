"""Forums: questions, answers, votes, follows, flags, and what is counted of them."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.BigInteger()
_ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    _questions()
    _answers()
    op.create_table(
        "forum_tallies",
        sa.Column("forum_id", _ID, nullable=False),
        sa.Column("course_id", _ID, nullable=False),
        sa.Column("shown", sa.Integer, nullable=False),
        sa.Column("all", sa.Integer, nullable=False),
        sa.Column("last_answered_at", _MOMENT),
        sa.PrimaryKeyConstraint("forum_id", name="pk_forum_tallies"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_forum_tallies_course_id", "forum_tallies", ["course_id"])
    op.create_table(
        "forum_contributions",
        sa.Column("learner_id", _NUMBER, nullable=False),
        sa.Column("course_id", _ID, nullable=False),
        sa.Column("posts", sa.Integer, nullable=False),
        sa.Column("votes", sa.Integer, nullable=False),
        sa.Column("left", sa.Double, nullable=False),
        sa.Column("counted_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "course_id", name="pk_forum_contributions"),
        _user("forum_contributions", "learner_id", "CASCADE"),
        sqlite_with_rowid=False,
    )
    _said("forum_votes")
    _said("forum_follows")
    _said("forum_flags", sa.Column("reason", sa.Text, nullable=False))
    op.create_index("ix_forum_flags_post_id", "forum_flags", ["post_id"])


def _questions() -> None:
    op.create_table(
        "forum_questions",
        sa.Column("id", _ID, nullable=False),
        sa.Column("course_id", _ID, nullable=False),
        sa.Column("forum_id", _ID, nullable=False),
        sa.Column("creator_id", _NUMBER),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("edited_at", _MOMENT),
        sa.Column("last_activity_at", _MOMENT, nullable=False),
        sa.Column("last_answered_at", _MOMENT),
        sa.Column("last_answered_by", sa.BigInteger),
        *(
            sa.Column(name, sa.Integer, nullable=False)
            for name in ("votes", "follows", "flags", "answers", "top_answers")
        ),
        sa.Column("pinned", sa.Boolean, nullable=False),
        sa.Column("closed", sa.Boolean, nullable=False),
        sa.Column("removed_at", _MOMENT),
        sa.Column("removed_by", sa.BigInteger),
        sa.Column("shown", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_forum_questions"),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name="fk_forum_questions_course_id", ondelete="CASCADE"
        ),
        _user("forum_questions", "creator_id", "SET NULL"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_forum_questions_creator_id", "forum_questions", ["creator_id"])
    for name, column in (("activity", "last_activity_at"), ("newest", "created_at"), ("votes", "votes")):
        columns = ["forum_id", "shown", "pinned", column, "id"]
        op.create_index(f"ix_forum_questions_{name}", "forum_questions", columns)
    op.create_index("ix_forum_questions_flags", "forum_questions", ["course_id", "flags"])


def _answers() -> None:
    op.create_table(
        "forum_answers",
        sa.Column("id", _ID, nullable=False),
        sa.Column("course_id", _ID, nullable=False),
        sa.Column("question_id", _ID, nullable=False),
        sa.Column("parent_id", _ID, nullable=False),
        sa.Column("creator_id", _NUMBER),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("edited_at", _MOMENT),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("votes", "flags", "replies")),
        sa.Column("removed_at", _MOMENT),
        sa.Column("removed_by", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_forum_answers"),
        sa.ForeignKeyConstraint(
            ["question_id"], ["forum_questions.id"], name="fk_forum_answers_question_id", ondelete="CASCADE"
        ),
        _user("forum_answers", "creator_id", "SET NULL"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_forum_answers_creator_id", "forum_answers", ["creator_id"])
    for name, column in (("time", "created_at"), ("votes", "votes")):
        columns = ["question_id", "parent_id", column, "id"]
        op.create_index(f"ix_forum_answers_{name}", "forum_answers", columns)
    op.create_index("ix_forum_answers_flags", "forum_answers", ["course_id", "flags"])


def _said(table: str, *columns: sa.Column[str]) -> None:
    """What a learner says of a post with one press of a button."""
    op.create_table(
        table,
        sa.Column("learner_id", _NUMBER, nullable=False),
        sa.Column("post_id", _ID, nullable=False),
        *columns,
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "post_id", name=f"pk_{table}"),
        _user(table, "learner_id", "CASCADE"),
        sqlite_with_rowid=False,
    )


def _user(table: str, column: str, on_delete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["users.id"], name=f"fk_{table}_{column}", ondelete=on_delete)
