import shutil
import signal
import socket
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from carrel.application.school import open_school
from carrel.courseware.folder.media import file_id
from carrel.store.migrating import HEAD
from tests.application.deeds import at
from tests.builders import COURSE_ID, a_folder
from tests.cli.hands import PATIENCE, Running, carrel, process
from tests.conftest import Place

Serve = Callable[..., Running]
EMAIL, PASSWORD = "learner@example.org", "a quiet desk"


def refused(*arguments: object) -> str:
    """What a command that must not succeed says."""
    result = carrel(*arguments)
    assert result.exit_code == 1, result.output
    return result.stderr


class TestStopping:
    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_a_signal_ends_it_cleanly(self, running: Running, number: signal.Signals):
        assert running.ask("/").status == 200

        assert running.end(number) == (0, "")

        assert not (running.data / "carrel.sock").exists()
        assert not (running.data / "school.db-wal").exists()

    def test_an_open_connection_does_not_hold_it(self, running: Running):
        idle = running.connect()
        idle.request("GET", "/")
        idle.getresponse().read()

        assert running.end() == (0, "")
        idle.close()

    def test_a_connection_that_asks_nothing_does_not_hold_it(self, running: Running):
        with socket.create_connection(_address(running)):
            assert running.end() == (0, "")

    def test_a_download_that_nobody_reads_does_not_hold_it(self, running: Running, tmp_path: Path):
        course = a_folder(tmp_path / "course", {at("01-hello/slides.pdf"): bytes(24_000_000)})
        carrel("publish", course, "--data", running.data)
        add_user(running.data, "--role", "teacher")
        cookie = running.sign_in(EMAIL, PASSWORD)
        slides = file_id(COURSE_ID, at("01-hello/slides.pdf"))
        path = f"/learn/study-well-online/file/{slides}/slides.pdf"
        with socket.create_connection(_address(running)) as slow:
            slow.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n\r\n".encode())
            assert slow.recv(12) == b"HTTP/1.1 200"

            code, complaints = running.end()

        assert (code, complaints) == (0, "")

    def test_an_order_that_never_comes_does_not_hold_it(self, running: Running):
        with socket.socket(socket.AF_UNIX) as silent:
            silent.connect(str(running.data / "carrel.sock"))

            assert running.end() == (0, "")

    def test_a_kill_loses_nothing(self, running: Running, serve: Serve):
        add_user(running.data)
        running.end(signal.SIGKILL)
        assert (running.data / "carrel.sock").exists()

        again = serve(running.data)

        assert again.sign_in(EMAIL, PASSWORD)
        assert EMAIL in carrel("user", "list", "--data", running.data).stdout

    def test_a_socket_left_behind_keeps_nobody_from_giving_orders(self, running: Running):
        add_user(running.data)
        running.end(signal.SIGKILL)

        result = carrel("user", "list", "--data", running.data)

        assert EMAIL in result.stdout


class TestARefusal:
    def test_of_a_port_in_use_names_it(self, data: Path):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]

            told = refused("serve", "--data", data, "--port", port)

        assert f"port {port}" in told
        assert "--port" in told

    def test_of_an_address_that_is_not_ours_says_so(self, data: Path):
        assert "--host" in refused("serve", "--data", data, "--host", "192.0.2.1", "--port", 0)

    def test_of_a_host_that_makes_no_sense_says_so(self, data: Path):
        assert "xxx" in refused("serve", "--data", data, "--host", "x" * 70, "--port", 0)

    def test_of_a_second_one_says_who_is_first(self, running: Running):
        port = running.site.rpartition(":")[2]

        told = refused("serve", "--data", running.data, "--port", port)

        assert "already running" in told
        assert str(running.process.pid) in told

    def test_of_a_folder_that_is_no_school_says_so(self, tmp_path: Path):
        assert "There is no school" in refused("serve", "--data", tmp_path, "--port", 0)
        assert "There is no school" in refused("serve", "--data", tmp_path / "nowhere", "--port", 0)

    def test_of_a_database_from_a_newer_carrel_changes_nothing(self, data: Path):
        with sqlite3.connect(data / "school.db") as database:
            database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.close()

        told = refused("serve", "--data", data, "--port", 0)

        assert "9999" in told
        assert HEAD in told

    @pytest.mark.parametrize("command", [("serve", "--port", 0), ("user", "list")])
    def test_of_a_damaged_database_says_what_to_do(self, data: Path, command: tuple[object, ...]):
        (data / "school.db").write_bytes(b"this is no database" * 1000)

        assert "damaged" in refused(*command, "--data", data)

    def test_to_take_orders_names_the_folder(self, data: Path):
        (data / "carrel.sock").mkdir()

        assert "carrel.sock" in refused("serve", "--data", data, "--port", 0)


class TestOrders:
    def test_are_for_the_owner_of_the_school_alone(self, running: Running):
        mode = (running.data / "carrel.sock").stat().st_mode

        assert stat.S_ISSOCK(mode)
        assert stat.S_IMODE(mode) == 0o600

    def test_reach_a_school_however_long_its_path_is(self, data: Path, tmp_path: Path, serve: Serve):
        far = tmp_path.joinpath(*["a-rather-long-name-of-a-folder"] * 8)
        far.mkdir(parents=True)
        serve(Path(shutil.move(data, far)))

        result = add_user(far / data.name)

        assert result == 0
        assert EMAIL in carrel("user", "list", "--data", far / data.name).stdout

    def test_wait_for_nobody_when_the_owner_takes_none(self, data: Path):
        school = open_school(data)

        result = carrel("user", "list", "--data", data)

        school.close()
        assert result.exit_code == 1
        assert "takes no orders" in result.stderr


def test_a_school_may_be_served_on_the_other_internet(data: Path, serve: Serve):
    running = serve(data, "--host", "::1")

    assert running.site.startswith("http://[::1]:")
    assert running.ask("/").status == 200


def test_the_address_from_outside_is_the_one_that_is_told(data: Path):
    served = process("serve", "--data", data, "--port", 0, "--base-url", "https://school.example.org/")

    assert served.stdout
    assert "open at https://school.example.org " in served.stdout.readline()
    served.send_signal(signal.SIGINT)
    served.communicate(timeout=PATIENCE)


def test_a_school_lives_on_either_engine_from_its_first_day(place: Place, tmp_path: Path, serve: Serve):
    database = ("--database", place.url) if place.url else ()
    course = a_folder(tmp_path / "course")

    assert carrel("init", place.folder, *database).exit_code == 0
    assert add_user(place.folder, *database) == 0
    assert carrel("publish", course, "--data", place.folder, *database).exit_code == 0
    running = serve(place.folder, *database)

    cookie = running.sign_in(EMAIL, PASSWORD)
    assert running.ask("/api/adminUserPermissions.v1?q=my", cookie=cookie).status == 200
    assert running.ask("/api/courses.v1?q=slug&slug=study-well-online").status == 200
    assert running.ask("/learn/study-well-online/home/welcome").status == 200
    assert EMAIL in carrel("user", "list", "--data", place.folder).stdout
    assert running.end() == (0, "")


def add_user(data: Path, *more: object) -> int:
    arguments = ("user", "add", EMAIL, "--password-stdin", "--data", data, *more)
    return carrel(*arguments, stdin=f"{PASSWORD}\n").exit_code


def _address(running: Running) -> tuple[str, int]:
    host, _, port = running.site.removeprefix("http://").rpartition(":")
    return host, int(port)
