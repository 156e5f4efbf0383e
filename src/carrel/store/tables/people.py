"""Who has an account, and who is signed in."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Identity, LargeBinary, String, Table, Text

from carrel.store.tables.kinds import FIRST_USER, Id, Moment, Number, metadata

users = Table(
    "users",
    metadata,
    Column("id", Number, Identity(start=FIRST_USER), primary_key=True),
    Column("email", Id, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column(
        "role",
        Text,
        CheckConstraint("role IN ('learner', 'teacher', 'administrator')", "role"),
        nullable=False,
    ),
    Column("external_id", String(32), nullable=False, unique=True),
    Column("locale", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("privacy", Text, nullable=False, server_default="classmates"),
    # An id is never given twice, even after its user has gone.
    sqlite_autoincrement=True,
)

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    sqlite_with_rowid=False,
)

sign_in_links = Table(
    "sign_in_links",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    sqlite_with_rowid=False,
)
