"""What learners set for their deadlines."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "deadline_settings",
        sa.Column("learner_id", _NUMBER, nullable=False),
        sa.Column("course_id", _ID, nullable=False),
        sa.Column("start", sa.BigInteger, nullable=False),
        sa.Column("is_enabled", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "course_id", name="pk_deadline_settings"),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["users.id"], name="fk_deadline_settings_learner_id", ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )
