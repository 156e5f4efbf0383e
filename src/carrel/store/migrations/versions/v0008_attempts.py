"""What learners answer: their attempts."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.BigInteger()
_ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "attempts",
        sa.Column("learner_id", _NUMBER, nullable=False),
        sa.Column("course_id", _ID, nullable=False),
        sa.Column("item_id", _ID, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("edition_id", sa.BigInteger, nullable=False),
        sa.Column("started_at", _MOMENT, nullable=False),
        sa.Column("responses", sa.LargeBinary, nullable=False),
        sa.Column("saved", sa.Integer, nullable=False),
        sa.Column("saved_at", _MOMENT),
        sa.Column("submitted_at", _MOMENT),
        sa.Column("marks", sa.LargeBinary),
        sa.Column("score", sa.Double),
        sa.Column("awaiting_since", _MOMENT),
        sa.PrimaryKeyConstraint("learner_id", "course_id", "item_id", "number", name="pk_attempts"),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["users.id"], name="fk_attempts_learner_id", ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_attempts_awaiting", "attempts", ["course_id", "item_id", "awaiting_since"])
