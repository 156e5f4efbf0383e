"""Formulas as learners type them, read into a tree of plain values. Nothing is ever evaluated here.

    2x^2 - sqrt(y)/3        sin(pi t)        |a - b|

A name of several letters is a function, a constant or a Greek letter; any other letters stand each for
themselves, with the digits behind them: `ab` is a times b, `x1` is one variable.
"""

import re
from typing import Final, Literal

from msgspec import Struct

FUNCTIONS: Final = frozenset(
    ("sqrt", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "exp", "ln", "log", "abs")
)
CONSTANTS: Final = frozenset(("pi", "e"))
GREEK: Final = frozenset(
    {"alpha", "beta", "gamma", "delta", "epsilon", "theta", "kappa", "lambda", "mu", "nu", "rho", "sigma"}
    | {"tau", "phi", "chi", "psi", "omega"}
)
LONGEST: Final = 300
"""Characters of a formula."""
DEEPEST: Final = 40
"""How many brackets may stand in each other."""

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<number>\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})|(?P<name>[A-Za-zπ]+)|(?P<sign>\*\*|[-+*/^()|{}·×−÷]))"
)
_SAME: Final = {"**": "^", "·": "*", "×": "*", "÷": "/", "−": "-", "{": "(", "}": ")"}


class Formula(Struct, frozen=True):
    """A tree: `kind` says what `text` is, and `parts` are what it is applied to."""

    kind: Literal["number", "name", "constant", "call", "+", "-", "*", "/", "^", "negative"]
    text: str = ""
    parts: tuple["Formula", ...] = ()


class BadFormula(ValueError):
    """The text is no formula."""


def read_formula(text: str) -> Formula:
    """The formula that `text` says; raises `BadFormula`."""
    if len(text) > LONGEST:
        raise BadFormula(f"A formula has at most {LONGEST} characters.")
    reader = _Reader(_tokens(text))
    formula = reader.sum()
    if reader.kind != "end":
        raise BadFormula(f"Nothing is expected at {reader.text!r}.")
    return formula


def _tokens(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    position, text = 0, text.rstrip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise BadFormula(f"{text[position:].strip()[:1]!r} has no place in a formula.")
        position = match.end()
        if match["number"]:
            found.append(("number", match["number"]))
        elif match["sign"]:
            found.append(("sign", _SAME.get(match["sign"], match["sign"])))
        else:
            digits = re.compile(r"_?(\d{0,3})").match(text, position)
            subscript = digits[1] if digits else ""
            names = _names(match["name"])
            if subscript and names[-1] not in FUNCTIONS | CONSTANTS:
                names[-1] += subscript
                position = digits.end() if digits else position
            found += [("name", name) for name in names]
    return [*found, ("end", "")]


def _names(letters: str) -> list[str]:
    """The names in a run of letters, the longest known one first."""
    names = []
    known = FUNCTIONS | CONSTANTS | GREEK
    while letters:
        length = next((n for n in range(min(7, len(letters)), 1, -1) if letters[:n] in known), 1)
        names.append(letters[:length].replace("π", "pi"))
        letters = letters[length:]
    return names


class _Reader:
    """Descends through sums, products, powers and what they are made of."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0
        self._in_bars = False

    @property
    def kind(self) -> str:
        return self._tokens[self._at][0]

    @property
    def text(self) -> str:
        return self._tokens[self._at][1]

    def sum(self) -> Formula:
        self._depth += 1
        if self._depth > DEEPEST:
            raise BadFormula(f"At most {DEEPEST} brackets can stand in each other.")
        left = self._product()
        while self.kind == "sign" and self.text in "+-":
            left = Formula(self._take_sign("+", "-"), parts=(left, self._product()))
        self._depth -= 1
        return left

    def _product(self) -> Formula:
        left = self._signed()
        while True:
            if self.kind == "sign" and self.text in ("*", "/"):
                left = Formula(self._take_sign("*", "/"), parts=(left, self._signed()))
            elif self._begins_factor():
                left = Formula("*", parts=(left, self._power()))
            else:
                return left

    def _signed(self) -> Formula:
        minus = False
        while self.kind == "sign" and self.text in ("+", "-"):
            minus ^= self.text == "-"
            self._at += 1
        inner = self._power()
        return Formula("negative", parts=(inner,)) if minus else inner

    def _power(self) -> Formula:
        bottom = self._factor()
        if self.kind == "sign" and self.text == "^":
            self._at += 1
            self._depth += 1
            if self._depth > DEEPEST:
                raise BadFormula(f"At most {DEEPEST} powers can stand in each other.")
            top = self._signed()
            self._depth -= 1
            return Formula("^", parts=(bottom, top))
        return bottom

    def _factor(self) -> Formula:
        kind, text = self._tokens[self._at]
        self._at += 1
        if kind == "number":
            return Formula("number", text)
        if kind == "name" and text in FUNCTIONS:
            return Formula("call", text, (self._argument(text),))
        if kind == "name":
            return Formula("constant" if text in CONSTANTS else "name", text)
        if text == "(":
            return self._closed(")")
        if text == "|" and not self._in_bars:
            self._in_bars = True
            inner = self._closed("|")
            self._in_bars = False
            return Formula("call", "abs", (inner,))
        raise BadFormula(f"Something is missing before {text!r}." if text else "The formula breaks off.")

    def _argument(self, function: str) -> Formula:
        if self.text != "(":
            raise BadFormula(f"Write brackets after {function}.")
        self._at += 1
        return self._closed(")")

    def _closed(self, end: str) -> Formula:
        inner = self.sum()
        if self.text != end:
            raise BadFormula(f"A {end!r} is missing.")
        self._at += 1
        return inner

    def _begins_factor(self) -> bool:
        is_bar = self.text == "|" and not self._in_bars
        return self.kind in ("number", "name") or self.text == "(" or is_bar

    def _take_sign(self, *known: Literal["+", "-", "*", "/"]) -> Literal["+", "-", "*", "/"]:
        sign = next(one for one in known if one == self.text)
        self._at += 1
        return sign
