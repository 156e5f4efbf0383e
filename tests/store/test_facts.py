from carrel.store.engine import Database
from carrel.store.facts import fact, settle_fact


def test_a_fact_is_settled_once(database: Database):
    first = database.write(lambda connection: settle_fact(connection, "name", "The Open Desk"))
    second = database.write(lambda connection: settle_fact(connection, "name", "Another"))

    assert first == second == "The Open Desk"
    assert database.read(lambda connection: fact(connection, "name")) == "The Open Desk"


def test_a_fact_that_nobody_settled_is_none(database: Database):
    assert database.read(lambda connection: fact(connection, "colour")) is None
