"""How fast a file's bytes leave, beside nginx with the same file."""

from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.figures import Figure, interleaved, ratio
from benchmarks.processes import Running, carrel_serve, nginx, wrk
from benchmarks.schools import furnish, write_course

SIZE: Final = 64 << 20
RANGE: Final = 1 << 20
ROUNDS: Final = 3
NAME: Final = "film.bin"


def measure(room: Path) -> list[Figure]:
    """Whole files and ranges of them, by one connection and by eight."""
    furnished = furnish(room / "school", write_course(room / "course", 10, {NAME: SIZE}), 1)
    path, address = next(
        (place, address) for place, address in furnished.file_paths.items() if place.endswith(NAME)
    )
    with nginx(room / "nginx", room / "course" / path) as other, carrel_serve(furnished.data) as server:
        return [
            *_compared("a file of 64 MB, whole, 1 connection", server, address, other, 1, 0),
            *_compared("a file of 64 MB, whole, 8 connections", server, address, other, 8, 0),
            *_compared("ranges of 1 MB, 8 connections", server, address, other, 8, RANGE),
        ]


def _compared(
    name: str, server: Running, address: str, other: Running, connections: int, size: int
) -> list[Figure]:
    taken = interleaved(
        ROUNDS,
        {
            "nginx": lambda: wrk(other, "/file", connections=connections, range_size=size).throughput,
            "carrel": lambda: wrk(server, address, connections=connections, range_size=size).throughput,
        },
    )
    return [
        Figure(name, median(taken["carrel"]) / 1e6, "MB/s"),
        Figure("  … against nginx", ratio(taken["carrel"], taken["nginx"]), "×", at_least=0.4),
    ]
