"""The answer about experiments with learners: there are none."""

from carrel.application.classroom import see_course
from carrel.domain.access import Deed
from carrel.server.api.asking import Answers, Ask, Found
from carrel.server.api.own import in_own_course


def by_user_and_course(ask: Ask) -> Found:
    """Nothing, for a course that there is."""
    in_own_course(lambda: see_course(ask.visit, ask.argument("courseSlug")))
    return Found()


HOME_EXPERIMENTS = Answers(reads=Deed.SEE_MEMBERSHIPS, finders={"byUserAndCourse": by_user_and_course})
