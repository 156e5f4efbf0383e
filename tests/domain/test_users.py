import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.domain.users import is_email, normalized_email


@given(st.text())
def test_normalizing_an_email_twice_changes_nothing_more(text: str):
    once = normalized_email(text)

    assert normalized_email(once) == once


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  Learner@Example.ORG ", "learner@example.org"),
        ("ZOE\N{COMBINING DIAERESIS}@example.org", "zo\N{LATIN SMALL LETTER E WITH DIAERESIS}@example.org"),
        (
            "stra\N{LATIN SMALL LETTER SHARP S}e@example.org",
            "stra\N{LATIN SMALL LETTER SHARP S}e@example.org",
        ),
    ],
)
def test_one_address_has_one_spelling(written: str, kept: str):
    assert normalized_email(written) == kept


@pytest.mark.parametrize("text", ["a@b", "learner@example.org", "a.b+c@d-e.f", "léa@exämple.org"])
def test_addresses_of_all_countries_are_addresses(text: str):
    assert is_email(text)


@pytest.mark.parametrize("text", ["", "@", "a@", "@b", "a", "a@b@c", "a b@c", "a@b\n", "a\0@b", "a@\ud800"])
def test_what_nobody_could_write_to_is_no_address(text: str):
    assert not is_email(text)
