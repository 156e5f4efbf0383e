"""How fast each family of reads is answered, in a school of one course and in one of ten thousand."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.answers import materials_path
from benchmarks.figures import Figure, interleaved, ratio
from benchmarks.learning import written
from benchmarks.processes import Running, replay, school, wrk
from benchmarks.schools import CAPTURED, Furnished, furnish, opened, published, write_course
from benchmarks.served import CONSTANT
from benchmarks.throng import copy_course, crowd, enrol_all
from carrel.courseware.items import LECTURE, SUPPLEMENT

LEARNERS: Final = 20
ROUNDS: Final = 3
SLOWEST: Final = 0.25
"""What part of the constant answer's rate each family is to reach."""
GROWTH: Final = 1.5
"""How much longer one's own reads may take in the large school than in the small one."""
COURSES: Final = 10_000
MEMBERSHIPS: Final = 1_000_000
_NUMBERS: Final = count()
QUESTIONS: Final = 500
"""Questions of each learner: more than are asked while an answer that nothing kept is measured."""
TAKEN: Final = 50
"""Courses on the desk of those whose desk is measured."""

FAMILIES: Final = {
    "permissions": "/api/adminUserPermissions.v1?q=my",
    "a course by slug": "/api/courses.v1?q=slug&slug={slug}&fields=name,description,workload",
    "a page of the catalogue": "/api/courses.v1?limit=20&includes=partnerIds",
    "memberships": "/api/memberships.v1?q=me&includes=courseId",
    "contents": "{materials}",
    "progress": "/api/onDemandCoursesProgress.v1/{me}~{course}",
    "grades": "/api/onDemandCourseGrades.v1/{course}",
    "deadlines": "/api/learnerCourseSchedules.v1/{me}~{course}",
    "sessions": "/api/onDemandSessions.v1?q=byCourse&courseId={course}",
    "a lecture": "/api/onDemandLectureVideos.v1/{course}~{lecture}?includes=video",
    "a reading": "/api/onDemandSupplements.v1/{course}~{reading}?includes=asset",
    "notes": "/api/learnerNotes.v1?q=byCourse&courseId={course}",
    "hours": "/api/learningHours.v1?q=me",
    "profile": "/api/externalBasicProfiles.v1?q=me",
}
"""One address a family; what it names in braces is filled in for each learner."""


def measure(room: Path) -> list[Figure]:
    """Each family beside the constant answer, then one's own reads in a school of many."""
    small, large = (furnish(room / name, CAPTURED, LEARNERS) for name in ("small", "large"))
    for furnished in (small, large):
        copy_course(furnished, "desk", TAKEN)
        enrol_all(furnished, "desk", TAKEN)
    little = write_course(room / "little", 3)
    with opened(large.data) as taught:
        pattern = replace(large, course=published(taught, little))
    copy_course(pattern, "course", COURSES)
    crowd(pattern, "course", COURSES, MEMBERSHIPS)
    constant = room / "constant.json"
    constant.write_bytes(b"")
    with school(small.data, constant) as server, school(large.data, constant) as other:
        constant.write_bytes(server.get(materials_path(small.course.slug), small.tokens[0]))
        return [
            *_families(room, small, server),
            *_grown(room, {"small": (small, server), "large": (large, other)}),
            *_desk(room, small, server),
        ]


def _families(room: Path, furnished: Furnished, server: Running) -> Iterator[Figure]:
    asked = {name: partial(_rate, server, _requests(room, furnished, name)) for name in FAMILIES}
    taken = interleaved(ROUNDS, {"constant": lambda: wrk(server, CONSTANT, seconds=1).rate, **asked})
    for name in FAMILIES:
        yield Figure(f"{name}", median(taken[name]), "/s")
        yield Figure(
            "  … against the constant answer", ratio(taken[name], taken["constant"]), "×", at_least=SLOWEST
        )


def _grown(room: Path, schools: dict[str, tuple[Furnished, Running]]) -> Iterator[Figure]:
    """What an answer that nothing kept takes, in both schools."""
    for name in FAMILIES:
        asked: dict[str, Callable[[], float]] = {
            size: partial(_anew, room, furnished, server, name)
            for size, (furnished, server) in schools.items()
        }
        taken = interleaved(ROUNDS, asked)
        growth = min(taken["large"]) / min(taken["small"])
        yield Figure(f"{name}, {MEMBERSHIPS:,} memberships against 1,000", growth, "×", at_most=GROWTH)


def _desk(room: Path, furnished: Furnished, server: Running) -> Iterator[Figure]:
    requests = written(room / "desk", [("GET", "/", token, None) for token in furnished.tokens])
    _alone(server, requests)
    taken = [_alone(server, requests) * 1000 for _ in range(ROUNDS)]
    yield Figure(
        f"the desk of {TAKEN} courses, {len(list(furnished.course.items()))} items each",
        min(taken),
        "ms",
        at_most=30,
    )


def _requests(room: Path, furnished: Furnished, name: str, questions: int = 1) -> Path:
    """What everybody asks in turn; a parameter that nobody reads makes so many new questions of each."""
    course = furnished.course
    known = {
        "course": course.id,
        "slug": course.slug,
        "materials": materials_path(course.slug),
        "lecture": next(item.id for item in course.items() if item.kind == LECTURE),
        "reading": next(item.id for item in course.items() if item.kind == SUPPLEMENT),
    }
    lines = [
        (
            "GET",
            _numbered(FAMILIES[name].format(me=learner.user.id, **known), next(_NUMBERS)),
            learner.token,
            None,
        )
        for _ in range(questions)
        for learner in furnished.learners
    ]
    return written(room / name.replace(" ", "-"), lines)


def _anew(room: Path, furnished: Furnished, server: Running, name: str) -> float:
    return _alone(server, _requests(room, furnished, name, QUESTIONS))


def _rate(server: Running, requests: Path) -> float:
    return replay(server, requests, seconds=1).rate


def _alone(server: Running, requests: Path) -> float:
    return 1 / replay(server, requests, connections=1, seconds=1).rate


def _numbered(path: str, number: int) -> str:
    return f"{path}{'&' if '?' in path else '?'}number={number}"
