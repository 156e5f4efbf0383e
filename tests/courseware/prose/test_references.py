import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.courseware.prose import Asset, Path, Url
from carrel.courseware.prose.references import read_reference, spell_reference


@pytest.mark.parametrize(
    ("address", "reference"),
    [
        ("../../assets/desk.png", Path("../../assets/desk.png")),
        ("a%20b%23.pdf", Path("a b#.pdf")),
        ("https://example.org/?a=b#c", Url("https://example.org/?a=b#c")),
        ("mailto:learner@example.org", Url("mailto:learner@example.org")),
        ("/learn/x", Url("/learn/x")),
        ("#here", Url("#here")),
        ("next.md#part", Url("next.md#part")),
        ("asset:aW?extension=mp3&kind=audio", Asset("aW", "mp3", "audio")),
    ],
)
def test_an_address_says_what_it_names(address, reference):
    assert read_reference(address) == reference


@pytest.mark.parametrize(
    "address",
    [
        "",
        " ",
        "javascript:alert(1)",
        "java\tscript:alert(1)",
        " JAVASCRIPT:x",
        "data:x",
        "file:///x",
        "x-y:z",
    ],
)
def test_other_schemes_are_no_references(address):
    assert read_reference(address) is None


@given(st.text(min_size=1))
def test_the_spelling_of_a_reference_reads_the_same_again(address):
    reference = read_reference(address)

    assert reference is None or read_reference(spell_reference(reference)) == reference


@given(st.builds(Asset, st.text("aZ9_-/?&% é", min_size=1), st.text("pdf&="), st.text("audio", min_size=1)))
def test_every_asset_can_be_spelled(asset):
    assert read_reference(spell_reference(asset)) == asset
