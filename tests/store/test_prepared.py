import pytest
from sqlalchemy import bindparam, select

from carrel.store.engine import Database
from carrel.store.prepared import Prepared
from carrel.store.tables import school
from tests.store.samples import put

ONE = Prepared(select(school.c.key, school.c.value).where(school.c.key == bindparam("key")))
ROWS = Prepared(
    select(school.c.key)
    .where(school.c.key.like("row-%"), school.c.value == bindparam("value"))
    .order_by(school.c.key)
)


def test_a_prepared_question_finds_one_row(database: Database) -> None:
    database.write(put("motto", "Festina lente"))

    row = database.read(lambda connection: ONE.first(connection, key="motto"))

    assert row == ("motto", "Festina lente")


def test_a_prepared_question_without_an_answer_says_none(database: Database) -> None:
    assert database.read(lambda connection: ONE.first(connection, key="motto")) is None


def test_a_prepared_question_finds_all_rows_in_order_and_keeps_its_own_constants(database: Database) -> None:
    for key in ("row-2", "motto", "row-1"):
        database.write(put(key, "x"))

    found = database.read(lambda connection: ROWS.all(connection, value="x"))

    assert found == [("row-1",), ("row-2",)]


def test_a_prepared_question_lacking_a_value_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="key"):
        database.read(ONE.first)
