"""What every table is made of: the names of constraints, and the types of columns."""

from sqlalchemy import BigInteger, Integer, LargeBinary, MetaData, Text, TypeDecorator
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


class Words(TypeDecorator[str]):
    """Text that may come from anywhere. PostgreSQL refuses the character NUL, which nobody means.

    Nothing that is looked up has the character that stands in its place, so it is not found, on both engines.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - the framework's
        return value and value.replace("\0", "\N{REPLACEMENT CHARACTER}")


# Only a column of the very type INTEGER numbers itself in SQLite, and it holds 64 bits there.
Number = BigInteger().with_variant(Integer, "sqlite")
Moment = BigInteger
Id = Words().with_variant(Words(collation="C"), "postgresql")
Document = LargeBinary
