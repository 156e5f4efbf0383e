"""Where everything stands in the web classroom: each address is written here and nowhere else."""

from typing import Final
from urllib.parse import quote

from carrel.application.searching import Hit
from carrel.courseware.course import Course
from carrel.courseware.items import Item
from carrel.domain.searching import REFERENCE
from carrel.server.links import Links
from carrel.server.web.kinds import KINDS, OTHER, words_for

DESK: Final = "/"
CATALOGUE: Final = "/courses"
SEARCH: Final = "/search"
CALENDAR: Final = "/calendar"
SIGN_IN: Final = "/sign-in"
SIGN_OUT: Final = "/sign-out"
YOU: Final = "/you"
AUTHORIZE: Final = "/oauth2/v1/auth"
APPLICATIONS: Final = "/applications"
REVOKE: Final = "/applications/revoke"


def course_path(slug: str) -> str:
    """The page of a course."""
    return _in_course(slug, "home", "welcome")


def module_path(slug: str, number: int) -> str:
    """The page of a course's module, counted from 1."""
    return _in_course(slug, "home", "module", str(number))


def specialization_path(slug: str) -> str:
    """The page of a specialization."""
    return f"/specializations/{quote(slug, safe='')}"


def watch_path(slug: str) -> str:
    """Where the button leads that puts a course on the watchlist."""
    return _in_course(slug, "watch")


def unwatch_path(slug: str) -> str:
    """Where the button leads that takes it off."""
    return _in_course(slug, "unwatch")


def enroll_path(slug: str) -> str:
    """Where the button that enrols leads."""
    return _in_course(slug, "enroll")


def grades_path(slug: str) -> str:
    """A learner's own grades in a course."""
    return _in_course(slug, "home", "grades")


def gradebook_path(slug: str) -> str:
    """Everybody's grades in a course, for staff."""
    return _in_course(slug, "gradebook")


def gradebook_file_path(slug: str) -> str:
    """The same as a file."""
    return f"{gradebook_path(slug)}.csv"


def graded_person_path(slug: str, learner_id: int) -> str:
    """One learner's grades in a course, for staff."""
    return f"{gradebook_path(slug)}/{learner_id}"


def grade_path(slug: str, learner_id: int, item_id: str) -> str:
    """Where the form leads that sets one grade."""
    return f"{graded_person_path(slug, learner_id)}/{quote(item_id, safe='')}"


def hit_path(hit: Hit) -> str:
    """The page of what was found: a lesson's is that of its module."""
    slug, found = hit.card.course.slug, hit.entry
    if not found.part_id:
        return course_path(slug)
    if found.kind in {"module", "lesson"}:
        return module_path(slug, found.module)
    if found.kind == REFERENCE:
        return reference_path(slug, found.part_id)
    segment = KINDS.get(found.kind, OTHER).segment
    return _in_course(slug, segment, found.part_id)


def references_path(slug: str) -> str:
    """The texts of a course beside its items."""
    return _in_course(slug, "resources")


def reference_path(slug: str, reference_id: str) -> str:
    """One of them."""
    return f"{references_path(slug)}/{quote(reference_id, safe='')}"


def pace_path(slug: str) -> str:
    """Where a learner sets how they keep their time in a course."""
    return _in_course(slug, "pace")


def sessions_path(slug: str) -> str:
    """The sessions of a course, for staff."""
    return _in_course(slug, "sessions")


def calendar_path(learner_id: int, secret: str) -> str:
    """The feed of a learner's deadlines; who knows it may read it."""
    return f"{CALENDAR}/{learner_id}/{secret}/deadlines.ics"


def peer_path(slug: str, item_id: str, step: str) -> str:
    """A step of a peer-reviewed assignment: where its forms lead, and everybody's work for staff (`all`)."""
    return _in_course(slug, "peer", item_id, "work", step)


def peer_review_path(slug: str, item_id: str, submission_id: str) -> str:
    """The page on which somebody's work is reviewed."""
    return _in_course(slug, "peer", item_id, "review", submission_id)


def item_path(course: Course, item: Item) -> str:
    """The page of an item, in the spelling that search engines and bookmarks should keep."""
    return _in_course(*[part for part in (course.slug, words_for(item).segment, item.id, item.slug) if part])


def complete_path(course: Course, item: Item) -> str:
    """Where the button leads that marks a reading as completed."""
    return _in_course(course.slug, "supplement", item.id, "complete")


def attempt_path(course: Course, item: Item, act: str) -> str:
    """Where the buttons of an assessment lead: `start`, `save`, `submit`."""
    return _in_course(course.slug, "attempt", item.id, act)


def answer_path(course: Course, item: Item) -> str:
    """Where the answer to a lecture's question goes."""
    return _in_course(course.slug, "lecture", item.id, "answer")


def waiting_work_path(slug: str, item_id: str) -> str:
    """What waits to be graded in an item, for staff."""
    return f"{gradebook_path(slug)}/work/{quote(item_id, safe='')}"


def mark_path(slug: str, item_id: str, learner_id: int, attempt: int) -> str:
    """Where the form leads that marks an attempt."""
    return f"{waiting_work_path(slug, item_id)}/{learner_id}/{attempt}"


def done_path(course: Course, item: Item) -> str:
    """Where the button leads that says that an activity is done."""
    return _in_course(course.slug, "activity", item.id, "done")


def secret_path(course: Course, item: Item) -> str:
    """Where the button leads that makes a new secret for scripts."""
    return _in_course(course.slug, "programming", item.id, "secret")


def notes_path(slug: str) -> str:
    """The learner's notebook of a course, which also takes what they write."""
    return _in_course(slug, "notes")


def notes_file_path(slug: str) -> str:
    """The notebook as a file."""
    return _in_course(slug, "notes.md")


def discussions_path(slug: str) -> str:
    """The forums of a course; their forms are sent there, too."""
    return _in_course(slug, "discussions")


def forum_path(slug: str, forum_id: str) -> str:
    """One forum."""
    return f"{discussions_path(slug)}/forum/{quote(forum_id, safe='')}"


def thread_path(slug: str, question_id: str) -> str:
    """One question with its answers."""
    return f"{discussions_path(slug)}/thread/{quote(question_id, safe='')}"


def flagged_path(slug: str) -> str:
    """What is flagged in a course."""
    return f"{discussions_path(slug)}/flagged"


def told_path(slug: str) -> str:
    """Where teachers' notes to a course are written."""
    return _in_course(slug, "told")


def feedback_path(slug: str) -> str:
    """Where a course is rated."""
    return _in_course(slug, "feedback")


def public_path(course: Course, path: str) -> str:
    """The address of a file that everybody may see, such as a logo; empty when there is no such file."""
    file = course.file_at.get(path)
    return Links("", b"", 0).public_file(file) if file else ""


def is_local(path: str) -> bool:
    """Whether a path leads to a page of this school and nowhere else, however a browser reads it.

    Browsers take `//host` and `/\\host` for other hosts, and drop tabs and newlines wherever they stand.
    """
    return (
        path.startswith("/")
        and not path.startswith("//")
        and "\\" not in path
        and all(sign.isprintable() and sign != " " for sign in path)
    )


def following(path: str) -> str:
    """The sign-in page that leads on to `path`."""
    return f"{SIGN_IN}?next={quote(path, safe='/')}"


def _in_course(*parts: str) -> str:
    """An address among a course's pages: its slug, and what follows, whatever signs are in them."""
    return "/learn/" + "/".join([quote(part, safe="") for part in parts])
