"""Sessions, and who is in them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.BigInteger()
_ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "sessions",
        sa.Column("id", _ID, nullable=False),
        sa.Column("course_id", _ID, nullable=False),
        sa.Column("started_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT),
        sa.Column("enrollment_starts_at", _MOMENT, nullable=False),
        sa.Column("enrollment_ends_at", _MOMENT),
        sa.Column("module_dues", sa.LargeBinary, nullable=False),
        sa.Column("item_dues", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name="fk_sessions_course_id", ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_sessions_course_id", "sessions", ["course_id"])
    op.create_table(
        "session_memberships",
        sa.Column("learner_id", _NUMBER, nullable=False),
        sa.Column("course_id", _ID, nullable=False),
        sa.Column("session_id", _ID, nullable=False),
        sa.Column("joined_at", _MOMENT, nullable=False),
        sa.Column("left_at", _MOMENT),
        sa.PrimaryKeyConstraint("learner_id", "course_id", "session_id", name="pk_session_memberships"),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["users.id"], name="fk_session_memberships_learner_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name="fk_session_memberships_session_id", ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_session_memberships_session_id", "session_memberships", ["session_id"])
