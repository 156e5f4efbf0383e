from fractions import Fraction

import pytest

from carrel.courseware.units import read_quantity, read_unit


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("42", "", "42"),
        (" -3.5 ", "", "-7/2"),
        ("3,5", "", "7/2"),
        ("−4", "", "-4"),
        ("1e3", "", "1000"),
        ("2 x 10^-3", "", "1/500"),
        ("3.2 km", "m", "3200"),
        ("3200", "m", "3200"),
        ("0.1 km", "m", "100"),
        ("90 km/h", "m/s", "25"),
        ("1 h", "s", "3600"),
        ("1 kWh", "J", "3600000"),
        ("1 N*m", "J", "1"),
        ("2 m²", "cm^2", "20000"),
        ("50 %", "", "1/2"),
        ("1 MiB", "B", "1048576"),
    ],
)
def test_a_quantity_is_read_in_the_unit_that_is_asked_for(text, unit, value):
    assert read_quantity(text, unit) == Fraction(value)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("", ""),
        ("many", ""),
        ("3 apples", ""),
        ("3 kg", "m"),
        ("3 m", ""),
        ("1.000,5", ""),
        ("--1", ""),
        ("1e9999", ""),
        ("9" * 100, ""),
        ("3 m m", "m^2"),
        ("nan", ""),
        ("inf", ""),
    ],
)
def test_what_is_no_quantity_of_that_kind_is_nothing(text, unit):
    assert read_quantity(text, unit) is None


@pytest.mark.parametrize("text", ["parsec-ish", "m//s", "*m", "m^0", "m^99"])
def test_an_unknown_unit_is_none(text):
    assert read_unit(text) is None
