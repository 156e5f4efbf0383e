import pytest

from carrel.domain.errors import AccountTaken
from carrel.domain.users import User
from carrel.store import users
from carrel.store.engine import Database
from carrel.store.tables import FIRST_USER
from tests.store.kept import a_user, keep_user

NOW = 1_000


def let_in(database: Database, user: User, token: bytes) -> None:
    """A sign-in and a link, by the same token."""
    database.write(lambda connection: users.add_sign_in(connection, token, user.id, NOW, NOW + 9))
    database.write(lambda connection: users.add_sign_in_link(connection, token, user.id, NOW, NOW + 9))


@pytest.fixture
def learner(database: Database) -> User:
    return keep_user(database)


def test_the_first_user_has_the_first_id_and_the_next_the_next(database: Database):
    assert [keep_user(database, email).id for email in ("a@b", "c@d")] == [FIRST_USER, FIRST_USER + 1]


def test_a_user_is_found_by_id_and_by_email(database: Database, learner: User):
    assert database.read(lambda connection: users.user_by_id(connection, learner.id)) == learner
    assert database.read(lambda connection: users.user_by_email(connection, learner.email)) == learner


@pytest.mark.parametrize("user_id", [0, -1, 7, 2**63 - 1, 2**63, 10**40])
def test_nobody_has_an_id_that_was_not_given(database: Database, learner: User, user_id: int):
    assert database.read(lambda connection: users.user_by_id(connection, user_id)) is None


@pytest.mark.parametrize("email", ["", "LEARNER@example.org", "learner@example.org\0", "\0", "' OR 1=1 --"])
def test_nobody_has_an_email_that_is_not_theirs(database: Database, learner: User, email: str):
    assert database.read(lambda connection: users.user_by_email(connection, email)) is None


def test_an_email_that_is_taken_leaves_the_account_as_it_was(database: Database, learner: User):
    with pytest.raises(AccountTaken, match=r"learner@example\.org"):
        database.write(lambda connection: users.add_user(connection, a_user(learner.email), "other hash"))

    assert database.read(users.all_users) == [learner]
    assert database.read(lambda connection: users.password_hash(connection, learner.id)) == "hash"


def test_a_password_of_nobody_is_empty(database: Database):
    assert database.read(lambda connection: users.password_hash(connection, 5)) == ""


def test_a_change_of_password_ends_sign_ins_and_links_of_this_user_alone(database: Database, learner: User):
    other = keep_user(database, "other@example.org")
    for user in (learner, other):
        let_in(database, user, user.email.encode())

    database.write(lambda connection: users.set_password(connection, learner.id, "new"))

    def signed_in(token: bytes) -> User | None:
        return database.read(lambda connection: users.user_signed_in(connection, token, NOW))

    def spend(token: bytes) -> int | None:
        return database.write(lambda connection: users.spend_sign_in_link(connection, token, NOW))

    assert (signed_in(b"learner@example.org"), signed_in(b"other@example.org")) == (None, other)
    assert (spend(b"learner@example.org"), spend(b"other@example.org")) == (None, other.id)


def test_a_new_sign_in_forgets_those_that_have_expired(database: Database, learner: User):
    database.write(lambda connection: users.add_sign_in(connection, b"old", learner.id, 0, NOW))
    database.write(lambda connection: users.add_sign_in(connection, b"young", learner.id, 0, NOW + 1))

    database.write(lambda connection: users.add_sign_in(connection, b"new", learner.id, NOW, NOW + 9))

    def whose(token: bytes) -> User | None:
        return database.read(lambda connection: users.user_signed_in(connection, token, 0))

    assert [whose(b"old"), whose(b"young"), whose(b"new")] == [None, learner, learner]


def test_a_new_link_forgets_those_that_have_expired(database: Database, learner: User):
    database.write(lambda connection: users.add_sign_in_link(connection, b"old", learner.id, 0, NOW))

    database.write(lambda connection: users.add_sign_in_link(connection, b"new", learner.id, NOW, NOW + 9))

    assert database.write(lambda connection: users.spend_sign_in_link(connection, b"old", 0)) is None
    assert database.write(lambda connection: users.spend_sign_in_link(connection, b"new", 0)) == learner.id


def test_a_link_is_spent_once(database: Database, learner: User):
    database.write(lambda connection: users.add_sign_in_link(connection, b"link", learner.id, 0, NOW))

    spent = [
        database.write(lambda connection: users.spend_sign_in_link(connection, b"link", 5)) for _ in range(2)
    ]

    assert spent == [learner.id, None]
