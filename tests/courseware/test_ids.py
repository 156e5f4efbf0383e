import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.courseware.ids import (
    SLUG_LENGTH,
    is_language,
    is_long_id,
    is_number_id,
    is_short_id,
    is_slug,
    long_id,
    name_of,
    number_id,
    short_id,
    slug_of,
)

texts = st.text(st.characters(codec="utf-8"))


@given(texts, texts)
def test_derived_ids_have_the_form_of_their_kind(course, path):
    assert is_long_id(long_id(course, path))
    assert is_number_id(number_id(path))
    assert is_short_id(short_id(course, path))
    assert len(short_id(course, path)) == 5


@given(texts, st.integers(1, 5))
def test_a_derived_id_is_none_of_those_that_are_taken(path, times):
    taken: list[str] = []
    for _ in range(times):
        taken.append(short_id(path, taken=taken))

    assert len(set(taken)) == times


def test_ids_stay_what_they_once_were():
    assert short_id("course", "welcome/first-steps/hello") == "1SJnQ"
    assert long_id("study-well-online") == "9xZ8t2OIj9y2amaMb2Qw3A"
    assert number_id("partners", "The Open Desk") == "548679121"


@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_a_slug_of_anything_is_a_slug_or_nothing(text):
    slug = slug_of(text)

    assert slug == "" or is_slug(slug)
    assert slug_of(slug) == slug


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("How to Read", "how-to-read"),
        ("  Übung: macht den Meister! ", "ubung-macht-den-meister"),
        ("Straße & Fjørd", "strasse-fjord"),
        ("Don't panic", "dont-panic"),
        ("Ένα μάθημα", "ena-mathima"),
        ("Щёлковский йод", "shchelkovskiy-yod"),
        ("Chapter ① ﬁnal", "chapter-1-final"),
        ("日本", ""),
    ],
)
def test_letters_are_transliterated_or_dropped(text, slug):
    assert slug_of(text) == slug


def test_a_long_slug_is_cut_between_words():
    assert slug_of("word " * 30) == "-".join(["word"] * 16)
    assert slug_of("w" * 100) == "w" * SLUG_LENGTH


@pytest.mark.parametrize(("slug", "name"), [("how-to-read", "How to read"), ("", ""), ("a--b", "A b")])
def test_a_name_is_the_slug_in_words(slug, name):
    assert name_of(slug) == name


@pytest.mark.parametrize("slug", ["", "-a", "a-", "a--b", "A", "ä", "a b", "a" * 81, "a\n"])
def test_what_is_no_slug(slug):
    assert not is_slug(slug)


@pytest.mark.parametrize(
    ("tag", "is_one"),
    [
        ("en", True),
        ("pt-BR", True),
        ("zh-Hant", True),
        ("x", False),
        ("english", False),
        ("en_US", False),
        ("", False),
    ],
)
def test_the_form_of_a_language_tag(tag, is_one):
    assert is_language(tag) is is_one
