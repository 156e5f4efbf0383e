"""What somebody is in a course counts from the moment on which it is said, also where answers are kept."""

import pytest

from carrel.application import accounts
from carrel.domain.enrollment import CourseRole
from carrel.domain.users import SchoolRole
from tests.builders import COURSE_ID
from tests.server.caller import user_id
from tests.server.schools import AT, SLUG

MATERIALS = (
    "/api/onDemandCourseMaterials.v2?q=slug&slug=study-well-online&includes=items&showLockedItems=true"
    "&fields=onDemandCourseMaterialItems.v2(isLocked)"
)


def locked(caller) -> int:
    items = caller.get(MATERIALS).json()["linked"]["onDemandCourseMaterialItems.v2"]
    return sum(one["isLocked"] for one in items)


def test_who_teaches_one_course_from_now_on_finds_nothing_locked_in_it(learner, school):
    before = locked(learner)

    school.write(
        lambda visit: accounts.set_course_role(visit, "learner@example.org", SLUG, CourseRole.INSTRUCTOR),
        None,
        AT,
    )

    assert (before, locked(learner)) == (1, 0)


def test_who_is_staff_no_longer_finds_things_locked_again(learner, teacher, school):
    before = locked(teacher)

    school.write(
        lambda visit: (
            accounts.set_role(visit, "teacher@example.org", SchoolRole.LEARNER),
            accounts.set_course_role(visit, "teacher@example.org", SLUG, CourseRole.LEARNER),
        ),
        None,
        AT,
    )
    teacher.app.state.visitors.forget_all()

    assert (before, locked(teacher)) == (0, 1)


@pytest.mark.parametrize("role", [CourseRole.MENTOR, CourseRole.INSTRUCTOR, CourseRole.LEARNER])
def test_whoever_gets_a_role_in_a_course_is_in_it(newcomer, school, role):
    progress = f"/api/onDemandCoursesProgress.v1/{user_id(newcomer)}~{COURSE_ID}"
    before = newcomer.get(progress).status_code

    school.write(lambda visit: accounts.set_course_role(visit, "newcomer@example.org", SLUG, role), None, AT)

    assert (before, newcomer.get(progress).status_code) == (403, 200)
    (membership,) = newcomer.get("/api/memberships.v1?q=me").json()["elements"]
    assert membership["role"] == role.value
