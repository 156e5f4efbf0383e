"""What a learner may answer to a question: its form and its size, whatever it is worth."""

from collections.abc import Mapping
from typing import Any, Final

from carrel.courseware.questions import (
    CODE_EXPRESSION,
    FILE_UPLOAD,
    PLAIN_TEXT,
    REFLECT,
    RICH_TEXT,
    SEVERAL,
    URL,
    Blanks,
    Block,
    Choice,
    Numeric,
    Option,
    Question,
    Work,
    Written,
)
from carrel.domain.errors import Unfit

Response = str | list[str] | dict[str, str]
"""An option's id, a text, several options' ids, or named parts: a blank's option, a link and its title."""
Responses = Mapping[str, Response]
"""Answers by the ids of their questions; a question that was not answered is not in it."""

LONGEST_LINE: Final = 1_000
"""Characters of a number, a line or a formula."""
LONGEST_TEXT: Final = 20_000
"""Characters of a text or of code."""
LINK_PARTS: Final = ("url", "title", "caption")
FILE_PARTS: Final = ("fileUrl", "title", "caption")
"""The first is the id of an upload, or a link to a file that lies elsewhere."""
SCHEMES: Final = ("https://", "http://")

_LONGEST: Final = {
    REFLECT: LONGEST_TEXT,
    PLAIN_TEXT: LONGEST_TEXT,
    RICH_TEXT: LONGEST_TEXT,
    CODE_EXPRESSION: LONGEST_TEXT,
}
_PARTS: Final = {URL: LINK_PARTS, FILE_UPLOAD: FILE_PARTS}


def fitting_response(question: Question, given: Any) -> Response | None:  # noqa: ANN401 - whatever somebody sent
    """The answer as it is kept; None when nothing was answered. Raises `Unfit`."""
    match question:
        case Block():
            raise Unfit("This asks nothing, so there is nothing to answer.")
        case Choice(type=kind) if kind in SEVERAL:
            return _several(question, given)
        case Choice():
            return _one_of(question.options, given)
        case Blanks():
            return _filled(question, given)
        case Work(type=kind) if kind in _PARTS:
            return _parts(given, _PARTS[kind])
        case Numeric() | Written() | Work():
            return _text(given, _LONGEST.get(question.type, LONGEST_LINE))


def upload_in(question: Question, response: Response | None) -> str:
    """The id of the upload that an answer names; empty where there is none, or a link in its place."""
    if question.type != FILE_UPLOAD or not isinstance(response, dict):
        return ""
    address = response.get(FILE_PARTS[0], "")
    return "" if address.startswith(SCHEMES) else address


def _several(question: Choice, given: Any) -> list[str] | None:  # noqa: ANN401
    if given is None:
        return None
    if not isinstance(given, list):
        raise Unfit("A list of options is expected.")
    known = [option.id for option in question.options]
    if any(not isinstance(one, str) or one not in known for one in given):
        raise Unfit("There is no such option.")
    return [one for one in known if one in given] or None


def _one_of(options: tuple[Option, ...], given: Any) -> str | None:  # noqa: ANN401
    if given is None or given == "":
        return None
    if not isinstance(given, str) or all(option.id != given for option in options):
        raise Unfit("There is no such option.")
    return given


def _filled(question: Blanks, given: Any) -> dict[str, str] | None:  # noqa: ANN401
    if given is None:
        return None
    blanks = {blank.id: blank for blank in question.blanks}
    if not isinstance(given, dict) or not blanks.keys() >= given.keys():
        raise Unfit("There is no such blank.")
    chosen = {name: _one_of(blanks[name].options, option) for name, option in given.items()}
    return {name: option for name, option in chosen.items() if option} or None


def _parts(given: Any, names: tuple[str, ...]) -> dict[str, str] | None:  # noqa: ANN401
    if given is None:
        return None
    if not isinstance(given, dict) or not set(names) >= given.keys():
        raise Unfit(f"The parts of this answer are {', '.join(names)}.")
    parts = {name: text for name in names if (text := _text(given.get(name), LONGEST_LINE))}
    address = parts.get(names[0], "")
    if names is LINK_PARTS and address and not address.startswith(SCHEMES):
        raise Unfit("A link begins with https:// or http://.")
    return parts if address else None


def _text(given: Any, longest: int) -> str | None:  # noqa: ANN401
    if given is None:
        return None
    if isinstance(given, int | float) and not isinstance(given, bool):
        given = repr(given)
    if not isinstance(given, str):
        raise Unfit("A text is expected.")
    if len(given) > longest:
        raise Unfit(f"The answer has {len(given):,} characters; {longest:,} are the most.")
    return given if given.strip() else None
