"""Peer review: submissions know when they are given out, and an index finds the next."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

LINE_UP = """
UPDATE peer_submissions SET
    rank = CASE WHEN is_current AND NOT EXISTS (
        SELECT 1 FROM memberships
        WHERE memberships.learner_id = peer_submissions.learner_id
        AND memberships.course_id = peer_submissions.course_id AND memberships.hidden
    ) THEN 2 * (
        SELECT count(*) FROM peer_reviews
        WHERE submission_id = peer_submissions.id AND (reviewed_at IS NOT NULL OR dropped_at IS NULL)
    ) + CASE WHEN asked_at IS NULL THEN 1 ELSE 0 END END,
    coming_since = (
        SELECT min(handed_at) FROM peer_reviews
        WHERE submission_id = peer_submissions.id AND reviewed_at IS NULL AND dropped_at IS NULL
    )
"""


def upgrade() -> None:
    """Add the columns, work them out, and put the indexes in place of the one that was."""
    op.add_column("peer_submissions", sa.Column("rank", sa.Integer))
    op.add_column("peer_submissions", sa.Column("coming_since", sa.BigInteger))
    op.execute(LINE_UP)
    op.drop_index("ix_peer_submissions_course_id_item_id", "peer_submissions")
    in_line = ["course_id", "item_id", "rank", "submitted_at", "id"]
    op.create_index("ix_peer_submissions_rank", "peer_submissions", in_line)
    coming = ["course_id", "item_id", "coming_since"]
    op.create_index("ix_peer_submissions_coming_since", "peer_submissions", coming)
