"""The salts of calendars' addresses."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "calendars",
        sa.Column("learner_id", _NUMBER, nullable=False, autoincrement=False),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("learner_id", name="pk_calendars"),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["users.id"], name="fk_calendars_learner_id", ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )
