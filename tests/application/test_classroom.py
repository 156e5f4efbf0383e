from pathlib import Path

import pytest

from carrel.application import classroom
from carrel.application.classroom import ACCESS_INTERVAL, enter_course, freshness, open_item, record_visit
from carrel.application.school import School
from carrel.courseware.items import LECTURE, SUPPLEMENT
from carrel.domain.deadlines import WEEK
from carrel.domain.errors import (
    ItemLocked,
    NotEnrolled,
    NotSignedIn,
    UnknownCourse,
    UnknownItem,
    WrongKind,
)
from carrel.domain.users import SchoolRole, User
from tests.application.deeds import NOW, SLUG, a_reading_file, at, complete, enroll, join, seen_by, teach
from tests.builders import COURSE_ID

LOCKED = {at("03-last.md"): a_reading_file("aaaa3", lock="lesson")}


@pytest.fixture
def learner(school: School, folder: Path) -> User:
    """Enrolled in a course whose third item opens after the others."""
    teach(school, folder, {at("02-how-to-read.md"): a_reading_file("aaaa2"), **LOCKED})
    learner = join(school)
    enroll(school, learner)
    return learner


def how_fresh(school: School, user: User | None) -> tuple[int, int, int, str] | None:
    return school.read(lambda visit: freshness(visit, SLUG), user, NOW)


def visit_at(school: School, user: User | None, now: int) -> None:
    school.write(lambda visit: record_visit(visit, COURSE_ID), user, now)


class TestAnItem:
    def test_that_is_open_is_found_in_its_place(self, school: School, learner: User):
        place = open_item(seen_by(school, learner), "aaaa1")

        assert (place.module.slug, place.lesson.slug, place.item.slug) == ("welcome", "first-steps", "hello")

    def test_that_is_locked_says_what_opens_it(self, school: School, learner: User):
        complete(school, learner, "aaaa2")

        with pytest.raises(ItemLocked, match=r"“Last” opens when you have completed: Hello\."):
            open_item(seen_by(school, learner), "aaaa3")

    def test_opens_when_what_it_misses_is_done(self, school: School, learner: User):
        complete(school, learner, "aaaa1", "aaaa2")

        assert open_item(seen_by(school, learner), "aaaa3").item.id == "aaaa3"

    def test_that_was_completed_stays_open(self, school: School, learner: User, folder: Path):
        complete(school, learner, "aaaa1", "aaaa2", "aaaa3")

        teach(school, folder, {at("00-new.md"): a_reading_file("aaaa0")})

        assert open_item(seen_by(school, learner), "aaaa3").item.id == "aaaa3"
        assert seen_by(school, learner).progress.next_item == "aaaa0"

    def test_the_course_does_not_have_is_unknown(self, school: School, learner: User):
        with pytest.raises(UnknownItem):
            open_item(seen_by(school, learner), "zzzzz")

    def test_of_another_kind_is_refused_by_kind(self, school: School, learner: User):
        with pytest.raises(WrongKind) as refusal:
            open_item(seen_by(school, learner), "aaaa1", SUPPLEMENT)

        assert (refusal.value.kind, refusal.value.expected) == (LECTURE, SUPPLEMENT)

    def test_is_closed_to_who_is_not_enrolled(self, school: School, learner: User):
        with pytest.raises(NotEnrolled):
            open_item(seen_by(school, join(school, "other@example.org")), "aaaa1")
        with pytest.raises(NotSignedIn):
            open_item(seen_by(school, None), "aaaa1")

    def test_is_never_closed_to_staff(self, school: School, learner: User):
        teacher = join(school, "teacher@example.org", SchoolRole.TEACHER)

        assert open_item(seen_by(school, teacher), "aaaa3").item.id == "aaaa3"


class TestACourse:
    def test_is_seen_by_everybody(self, school: School, learner: User):
        guest = seen_by(school, None)

        assert (guest.is_open, guest.membership, guest.deadlines, guest.progress.overall) == (
            False,
            None,
            (),
            0,
        )

    def test_is_entered_by_who_is_enrolled(self, school: School, learner: User):
        entered = school.read(lambda visit: enter_course(visit, SLUG), learner, NOW)

        assert entered.is_open

    def test_is_not_entered_by_others(self, school: School, learner: User):
        with pytest.raises(NotSignedIn):
            school.read(lambda visit: enter_course(visit, SLUG), None, NOW)
        with pytest.raises(NotEnrolled, match="Study Well Online"):
            school.read(lambda visit: enter_course(visit, SLUG), join(school, "other@example.org"), NOW)

    @pytest.mark.parametrize("slug", ["no-such-course", "", "\0", "é" * 5000])
    def test_that_is_not_there_is_unknown(self, school: School, learner: User, slug: str):
        with pytest.raises(UnknownCourse):
            seen_by(school, learner, slug)
        with pytest.raises(UnknownCourse):
            school.read(lambda visit: classroom.see_course_by_id(visit, slug), learner, NOW)

    def test_is_due_a_week_after_enrolling_for_each_module(self, school: School, learner: User):
        seen = seen_by(school, learner)

        assert seen.next_deadline
        assert seen.next_deadline.due == NOW + WEEK


class TestFreshness:
    def test_changes_with_what_the_visitor_does(self, school: School, learner: User):
        before = how_fresh(school, learner)

        complete(school, learner, "aaaa1")

        assert how_fresh(school, learner) != before

    def test_changes_with_a_new_edition(self, school: School, learner: User, folder: Path):
        before = (how_fresh(school, learner), how_fresh(school, None))

        teach(school, folder, {at("04-more.md"): a_reading_file("aaaa4")})

        after = (how_fresh(school, learner), how_fresh(school, None))
        assert before[0] != after[0]
        assert before[1] != after[1]

    def test_changes_with_enrolling(self, school: School, learner: User):
        other = join(school, "other@example.org")
        before = how_fresh(school, other)

        enroll(school, other)

        assert how_fresh(school, other) != before

    def test_is_the_same_while_nothing_changes(self, school: School, learner: User):
        assert how_fresh(school, learner) == how_fresh(school, learner)

    def test_is_not_touched_by_what_others_do(self, school: School, learner: User):
        before = how_fresh(school, learner)
        other = join(school, "other@example.org")
        enroll(school, other)

        complete(school, other, "aaaa1")

        assert how_fresh(school, learner) == before

    def test_of_no_course_is_none(self, school: School, learner: User):
        assert school.read(lambda visit: freshness(visit, "nowhere"), learner, NOW) is None


class TestAVisit:
    def last_seen(self, school: School, user: User) -> int | None:
        member = seen_by(school, user).membership
        return member.last_accessed_at if member else None

    def test_is_noted_once_a_minute(self, school: School, learner: User):
        visit_at(school, learner, NOW)
        visit_at(school, learner, NOW + ACCESS_INTERVAL - 1)
        assert self.last_seen(school, learner) == NOW

        visit_at(school, learner, NOW + ACCESS_INTERVAL)

        assert self.last_seen(school, learner) == NOW + ACCESS_INTERVAL

    def test_by_a_clock_that_was_set_back_changes_nothing(self, school: School, learner: User):
        visit_at(school, learner, NOW)

        visit_at(school, learner, NOW - 10 * ACCESS_INTERVAL)

        assert self.last_seen(school, learner) == NOW

    def test_by_a_guest_or_a_stranger_is_nobodys(self, school: School, learner: User):
        stranger = join(school, "other@example.org")

        visit_at(school, None, NOW)
        visit_at(school, stranger, NOW)

        assert self.last_seen(school, learner) is None
        assert seen_by(school, stranger).membership is None
