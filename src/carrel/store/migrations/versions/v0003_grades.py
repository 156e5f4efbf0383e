"""Grades: what each attempt was worth, and what staff say instead.

The scores that are there already become attempts, since a score is the outcome of its attempts from now on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.BigInteger()
_ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "scored_attempts",
        *_item(),
        sa.Column("attempt_id", _ID, nullable=False),
        sa.Column("score", sa.Double, nullable=False),
        sa.Column("penalty", sa.Double, nullable=False),
        sa.Column("submitted_at", _MOMENT, nullable=False),
        sa.Column("graded_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint(
            "learner_id", "course_id", "item_id", "attempt_id", name="pk_scored_attempts"
        ),
        _of_learner("scored_attempts"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "grade_overrides",
        *_item(),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("score", sa.Double),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("given_by", sa.BigInteger, nullable=False),
        sa.Column("given_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "course_id", "item_id", "number", name="pk_grade_overrides"),
        _of_learner("grade_overrides"),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO scored_attempts"
        " (learner_id, course_id, item_id, attempt_id, score, penalty, submitted_at, graded_at)"
        " SELECT learner_id, course_id, item_id, 'first', score, 0, graded_at, graded_at FROM item_grades"
    )


def _item() -> tuple[sa.Column[int], sa.Column[str], sa.Column[str]]:
    return (
        sa.Column("learner_id", _NUMBER, nullable=False),
        sa.Column("course_id", _ID, nullable=False),
        sa.Column("item_id", _ID, nullable=False),
    )


def _of_learner(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["learner_id"], ["users.id"], name=f"fk_{table}_learner_id", ondelete="CASCADE"
    )
