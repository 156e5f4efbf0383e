"""Serve the demo school: three courses, four people, and a past for one of them, relative to the first start.

python demo/school.py --data .demo --port 8060
"""

import argparse
import sys
import tomllib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from carrel.application import accounts, peer_review, peer_reviewing, posting, reacting, sessions, signing_in
from carrel.application.arranging import arrange
from carrel.application.posting import Moderation
from carrel.application.publishing import plan_publication, publish
from carrel.application.school import School, create_school
from carrel.application.sessions import Announcement
from carrel.application.visit import Visit
from carrel.courseware.course import Course
from carrel.courseware.faults import FaultyFolder
from carrel.courseware.folder import read_arrangement
from carrel.courseware.items import PeerReview
from carrel.courseware.peer_review import Criterion
from carrel.domain.enrollment import DAY, CourseRole, Membership
from carrel.domain.grading import ScoredAttempt
from carrel.domain.peer_review import Given
from carrel.domain.progress import ItemProgress, ItemState
from carrel.domain.users import SchoolRole, User
from carrel.server.serving import PortTaken, listen, serve, site_of
from carrel.server.settings import Settings
from carrel.server.visitors import now
from carrel.store import courses, forums, grades, memberships, progress, users
from carrel.store.errors import StoreError
from carrel.store.peer_review import submissions_of

COURSES: Final = Path(__file__).parent / "courses"
NAME: Final = "The Open Desk"
PEOPLE: Final = (
    ("learner@example.org", "Demo Learner", SchoolRole.LEARNER, "learner-demo"),
    ("newcomer@example.org", "Demo Newcomer", SchoolRole.LEARNER, "newcomer-demo"),
    ("teacher@example.org", "Demo Teacher", SchoolRole.TEACHER, "teacher-demo"),
)


@dataclass(frozen=True)
class Past:
    """What somebody has done in a course: enrolled and last seen so many days ago, and so many items done."""

    email: str
    slug: str
    enrolled: float
    last_seen: float | None
    done: int
    role: CourseRole = CourseRole.LEARNER


PASTS: Final = (
    Past("learner@example.org", "writing-that-argues", enrolled=19, last_seen=1.2, done=22),
    Past("learner@example.org", "how-computers-count", enrolled=33, last_seen=9.5, done=17),
    Past("newcomer@example.org", "writing-that-argues", enrolled=0, last_seen=None, done=0),
    Past("teacher@example.org", "writing-that-argues", 60, 0.5, 0, CourseRole.INSTRUCTOR),
)
TOGETHER: Final = "how-computers-count"
"""The course in which a session is announced."""
SCORES: Final = (0.92, 0.85, 0.78, 0.95)
"""What the demo learner's assignments got, in turn; those for peer review get what their reviews say."""


def main() -> None:
    """Make the school where it is missing, then serve it."""
    parser = argparse.ArgumentParser(description="Serve the demo school.")
    parser.add_argument("--data", type=Path, default=Path(".demo"))
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8060)
    wanted = parser.parse_args()
    try:
        open_to_all(wanted.data, wanted.host, wanted.port)
    except PortTaken as error:
        sys.exit(f"{error} With make, that is: make demo PORT={wanted.port + 1}")
    except (StoreError, FaultyFolder) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit("Stopped before the school was ready. The next start goes on from here.")


def open_to_all(data: Path, host: str, port: int) -> None:
    """Serve the school until it is stopped. Who connects while it is being furnished waits."""
    listening = listen(host, port)
    with closing(listening), closing(create_school(data, None, NAME)) as school:
        furnish(school, now())
        link = school.write(lambda visit: signing_in.make_link(visit, PEOPLE[0][0]), None, now())
        at = site_of(host, listening)
        serve(school, Settings(), listening, ready=lambda: print(welcome(at, link), flush=True))


def furnish(school: School, at: int) -> None:
    """Bring the school to what the demo shows; what is there already stays.

    Each course and each person comes whole or not at all, so a start that was broken off is made good by the
    next one.
    """
    for folder in sorted(path for path in COURSES.iterdir() if path.is_dir()):
        publish(school, plan_publication(school, folder, at), at)
    arranged = read_arrangement(COURSES.parent / "catalogue.toml")
    school.write(lambda visit: arrange(visit, arranged), None, at)
    known = {user.email for user in school.read(accounts.list_users, None, at)}
    for email, name, role, password in PEOPLE:
        if email not in known:
            add_person(school, email, name, role, password, at)
    (teacher,) = [one for one in school.read(accounts.list_users, None, at) if one.role is SchoolRole.TEACHER]
    school.write(announce_session, teacher, at)
    discuss(school, at)
    hand_in(school, at)


def announce_session(visit: Visit) -> None:
    """Let learners of one course study together from next week on, if nobody can do so yet."""
    current = courses.current_edition(visit.connection, TOGETHER)
    if current is None:
        raise LookupError(TOGETHER)
    held = sessions.sessions_of(visit, [current[0]])[current[0]]
    if all(one.is_self_paced for one in held):
        sessions.announce(visit, Announcement(current[0], started_at=visit.now + 7 * DAY))


def add_person(school: School, email: str, name: str, role: SchoolRole, password: str, at: int) -> None:
    """An account and its past, in one transaction."""
    password_hash = signing_in.hash_password(password)

    def deed(visit: Visit) -> None:
        user = accounts.add_user(visit, email, name, role, password_hash)
        for past in PASTS:
            if past.email == email:
                live_through(visit, user, past)

    school.write(deed, None, at)


def live_through(visit: Visit, user: User, past: Past) -> None:
    """Enrol somebody in the past, and complete items one after the other since."""
    current = courses.current_edition(visit.connection, past.slug)
    if current is None:
        raise LookupError(past.slug)
    began = visit.now - int(past.enrolled * DAY)
    seen = visit.now - int(past.last_seen * DAY) if past.last_seen is not None else None
    memberships.add_membership(
        visit.connection, Membership(user.id, current[0], past.role, began, last_accessed_at=seen)
    )
    course = visit.shelf.edition(visit.connection, current[1]).course
    done = dict(steps(course, past.done, began, seen or began))
    progress.add_items(visit.connection, user.id, current[0], done)
    passable = [item for item in course.items() if item.is_passable and item.id in done]
    for item, score in zip(passable, SCORES, strict=False):
        if not isinstance(item.content, PeerReview):
            attempt = ScoredAttempt("first", score, 0.0, done[item.id].at, done[item.id].at)
            grades.put_attempt(visit.connection, user.id, current[0], item.id, attempt)


def steps(course: Course, count: int, first: int, last: int) -> Iterator[tuple[str, ItemProgress]]:
    """The first `count` items completed at even distances, and the next one begun."""
    items = [item.id for item in course.items()][: count + 1 if count else 0]
    for position, item_id in enumerate(items):
        at = first + (last - first) * (position + 1) // (count + 1)
        state = ItemState.COMPLETED if position < count else ItemState.STARTED
        yield item_id, ItemProgress(state, at)


def hand_in(school: School, at: int) -> None:
    """Let the demo learner have handed in what `work.toml` holds, and staff have reviewed it."""
    works = tomllib.loads((COURSES.parent / "work.toml").read_text("utf-8"))["works"]
    for work in works:
        school.write(partial(_hand_in, **work), None, at)


def _hand_in(
    visit: Visit, slug: str, item: str, parts: list[str], review: list[Given], title: str = ""
) -> None:
    current = courses.current_edition(visit.connection, slug)
    learner = users.user_by_email(visit.connection, PEOPLE[0][0])
    if current is None or learner is None:
        raise LookupError(slug)
    course_id = current[0]
    done = progress.item_of(visit.connection, learner.id, course_id, item)
    if done is None or submissions_of(visit.connection, learner.id, course_id, item):
        return
    then = (visit.now - done.at) / DAY
    as_learner = _speaking(visit, "learner", then)
    content = peer_review.content_of(visit.shelf.edition(visit.connection, current[1]).place_of(item).item)
    texts = {part.id: text for part, text in zip(content.parts, parts, strict=False)}
    peer_review.save_draft(as_learner, learner.id, course_id, item, title, texts)
    handed_in = peer_review.submit(as_learner, learner.id, course_id, item)
    said = {one.id: _answered(one, answer) for one, answer in zip(content.criteria, review, strict=True)}
    peer_reviewing.give_review(_speaking(visit, "teacher", then), handed_in.id, said)


def _answered(criterion: Criterion, answer: Given) -> Given:
    """The answer as it is kept: an option by its id."""
    return criterion.options[int(answer) - 1].id if criterion.kind == "options" else answer


def discuss(school: School, at: int) -> None:
    """Let people have said what `talk.toml` says, unless something was said already."""
    talk = tomllib.loads((COURSES.parent / "talk.toml").read_text("utf-8"))
    school.write(lambda visit: _discuss(visit, talk), None, at)


def _discuss(visit: Visit, talk: dict[str, Any]) -> None:
    current = courses.current_edition(visit.connection, talk["slug"])
    if current is None or forums.tallies(visit.connection, current[0]):
        return
    places = list(visit.shelf.edition(visit.connection, current[1]).forums.values())
    for said in talk["questions"]:
        forum = places[said["place"] - 1]
        asked = posting.ask(_speaking(visit, **said), current[0], forum.id, said["title"], said["text"])
        for one in said["answers"]:
            posting.answer(_speaking(visit, **one), asked.id, one["text"])
        for name in said.get("voters", ()):
            reacting.vote(_speaking(visit, name, said["ago"] - 1), asked.id)
        if said.get("pinned"):
            posting.moderate_question(_speaking(visit, "teacher", 0), asked.id, Moderation(pinned=True))


def _speaking(visit: Visit, by: str, ago: float, **_: object) -> Visit:
    """The visit of somebody, so many days ago."""
    actor = users.user_by_email(visit.connection, f"{by}@example.org")
    return Visit(visit.connection, visit.shelf, actor, visit.now - int(ago * DAY))


def welcome(at: str, link: str) -> str:
    """What is printed when the school answers."""
    accounts_line = "\n".join(f"    {email:<22} {password}" for email, _, _, password in PEOPLE)
    return (
        f"\n  {NAME} is open: {at}\n\n"
        f"  Sign in as the demo learner with one click (once):\n    {at}/sign-in/link/{link}\n\n"
        f"  Or with an account:\n{accounts_line}\n\n  Ctrl-C stops the school.\n"
    )


if __name__ == "__main__":
    main()
