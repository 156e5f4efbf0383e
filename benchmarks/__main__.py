"""`make bench`: everything that is measured, one part after the other, and the table in the end."""

import shutil
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Final

from benchmarks import answers, assessing, carrying, files, footprint, learning, reads, sizes
from benchmarks.figures import Figure, table
from benchmarks.processes import NotMeasured, require_tools

PARTS: Final = {
    "answers": ("Course materials beside a constant answer", answers.measure),
    "learning": ("What learners do, kept on disk", learning.measure),
    "assessing": ("Quizzes, kept on disk", assessing.measure),
    "reads": ("Every family of reads, in schools of two sizes", reads.measure),
    "sizes": ("A course of 5,000 items beside one of 63", sizes.measure),
    "files": ("Files beside nginx", files.measure),
    "mirror": ("A course carried, beside what others take", carrying.measure),
    "footprint": ("Memory, commands, starts", footprint.measure),
}
ROOM: Final = Path(".bench")


def main(wanted: list[str]) -> None:
    """Measure these parts, or all. The exit code is 1 only when something could not be measured."""
    try:
        require_tools()
        ROOM.mkdir(exist_ok=True)
        figures = [figure for part in wanted or list(PARTS) for figure in _measured(part)]
    except NotMeasured as error:
        sys.exit(f"make bench: {error}")
    print(f"\n{table(figures)}\n\n{_summary(figures)}")


def _measured(part: str) -> list[Figure]:
    title, measure = PARTS[part]
    print(f"{title} ...", end=" ", flush=True)
    began, room = perf_counter(), Path(tempfile.mkdtemp(prefix=f"{part}-", dir=ROOM)).absolute()
    try:
        figures = measure(room)
    finally:
        shutil.rmtree(room)
    print(f"{perf_counter() - began:.0f} s", flush=True)
    return figures


def _summary(figures: list[Figure]) -> str:
    missed = [figure.name.removeprefix("  … ") for figure in figures if figure.verdict == "MISSED"]
    aimed = sum(1 for figure in figures if figure.target)
    return f"{aimed - len(missed)} of {aimed} targets met." + (
        f" Missed: {'; '.join(missed)}." if missed else ""
    )


if __name__ == "__main__":
    main(sys.argv[1:])
