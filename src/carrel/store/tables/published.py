"""The school itself, and what is published in it."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Identity,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from carrel.store.tables.kinds import Document, Id, Moment, Number, Words, metadata

school = Table(
    "school",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

courses = Table(
    "courses",
    metadata,
    Column("id", Id, primary_key=True),
    Column("slug", Id, nullable=False, unique=True),
    Column("name", Words, nullable=False),
    # The edition that is taught now. Courses and editions refer to each other, so one reference comes later.
    Column("edition_id", ForeignKey("editions.id", use_alter=True)),
    Column("card", Document, nullable=False),
    Column("published_at", Moment),
)

editions = Table(
    "editions",
    metadata,
    Column("id", Number, Identity(), primary_key=True),
    Column("course_id", ForeignKey("courses.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("document", Document, nullable=False),
    Column("document_sha256", String(64), nullable=False),
    Column("published_at", Moment, nullable=False),
    UniqueConstraint("course_id", "number"),
    sqlite_autoincrement=True,
)

media = Table(
    "media",
    metadata,
    Column("sha256", Id, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("stored_at", Moment, nullable=False),
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
    Column("id", Id, primary_key=True),
    Column("record", Document, nullable=False),
    Column("updated_at", Moment, nullable=False),
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
    Column("id", Id, primary_key=True),
    Column("record", Document, nullable=False),
    Column("updated_at", Moment, nullable=False),
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
    Column("id", Id, primary_key=True),
    Column("course_id", ForeignKey("courses.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("item_id", Id, primary_key=True),
    Column("kind", Text, nullable=False),
    sqlite_with_rowid=False,
)
