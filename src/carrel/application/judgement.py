"""The process that compares: one JSON line in, a verdict out, until nothing more comes in.

The verdict is `true`, `false`, or `null` where none can be found. Where memory runs out, the process ends:
what was compared before may have used it up.

What a learner typed is read by our own grammar and becomes a term of values that we make; it is never run.
"""

import importlib
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import msgspec

from carrel.courseware.formulas import BadFormula, Formula, read_formula
from carrel.courseware.questions import MATH_EXPRESSION, REGEX
from carrel.domain.marking import Check, Verdict

if TYPE_CHECKING:
    from types import ModuleType

MEMORY: Final = 1 << 30
"""Bytes of address space that the process may have."""
PLACES: Final = 8
"""At so many places two formulas are looked at: those that agree at all of them are the same."""
DIGITS: Final = 40
NEAR: Final = 1e-25
"""How far two values may lie apart that are the same, of which so many digits are worked out."""
LARGEST_POWER: Final = 1000
"""Of a number to a number: more digits than that are nobody's answer."""


def main() -> None:
    """Compare until there is nothing more to compare."""
    bound_memory()
    for line in sys.stdin.buffer:
        verdict = compare(msgspec.json.decode(line, type=Check))
        sys.stdout.write(f"{msgspec.json.encode(verdict).decode()}\n")
        sys.stdout.flush()


def bound_memory() -> None:
    """Give this process no more memory than it should need, where the system can do that."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def compare(check: Check) -> Verdict:
    """Whether what was given is what was expected; None where that cannot be found out."""
    known = _WAYS.get(check.how)
    try:
        return known is not None and known(check)
    except (BadFormula, ArithmeticError, ValueError, TypeError):
        return False
    except RecursionError:
        return None


def _matches(check: Check) -> bool:
    flags = 0 if check.case_sensitive else re.IGNORECASE
    return re.fullmatch(check.expected, check.given, flags) is not None


def _is_equivalent(check: Check) -> bool:
    expected, given = read_formula(check.expected), read_formula(check.given)
    if expected == given:
        return True
    terms = _term(expected), _term(given)
    symbols = sorted(terms[0].free_symbols | terms[1].free_symbols, key=str)
    values = [_values(terms, symbols, place) for place in range(PLACES)]
    # Where what was expected is no real number, nobody can be asked to agree with it.
    real = [pair for pair in values if pair[0].is_real]
    return all(_are_near(*pair) for pair in real or values)


def _values(terms: tuple[Any, Any], symbols: Sequence[Any], place: int) -> tuple[Any, Any]:
    """Both terms where their variables have certain values, others at each place, some of them negative."""
    rational = _sympy().Rational
    values = {
        one: rational(37 + 12 * nth + 31 * place, 29 + 2 * place) * (-1 if (place >> nth % 3) & 1 else 1)
        for nth, one in enumerate(symbols)
    }
    return terms[0].evalf(DIGITS, subs=values), terms[1].evalf(DIGITS, subs=values)


def _are_near(expected: Any, given: Any) -> bool:  # noqa: ANN401 - numbers of the library
    return bool(abs(expected - given) <= abs(expected) * NEAR + NEAR)


def _term(formula: Formula) -> Any:  # noqa: ANN401
    sympy = _sympy()
    parts = [_term(part) for part in formula.parts]
    match formula.kind:
        case "number":
            return sympy.Rational(formula.text.rstrip("."))
        case "name":
            return sympy.Symbol(formula.text, real=True)
        case "constant":
            return sympy.pi if formula.text == "pi" else sympy.E
        case "call":
            return getattr(sympy, _FUNCTIONS.get(formula.text, formula.text))(*parts)
        case "negative":
            return -parts[0]
        case "^":
            return _power(*parts)
    return _OPERATIONS[formula.kind](*parts)


def _power(bottom: Any, top: Any) -> Any:  # noqa: ANN401
    if top.is_number and abs(top) > LARGEST_POWER:
        raise ValueError("No number is as large as that.")
    return bottom**top


@cache
def _sympy() -> "ModuleType":
    return importlib.import_module("sympy")


_FUNCTIONS: Final[Mapping[str, str]] = {"ln": "log", "abs": "Abs"}
_OPERATIONS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
}
_WAYS: Final[Mapping[str, Callable[[Check], bool]]] = {REGEX: _matches, MATH_EXPRESSION: _is_equivalent}


if __name__ == "__main__":
    main()
