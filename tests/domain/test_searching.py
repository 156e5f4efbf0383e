import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.domain.searching import fold, folded_words, query_words, snippet

TEXT = "To read slowly is to read twice. " * 20 + "Élan vital comes last."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("How to READ", ["how", "to", "read"]),
        ("Élan, naïve; Straße", ["elan", "naive", "strasse"]),
        ("snake_case x^2", ["snake", "case", "x", "2"]),
        ("学ぶ", ["学", "ぶ"]),
        ("<script>alert(1)</script>", ["script", "alert", "1", "script"]),
        ("", []),
    ],
)
def test_words_compare_without_case_and_marks(text, words):
    assert list(folded_words(text)) == words


@given(st.text(max_size=60))
def test_what_is_folded_stays_as_it_is(text):
    words = list(folded_words(text))

    assert list(folded_words(" ".join(words))) == words
    assert all(fold(word) == word for word in words)


def test_a_query_is_a_few_words_each_once():
    assert query_words("read, read: slowly") == ["read", "slowly"]
    assert len(query_words(" ".join(f"w{n}" for n in range(50)))) == 12
    assert query_words("a" * 10_000) == ["a" * 64]


def test_a_snippet_shows_what_was_looked_for():
    shown = snippet(TEXT, ["elan"])

    assert [one.text for one in shown if one.is_match] == ["Élan"]
    assert shown[0].text == "… "
    assert len("".join(one.text for one in shown)) < 300


def test_a_snippet_marks_words_that_begin_like_the_last_one():
    assert [one.text for one in snippet("Slowly, slow", ["slow"]) if one.is_match] == ["Slowly", "slow"]


def test_without_a_match_a_snippet_is_the_beginning():
    assert "".join(one.text for one in snippet(TEXT, ["nowhere"])).startswith("To read slowly")
    assert snippet("", ["read"]) == []


@given(st.text(max_size=400), st.lists(st.sampled_from(["a", "b", "read"]), max_size=3))
def test_a_snippet_is_made_of_the_text(text, words):
    inner = "".join(one.text for one in snippet(text, words)).removeprefix("… ").removesuffix(" …")

    assert inner in text
