"""What a programming assignment has a program print, and what it takes for right."""

from typing import Literal

from msgspec import Struct


class ProgramPart(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One output that a program hands in. It is judged as text: no program of a learner's is ever run.

    One of three is given: `outputs`, of which any is right, whatever its white space; `pattern`, which the
    whole output has to match; or `numbers`, each of which may be as far away as the tolerances say. Where the
    `key` is unknown, nothing tells what is right, as in what a learner brought from elsewhere: the part is
    shown, and nothing is handed in for it.
    """

    id: str
    name: str = ""
    points: float = 1.0
    outputs: tuple[str, ...] = ()
    pattern: str = ""
    numbers: tuple[float, ...] = ()
    tolerance: float = 0.0
    tolerance_percent: float = 0.0
    key: Literal["", "unknown"] = ""
    extra: dict[str, object] = {}
