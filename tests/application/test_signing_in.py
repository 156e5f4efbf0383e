from unittest.mock import Mock

import pytest
from argon2 import PasswordHasher

from carrel.application import accounts, signing_in
from carrel.application.school import School
from carrel.application.signing_in import LINK_LIFETIME, LONGEST_PASSWORD, SIGN_IN_LIFETIME, SignIn
from carrel.domain.errors import BadLink, UnfitPassword, UnknownAccount
from carrel.domain.users import SchoolRole, User
from tests.application.deeds import NOW, join

EMAIL = "learner@example.org"
PASSWORD = "a quiet desk"


@pytest.fixture
def learner(school: School) -> User:
    password_hash = signing_in.hash_password(PASSWORD)
    return school.write(
        lambda visit: accounts.add_user(visit, EMAIL, "", SchoolRole.LEARNER, password_hash), None, NOW
    )


def checked(school: School, email: str, password: str) -> User:
    return signing_in.check(school.read(lambda visit: signing_in.claim(visit, email), None, NOW), password)


def sign_in(school: School, user: User, now: int = NOW) -> SignIn:
    return school.write(lambda visit: signing_in.sign_in(visit, user), None, now)


def whose(school: School, token: str, now: int = NOW) -> User | None:
    return school.read(lambda visit: signing_in.whose(visit, token), None, now)


def make_link(school: School, email: str = EMAIL, now: int = NOW) -> str:
    return school.write(lambda visit: signing_in.make_link(visit, email), None, now)


def follow(school: School, token: str, now: int = NOW) -> SignIn:
    return school.write(lambda visit: signing_in.follow_link(visit, token), None, now)


class TestAPassword:
    def test_that_is_right_names_its_user(self, school: School, learner: User):
        assert checked(school, EMAIL, PASSWORD) == learner

    def test_goes_with_any_spelling_of_the_email(self, school: School, learner: User):
        assert checked(school, " Learner@Example.ORG", PASSWORD) == learner

    def test_is_the_same_however_its_accents_are_typed(self, school: School, learner: User):
        composed, decomposed = (
            "caf\N{LATIN SMALL LETTER E WITH ACUTE} noir",
            "cafe\N{COMBINING ACUTE ACCENT} noir",
        )
        changed = signing_in.hash_password(composed)
        school.write(lambda visit: accounts.set_password(visit, EMAIL, changed), None, NOW)

        assert checked(school, EMAIL, decomposed) == learner

    @pytest.mark.parametrize(
        "password", ["", "a quiet desk ", "A quiet desk", "x" * 2_000_000, "\0", "\ud800", PASSWORD + "\0"]
    )
    def test_that_is_wrong_is_refused(self, school: School, learner: User, password: str):
        with pytest.raises(UnknownAccount):
            checked(school, EMAIL, password)

    @pytest.mark.parametrize("email", ["nobody@example.org", "", "\0", "a\0@example.org", "x" * 100_000])
    def test_of_nobody_is_refused_in_the_same_words(self, school: School, learner: User, email: str):
        with pytest.raises(UnknownAccount) as of_nobody:
            checked(school, email, PASSWORD)
        with pytest.raises(UnknownAccount) as wrong:
            checked(school, EMAIL, "another desk")

        assert str(of_nobody.value) == str(wrong.value)

    def test_does_not_let_anybody_in_who_has_none(self, school: School):
        join(school, "linked@example.org")

        with pytest.raises(UnknownAccount):
            checked(school, "linked@example.org", "")

    @pytest.mark.parametrize("email", [EMAIL, "nobody@example.org", "linked@example.org"])
    def test_costs_one_verification_whether_the_account_exists_or_not(
        self, school: School, learner: User, email: str, monkeypatch: pytest.MonkeyPatch
    ):
        join(school, "linked@example.org")
        hasher = Mock(wraps=signing_in._hasher())
        hasher.memory_cost, hasher.time_cost, hasher.parallelism, hasher.salt_len, hasher.hash_len = (
            8,
            1,
            1,
            16,
            32,
        )
        monkeypatch.setattr(signing_in, "_hasher", lambda: hasher)

        with pytest.raises(UnknownAccount):
            checked(school, email, "another desk")

        (call,) = hasher.method_calls
        assert call[0] == "verify"
        assert call.args[0].startswith("$argon2id$v=19$m=8,t=1,p=1$")

    def test_of_nobody_is_hashed_at_the_cost_of_a_real_one(self, monkeypatch: pytest.MonkeyPatch):
        hasher = PasswordHasher()
        monkeypatch.setattr(signing_in, "_hasher", lambda: hasher)
        real = signing_in.hash_password(PASSWORD)

        made_up = signing_in._nobody()

        assert not hasher.check_needs_rehash(made_up)
        assert len(made_up) == len(real)

    @pytest.mark.parametrize("password", ["", "1234567", "x" * (LONGEST_PASSWORD + 1)])
    def test_nobody_should_have_is_not_hashed(self, password: str):
        with pytest.raises(UnfitPassword):
            signing_in.hash_password(password)

    def test_of_the_longest_kind_signs_in(self, school: School, learner: User):
        longest = "x" * LONGEST_PASSWORD
        changed = signing_in.hash_password(longest)
        school.write(lambda visit: accounts.set_password(visit, EMAIL, changed), None, NOW)

        assert checked(school, EMAIL, longest) == learner


class TestASignIn:
    def test_proves_who_somebody_is_until_it_expires(self, school: School, learner: User):
        made = sign_in(school, learner)

        assert made.expires_at == NOW + SIGN_IN_LIFETIME
        assert whose(school, made.token, made.expires_at - 1) == learner
        assert whose(school, made.token, made.expires_at) is None

    def test_ends_alone(self, school: School, learner: User):
        ended, other = sign_in(school, learner), sign_in(school, learner)

        school.write(lambda visit: signing_in.sign_out(visit, ended.token), None, NOW)

        assert whose(school, ended.token) is None
        assert whose(school, other.token) == learner

    def test_ends_with_every_other_when_the_password_changes(self, school: School, learner: User):
        made = [sign_in(school, learner), sign_in(school, learner)]
        stranger = sign_in(school, join(school, "other@example.org"))
        changed = signing_in.hash_password("another desk")

        school.write(lambda visit: accounts.set_password(visit, EMAIL, changed), None, NOW)

        assert [whose(school, one.token) for one in made] == [None, None]
        assert whose(school, stranger.token)
        assert checked(school, EMAIL, "another desk") == learner
        with pytest.raises(UnknownAccount):
            checked(school, EMAIL, PASSWORD)

    @pytest.mark.parametrize("token", ["", "made-up", "\0", "é" * 5000])
    def test_that_was_never_made_is_nobodys(self, school: School, learner: User, token: str):
        assert whose(school, token) is None


class TestALink:
    def test_signs_in_once(self, school: School, learner: User):
        token = make_link(school)

        made = follow(school, token)

        assert whose(school, made.token) == learner
        with pytest.raises(BadLink):
            follow(school, token)

    def test_expires(self, school: School, learner: User):
        token = make_link(school)

        with pytest.raises(BadLink):
            follow(school, token, NOW + LINK_LIFETIME)

    def test_works_to_its_last_moment(self, school: School, learner: User):
        token = make_link(school)

        assert follow(school, token, NOW + LINK_LIFETIME - 1).user == learner

    def test_that_was_made_up_signs_nobody_in(self, school: School, learner: User):
        with pytest.raises(BadLink):
            follow(school, "made-up")

    def test_leaves_other_links_alone(self, school: School, learner: User):
        first, second = make_link(school), make_link(school, now=NOW + 1)

        assert follow(school, second).user == follow(school, first).user == learner

    def test_made_before_a_change_of_password_signs_nobody_in(self, school: School, learner: User):
        token = make_link(school)
        changed = signing_in.hash_password("another desk")

        school.write(lambda visit: accounts.set_password(visit, EMAIL, changed), None, NOW)

        with pytest.raises(BadLink):
            follow(school, token)

    def test_is_made_for_nobody_who_has_no_account(self, school: School):
        with pytest.raises(UnknownAccount, match="nobody@example"):
            make_link(school, "nobody@example.org")
