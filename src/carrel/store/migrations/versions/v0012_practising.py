"""What learners do outside of the school: outputs of programs, and activities elsewhere."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.BigInteger()
_ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    _of_item(
        "program_submissions",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("submitted_at", _MOMENT, nullable=False),
        sa.Column("outputs", sa.LargeBinary, nullable=False),
        sa.Column("results", sa.LargeBinary, nullable=False),
        sa.Column("score", sa.Double, nullable=False),
        key=("number",),
    )
    _of_item("script_salts", sa.Column("salt", sa.LargeBinary, nullable=False))
    op.create_table(
        "activity_clocks",
        sa.Column("learner_id", _NUMBER, nullable=False, autoincrement=False),
        sa.Column("done_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("learner_id", name="pk_activity_clocks"),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["users.id"], name="fk_activity_clocks_learner_id", ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )


def _of_item(name: str, *columns: sa.Column[Any], key: tuple[str, ...] = ()) -> None:
    op.create_table(
        name,
        sa.Column("learner_id", _NUMBER, nullable=False),
        sa.Column("course_id", _ID, nullable=False),
        sa.Column("item_id", _ID, nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("learner_id", "course_id", "item_id", *key, name=f"pk_{name}"),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["users.id"], name=f"fk_{name}_learner_id", ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )
