"""What a school takes when nobody asks it anything, and how soon its commands are there."""

import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final

from benchmarks.answers import materials_path
from benchmarks.figures import Figure, seconds
from benchmarks.others import sign_in
from benchmarks.processes import carrel_serve, demo
from benchmarks.schools import CAPTURED, furnish
from carrel.courseware.course import Course

HELPS: Final = 10


def measure(room: Path) -> list[Figure]:
    """Idle memory, `--help`, and the starts of the demo school."""
    furnished = furnish(room / "school", CAPTURED, 1)
    with carrel_serve(furnished.data) as server:
        started = server.resident
        for path in _pages(furnished.course):
            server.get(path, furnished.tokens[0])
        read = server.resident
        sign_in(server, furnished, 0)
        signed_in = server.resident
    carrel = str(Path(sys.executable).parent / "carrel")
    helps = [
        seconds(lambda: subprocess.run([carrel, "--help"], check=True, capture_output=True))
        for _ in range(HELPS)
    ]
    starts = [_start_demo(room / "demo") for _ in range(2)]
    return [
        Figure("memory after the start", started, "MB", at_most=90),
        Figure("  … and a request of every kind", read, "MB", at_most=90),
        Figure("  … and a sign-in", signed_in, "MB", at_most=90),
        Figure("carrel --help", median(helps) * 1000, "ms", at_most=100),
        Figure("the demo school, first start", starts[0], "s"),
        Figure("  … second start", starts[1], "s", at_most=3),
    ]


def _pages(course: Course) -> list[str]:
    """An address of every kind: pages of people, and reads of programs."""
    kinds = {item.kind: item for item in course.items() if not item.lock}
    learn = f"/learn/{course.slug}"
    return [
        "/",
        "/courses",
        f"{learn}/home/welcome",
        f"{learn}/home/module/1",
        *(f"{learn}/{kind}/{item.id}" for kind, item in kinds.items()),
        "/api/memberships.v1?q=me&includes=courseId",
        f"/api/courses.v1?q=slug&slug={course.slug}",
        materials_path(course.slug),
    ]


def _start_demo(data: Path) -> float:
    """Seconds until it answers."""
    began = perf_counter()
    with demo(data):
        return perf_counter() - began
