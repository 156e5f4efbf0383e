"""Peer review: what learners write, hand in and review, and the files they upload for it."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.BigInteger()
_ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    _of_learner(
        "peer_drafts",
        ("learner_id", "course_id", "item_id"),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("parts", sa.LargeBinary, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )
    _of_learner(
        "peer_submissions",
        ("learner_id", "course_id", "item_id", "draft_created_at"),
        sa.Column("draft_created_at", _MOMENT, nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("parts", sa.LargeBinary, nullable=False),
        sa.Column("submitted_at", _MOMENT, nullable=False),
        sa.Column("is_current", sa.Boolean, nullable=False),
        sa.Column("asked_at", _MOMENT),
        sa.Column("reason", sa.Text, nullable=False),
        sa.UniqueConstraint("id", name="uq_peer_submissions_id"),
    )
    op.create_index("ix_peer_submissions_course_id_item_id", "peer_submissions", ["course_id", "item_id"])
    _of_learner(
        "peer_reviews",
        ("learner_id", "submission_id"),
        sa.Column("submission_id", _ID, nullable=False),
        sa.Column("handed_at", _MOMENT, nullable=False),
        sa.Column("dropped_at", _MOMENT),
        sa.Column("reviewed_at", _MOMENT),
        sa.Column("answers", sa.LargeBinary),
        sa.Column("is_staff", sa.Boolean, nullable=False),
    )
    op.create_index("ix_peer_reviews_submission_id", "peer_reviews", ["submission_id"])
    _of_learner(
        "uploads",
        ("learner_id", "id"),
        sa.Column("id", _ID, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("sha256", _ID, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("uploaded_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["media.sha256"], name="fk_uploads_sha256"),
        sa.UniqueConstraint("id", name="uq_uploads_id"),
    )
    op.create_index("ix_uploads_sha256", "uploads", ["sha256"])


def _of_learner(table: str, key: tuple[str, ...], *columns: sa.Column[object] | sa.Constraint) -> None:
    op.create_table(
        table,
        sa.Column("learner_id", _NUMBER, nullable=False),
        sa.Column("course_id", _ID, nullable=False),
        sa.Column("item_id", _ID, nullable=False),
        *columns,
        sa.PrimaryKeyConstraint(*key, name=f"pk_{table}"),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["users.id"], name=f"fk_{table}_learner_id", ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )
