"""TeX as MathML, which browsers draw and speak without a script."""

from functools import lru_cache
from html import escape
from typing import Final

LONGEST: Final = 2_000
"""Formulas longer than this (characters) stay TeX: the time to convert them is not worth it."""


@lru_cache(maxsize=4096)
def mathml(tex: str, *, block: bool) -> str:
    """`tex` as a `math` element; a formula that cannot be converted is its own source, as `code`."""
    converted = _convert(tex, "block" if block else "inline") if len(tex) <= LONGEST else None
    return f"<code>{escape(tex)}</code>" if converted is None else converted


def _convert(tex: str, display: str) -> str | None:
    # Its import takes as long as a hundred formulas, and most texts have none.
    from latex2mathml.converter import convert

    try:
        return convert(tex, display=display)
    except Exception:  # noqa: BLE001 - its errors have no ancestor of their own, and broken TeX meets all sorts
        return None
