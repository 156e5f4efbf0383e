"""What learners watch: the open view, the credit for each lecture, and hours by day."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.BigInteger()
_ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "watchers",
        sa.Column("learner_id", _NUMBER, nullable=False),
        sa.Column("course_id", _ID),
        sa.Column("item_id", _ID),
        sa.Column("duration", sa.BigInteger),
        sa.Column("opened_at", _MOMENT),
        sa.Column("spent", sa.LargeBinary, nullable=False),
        sa.Column("studied", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("learner_id", name="pk_watchers"),
        _of_learner("watchers"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "watched",
        sa.Column("learner_id", _NUMBER, nullable=False),
        sa.Column("course_id", _ID, nullable=False),
        sa.Column("item_id", _ID, nullable=False),
        sa.Column("credit", sa.BigInteger, nullable=False),
        sa.Column("end_reached", sa.Boolean, nullable=False),
        sa.Column("viewed_up_to", sa.BigInteger),
        sa.Column("viewed_at", _MOMENT),
        sa.Column("offline", sa.Boolean, nullable=False),
        sa.Column("media_since", _MOMENT),
        sa.Column("media_last", _MOMENT),
        sa.PrimaryKeyConstraint("learner_id", "course_id", "item_id", name="pk_watched"),
        _of_learner("watched"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "learning_hours",
        sa.Column("learner_id", _NUMBER, nullable=False),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("course_id", _ID, nullable=False),
        sa.Column("time", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "day", "course_id", name="pk_learning_hours"),
        _of_learner("learning_hours"),
        sqlite_with_rowid=False,
    )


def _of_learner(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["learner_id"], ["users.id"], name=f"fk_{table}_learner_id", ondelete="CASCADE"
    )
