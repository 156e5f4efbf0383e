"""The first tables: a school, its users, its courses, and what its learners do.

Written out in full, not taken from `tables`: what a version was must not change when the tables go on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.BigInteger()
_ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    _school_and_users()
    _courses()
    _media()
    _people()
    _handles()
    _learning()


def _school_and_users() -> None:
    op.create_table(
        "school",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_school"),
    )
    op.create_table(
        "users",
        sa.Column("id", _NUMBER, sa.Identity(start=1_000_001), nullable=False),
        sa.Column("email", _ID, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("external_id", sa.String(32), nullable=False),
        sa.Column("locale", sa.Text, nullable=False),
        sa.Column("timezone", sa.Text, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("email", name="uq_users_email"),
        sa.UniqueConstraint("external_id", name="uq_users_external_id"),
        sa.CheckConstraint("role IN ('learner', 'teacher', 'administrator')", name="ck_users_role"),
        sqlite_autoincrement=True,
    )
    if op.get_context().dialect.name == "sqlite":
        # What the identity's start says to PostgreSQL.
        op.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('users', 1000000)")
    for name, *columns in (
        ("sign_ins", sa.Column("created_at", _MOMENT, nullable=False)),
        ("sign_in_links", sa.Column("used_at", _MOMENT)),
    ):
        op.create_table(
            name,
            sa.Column("token_hash", sa.LargeBinary, nullable=False),
            sa.Column("user_id", _NUMBER, nullable=False),
            *columns,
            sa.Column("expires_at", _MOMENT, nullable=False),
            sa.PrimaryKeyConstraint("token_hash", name=f"pk_{name}"),
            sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=f"fk_{name}_user_id", ondelete="CASCADE"),
            sqlite_with_rowid=False,
        )
        op.create_index(f"ix_{name}_user_id", name, ["user_id"])


def _courses() -> None:
    op.create_table(
        "courses",
        sa.Column("id", _ID, nullable=False),
        sa.Column("slug", _ID, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("edition_id", _NUMBER),
        sa.Column("card", sa.LargeBinary, nullable=False),
        sa.Column("published_at", _MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_courses"),
        sa.UniqueConstraint("slug", name="uq_courses_slug"),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name="fk_courses_edition_id", use_alter=True
        ),
    )
    op.create_table(
        "editions",
        sa.Column("id", _NUMBER, sa.Identity(), nullable=False),
        sa.Column("course_id", _ID, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
        sa.Column("document_sha256", sa.String(64), nullable=False),
        sa.Column("published_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_editions"),
        sa.UniqueConstraint("course_id", "number", name="uq_editions_course_id_number"),
        _of_course("editions"),
        sqlite_autoincrement=True,
    )
    if op.get_context().dialect.supports_alter:
        # SQLite took the reference at once; elsewhere its table had to be there first.
        op.create_foreign_key("fk_courses_edition_id", "courses", "editions", ["edition_id"], ["id"])


def _media() -> None:
    op.create_table(
        "media",
        sa.Column("sha256", _ID, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("stored_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_media"),
    )
    op.create_table(
        "edition_media",
        sa.Column("edition_id", _NUMBER, nullable=False),
        sa.Column("sha256", _ID, nullable=False),
        sa.PrimaryKeyConstraint("edition_id", "sha256", name="pk_edition_media"),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name="fk_edition_media_edition_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["sha256"], ["media.sha256"], name="fk_edition_media_sha256"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_edition_media_sha256", "edition_media", ["sha256"])


def _people() -> None:
    for people, link, person in (
        ("partners", "course_partners", "partner_id"),
        ("instructors", "course_instructors", "instructor_id"),
    ):
        op.create_table(
            people,
            sa.Column("id", _ID, nullable=False),
            sa.Column("record", sa.LargeBinary, nullable=False),
            sa.Column("updated_at", _MOMENT, nullable=False),
            sa.PrimaryKeyConstraint("id", name=f"pk_{people}"),
        )
        op.create_table(
            link,
            sa.Column("course_id", _ID, nullable=False),
            sa.Column(person, _ID, nullable=False),
            sa.Column("position", sa.Integer, nullable=False),
            sa.PrimaryKeyConstraint("course_id", person, name=f"pk_{link}"),
            _of_course(link),
            sa.ForeignKeyConstraint([person], [f"{people}.id"], name=f"fk_{link}_{person}"),
            sqlite_with_rowid=False,
        )
        op.create_index(f"ix_{link}_{person}", link, [person])


def _handles() -> None:
    op.create_table(
        "handles",
        sa.Column("id", _ID, nullable=False),
        sa.Column("course_id", _ID, nullable=False),
        sa.Column("item_id", _ID, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", "course_id", "item_id", name="pk_handles"),
        _of_course("handles"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_handles_course_id", "handles", ["course_id"])


def _learning() -> None:
    op.create_table(
        "memberships",
        sa.Column("learner_id", _NUMBER, nullable=False),
        sa.Column("course_id", _ID, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("enrolled_at", _MOMENT, nullable=False),
        sa.Column("last_accessed_at", _MOMENT),
        sa.Column("hidden", sa.Boolean, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "course_id", name="pk_memberships"),
        _of_learner("memberships"),
        _of_course("memberships"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_memberships_course_id", "memberships", ["course_id"])
    op.create_table(
        "item_progress",
        sa.Column("learner_id", _NUMBER, nullable=False),
        sa.Column("course_id", _ID, nullable=False),
        sa.Column("item_id", _ID, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("started_at", _MOMENT, nullable=False),
        sa.Column("completed_at", _MOMENT),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "course_id", "item_id", name="pk_item_progress"),
        _of_learner("item_progress"),
        sa.CheckConstraint("state IN ('Started', 'Completed')", name="ck_item_progress_state"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "item_grades",
        sa.Column("learner_id", _NUMBER, nullable=False),
        sa.Column("course_id", _ID, nullable=False),
        sa.Column("item_id", _ID, nullable=False),
        sa.Column("score", sa.Double, nullable=False),
        sa.Column("graded_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "course_id", "item_id", name="pk_item_grades"),
        _of_learner("item_grades"),
        sqlite_with_rowid=False,
    )


def _of_course(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["course_id"], ["courses.id"], name=f"fk_{table}_course_id", ondelete="CASCADE"
    )


def _of_learner(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["learner_id"], ["users.id"], name=f"fk_{table}_learner_id", ondelete="CASCADE"
    )
