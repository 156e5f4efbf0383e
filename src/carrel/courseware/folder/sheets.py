"""A TOML table as a teacher wrote it: its values taken one by one, its faults told by line."""

import re
import tomllib
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, Final

from carrel.courseware.faults import Fault, Findings
from carrel.courseware.folder.keys import Key, RefusedValue

_HEADER = re.compile(r"\s*\[\[?([^\[\]].*?)\]\]?\s*(?:#.*)?")
_ALIKE: Final = 0.8
"""From which likeness (1: the same) an unknown key is taken for a slip of the pen."""


class Sheet:
    """One table. What has been taken is gone from it; what remains at the end is unknown, and kept."""

    def __init__(
        self,
        path: str,
        lines: list[str],
        table: dict[str, Any],
        findings: Findings,
        span: range,
        reach: range,
        shift: int = 0,
    ) -> None:
        """`span` are the lines of the table itself, `reach` those with the tables within it."""
        self.path = path
        self._lines = lines
        self._rest = dict(table)
        self._findings = findings
        self._known: set[str] = set()
        self._span = span
        self._reach = reach
        self._shift = shift

    def __contains__(self, key: str) -> bool:
        return key in self._rest

    def take(self, keys: Iterable[Key]) -> dict[str, Any]:
        """The values of `keys` that are written, by field. What is refused is a fault, and left out."""
        values = {}
        for key in keys:
            self._known.add(key.name)
            if key.name in self._rest:
                try:
                    values[key.field] = key.form.read(self._rest.pop(key.name))
                except RefusedValue as refused:
                    self.fault(key.name, f"`{key.name}`: {refused.problem}", refused.remedy)
        return values

    def take_list(self, key: str) -> list[object]:
        """A list of anything; empty, and a fault, when it is something else."""
        self._known.add(key)
        value = self._rest.pop(key, [])
        if isinstance(value, list):
            return value
        self.fault(key, f"`{key}` must be a list.", f"Write it as [[{key}]] tables.")
        return []

    def take_sheets(self, key: str) -> list["Sheet"]:
        """The tables of `[[key]]`."""
        return [
            sheet for at, value in enumerate(self.take_list(key)) if (sheet := self.within(key, value, at))
        ]

    def take_sheet(self, key: str) -> "Sheet":
        """The table `[key]`; an empty one when it is not written."""
        self._known.add(key)
        empty = Sheet(self.path, self._lines, {}, self._findings, range(0), self._reach, self._shift)
        return self.within(key, self._rest.pop(key, {})) or empty

    def take_named_sheets(self) -> dict[str, "Sheet"]:
        """All that is left, as tables by name."""
        rest, self._rest = self._rest, {}
        return {key: sheet for key, value in rest.items() if (sheet := self.within(key, value))}

    def within(self, key: str, value: object, nth: int = 0) -> "Sheet | None":
        """`value` as a table of this one; None, and a fault, when it is none."""
        span, reach = self._spans_of(key, nth)
        if isinstance(value, dict):
            return Sheet(self.path, self._lines, value, self._findings, span, reach, self._shift)
        self.fault(key, f"`{key}` must be a table.", f"Write it as [{key}] with its keys below.")
        return None

    def rest(self) -> dict[str, object]:
        """The keys that nobody took. One that is spelled nearly like a known one is doubted."""
        for key in self._rest:
            if near := get_close_matches(key, self._known, 1, _ALIKE):
                self.doubt(key, f"`{key}` means nothing here.", f"Did you mean `{near[0]}`?")
        return dict(self._rest)

    def fault(self, key: str, problem: str, remedy: str) -> None:
        """Reports `problem` on the line where `key` is written."""
        self._findings.faults.append(Fault(self.path, self.line_of(key), problem, remedy))

    def doubt(self, key: str, problem: str, remedy: str) -> None:
        """Tells of something on the line of `key` that is allowed, and hardly meant."""
        self._findings.doubts.append(Fault(self.path, self.line_of(key), problem, remedy))

    def line_of(self, key: str) -> int:
        """The line of `key`; of its table where it is not written; 0 where that is not written either."""
        pattern = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]")
        written = [at for at in self._span if pattern.match(self._lines[at])] or self._headers(key)
        if written:
            return written[0] + 1 + self._shift
        return self._span.start + 1 + self._shift if self._span.start else 0

    def _headers(self, key: str) -> list[int]:
        return [at for at in self._reach if _last_name(self._lines[at]) == key]

    def _spans_of(self, key: str, nth: int) -> tuple[range, range]:
        own = self._headers(key)
        if nth >= len(own):  # an inline table, or one that is not written
            line = self.line_of(key) - self._shift
            span = range(line - 1, line) if line > 0 else range(0)
            return span, span or self._reach
        inner = f"{_name(self._lines[own[nth]])}."
        headers = [at for at in self._reach if at > own[nth] and _HEADER.fullmatch(self._lines[at])]
        span_end = next(iter(headers), self._reach.stop)
        others = (at for at in headers if not (_name(self._lines[at]) or "").startswith(inner))
        return range(own[nth], span_end), range(own[nth], next(others, self._reach.stop))


def _name(line: str) -> str | None:
    match = _HEADER.fullmatch(line)
    return match[1].strip() if match else None


def _last_name(line: str) -> str | None:
    name = _name(line)
    if name is None:
        return None
    quoted = re.search(r"([\"'])(.*)\1$", name)
    return quoted[2] if quoted else name.rpartition(".")[2].strip()


def read_sheet(path: str, text: str, findings: Findings, shift: int = 0) -> Sheet:
    """The root table of a TOML text that begins after `shift` lines of its file.

    An unreadable text is a fault, and an empty sheet.
    """
    lines = text.split("\n")
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        line, problem = _syntax_fault(error, lines)
        findings.faults.append(
            Fault(path, line + shift, f"This is not TOML: {problem}.", "Mend the line, or the one before.")
        )
        table = {}
    first_header = next((at for at in range(len(lines)) if _HEADER.fullmatch(lines[at])), len(lines))
    return Sheet(path, lines, table, findings, range(first_header), range(len(lines)), shift)


def _syntax_fault(error: Exception, lines: list[str]) -> tuple[int, str]:
    match = re.fullmatch(r"(.*) \(at (?:line (\d+), column \d+|end of document)\)", str(error), re.DOTALL)
    if match is None:
        return 1, "a value is too large or too deep"
    return int(match[2] or len(lines)), match[1][:1].lower() + match[1][1:]
