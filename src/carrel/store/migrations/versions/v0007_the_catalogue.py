"""The catalogue: watchlists, specializations that are followed, what can be found, programs that ask."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.BigInteger()
_ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    _lists_of_learners()
    _search()
    _programs()


def _lists_of_learners() -> None:
    op.create_table(
        "watchlist",
        sa.Column("learner_id", _NUMBER, nullable=False),
        sa.Column("course_id", _ID, nullable=False),
        sa.Column("added_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "course_id", name="pk_watchlist"),
        _of_user("watchlist", "learner_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "specialization_memberships",
        sa.Column("learner_id", _NUMBER, nullable=False),
        sa.Column("specialization_id", _ID, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("enrolled_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "specialization_id", name="pk_specialization_memberships"),
        _of_user("specialization_memberships", "learner_id"),
        sqlite_with_rowid=False,
    )


def _search() -> None:
    op.create_table(
        "search_texts",
        sa.Column("id", _NUMBER, sa.Identity(), nullable=False),
        sa.Column("course_id", _ID, nullable=False),
        sa.Column("module", sa.Integer, nullable=False),
        sa.Column("part_id", _ID, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("audience", sa.Text, nullable=False),
        sa.Column("is_lockable", sa.Boolean, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.CheckConstraint("audience IN ('everybody', 'outside', 'inside')", name="ck_search_texts_audience"),
        sa.PrimaryKeyConstraint("id", name="pk_search_texts"),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name="fk_search_texts_course_id", ondelete="CASCADE"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_search_texts_course_id", "search_texts", ["course_id"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE search_words USING fts5(name, words, tokenize = 'unicode61')")
    else:
        op.execute("CREATE TABLE search_words (id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)")
        op.execute("CREATE INDEX ix_search_words ON search_words USING gin (words)")


def _programs() -> None:
    op.create_table(
        "clients",
        sa.Column("id", _ID, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("secret_hash", sa.LargeBinary, nullable=False),
        sa.Column("redirect_uris", sa.LargeBinary, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_clients"),
    )
    op.create_table(
        "grants",
        sa.Column("user_id", _NUMBER, nullable=False),
        sa.Column("client_id", _ID, nullable=False),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("granted_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("user_id", "client_id", name="pk_grants"),
        _of_user("grants", "user_id"),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name="fk_grants_client_id", ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_grants_client_id", "grants", ["client_id"])
    op.create_table(
        "grant_tokens",
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("client_id", _ID, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("redirect_uri", sa.Text, nullable=False),
        sa.Column("challenge", sa.Text, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("spent_at", _MOMENT),
        sa.CheckConstraint("kind IN ('code', 'access', 'refresh')", name="ck_grant_tokens_kind"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_grant_tokens"),
        sa.ForeignKeyConstraint(
            ["user_id", "client_id"],
            ["grants.user_id", "grants.client_id"],
            name="fk_grant_tokens_user_id",
            ondelete="CASCADE",
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_grant_tokens_user_id_client_id", "grant_tokens", ["user_id", "client_id"])


def _of_user(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["users.id"], name=f"fk_{table}_{column}", ondelete="CASCADE")
