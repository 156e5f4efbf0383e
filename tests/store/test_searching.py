import pytest

from carrel.domain.searching import Audience, Entry
from carrel.store.engine import Database
from carrel.store.searching import Eyes, find, replace_entries
from tests.builders import COURSE_ID
from tests.store.kept import keep_course

ENTRIES = (
    Entry(COURSE_ID, "course", "Study Well", "How to study slowly."),
    Entry(COURSE_ID, "module", "Welcome", "", 1, "modu1"),
    Entry(COURSE_ID, "supplement", "How to read", "", 1, "aaaa2", Audience.OUTSIDE),
    Entry(COURSE_ID, "supplement", "How to read", "Read slowly, élan.", 1, "aaaa2", Audience.INSIDE),
    Entry(COURSE_ID, "supplement", "Closed", "", 1, "aaaa3", Audience.OUTSIDE, is_lockable=True),
    Entry(COURSE_ID, "supplement", "Closed", "A secret.", 1, "aaaa3", Audience.INSIDE, is_lockable=True),
)
GUEST = Eyes()
LEARNER = Eyes(frozenset({COURSE_ID}), frozenset({f"{COURSE_ID}~aaaa3"}))
DONE = Eyes(frozenset({COURSE_ID}))
STAFF = Eyes(is_staff=True)


def found(database: Database, words: list[str], eyes: Eyes, limit: int = 10) -> list[tuple[str, str]]:
    hits, total = database.read(lambda connection: find(connection, words, eyes, 0, limit))
    assert total >= len(hits)
    return [(one.name, one.text) for one in hits]


@pytest.fixture
def indexed(database: Database) -> Database:
    keep_course(database)
    database.write(lambda connection: replace_entries(connection, COURSE_ID, ENTRIES))
    return database


@pytest.mark.parametrize(
    ("words", "eyes", "names"),
    [
        (["study"], GUEST, ["Study Well"]),
        (["slow"], GUEST, ["Study Well"]),
        (["study", "slow"], GUEST, ["Study Well"]),
        (["slow", "welcome"], STAFF, []),
        (["read"], GUEST, ["How to read"]),
        (["elan"], GUEST, []),
        (["elan"], LEARNER, ["How to read"]),
        (["secret"], GUEST, []),
        (["secret"], LEARNER, []),
        (["closed"], LEARNER, ["Closed"]),
        (["secret"], DONE, ["Closed"]),
        (["secret"], STAFF, ["Closed"]),
        (["secret"], Eyes(is_staff=True, course_id="another"), []),
        ([], STAFF, []),
    ],
)
def test_everybody_finds_what_they_may(indexed: Database, words, eyes, names):
    assert [name for name, _ in found(indexed, words, eyes)] == names


@pytest.mark.parametrize("eyes", [GUEST, LEARNER, DONE, STAFF])
def test_an_item_is_found_once(indexed: Database, eyes):
    assert len(found(indexed, ["read"], eyes)) == 1
    assert len(found(indexed, ["closed"], eyes)) == 1


def test_what_is_named_so_comes_before_what_speaks_of_it(indexed: Database):
    again = [*ENTRIES, Entry(COURSE_ID, "lecture", "Slowly", "Words. " * 50, 1, "aaaa9")]
    indexed.write(lambda connection: replace_entries(connection, COURSE_ID, again))

    names = [name for name, _ in found(indexed, ["slowly"], DONE)]

    assert set(names) == {"Study Well", "Slowly", "How to read"}
    assert names.index("Slowly") < names.index("How to read")


def test_what_was_replaced_is_found_no_more(indexed: Database):
    indexed.write(lambda connection: replace_entries(connection, COURSE_ID, ENTRIES[:1]))

    assert found(indexed, ["read"], STAFF) == []
    assert len(found(indexed, ["study"], STAFF)) == 1


@pytest.mark.parametrize("text", ["and", "or", "not", "near", "0", "1e5", "a" * 64, "学", "no\0where"])
def test_words_that_mean_something_to_an_engine_are_words(indexed: Database, text):
    entry = Entry(COURSE_ID, "lesson", text, "", 1, "lesn1")
    indexed.write(lambda connection: replace_entries(connection, COURSE_ID, [entry]))

    assert len(found(indexed, [text.partition("\0")[0]], GUEST)) == 1
