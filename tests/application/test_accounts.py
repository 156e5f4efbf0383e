import pytest

from carrel.application import accounts
from carrel.application.school import School
from carrel.domain.errors import AccountTaken, BadEmail, UnknownAccount
from carrel.domain.users import SchoolRole, User
from tests.application.deeds import NOW, join


def add(school: School, email: str, name: str = "") -> User:
    return school.write(
        lambda visit: accounts.add_user(visit, email, name, SchoolRole.LEARNER, "hash"), None, NOW
    )


def test_accounts_are_listed_in_the_order_in_which_they_came(school: School):
    added = [join(school, email) for email in ("b@example.org", "a@example.org", "léa@exämple.org")]

    assert school.read(accounts.list_users, None, NOW) == added


@pytest.mark.parametrize("email", ["a@example.org", " A@Example.org "])
def test_an_email_has_one_account(school: School, email: str):
    first = join(school, "a@example.org")

    with pytest.raises(AccountTaken, match="a@example"):
        add(school, email)

    assert school.read(accounts.list_users, None, NOW) == [first]


def test_addresses_that_only_look_alike_have_accounts_of_their_own(school: School):
    assert add(school, "straße@example.org").id != add(school, "strasse@example.org").id


@pytest.mark.parametrize("email", ["", "nobody", "a@", "@b", "a b@c", "a\0@b"])
def test_what_is_no_email_opens_no_account(school: School, email: str):
    with pytest.raises(BadEmail):
        add(school, email)


@pytest.mark.parametrize(
    ("name", "kept"),
    [("", "a"), ("  ", "a"), (" Ada  of\nthe Desk\0 ", "Ada of the Desk"), ("\ud800", "a"), ("老師", "老師")],
)
def test_a_name_is_kept_in_one_line_and_taken_from_the_email_when_left_out(
    school: School, name: str, kept: str
):
    assert add(school, "a@example.org", name).name == kept


def test_nobody_gets_a_password_without_an_account(school: School):
    with pytest.raises(UnknownAccount, match="nobody@example"):
        school.write(lambda visit: accounts.set_password(visit, "nobody@example.org", "hash"), None, NOW)
