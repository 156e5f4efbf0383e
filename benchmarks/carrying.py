"""Mirroring a course, beside what others take to fetch the same: whole commands, timed side by side."""

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Final

from benchmarks.figures import Figure, interleaved, ratio
from benchmarks.processes import NotMeasured, Running, slowed_school
from benchmarks.schools import FILM, PASSWORD, Furnished, email_of, furnish, write_course
from tests.interop.clients import coursera_dl

LECTURES: Final = 200
LECTURE_SIZE: Final = 1 << 20
FILMS: Final = 40
FILM_SIZE: Final = 16 << 20
ANSWER: Final = 0.05
"""Seconds that the site takes for each answer."""
JOBS: Final = 16
ROUNDS: Final = 3
LARGE: Final = 500 << 20
RUNNER: Final = """
import resource, subprocess, sys, time
began = time.perf_counter()
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
seconds = time.perf_counter() - began
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 / 1e6)
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command took: by the clock, of the processors, and of memory at its most (MB of 1,000,000)."""

    seconds: float
    processor: float
    peak: float


def measure(room: Path) -> list[Figure]:
    """A course of lectures from a site that is far away and from one that is near, and one large file."""
    short = furnish(room / "short", write_lectures(room / "lectures", LECTURES, LECTURE_SIZE), 1)
    films = furnish(room / "films", write_lectures(room / "long", FILMS, FILM_SIZE), 1)
    large = furnish(room / "large", write_course(room / "one", 1, {"large.bin": LARGE}), 1)
    with slowed_school(short.data, ANSWER) as site:
        figures = _far_away(room / "far", site, short)
    with slowed_school(short.data, 0) as site:
        figures += _beside_curl("the same without delay", room / "near", site, short)
        other = _coursera_dl(room / "near", site, short)
        figures.append(Figure("  … speed against coursera-dl", other / figures[-3].value, "×", at_least=1))
    with slowed_school(films.data, 0) as site:
        figures += _beside_curl("40 lectures of 16 MiB without delay", room / "long-near", site, films)
    with slowed_school(large.data, 0) as site:
        fetched = Carrel(room / "large-home", site, large).mirror(room / "large-library")
    return [*figures, Figure("memory at its most, one file of 500 MiB", fetched.peak, "MB", at_most=150)]


def write_lectures(root: Path, lectures: int, size: int) -> Path:
    """A course folder of lectures, each with one film of so many bytes, no two the same."""
    root.mkdir(parents=True)
    (root / "course.toml").write_text('slug = "lectures"\nname = "Lectures"\n')
    film = FILM.read_bytes()
    for number in range(lectures):
        module, lesson, place = number // 40 + 1, number // 10 % 4 + 1, number % 10 + 1
        folder = root / f"{module:02}-module-{module}" / f"{lesson:02}-lesson-{lesson}"
        lecture = folder / f"{place:02}-lecture-{number + 1}"
        lecture.mkdir(parents=True)
        rest = size - len(film) - 8
        # A box that every player passes over.
        padding = (rest + 8).to_bytes(4) + b"free" + os.urandom(rest)
        (lecture / "video.360p.mp4").write_bytes(film + padding)
    return root


class Carrel:
    """The command `carrel`, signed in at a site."""

    def __init__(self, home: Path, site: Running, furnished: Furnished) -> None:
        self._command = str(Path(sys.executable).parent / "carrel")
        self._slug = furnished.course.slug
        home.mkdir(parents=True)
        self._environment = {"CARREL_CONFIG": str(home), "HOME": str(home), "LANG": "C.UTF-8"}
        subprocess.run(
            [self._command, "login", f"http://127.0.0.1:{site.port}", "--cauth-stdin"],
            env=self._environment,
            input=furnished.tokens[0],
            text=True,
            check=True,
            capture_output=True,
        )

    def mirror(self, library: Path) -> Ran:
        """Mirror the course."""
        words = ["mirror", self._slug, "--library", str(library), "--jobs", str(JOBS)]
        return timed([self._command, *words], self._environment)


def _far_away(room: Path, site: Running, furnished: Furnished) -> list[Figure]:
    carrel = Carrel(room, site, furnished)
    first, again = [carrel.mirror(room / "library") for _ in range(2)]
    other_first, other_again = [_coursera_dl(room, site, furnished) for _ in range(2)]
    return [
        Figure("200 lectures of 1 MiB, 50 ms an answer", first.seconds, "s", at_most=3),
        Figure("  … coursera-dl", other_first, "s"),
        Figure("  … nothing to do", again.seconds, "s", at_most=0.5),
        Figure("  … nothing to do, coursera-dl", other_again, "s"),
        Figure("  … memory at its most", first.peak, "MB", at_most=150),
    ]


def _beside_curl(name: str, room: Path, site: Running, furnished: Furnished) -> list[Figure]:
    """The best time of a first mirror, and its speed against curl with the same files."""
    carrel = Carrel(room, site, furnished)

    def fresh() -> Path:
        """A new folder: a disk takes longer to reuse what was just removed, and to write what others left."""
        os.sync()
        return Path(tempfile.mkdtemp(dir=room))

    taken = interleaved(
        ROUNDS,
        {
            "carrel": lambda: carrel.mirror(fresh()).seconds,
            "curl": lambda: _curl(fresh(), site, furnished, "true"),
            "curl and sync": lambda: _curl(fresh(), site, furnished, "sync"),
        },
    )
    return [
        Figure(name, min(taken["carrel"]), "s"),
        Figure(
            "  … speed against curl --parallel, then sync",
            ratio(taken["curl and sync"], taken["carrel"]),
            "×",
            at_least=0.7,
        ),
        Figure("  … against curl --parallel alone", ratio(taken["curl"], taken["carrel"]), "×", at_least=0.7),
    ]


def _curl(folder: Path, site: Running, furnished: Furnished, after: str) -> float:
    """Seconds that curl takes for the same files, as many at a time, and what is done with them `after`."""
    films = [path for place, path in furnished.file_paths.items() if place.endswith(".mp4")]
    wanted = folder / "wanted"
    wanted.write_text(
        "".join(
            f'url = "http://127.0.0.1:{site.port}{path}"\noutput = "{folder}/{number}.mp4"\n'
            for number, path in enumerate(films)
        )
    )
    options = f"--silent --fail --parallel --parallel-max {JOBS}"
    script = f'curl {options} --config "$0/wanted" && {after} "$0"/*.mp4'
    return timed(["sh", "-c", script, str(folder)], dict(os.environ)).seconds


def _coursera_dl(room: Path, site: Running, furnished: Furnished) -> float:
    home = room / "coursera-dl"
    home.mkdir(exist_ok=True)
    client = coursera_dl(f"http://127.0.0.1:{site.port}", home)
    began = perf_counter()
    options = ["--video-resolution", "360p", "--jobs", str(JOBS), "--path", str(home)]
    ran = client.run((email_of(0), PASSWORD), *options, furnished.course.slug)
    if ran.status or len(list(home.rglob("*.mp4"))) != LECTURES:
        raise NotMeasured(f"coursera-dl did not fetch the course: {ran.log[-500:]}")
    return perf_counter() - began


def timed(command: list[str], environment: dict[str, str]) -> Ran:
    """Run a command, which must end well."""
    # From a small process of its own: what this one holds would count as the command's otherwise.
    ran = subprocess.run(
        [sys.executable, "-S", "-c", RUNNER, *command],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise NotMeasured(f"{command[0]} failed: {ran.stderr[-500:]}")
    return Ran(*map(float, ran.stdout.split()))
