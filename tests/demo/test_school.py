"""What `make demo` promises, kept on the demo school itself."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from carrel.application import accounts, catalogue, sessions
from carrel.application.home import Desk, my_desk
from carrel.application.peer_review import see_assignment
from carrel.application.publishing import publish
from carrel.application.school import School, create_school
from carrel.application.visit import Visit
from carrel.courseware.items import PeerReview
from carrel.domain.enrollment import DAY
from carrel.domain.grading import GradeRecord
from carrel.domain.locking import locks
from carrel.domain.users import SchoolRole, User
from carrel.server.serving import listen
from carrel.store import publishing
from demo import school as demo

NOW = 1_700_000_000_000
ROOT = Path(__file__).parents[2]
PATIENCE = 30
"""Seconds that a busy machine gets for what takes two."""


@pytest.fixture
def school(tmp_path: Path, cheap_hashes: None) -> Iterator[School]:
    school = create_school(tmp_path / "school", None, demo.NAME)
    yield school
    school.close()


@pytest.fixture
def furnished(school: School) -> School:
    demo.furnish(school, NOW)
    return school


def people(school: School) -> dict[str, User]:
    return {one.email.partition("@")[0]: one for one in school.read(accounts.list_users, None, NOW)}


def desks(school: School, name: str) -> list[Desk]:
    return list(school.read(my_desk, people(school)[name], NOW))


class TestThePast:
    def test_of_the_learner_is_believable(self, furnished: School):
        for desk in desks(furnished, "learner"):
            room = desk.classroom
            began, seen = desk.membership.enrolled_at, desk.membership.last_accessed_at
            assert seen
            assert began < seen < NOW
            assert 0 < room.progress.overall < 100
            assert all(began < one.at <= seen for one in room.progress.items.values())
            assert not room.progress.items.keys() & locks(room.edition.course, room.done).keys()

    def test_of_the_learner_has_scores_for_what_was_handed_in(self, furnished: School):
        for desk in desks(furnished, "learner"):
            room = desk.classroom
            assert room.scores.keys() == {
                item.id
                for item in room.edition.course.items()
                if item.id in room.done and (item.is_passable or isinstance(item.content, PeerReview))
            }
            assert room.grade.record is GradeRecord.NOT_PASSED

    def test_of_the_learner_has_the_work_that_was_reviewed(self, furnished: School):
        learner = people(furnished)["learner"]

        def scores(visit: Visit) -> list[float | None]:
            return [
                see_assignment(visit, learner.id, room.edition.course.id, item.id).score
                for room in (desk.classroom for desk in my_desk(visit))
                for item in room.edition.course.items()
                if item.id in room.done and isinstance(item.content, PeerReview)
            ]

        assert furnished.read(scores, learner, NOW) == [0.875, 1.0, 0.92]

    def test_leaves_the_learner_something_due_and_one_course_to_discover(self, furnished: School):
        found = desks(furnished, "learner")

        assert any(desk.deadline for desk in found)
        assert len({desk.inactive for desk in found}) > 1
        assert len(found) < furnished.read(_count_courses, None, NOW)

    def test_of_the_newcomer_is_empty(self, furnished: School):
        (desk,) = desks(furnished, "newcomer")

        assert desk.classroom.progress.items == {}
        assert (desk.classroom.progress.overall, desk.classroom.scores) == (0, {})
        assert len(desk.classroom.locks) == 7

    def test_is_relative_to_the_first_start(self, furnished: School):
        before = [desk.membership for desk in desks(furnished, "learner")]

        demo.furnish(furnished, NOW + 30 * DAY)

        assert [desk.membership for desk in desks(furnished, "learner")] == before

    def test_has_a_session_to_join_with_deadlines_ahead_of_it(self, furnished: School):
        (room,) = [
            one.classroom
            for one in desks(furnished, "learner")
            if one.classroom.edition.course.slug == demo.TOGETHER
        ]
        course_id = room.edition.course.id

        held = furnished.read(lambda visit: sessions.sessions_of(visit, [course_id]), None, NOW)[course_id]

        (session,) = [one for one in held if not one.is_self_paced]
        assert session.takes_in(NOW)
        assert all(due > NOW for due in session.module_dues.values())

    def test_of_the_teacher_is_an_instructors(self, furnished: School):
        assert people(furnished)["teacher"].role is SchoolRole.TEACHER


class TestFurnishing:
    def test_again_changes_nothing(self, furnished: School, monkeypatch: pytest.MonkeyPatch):
        def refuse(*_: object) -> None:
            raise AssertionError("a furnished school is furnished again")

        monkeypatch.setattr(demo, "add_person", refuse)
        monkeypatch.setattr(publishing, "put_edition", refuse)

        demo.furnish(furnished, NOW)

    @pytest.mark.parametrize("step", range(1, 8))
    def test_that_was_broken_off_is_made_good_by_the_next(
        self, school: School, monkeypatch: pytest.MonkeyPatch, step: int
    ):
        _break_off_at(step, monkeypatch)
        with pytest.raises(KeyboardInterrupt):
            demo.furnish(school, NOW)
        monkeypatch.undo()

        demo.furnish(school, NOW)

        assert people(school).keys() == {"learner", "newcomer", "teacher"}
        assert [len(desks(school, name)) for name in ("learner", "newcomer")] == [2, 1]
        assert school.read(_count_courses, None, NOW) == 3


class TestTheProgram:
    def test_keeps_its_promises_from_the_first_start_to_the_last(self, tmp_path: Path):
        first, told = start(tmp_path)
        for account in ("learner-demo", "newcomer-demo", "teacher-demo"):
            assert account in told
        link = _link(told)
        assert [ask(link), ask(link)] == [303, 403]
        first.send_signal(signal.SIGKILL)
        first.communicate(timeout=PATIENCE)

        again, told = start(tmp_path)
        assert _link(told) != link
        assert ask(_link(told)) == 303
        again.send_signal(signal.SIGINT)
        _, complaints = again.communicate(timeout=PATIENCE)

        assert (again.returncode, complaints) == (0, "")

    def test_tells_of_a_port_in_use_how_to_choose_another(self, tmp_path: Path):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]

            process = _begin(tmp_path, port)
            told, complaints = process.communicate(timeout=PATIENCE)

        assert (process.returncode, told) == (1, "")
        assert f"port {port}" in complaints
        assert "PORT=" in complaints
        assert not (tmp_path / "school").exists()

    def test_interrupted_on_the_way_ends_without_a_traceback(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cheap_hashes: None
    ):
        _break_off_at(2, monkeypatch)
        monkeypatch.setattr(sys, "argv", ["school.py", "--data", str(tmp_path / "school"), "--port", "0"])

        with pytest.raises(SystemExit) as ended:
            demo.main()

        assert "next start" in str(ended.value)

    def test_answers_who_came_while_it_was_being_furnished(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cheap_hashes: None
    ):
        answers: list[bytes] = []
        listening = listen("127.0.0.1", 0)
        visitors: list[threading.Thread] = []

        def furnish(school: School, at: int) -> None:
            early = socket.create_connection(listening.getsockname(), timeout=PATIENCE)
            early.sendall(b"GET /sign-in HTTP/1.0\r\n\r\n")
            demo.add_person(school, *demo.PEOPLE[0], at)
            visitors.append(threading.Thread(target=_hear_and_stop, args=(early, answers)))
            visitors[0].start()

        monkeypatch.setattr(demo, "PASTS", ())
        monkeypatch.setattr(demo, "furnish", furnish)
        monkeypatch.setattr(demo, "listen", lambda *_: listening)

        demo.open_to_all(tmp_path / "school", "127.0.0.1", 0)

        visitors[0].join()
        assert answers == [b"HTTP/1.1 200"]


def start(folder: Path) -> tuple[subprocess.Popen[str], str]:
    """Start the demo, and wait until it says that it is open: what it said."""
    process = _begin(folder, 0)
    told = ""
    for line in process.stdout or ():
        told += line
        if "Ctrl-C" in line:
            return process, told
    raise AssertionError(f"{told}{process.communicate(timeout=PATIENCE)}")


def ask(address: str) -> int:
    """The status of a page."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE)
    connection.request("GET", parts.path)
    status = connection.getresponse().status
    connection.close()
    return status


def _begin(folder: Path, port: int) -> subprocess.Popen[str]:
    command: list[str | Path] = [
        sys.executable,
        ROOT / "demo/school.py",
        "--data",
        folder / "school",
        "--port",
        str(port),
    ]
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def _hear_and_stop(visitor: socket.socket, answers: list[bytes]) -> None:
    with visitor:
        answers.append(visitor.recv(12))
    os.kill(os.getpid(), signal.SIGINT)


def _break_off_at(step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Interrupt the furnishing at the given course or enrolment, in the order in which they come."""
    left = iter(range(step - 1))

    def until_then(real: Callable[..., object]) -> Callable[..., object]:
        def deed(*arguments: object) -> object:
            if next(left, None) is None:
                raise KeyboardInterrupt
            return real(*arguments)

        return deed

    monkeypatch.setattr(demo, "publish", until_then(publish))
    monkeypatch.setattr(demo, "live_through", until_then(demo.live_through))


def _count_courses(visit: Visit) -> int:
    return catalogue.all_courses(visit, 0, 100)[1]


def _link(told: str) -> str:
    found = re.search(r"http://\S+/sign-in/link/\S+", told)
    assert found
    return found.group()
