"""Two tabs, two devices, a request that is repeated: what is done at the same moment is done once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Barrier

import pytest

from carrel.application import accounts, enrolling, learning
from carrel.application.classroom import current_edition
from carrel.application.publishing import plan_publication, publish
from carrel.application.school import School, create_school
from carrel.application.visit import Visit
from carrel.domain.progress import ItemState
from carrel.domain.users import SchoolRole, User
from carrel.domain.watching import FASTEST_RATE, Ended, Message, Played, PositionReported
from carrel.store import memberships, progress, watching
from tests.builders import COURSE_ID, a_folder
from tests.conftest import Place

AT = 1_800_000_000_000
TABS = 12
LECTURE, READING = "aaaa1", "aaaa2"
FILES = {"01-welcome/01-first-steps/02-how-to-read.md": '+++\nid = "aaaa2"\n+++\nRead.\n'}

Deed = Callable[[Visit], object]


@pytest.fixture
def school(ready_place: Place, tmp_path: Path) -> Iterator[School]:
    """A school with one course, on each engine."""
    school = create_school(ready_place.folder, ready_place.url, "The Open Desk")
    publish(school, plan_publication(school, a_folder(tmp_path / "course", FILES), AT), AT)
    yield school
    school.close()


@pytest.fixture
def learner(school: School) -> User:
    """Enrolled, with nothing done."""
    return enrolled(school, "learner")


def enrolled(school: School, name: str) -> User:
    email = f"{name}@example.org"
    user = school.write(lambda visit: accounts.add_user(visit, email, name, SchoolRole.LEARNER, ""), None, AT)
    school.write(partial(enrolling.enroll, user_id=user.id, course_id=COURSE_ID), user, AT)
    return user


def at_once(school: School, deeds: list[tuple[User, Deed]], at: int) -> list[object]:
    """Do all of them at the same moment."""
    start = Barrier(len(deeds))

    def do(actor: User, deed: Deed) -> object:
        start.wait()
        return school.write(deed, actor, at)

    with ThreadPoolExecutor(len(deeds)) as threads:
        return [one.result() for one in [threads.submit(do, *deed) for deed in deeds]]


def watching_of(user: User, message: Message, visit: Visit) -> object:
    edition = current_edition(visit, course_id=COURSE_ID)
    return learning.record_watching(visit, user.id, edition, LECTURE, message)


def test_a_reading_completed_in_many_tabs_is_completed_once(school: School, learner: User) -> None:
    before = version(school, learner)

    told = at_once(school, [(learner, partial(read, learner))] * TABS, AT)

    assert len(set(map(str, told))) == 1
    assert version(school, learner) == before + 1


def test_ended_in_many_tabs_spends_the_same_seconds_once(school: School, learner: User) -> None:
    school.write(partial(watching_of, learner, Played()), learner, AT)

    at_once(school, [(learner, partial(watching_of, learner, Ended()))] * TABS, AT + 31_000)

    has = school.read(
        lambda visit: watching.kept_of(visit.connection, learner.id, COURSE_ID, LECTURE).watched,
        learner,
        AT,
    )
    assert has.credit == FASTEST_RATE * 31_000
    assert state(school, learner, LECTURE) is ItemState.COMPLETED


def test_a_heartbeat_repeated_by_many_devices_counts_once(school: School, learner: User) -> None:
    at = AT + 60_000

    at_once(
        school,
        [(learner, lambda visit: learning.record_heartbeat(visit, COURSE_ID, READING, at, 30_000))] * TABS,
        at,
    )

    studied = school.read(learning.my_hours, learner, at)
    assert [one.time for one in studied] == [30_000]


def test_one_learner_may_do_different_things_at_once_and_all_of_it_is_kept(
    school: School, learner: User
) -> None:
    at = AT + 60_000
    at_once(
        school,
        [
            (learner, partial(read, learner)),
            (learner, partial(watching_of, learner, PositionReported(5_000))),
            (learner, lambda visit: learning.record_heartbeat(visit, COURSE_ID, READING, at, 30_000)),
            (learner, lambda visit: learning.record_media(visit, learner.id, COURSE_ID, LECTURE)),
        ],
        at,
    )

    kept = school.read(
        lambda visit: watching.kept_of(visit.connection, learner.id, COURSE_ID, LECTURE), learner, at
    )
    assert (kept.watched.viewed_up_to, kept.holding is not None) == (5_000, True)
    assert [one.time for one in school.read(learning.my_hours, learner, at)] == [30_000]
    assert state(school, learner, READING) is ItemState.COMPLETED


def test_many_learners_at_once_do_not_disturb_each_other(school: School) -> None:
    everybody = [enrolled(school, f"learner{number}") for number in range(TABS)]

    at_once(school, [(one, partial(read, one)) for one in everybody], AT)

    assert {state(school, one, READING) for one in everybody} == {ItemState.COMPLETED}


def read(user: User, visit: Visit) -> object:
    return learning.complete_reading(visit, user.id, COURSE_ID, READING)


def version(school: School, user: User) -> int:
    member = school.read(lambda visit: memberships.membership(visit.connection, user.id, COURSE_ID), user, AT)
    return member.version if member else 0


def state(school: School, user: User, item_id: str) -> ItemState | None:
    found = school.read(
        lambda visit: progress.item_of(visit.connection, user.id, COURSE_ID, item_id), user, AT
    )
    return found.state if found else None
