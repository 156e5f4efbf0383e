"""Every key of the format: what it accepts, and which field of the document it fills.

The tables are read in both directions, so no key is named twice.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from carrel.courseware import items as kinds
from carrel.courseware.durations import read_duration, write_duration
from carrel.courseware.faults import BadDuration
from carrel.courseware.ids import is_language, is_long_id, is_number_id, is_short_id, is_slug

_LARGEST = 1e300


class RefusedValue(ValueError):
    """A value that a key does not accept: what is wrong, and what to do."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


@dataclass(frozen=True)
class Form:
    """What a value looks like in TOML. `read` raises `RefusedValue`."""

    read: Callable[[object], object]
    write: Callable[[Any], object] = lambda value: value


@dataclass(frozen=True)
class Key:
    """A key, its form, and the field it fills where that has another name."""

    name: str
    form: Form
    renamed: str = ""

    @property
    def field(self) -> str:
        return self.renamed or self.name


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise RefusedValue(f"It must be a text, not {_shown(value)}.", 'Put it between quotation marks: "…".')
    return value


def _checked(accepts: Callable[[str], object], problem: str, remedy: str) -> Form:
    def read(value: object) -> str:
        text = _text(value)
        if not accepts(text):
            raise RefusedValue(f"{text!r} is {problem}.", remedy)
        return text

    return Form(read)


def _one_of(*words: str) -> Form:
    return _checked(
        words.__contains__,
        "not known here",
        f"Write one of {', '.join(filter(None, words))}, or leave it out.",
    )


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise RefusedValue(
            f"It must be true or false, not {_shown(value)}.", "Write true or false, without quotes."
        )
    return value


def _count(least: int) -> Form:
    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= 10**9:
            problem = f"It must be a whole number of at least {least}, not {_shown(value)}."
            raise RefusedValue(problem, "Write the number without quotes.")
        return value

    return Form(read)


def _fraction(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise RefusedValue(f"It must be between 0 and 1, not {_shown(value)}.", "Write 0.7 for 70 %.")
    return float(value)


def _number(least: float = -_LARGEST) -> Form:
    def read(value: object) -> float:
        if isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= _LARGEST:
            return float(value)
        bound = "" if least == -_LARGEST else f" of at least {least:g}"
        raise RefusedValue(f"It must be a number{bound}, not {_shown(value)}.", "Write it without quotes.")

    return Form(read)


def _duration(value: object) -> int:
    try:
        return read_duration(_text(value))
    except BadDuration as error:
        raise RefusedValue(str(error), 'Write it like "1h30m", "10m" or "37s".') from error


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise RefusedValue(
            f"It must be a list of texts, not {_shown(value)}.", 'Write it like ["one", "two"].'
        )
    return tuple(value)


def _numbers(value: object) -> tuple[float, ...]:
    if not isinstance(value, list) or not all(map(_is_number, value)):
        raise RefusedValue(f"It must be a list of numbers, not {_shown(value)}.", "Write it like [1, 2.5].")
    return tuple(float(one) for one in value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= _LARGEST


def _pattern(value: object) -> str:
    text = _text(value)
    try:
        re.compile(text)
    except re.error as error:
        raise RefusedValue(f"{text!r} is not a regular expression: {error}.", "Mend it.") from error
    return text


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


TEXT: Final = Form(_text)
MARKDOWN: Final = Form(_text)
"""A text whose links are followed up, from the folder of the file in which it stands."""
FILE: Final = Form(_text)
"""The path of a file of the course, from the course's folder."""
FLAG: Final = Form(_flag)
TEXTS: Final = Form(_texts)
DURATION: Final = Form(_duration, write_duration)
NUMBERS: Final = Form(_numbers, list)
PATTERN: Final = Form(_pattern)
"""A regular expression."""
NAME: Final = _checked(str.strip, "empty", "Write a name, or leave the key out.")
SLUG: Final = _checked(
    is_slug,
    "not a slug",
    "Use lower-case letters, digits and single hyphens between them, 80 characters at most.",
)
LONG_ID: Final = _checked(
    is_long_id, "not an id of a course or file", "Write 22 of A-Z a-z 0-9 - _, or leave it out."
)
SHORT_ID: Final = _checked(is_short_id, "not an id", "Write up to 64 of A-Z a-z 0-9 - _, or leave it out.")
NUMBER_ID: Final = _checked(
    is_number_id, "not a number", 'Write digits between quotation marks, such as "41".'
)
LANGUAGE: Final = _checked(
    is_language, "not a language tag", "Write a BCP 47 tag such as en, pt-BR or zh-Hant."
)
LINK: Final = _checked(
    re.compile(r"(https?://\S+)?").fullmatch, "not a web address", "Begin it with https:// or http://."
)
SAFE_LINK: Final = _checked(
    re.compile(r"(https://\S+)?").fullmatch,
    "not an address that begins with https://",
    "Begin it with https://.",
)
SHA256: Final = _checked(
    re.compile(r"[0-9a-f]{64}").fullmatch, "not a SHA-256", "Write 64 hexadecimal digits."
)
MEDIA_TYPE: Final = _checked(
    re.compile(r"[a-z]+/[a-z0-9.+-]+", re.ASCII).fullmatch,
    "not a media type",
    "Write it like application/pdf.",
)
FILE_NAME: Final = _checked(
    lambda text: text.strip(". ") and not re.search(r"[/\\\x00-\x1f]", text),
    "not the name of a file beside this one",
    "Write only the file's name.",
)

COURSE: Final = (
    Key("id", LONG_ID),
    Key("slug", SLUG),
    Key("name", NAME),
    Key("description", MARKDOWN),
    Key("language", LANGUAGE),
    Key("level", _one_of("", "BEGINNER", "INTERMEDIATE", "ADVANCED")),
    Key("workload", TEXT),
    Key("domains", TEXTS),
    Key("image", FILE),
    Key("completion", _one_of("evidence", "trust")),
)
PARTNER: Final = (
    Key("id", NUMBER_ID),
    Key("name", NAME),
    Key("short_name", TEXT),
    Key("description", MARKDOWN),
    Key("home_link", LINK),
    Key("location", TEXT),
    Key("logo", FILE),
)
INSTRUCTOR: Final = (
    Key("id", NUMBER_ID),
    Key("full_name", NAME),
    Key("title", TEXT),
    Key("department", TEXT),
    Key("bio", MARKDOWN),
    Key("photo", FILE),
)
PERIOD: Final = (Key("modules", TEXTS, "module_ids"), Key("weeks", _count(1)))
SCORING: Final = (
    Key("passing_fraction", Form(_fraction)),
    Key("late_penalty", Form(_fraction)),
    Key("late_penalty_limit", Form(_fraction)),
)
"""What a course says for all of its items, and an item for itself."""
GRADING: Final = (Key("policy", _one_of("weighted", "mastery")), *SCORING)
FILE_FACTS: Final = (Key("id", LONG_ID), Key("name", NAME), Key("media_type", MEDIA_TYPE))
REFERENCE: Final = (Key("id", SHORT_ID), Key("slug", SLUG), Key("name", NAME))
MODULE: Final = (
    Key("id", SHORT_ID),
    Key("slug", SLUG),
    Key("name", NAME),
    Key("optional", FLAG),
    Key("description", MARKDOWN),
)
OBJECTIVE: Final = (Key("id", SHORT_ID), Key("text", NAME))
LESSON: Final = (Key("id", SHORT_ID), Key("slug", SLUG), Key("name", NAME), Key("optional", FLAG))
ITEM: Final = (
    Key("id", SHORT_ID),
    Key("slug", SLUG),
    Key("name", NAME),
    Key("kind", _checked(str.strip, "empty", "Write a kind such as lecture, or leave the key out.")),
    Key("time", DURATION, "time_commitment"),
    Key("optional", FLAG),
    Key("lock", _one_of("", kinds.LESSON_LOCK)),
    Key("weight", _count(0)),
    Key("required_to_pass", FLAG),
    *SCORING,
)
UNSEEN: Final = (Key("unseen", _checked(str.strip, "empty", "Write why the content is missing.")),)
LECTURE: Final = (Key("disable_skipping_forward", FLAG),)
ORIGINAL: Final = (
    Key("original", FILE_NAME, "name"),
    Key("original_sha256", SHA256, "sha256"),
    Key("markdown_sha256", SHA256),
)
PEER: Final = (Key("required_reviews", _count(0)), Key("mentor_graded", FLAG))
PHASED_PEER: Final = (*PEER, Key("review_deadline_offset", DURATION))
PART: Final = (
    Key("id", SHORT_ID),
    Key("prompt", MARKDOWN),
    Key("kind", _one_of("plainText", "richText", "url", "fileUpload")),
    Key("required", FLAG),
)
CRITERION: Final = (
    Key("id", SHORT_ID),
    Key("prompt", MARKDOWN),
    Key("kind", _one_of("points", "options", "text")),
    Key("points", _count(0)),
    Key("required", FLAG),
)
LEVEL: Final = (Key("id", SHORT_ID), Key("text", MARKDOWN), Key("points", _count(0)))
PROGRAM_PART: Final = (
    Key("id", SHORT_ID),
    Key("name", TEXT),
    Key("points", _number(0)),
    Key("outputs", TEXTS),
    Key("pattern", PATTERN),
    Key("numbers", NUMBERS),
    Key("tolerance", _number(0)),
    Key("tolerance_percent", _number(0)),
    Key("key", _one_of("unknown")),
)
ACTIVITY: Final = (Key("launch", SAFE_LINK), Key("launch_title", TEXT))
ASSIGNMENT: Final = (
    Key("features", TEXTS),
    Key("team", FLAG),
    Key("proctoring", TEXT),
    Key("mobile_features", TEXTS),
)
_SHOWN: Final = _one_of("submitted", "passed", "spent", "never")
ASSESSMENT: Final = (
    Key("attempts", _count(1)),
    Key("attempts_per_interval", _count(1)),
    Key("interval", DURATION),
    Key("time_limit", DURATION),
    Key("shuffle", FLAG),
    Key("show_feedback", _SHOWN),
    Key("show_answers", _SHOWN),
)
POOL: Final = (Key("name", NAME), Key("draw", _count(1)))
QUESTION: Final = (
    Key("id", SHORT_ID),
    Key("type", NAME),
    Key("prompt", MARKDOWN),
    Key("points", _number(0)),
    Key("feedback", MARKDOWN),
    Key("key", _one_of("unknown")),
    Key("pool", TEXT),
    Key("at", DURATION),
)
CHOICE: Final = (Key("shuffle", FLAG),)
NUMERIC: Final = (Key("unit", TEXT),)
WRITTEN: Final = (Key("case_sensitive", FLAG),)
CODE: Final = (Key("language", TEXT), Key("starter_code", TEXT))
UPLOAD: Final = (Key("allowed_files", TEXTS),)
BLOCK: Final = (Key("title", TEXT),)
BLANK: Final = (Key("id", SHORT_ID),)
OPTION: Final = (
    Key("id", SHORT_ID),
    Key("text", MARKDOWN),
    Key("correct", FLAG),
    Key("feedback", MARKDOWN),
)
ANSWER: Final = (Key("value", NAME), Key("correct", FLAG), Key("feedback", MARKDOWN))
NUMBER_ANSWER: Final = (
    Key("value", _number()),
    Key("tolerance", _number(0)),
    Key("tolerance_percent", _number(0)),
    Key("correct", FLAG),
    Key("feedback", MARKDOWN),
)
