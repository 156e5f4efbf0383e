"""Scores as people say them: never so rounded that one seems to reach what it does not."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from carrel.domain.grading import LateRule

_TENTH = Decimal("0.1")


def percent_words(fraction: float) -> str:
    """`70%`, `69.9%`: rounded down to tenths, so that only what reaches a mark says so."""
    return _words(fraction, ROUND_FLOOR)


def needed_words(fraction: float) -> str:
    """The same for a mark that is to be reached: rounded up, so that whoever reaches it has enough."""
    return _words(fraction, ROUND_CEILING)


def late_words(rule: LateRule) -> str:
    """What lateness costs; empty where it costs nothing."""
    if not rule.rate or not rule.limit:
        return ""
    most = f", {percent_words(rule.limit)} at most" if rule.limit < 1 else ""
    return f"{percent_words(min(rule.rate, rule.limit))} of the score for each day begun{most}"


def _words(fraction: float, rounding: str) -> str:
    exact = Decimal(repr(fraction)) * 100
    return f"{exact.quantize(_TENTH, rounding).normalize():f}%"
