"""Units of measurement: enough of them to compare `3.2 km` with `3200 m`.

A unit is a product of named ones, `km/h`, `kg*m^2`, `m/s^2`. Numbers are exact, so 0.1 km is 100 m.
"""

import re
from fractions import Fraction
from typing import Final

from msgspec import Struct

_NUMBER: Final = re.compile(
    r"\s*([+\-−]?)\s*(\d{1,40}(?:[.,]\d{0,40})?|[.,]\d{1,40})\s*(?:(?:[eE]|[*x×·]\s*10\s*\^)\s*([+\-−]?\d{1,3}))?"
)
_PART: Final = re.compile(r"\s*([*·/]?)\s*([A-Za-zµμ°%Ω]+)\s*(?:\^\s*([+-]?[1-9])|([²³]))?")

_PREFIXES: Final = {
    "T": 12, "G": 9, "M": 6, "k": 3, "h": 2, "d": -1, "c": -2, "m": -3, "µ": -6, "μ": -6, "u": -6, "n": -9,
    "p": -12,
}  # fmt: skip
_PREFIXED: Final = frozenset(
    {"m", "g", "s", "A", "mol", "Hz", "N", "J", "W", "Pa", "V", "Ω", "C", "F", "L", "l", "B", "bit", "eV"}
    | {"Wh", "bar", "cal"}
)

# Dimensions stand as powers of: metre, gram, second, ampere, kelvin, mole, bit, radian.
_NONE: Final[tuple[int, ...]] = (0,) * 8


def _of(metre: int = 0, gram: int = 0, second: int = 0, ampere: int = 0) -> tuple[int, ...]:
    return (metre, gram, second, ampere, 0, 0, 0, 0)


_AMOUNT = (0, 0, 0, 0, 0, 1, 0, 0)
_DATA = (0, 0, 0, 0, 0, 0, 1, 0)
_ANGLE = (0, 0, 0, 0, 0, 0, 0, 1)
_ENERGY = _of(2, 1, -2)
_PRESSURE = _of(-1, 1, -2)
_KILO = Fraction(1000)

_NAMED: Final[dict[str, tuple[Fraction, tuple[int, ...]]]] = {
    "m": (Fraction(1), _of(1)),
    "in": (Fraction("0.0254"), _of(1)),
    "ft": (Fraction("0.3048"), _of(1)),
    "yd": (Fraction("0.9144"), _of(1)),
    "mi": (Fraction("1609.344"), _of(1)),
    "ha": (Fraction(10000), _of(2)),
    "l": (Fraction(1, 1000), _of(3)),
    "L": (Fraction(1, 1000), _of(3)),
    "g": (Fraction(1), _of(gram=1)),
    "t": (Fraction(1_000_000), _of(gram=1)),
    "lb": (Fraction("453.59237"), _of(gram=1)),
    "oz": (Fraction("28.349523125"), _of(gram=1)),
    "s": (Fraction(1), _of(second=1)),
    "min": (Fraction(60), _of(second=1)),
    "h": (Fraction(3600), _of(second=1)),
    "d": (Fraction(86400), _of(second=1)),
    "Hz": (Fraction(1), _of(second=-1)),
    "A": (Fraction(1), _of(ampere=1)),
    "C": (Fraction(1), _of(second=1, ampere=1)),
    "V": (_KILO, _of(2, 1, -3, -1)),
    "Ω": (_KILO, _of(2, 1, -3, -2)),
    "ohm": (_KILO, _of(2, 1, -3, -2)),
    "F": (1 / _KILO, _of(-2, -1, 4, 2)),
    "N": (_KILO, _of(1, 1, -2)),
    "J": (_KILO, _ENERGY),
    "Wh": (3600 * _KILO, _ENERGY),
    "cal": (Fraction("4.184") * _KILO, _ENERGY),
    "eV": (Fraction("1.602176634e-19") * _KILO, _ENERGY),
    "W": (_KILO, _of(2, 1, -3)),
    "Pa": (_KILO, _PRESSURE),
    "bar": (100_000 * _KILO, _PRESSURE),
    "atm": (101_325 * _KILO, _PRESSURE),
    "K": (Fraction(1), (0, 0, 0, 0, 1, 0, 0, 0)),
    "mol": (Fraction(1), _AMOUNT),
    "bit": (Fraction(1), _DATA),
    "B": (Fraction(8), _DATA),
    "byte": (Fraction(8), _DATA),
    "bytes": (Fraction(8), _DATA),
    "bits": (Fraction(1), _DATA),
    "KiB": (Fraction(8 * 2**10), _DATA),
    "MiB": (Fraction(8 * 2**20), _DATA),
    "GiB": (Fraction(8 * 2**30), _DATA),
    "rad": (Fraction(1), _ANGLE),
    "°": (Fraction("0.017453292519943295769"), _ANGLE),
    "deg": (Fraction("0.017453292519943295769"), _ANGLE),
    "%": (Fraction(1, 100), _NONE),
}


class Unit(Struct, frozen=True):
    """How many of the base unit one of it is, and of which dimension it is."""

    factor: Fraction
    dimension: tuple[int, ...]


def read_unit(text: str) -> Unit | None:
    """The unit that `text` names; None for one that is not known. No text is a plain number's."""
    factor, dimension, position = Fraction(1), _NONE, 0
    text = text.strip()
    while position < len(text):
        match = _PART.match(text, position)
        known = _named(match[2]) if match else None
        if match is None or known is None or (match[1] == "") == (position > 0):
            return None
        power = int(match[3] or {"²": 2, "³": 3}.get(match[4] or "", 1)) * (-1 if match[1] == "/" else 1)
        factor *= known.factor**power
        dimension = tuple(a + b * power for a, b in zip(dimension, known.dimension, strict=True))
        position = match.end()
    return Unit(factor, dimension)


def read_quantity(text: str, unit: str = "") -> Fraction | None:
    """What `text` is in `unit`; without a unit of its own it is taken to be in that one.

    None for what is no number, or in a unit that is another thing. `3,5` is `3.5`; `3.000,5` is nothing.
    """
    match = _NUMBER.match(text)
    if match is None:
        return None
    value = Fraction(match[2].replace(",", "."))
    value *= Fraction(10) ** int((match[3] or "0").replace("−", "-"))
    value = -value if match[1] in ("-", "−") else value
    own = text[match.end() :].strip()
    if not own or own == unit.strip():
        return value
    given, wanted = read_unit(own), read_unit(unit)
    if given is None or wanted is None or given.dimension != wanted.dimension:
        return None
    return value * given.factor / wanted.factor


def _named(name: str) -> Unit | None:
    if name in _NAMED:
        return Unit(*_NAMED[name])
    prefix, rest = name[:1], name[1:]
    if prefix in _PREFIXES and rest in _PREFIXED:
        factor, dimension = _NAMED[rest]
        return Unit(factor * Fraction(10) ** _PREFIXES[prefix], dimension)
    return None
