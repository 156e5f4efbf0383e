"""Figures: what was measured, what was aimed at, and the table that says both."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table.

    At most one of `at_least` and `at_most` is the target; without one the line is there for comparison.
    """

    name: str
    value: float
    unit: str = ""
    at_least: float | None = None
    at_most: float | None = None

    @property
    def target(self) -> str:
        """The target in words; empty when there is none."""
        if self.at_least is not None:
            return f"≥ {spelled(self.at_least)}"
        return f"≤ {spelled(self.at_most)}" if self.at_most is not None else ""

    @property
    def verdict(self) -> str:
        """Whether the target is met; empty when there is none."""
        if not self.target:
            return ""
        is_low = self.at_least is not None and self.value < self.at_least
        is_high = self.at_most is not None and self.value > self.at_most
        return "MISSED" if is_low or is_high else "met"


def interleaved(rounds: int, measures: dict[str, Callable[[], float]]) -> dict[str, list[float]]:
    """What each measure gave, taken in turn (A B A B), so that a slow moment of the machine hits all."""
    taken: dict[str, list[float]] = {name: [] for name in measures}
    for _ in range(rounds):
        for name, measure in measures.items():
            taken[name].append(measure())
    return taken


def ratio(measured: list[float], baseline: list[float]) -> float:
    """The median of the ratios within each round."""
    return median(one / other for one, other in zip(measured, baseline, strict=True))


def seconds(work: Callable[[], object]) -> float:
    """How long the work takes."""
    began = perf_counter()
    work()
    return perf_counter() - began


def table(figures: list[Figure]) -> str:
    """The figures, aligned for people to read."""
    width = max(len(figure.name) for figure in figures)
    lines = [
        f"{one.name:<{width}}  {spelled(one.value):>8} {one.unit:<5} {one.target:>8}  {one.verdict}".rstrip()
        for one in figures
    ]
    heading = f"{'':<{width}}  {'figure':>8} {'':<5} {'target':>8}"
    return "\n".join([heading, "─" * (width + 34), *lines])


def spelled(value: float) -> str:
    """A number with three digits that matter, and no more."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
