"""What people show of themselves, and what they write beside a course."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.BigInteger()
_ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the column and the tables."""
    op.add_column("users", sa.Column("privacy", sa.Text, nullable=False, server_default="classmates"))
    _of_learner(
        "learner_notes",
        sa.Column("moment", sa.BigInteger),
        sa.Column("text", sa.Text, nullable=False),
    )
    _of_learner(
        "learner_highlights",
        sa.Column("starts_at", sa.BigInteger),
        sa.Column("ends_at", sa.BigInteger),
        sa.Column("language", sa.Text),
        sa.Column("quote", sa.Text, nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )
    op.create_table(
        "course_feedback",
        sa.Column("learner_id", _NUMBER, nullable=False),
        sa.Column("course_id", _ID, nullable=False),
        sa.Column("rating", sa.Integer, nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "course_id", name="pk_course_feedback"),
        _learner("course_feedback"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "instructor_notes",
        sa.Column("id", _ID, nullable=False),
        sa.Column("course_id", _ID, nullable=False),
        sa.Column("instructor_ids", sa.LargeBinary, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("published_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_instructor_notes"),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name="fk_instructor_notes_course_id", ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_instructor_notes_course_id_published_at", "instructor_notes", ["course_id", "published_at"]
    )


def _of_learner(table: str, *columns: sa.Column[object]) -> None:
    """A table of things that a learner keeps on items."""
    op.create_table(
        table,
        sa.Column("learner_id", _NUMBER, nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("course_id", _ID, nullable=False),
        sa.Column("item_id", _ID, nullable=False),
        *columns,
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "id", name=f"pk_{table}"),
        _learner(table),
        sqlite_with_rowid=False,
    )
    op.create_index(f"ix_{table}_learner_id_course_id_item_id", table, ["learner_id", "course_id", "item_id"])


def _learner(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["learner_id"], ["users.id"], name=f"fk_{table}_learner_id", ondelete="CASCADE"
    )
