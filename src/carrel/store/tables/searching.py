"""What can be found in the school."""

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Identity, Integer, Table, Text

from carrel.store.tables.kinds import Id, Number, Words, metadata

# What can be found. Its folded words are in `search_words`, which is no ordinary table on either engine and
# is made by its migration. An item with a text has two rows: its name for those outside, to whom the text is
# not open, and its name and text for those inside. `module` counts from 1; 0 is the course itself.
search_texts = Table(
    "search_texts",
    metadata,
    Column("id", Number, Identity(), primary_key=True),
    Column("course_id", ForeignKey("courses.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("module", Integer, nullable=False),
    Column("part_id", Id, nullable=False),
    Column("kind", Text, nullable=False),
    Column(
        "audience",
        Text,
        CheckConstraint("audience IN ('everybody', 'outside', 'inside')", "audience"),
        nullable=False,
    ),
    Column("is_lockable", Boolean, nullable=False),
    Column("name", Words, nullable=False),
    Column("text", Words, nullable=False),
    # The words of an entry that is gone are never another's.
    sqlite_autoincrement=True,
)
