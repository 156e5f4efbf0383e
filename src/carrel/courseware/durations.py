"""How long something takes, as teachers write it: `1h30m`, `10m`, `37s`, `1h2m3s4ms`."""

import re

from carrel.courseware.faults import BadDuration

_UNITS = (("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1))
_DURATION = re.compile(r"(?:(\d{1,9})h)?(?:(\d{1,9})m(?!s))?(?:(\d{1,9})s)?(?:(\d{1,9})ms)?", re.ASCII)


def read_duration(text: str) -> int:
    """Milliseconds. Units stand in order, each at most once; `90m` is as good as `1h30m`.

    Raises `BadDuration`.
    """
    match = _DURATION.fullmatch(text)
    if match is None or not text:
        raise BadDuration(f"{text!r} is not a duration.")
    counts = match.groups(default="0")
    return sum(int(count) * size for count, (_, size) in zip(counts, _UNITS, strict=True))


def write_duration(milliseconds: int) -> str:
    """The shortest text that reads as `milliseconds`, which must not be negative."""
    if milliseconds < 0:
        raise BadDuration(f"{milliseconds} ms is not a duration: time does not run backwards here.")
    text, rest = "", milliseconds
    for unit, size in _UNITS:
        count, rest = divmod(rest, size)
        text += f"{count}{unit}" if count else ""
    return text or "0s"
