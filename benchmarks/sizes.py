"""What an item costs in a course of 5,000 items, beside one of 63."""

import tempfile
from functools import partial
from pathlib import Path
from time import process_time
from typing import Final

from benchmarks.answers import materials_path, write_tokens
from benchmarks.figures import Figure, interleaved, seconds
from benchmarks.processes import Running, carrel_serve, wrk
from benchmarks.schools import Furnished, furnish, write_course
from carrel.courseware.folder import read_folder

SMALL: Final = 63
LARGE: Final = 5000
GROWTH: Final = 1.2
"""How much more an item may cost in the large course than in the small one."""


def measure(room: Path) -> list[Figure]:
    """Reading, publishing, cold materials and the course's page."""
    folders = {items: write_course(room / f"of-{items}", items) for items in (SMALL, LARGE)}
    schools = [[_furnished(room, folders[items]) for items in (SMALL, LARGE)] for _ in range(3)]
    reading = interleaved(
        5, {"small": partial(_read, folders[SMALL]), "large": partial(_read, folders[LARGE])}
    )
    small, large = schools[-1]
    with carrel_serve(small.data) as server, carrel_serve(large.data) as other:
        served = _Served(small, server, room / "small"), _Served(large, other, room / "large")
        first = [one.first_answer() for one in served]
        anew = interleaved(5, {"small": served[0].materials, "large": served[1].materials})
        pages = interleaved(5, {"small": served[0].page, "large": served[1].page})
    return [
        *_growth("reading the folder", *reading.values()),
        *_growth(
            "publishing it", *([one.publishing for one in sized] for sized in zip(*schools, strict=True))
        ),
        *_growth("materials worked out anew", *anew.values()),
        *_growth("the course's page", *pages.values()),
        Figure(f"materials, the first answer after the start, {LARGE:,} items", first[1] * 1000, "ms"),
    ]


def _furnished(room: Path, folder: Path) -> Furnished:
    return furnish(Path(tempfile.mkdtemp(dir=room)), folder, 20)


def _read(folder: Path) -> float:
    # The processor's time: reading waits for nothing, and a long wait for a turn would count as growth.
    began = process_time()
    read_folder(folder)
    return process_time() - began


class _Served:
    """A school and the server that has it; how many seconds of one connection an answer takes."""

    def __init__(self, school: Furnished, server: Running, room: Path) -> None:
        room.mkdir()
        self._server = server
        self._token = school.tokens[0]
        self._tokens = write_tokens(room, school)
        self._materials = materials_path(school.course.slug)
        self._page = f"/learn/{school.course.slug}/home/welcome"

    def first_answer(self) -> float:
        """For the first materials after the start: the edition is read, too."""
        return seconds(lambda: self._server.get(self._materials, self._token))

    def materials(self) -> float:
        """For materials that are worked out anew."""
        return 1 / wrk(self._server, self._materials, connections=1, tokens=self._tokens, is_cold=True).rate

    def page(self) -> float:
        """For the course's page."""
        return 1 / wrk(self._server, self._page, connections=1, tokens=self._tokens).rate


def _growth(name: str, small: list[float], large: list[float]) -> list[Figure]:
    # The best of each: what else the machine does only ever adds, and it adds more often to what takes long.
    growth = min(large) / LARGE / (min(small) / SMALL)
    return [
        Figure(f"{name}, {SMALL} items", min(small) * 1000, "ms"),
        Figure(f"{name}, {LARGE:,} items", min(large) * 1000, "ms"),
        Figure("  … an item of the large course against one of the small", growth, "×", at_most=GROWTH),
    ]
