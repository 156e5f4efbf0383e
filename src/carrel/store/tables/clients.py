"""Programs that act for users, and what users allow them."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Table,
    Text,
)

from carrel.store.tables.kinds import Document, Id, Moment, Words, metadata

# Programs that may ask users to act for them. A program that can keep no secret has an empty hash.
clients = Table(
    "clients",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Words, nullable=False),
    Column("secret_hash", LargeBinary, nullable=False),
    Column("redirect_uris", Document, nullable=False),
    Column("created_at", Moment, nullable=False),
)

# What a user has allowed a program: the words of its scope.
grants = Table(
    "grants",
    metadata,
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("client_id", ForeignKey("clients.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("scope", Text, nullable=False),
    Column("granted_at", Moment, nullable=False),
    sqlite_with_rowid=False,
)

# Codes and tokens that were given out under a grant, and end with it.
grant_tokens = Table(
    "grant_tokens",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("user_id", BigInteger, nullable=False),
    Column("client_id", Id, nullable=False),
    Column("kind", Text, CheckConstraint("kind IN ('code', 'access', 'refresh')", "kind"), nullable=False),
    Column("scope", Text, nullable=False),
    Column("redirect_uri", Text, nullable=False),
    Column("challenge", Text, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("spent_at", Moment),
    ForeignKeyConstraint(
        ["user_id", "client_id"], ["grants.user_id", "grants.client_id"], ondelete="CASCADE"
    ),
    Index(None, "user_id", "client_id"),
    sqlite_with_rowid=False,
)
