"""Scores as people say them: never so rounded that one seems to reach what it does not."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

_TENTH = Decimal("0.1")


def percent_words(fraction: float) -> str:
    """`70%`, `69.9%`: rounded down to tenths, so that only what reaches a mark says so."""
    return _words(fraction, ROUND_FLOOR)


def needed_words(fraction: float) -> str:
    """The same for a mark that is to be reached: rounded up, so that whoever reaches it has enough."""
    return _words(fraction, ROUND_CEILING)


def _words(fraction: float, rounding: str) -> str:
    exact = Decimal(repr(fraction)) * 100
    return f"{exact.quantize(_TENTH, rounding).normalize():f}%"
