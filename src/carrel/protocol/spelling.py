"""The spelling of string keys: parts joined by a separator, with `!` as the escape.

`!` and the separator are escaped inside a part, so a composite inside a composite is escaped as a whole:
`(1225, ("abc", 2))` is `1225~abc!~2`. When reading, a `!` that escapes nothing stands for itself.
"""

import re
from collections.abc import Iterable
from typing import Final

from carrel.protocol.errors import GrammarError

PART: Final = "~"
ELEMENT: Final = ","

_PIECES: Final = {
    separator: re.compile(
        rf"(?P<text>[^!{separator}]++)|!(?P<escaped>[!{separator}])|(?P<separator>{separator})|!"
    )
    for separator in (PART, ELEMENT)
}
_ID_SEPARATOR: Final = re.compile(r"(?<!\\),")


def join(parts: Iterable[str], separator: str = PART) -> str:
    """The parts in one text. `split` gives them back, unless there are none."""
    return separator.join([part.replace("!", "!!").replace(separator, "!" + separator) for part in parts])


def split(text: str, separator: str = PART) -> list[str]:
    """The parts of a text, at least one: the empty text is one empty part."""
    if "!" not in text:
        return text.split(separator)
    parts: list[str] = []
    part: list[str] = []
    for piece in _PIECES[separator].finditer(text):
        if piece.lastgroup == "separator":
            parts.append("".join(part))
            part = []
        else:
            part.append(piece["escaped"] or piece[0])
    parts.append("".join(part))
    return parts


def join_ids(ids: Iterable[str]) -> str:
    r"""The value of the `ids` parameter. A comma inside an id is written `\,`.

    Raises GrammarError for what the parameter cannot say: an id with a backslash before a comma or at its
    end, or an empty id as the last of several.
    """
    texts = list(ids)
    for text in texts:
        if text.endswith("\\") or "\\," in text:
            raise GrammarError(f"The id {text!r} cannot be written in a list of ids; ask for it by its path.")
    if len(texts) > 1 and not texts[-1]:
        raise GrammarError("An empty id cannot be the last of several.")
    return ",".join([text.replace(",", "\\,") for text in texts]) if texts else ","


def split_ids(text: str) -> list[str]:
    r"""The ids in an `ids` parameter: cut at every comma without a backslash before it.

    Empty parts at the end vanish (`a,,` is one id); the empty parameter is one empty id.
    """
    if not text:
        return [""]
    parts = _ID_SEPARATOR.split(text) if "\\" in text else text.split(",")
    while parts and not parts[-1]:
        parts.pop()
    return [part.replace("\\,", ",") for part in parts]
