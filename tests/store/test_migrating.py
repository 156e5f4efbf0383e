import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, inspect, text, update

from carrel.store import migrating
from carrel.store.engine import FILE, Database
from carrel.store.errors import NewerDatabase, NotASchool
from carrel.store.tables import metadata, school, users
from tests.conftest import Place

UNDECLARED = ("alembic_version", "search_words")
"""What the declared tables leave to the migrations: each engine has its own kind of index of words."""
PROCEED = text("UPDATE alembic_version SET version_num = '0999'")


def a_user(email: str) -> dict[str, object]:
    return {
        "email": email,
        "name": "A learner",
        "password_hash": "",
        "role": "learner",
        "external_id": email.encode().hex()[:32].rjust(32, "0"),
        "locale": "en",
        "timezone": "UTC",
        "created_at": 0,
    }


def described(connection: Connection) -> dict[str, object]:
    """Everything a database says of its tables, but for the version's and those of the index of words."""
    catalogue = inspect(connection)
    names = [one for one in catalogue.get_table_names() if not one.startswith(UNDECLARED)]
    return {name: _described(connection, name) for name in sorted(names)}


def _described(connection: Connection, table: str) -> dict[str, object]:
    catalogue = inspect(connection)
    return {
        "columns": {
            str(column["name"]): {**column, "type": repr(column["type"])}
            for column in catalogue.get_columns(table)
        },
        "key": catalogue.get_pk_constraint(table),
        "references": sorted(catalogue.get_foreign_keys(table), key=str),
        "unique": sorted(catalogue.get_unique_constraints(table), key=str),
        "checks": sorted(catalogue.get_check_constraints(table), key=str),
        "indexes": sorted(catalogue.get_indexes(table), key=str),
        "storage": _storage(connection, table),
    }


def _storage(connection: Connection, table: str) -> object:
    if connection.dialect.name != "sqlite":
        return None
    question = text("SELECT wr, strict FROM pragma_table_list WHERE name = :table")
    numbered = text("SELECT sql LIKE '%AUTOINCREMENT%' FROM sqlite_schema WHERE name = :table")
    return [tuple(connection.execute(asked, {"table": table}).one()) for asked in (question, numbered)]


def test_the_migrated_tables_are_the_declared_tables(database: Database) -> None:
    migrated = database.read(described)

    def declare(connection: Connection) -> None:
        connection.execute(text("DROP TABLE alembic_version"))
        if connection.dialect.name == "sqlite":
            connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        metadata.drop_all(connection)
        metadata.create_all(connection)

    database.write(declare)
    assert migrated == database.read(described)
    assert set(migrated) == set(metadata.tables)


def test_every_version_has_one_migration_and_the_chain_has_no_gap() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(migrating.__file__).parent / "migrations"))
    chain = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]

    assert tuple(reversed(chain)) == migrating.REVISIONS


def test_migrating_again_changes_nothing(database: Database) -> None:
    before = database.read(described)

    migrating.migrate(database)

    assert database.read(described) == before


def test_nothing_offers_a_way_back() -> None:
    folder = Path(migrating.__file__).parent / "migrations" / "versions"

    assert [file.name for file in folder.glob("*.py") if "def downgrade" in file.read_text()] == []


def test_a_database_of_a_newer_carrel_is_refused_by_name_and_left_alone(place: Place) -> None:
    with place.open() as database:
        newer = update(school).where(school.c.key == "carrel").values(value="9.8.7")
        database.write(lambda connection: connection.execute(newer).close())
        database.write(lambda connection: connection.execute(PROCEED).close())

    with pytest.raises(
        NewerDatabase, match=rf"Carrel 9\.8\.7 .*0999.* up to {migrating.HEAD}.*Install Carrel 9\.8\.7"
    ):
        place.open(create=False)

    with Database.open(place.folder, place.url) as untouched:
        assert untouched.read(migrating.version) == "0999"


def test_tables_of_something_else_are_refused_and_left_alone(place: Place) -> None:
    foreign = text("CREATE TABLE invoices (id INTEGER)")
    with Database.open(place.folder, place.url, create=True) as database:
        database.write(lambda connection: connection.execute(foreign).close())

    with pytest.raises(NotASchool, match="not a school's"):
        place.open()

    with Database.open(place.folder, place.url) as untouched:
        assert untouched.read(lambda connection: inspect(connection).get_table_names()) == ["invoices"]


def test_an_empty_database_is_no_school_until_one_is_made(place: Place) -> None:
    Database.open(place.folder, place.url, create=True).close()

    with pytest.raises(NotASchool, match="empty"):
        place.open(create=False)


def test_a_migration_that_fails_halfway_leaves_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrating, "_NOTE_WRITER", text("INSERT INTO no_such_table VALUES (:version)"))
    with pytest.raises(Exception, match="no_such_table"):
        place.open()
    monkeypatch.undo()

    with Database.open(place.folder, place.url) as database:
        assert database.read(described) == {}
        migrating.migrate(database)


def test_the_first_user_has_the_first_number_and_numbers_are_never_given_twice(database: Database) -> None:
    def come(email: str) -> object:
        new = insert(users).returning(users.c.id)
        return database.write(lambda connection: connection.execute(new, a_user(email)).scalar_one())

    first, second = come("learner@example.org"), come("teacher@example.org")
    database.write(lambda connection: connection.execute(users.delete()).close())

    assert (first, second) == (1_000_001, 1_000_002)
    assert come("learner@example.org") == 1_000_003


OPEN = """
import sys
from pathlib import Path
from carrel.store.migrating import open_school
open_school(Path(sys.argv[1])).close()
print("alembic" in sys.modules)
"""


def test_a_school_that_is_up_to_date_opens_without_alembic(tmp_path: Path) -> None:
    migrating.open_school(tmp_path, create=True).close()

    child = subprocess.run([sys.executable, "-c", OPEN, tmp_path], capture_output=True, text=True, check=True)

    assert child.stdout.strip() == "False"


def test_a_copy_of_the_closed_file_is_the_whole_school(tmp_path: Path) -> None:
    with migrating.open_school(tmp_path / "one", create=True) as database:
        database.write(lambda connection: connection.execute(users.insert(), a_user("a@example.org")).close())
    (tmp_path / "two").mkdir()
    shutil.copy(tmp_path / "one" / FILE, tmp_path / "two" / FILE)

    with migrating.open_school(tmp_path / "two") as copy:
        assert copy.read(lambda connection: connection.execute(users.select()).one().email) == "a@example.org"
