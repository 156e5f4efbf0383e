"""A clock that tests move, and a second learner."""

import pytest

from carrel.domain.enrollment import CourseRole, Membership
from carrel.server.visitors import now
from carrel.store import memberships
from tests.builders import COURSE_ID
from tests.server.caller import Caller, signed_in, user_id
from tests.server.learning.desk import Clock
from tests.server.schools import AT


@pytest.fixture
def clock(guest: Caller) -> Clock:
    """The clock of everybody's school in a test."""
    clock = Clock(now())
    guest.app.state.visitors.clock = clock
    return clock


@pytest.fixture
def classmate(school, guest) -> Caller:
    """Somebody who takes the first course, too."""
    newcomer = signed_in(guest, school, "newcomer@example.org")
    joined = Membership(user_id(newcomer), COURSE_ID, CourseRole.LEARNER, AT)
    school.write(lambda visit: memberships.add_membership(visit.connection, joined), None, AT)
    return newcomer
