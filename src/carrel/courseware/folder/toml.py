"""TOML, as this school writes it: keys in a fixed order, long texts over several lines, tables last.

An existing file is never written anew with this, for its comments and its form are the teacher's.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time

from carrel.courseware.faults import UnwritableCourse

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_ESCAPED = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\"\\]")
_ESCAPED_IN_LINES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\\]|\"(?=\"\"|\Z)|(?<=\"\")\"|(?<=\")\"")


def write_toml(table: Mapping[str, object]) -> str:
    """The text of a TOML document. Raises `UnwritableCourse` for a value that TOML has no word for."""
    return "".join(_lines(table, "")).lstrip("\n")


def _lines(table: Mapping[str, object], header: str) -> Iterator[str]:
    later = {key: value for key, value in table.items() if _is_table(value) or _is_array_of_tables(value)}
    for key, value in table.items():
        if key not in later:
            yield f"{_key(key)} = {_value(value)}\n"
    for key, value in later.items():
        name = f"{header}{_key(key)}"
        if isinstance(value, Mapping):
            yield f"\n[{name}]\n"
            yield from _lines(value, f"{name}.")
        elif isinstance(value, list | tuple):
            for element in value:
                yield f"\n[[{name}]]\n"
                yield from _lines(element, f"{name}.")


def _is_table(value: object) -> bool:
    return isinstance(value, Mapping)


def _is_array_of_tables(value: object) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(map(_is_table, value))


def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else _string(key)


def _value(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return _text(value)
        case int() | float():
            return repr(value)
        case datetime() | date() | time():
            return value.isoformat()
        case list() | tuple():
            return f"[{', '.join(map(_value_within, value))}]"
    raise UnwritableCourse(f"TOML has no word for {value!r}.")


def _value_within(value: object) -> str:
    """A value on one line, as arrays and inline tables want it."""
    match value:
        case str():
            return _string(value)
        case Mapping():
            inner = ", ".join(f"{_key(key)} = {_value_within(within)}" for key, within in value.items())
            return f"{{ {inner} }}" if inner else "{}"
    return _value(value)


def _text(text: str) -> str:
    if "\n" not in text:
        return _string(text)
    return '"""\n' + _ESCAPED_IN_LINES.sub(_escape, text) + '"""'


def _string(text: str) -> str:
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    sign = match[0]
    return f"\\{sign}" if sign in '"\\' else f"\\u{ord(sign):04x}"
