"""Every table of a school.

Times are milliseconds since 1970-01-01 UTC. Documents are JSON in UTF-8. Identifiers are compared byte by
byte on both engines, so that pages sorted by them have one order.

Whatever belongs to one learner has a primary key that begins with the learner's id: all of it lies together,
and a school that outgrows one database can be split by learner. These rows refer to the learner and go with
them. They do not refer to the course by a foreign key, except the membership: progress is looked up by
learner, and no index should have to be kept only to check what happens when a whole course is removed.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Identity,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

FIRST_USER = 1_000_001
"""The id of the first user: numbers that nobody mistakes for a position."""


class _Words(TypeDecorator[str]):
    """Text that may come from anywhere. PostgreSQL refuses the character NUL, which nobody means.

    Nothing that is looked up has the character that stands in its place, so it is not found, on both engines.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - the framework's
        return value and value.replace("\0", "\N{REPLACEMENT CHARACTER}")


# Only a column of the very type INTEGER numbers itself in SQLite, and it holds 64 bits there.
_Number = BigInteger().with_variant(Integer, "sqlite")
_Moment = BigInteger
_Id = _Words().with_variant(_Words(collation="C"), "postgresql")
_Document = LargeBinary

school = Table(
    "school",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

users = Table(
    "users",
    metadata,
    Column("id", _Number, Identity(start=FIRST_USER), primary_key=True),
    Column("email", _Id, nullable=False, unique=True),
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
    Column("created_at", _Moment, nullable=False),
    # An id is never given twice, even after its user has gone.
    sqlite_autoincrement=True,
)

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("created_at", _Moment, nullable=False),
    Column("expires_at", _Moment, nullable=False),
    sqlite_with_rowid=False,
)

sign_in_links = Table(
    "sign_in_links",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("expires_at", _Moment, nullable=False),
    Column("used_at", _Moment),
    sqlite_with_rowid=False,
)

courses = Table(
    "courses",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("slug", _Id, nullable=False, unique=True),
    Column("name", _Words, nullable=False),
    # The edition that is taught now. Courses and editions refer to each other, so one reference comes later.
    Column("edition_id", ForeignKey("editions.id", use_alter=True)),
    Column("card", _Document, nullable=False),
    Column("published_at", _Moment),
)

editions = Table(
    "editions",
    metadata,
    Column("id", _Number, Identity(), primary_key=True),
    Column("course_id", ForeignKey("courses.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("document", _Document, nullable=False),
    Column("document_sha256", String(64), nullable=False),
    Column("published_at", _Moment, nullable=False),
    UniqueConstraint("course_id", "number"),
    sqlite_autoincrement=True,
)

media = Table(
    "media",
    metadata,
    Column("sha256", _Id, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("stored_at", _Moment, nullable=False),
)

edition_media = Table(
    "edition_media",
    metadata,
    Column("edition_id", ForeignKey("editions.id", ondelete="CASCADE"), primary_key=True),
    Column("sha256", ForeignKey("media.sha256"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)

partners = Table(
    "partners",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("record", _Document, nullable=False),
    Column("updated_at", _Moment, nullable=False),
)

course_partners = Table(
    "course_partners",
    metadata,
    Column("course_id", ForeignKey("courses.id", ondelete="CASCADE"), primary_key=True),
    Column("partner_id", ForeignKey("partners.id"), primary_key=True, index=True),
    Column("position", Integer, nullable=False),
    sqlite_with_rowid=False,
)

instructors = Table(
    "instructors",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("record", _Document, nullable=False),
    Column("updated_at", _Moment, nullable=False),
)

course_instructors = Table(
    "course_instructors",
    metadata,
    Column("course_id", ForeignKey("courses.id", ondelete="CASCADE"), primary_key=True),
    Column("instructor_id", ForeignKey("instructors.id"), primary_key=True, index=True),
    Column("position", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# Ids that are asked for without their course: files, videos, texts. One that several items show has a row
# for each; what the whole course shows, such as its image, belongs to the item ''.
handles = Table(
    "handles",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("course_id", ForeignKey("courses.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("item_id", _Id, primary_key=True),
    Column("kind", Text, nullable=False),
    sqlite_with_rowid=False,
)

memberships = Table(
    "memberships",
    metadata,
    Column("learner_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("course_id", ForeignKey("courses.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("role", Text, nullable=False),
    Column("enrolled_at", _Moment, nullable=False),
    Column("last_accessed_at", _Moment),
    Column("hidden", Boolean, nullable=False),
    # Goes up with every change to what this learner did in this course: the key of whatever is computed from
    # it.
    Column("version", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

item_progress = Table(
    "item_progress",
    metadata,
    Column("learner_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("course_id", _Id, primary_key=True),
    Column("item_id", _Id, primary_key=True),
    Column("state", Text, CheckConstraint("state IN ('Started', 'Completed')", "state"), nullable=False),
    Column("started_at", _Moment, nullable=False),
    Column("completed_at", _Moment),
    Column("updated_at", _Moment, nullable=False),
    sqlite_with_rowid=False,
)

# What the rule of watching remembers of a learner: the open view, if there is one, and which stretches of the
# clock are spent (on credit) and studied (in learning hours), as JSON lists of pairs.
watchers = Table(
    "watchers",
    metadata,
    Column("learner_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("course_id", _Id),
    Column("item_id", _Id),
    Column("duration", BigInteger),
    Column("opened_at", _Moment),
    Column("spent", _Document, nullable=False),
    Column("studied", _Document, nullable=False),
    sqlite_with_rowid=False,
)

# What a learner has of each lecture: the folded state of everything its player ever said. `viewed_up_to` and
# `viewed_at` are the last position reported; `media_since` and `media_last` when its media was fetched.
watched = Table(
    "watched",
    metadata,
    Column("learner_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("course_id", _Id, primary_key=True),
    Column("item_id", _Id, primary_key=True),
    Column("credit", BigInteger, nullable=False),
    Column("end_reached", Boolean, nullable=False),
    Column("viewed_up_to", BigInteger),
    Column("viewed_at", _Moment),
    Column("offline", Boolean, nullable=False),
    Column("media_since", _Moment),
    Column("media_last", _Moment),
    sqlite_with_rowid=False,
)

# Milliseconds studied, by day: the number of days since 1970-01-01 UTC.
learning_hours = Table(
    "learning_hours",
    metadata,
    Column("learner_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("day", Integer, primary_key=True),
    Column("course_id", _Id, primary_key=True),
    Column("time", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

item_grades = Table(
    "item_grades",
    metadata,
    Column("learner_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("course_id", _Id, primary_key=True),
    Column("item_id", _Id, primary_key=True),
    Column("score", Double, nullable=False),
    Column("graded_at", _Moment, nullable=False),
    sqlite_with_rowid=False,
)
