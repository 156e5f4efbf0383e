"""Programs that act for users: OAuth 2.0 with a code, as a program and a browser go through it (§2.6)."""

import hashlib
from base64 import b64encode, urlsafe_b64encode
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from httpx2 import Response

from carrel.application import accounts, granting
from carrel.application.granting import Registered
from carrel.application.school import School
from carrel.application.visit import Visit
from carrel.server.visitors import now
from tests.server.caller import Caller, user_id

BACK = "https://program.example.org/back?from=school"
VERIFIER = "v" * 43
CHALLENGE = urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
ENROLLMENTS = "/api/users/v1/me/enrollments"
PROFILE = "/api/externalBasicProfiles.v1?q=me&fields=timezone,locale,privacy"


@dataclass
class Program:
    """A program that was registered, and its way to the school."""

    registered: Registered
    http: Caller

    @property
    def id(self) -> str:
        return self.registered.client.id

    def asks(self, browser: Caller, answer: str = "allow", **changes: str) -> Response:
        """The browser's way back from the school, after the user's answer."""
        fields = {
            "response_type": "code",
            "client_id": self.id,
            "redirect_uri": BACK,
            "scope": "view_profile",
            "state": "a b&c",
            **changes,
        }
        return browser.post("/oauth2/v1/auth", data={**fields, "answer": answer})

    def code(self, browser: Caller, **changes: str) -> str:
        return told(self.asks(browser, **changes))["code"]

    def sends(self, **form: str) -> Response:
        sent = {"client_id": self.id, "client_secret": self.registered.secret, **form}
        return self.http.post("/oauth2/v1/token", data=sent)

    def exchanges(self, code: str, **form: str) -> Response:
        return self.sends(grant_type="authorization_code", code=code, redirect_uri=BACK, **form)

    def reads(self, target: str, token: str) -> Response:
        return self.http.get(target, {"authorization": f"Bearer {token}"})


def told(answer: Response) -> dict[str, str]:
    """What the browser carries back to the program."""
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"].startswith("https://program.example.org/back?from=school&")
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    return {name: values[0] for name, values in query.items()}


def registered(school: School, *uris: str, is_public: bool = False) -> Registered:
    def register(visit: Visit) -> Registered:
        return granting.register_client(visit, "A <b>program</b>", uris or (BACK,), is_public=is_public)

    return school.write(register, None, now())


@pytest.fixture
def program(school: School, guest: Caller) -> Program:
    return Program(registered(school), guest)


@pytest.fixture
def public(school: School, guest: Caller) -> Program:
    return Program(registered(school, is_public=True), guest)


def test_a_program_gets_a_token_and_reads_the_profile_and_the_courses(program, learner):
    returned = told(program.asks(learner))
    answer = program.exchanges(returned["code"])

    assert returned["state"] == "a b&c"
    tokens = answer.json()
    assert answer.status_code == 200
    assert (tokens["token_type"], tokens["expires_in"], tokens["scope"]) == ("Bearer", 1800, "view_profile")
    assert answer.headers["cache-control"] == "no-store"
    read = program.reads(ENROLLMENTS, tokens["access_token"]).json()
    assert [one["shortName"] for one in read["courses"]] == ["study-well-online"]
    profile = program.reads(PROFILE, tokens["access_token"]).json()["elements"]
    assert [one["timezone"] for one in profile] == ["UTC"]


def test_a_token_opens_nothing_else(program, learner):
    token = program.exchanges(program.code(learner)).json()["access_token"]
    me = user_id(learner)

    assert program.reads("/api/memberships.v1?q=me", token).status_code == 401
    assert program.reads("/api/adminUserPermissions.v1?q=my", token).status_code == 401
    assert program.reads("/api/courses.v1?q=watchlist", token).status_code == 401
    assert program.reads("/api/courses.v1", token).status_code == 200
    assert program.http.get("/", {"authorization": f"Bearer {token}"}).status_code == 200
    for cookie in (token, f"Bearer {token}", f'"Bearer {token}"'):
        answer = program.http.send("GET", "/api/memberships.v1?q=me", cookies={"CAUTH": cookie})
        assert answer.status_code in {401, 403}
    body, headers = {"userId": me, "courseId": "x"}, {"authorization": f"Bearer {token}"}
    assert program.http.post("/api/watchlist.v1", body, headers).status_code == 401


@pytest.mark.parametrize("token", ["", "nothing", "a b", "x" * 10_000, "~!/"])
def test_a_token_that_is_none_is_refused(program, token):
    answer = program.reads(ENROLLMENTS, token)

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_code_works_once_and_a_second_time_ends_what_was_given_for_it(program, learner):
    code = program.code(learner)
    first = program.exchanges(code).json()

    second = program.exchanges(code)

    assert (second.status_code, second.json()["error"]) == (400, "invalid_grant")
    learner.app.state.visitors.forget_all()
    assert program.reads(ENROLLMENTS, first["access_token"]).status_code == 401
    again = program.sends(grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert again.json()["error"] == "invalid_grant"


def test_a_refresh_token_is_used_up_and_gives_new_ones(program, learner):
    first = program.exchanges(program.code(learner)).json()
    second = program.sends(grant_type="refresh_token", refresh_token=first["refresh_token"]).json()

    assert program.reads(ENROLLMENTS, second["access_token"]).status_code == 200
    stolen = program.sends(grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert stolen.json()["error"] == "invalid_grant"
    ended = program.sends(grant_type="refresh_token", refresh_token=second["refresh_token"])
    assert ended.json()["error"] == "invalid_grant"


def test_a_code_that_comes_again_ends_at_once_what_was_just_used(program, learner):
    code = program.code(learner)
    token = program.exchanges(code).json()["access_token"]
    assert program.reads(ENROLLMENTS, token).status_code == 200

    program.exchanges(code)

    assert program.reads(ENROLLMENTS, token).status_code == 401


def test_a_refresh_token_that_comes_again_ends_at_once_what_was_just_used(program, learner):
    spent = program.exchanges(program.code(learner)).json()["refresh_token"]
    token = program.sends(grant_type="refresh_token", refresh_token=spent).json()["access_token"]
    assert program.reads(ENROLLMENTS, token).status_code == 200

    program.sends(grant_type="refresh_token", refresh_token=spent)

    assert program.reads(ENROLLMENTS, token).status_code == 401


@pytest.mark.parametrize("challenge", [CHALLENGE, ""])
def test_a_proof_is_neither_left_out_nor_made_up(program, learner, challenge):
    asked = {"code_challenge": challenge, "code_challenge_method": "S256"} if challenge else {}
    given = {} if challenge else {"code_verifier": VERIFIER}

    answer = program.exchanges(program.code(learner, **asked), **given)

    assert answer.json()["error"] == "invalid_grant"


def test_a_token_in_an_address_opens_nothing(program, learner):
    token = program.exchanges(program.code(learner)).json()["access_token"]

    assert program.http.get(f"{ENROLLMENTS}?access_token={token}").status_code == 401


def test_nothing_that_was_given_is_kept_as_it_is(program, learner, school):
    tokens = program.exchanges(program.code(learner)).json()
    secrets = [program.registered.secret, tokens["access_token"], tokens["refresh_token"]]

    kept = b"".join(file.read_bytes() for file in school.data.glob("school.db*"))

    assert [one for one in secrets if one.encode() in kept] == []


def test_tokens_end(program, learner, monkeypatch):
    code = program.code(learner)
    tokens = program.exchanges(code).json()
    late = program.code(learner)
    visitors = learner.app.state.visitors
    before = visitors.clock
    monkeypatch.setattr(visitors, "clock", lambda: before() + 1_900_000)

    assert program.reads(ENROLLMENTS, tokens["access_token"]).status_code == 401
    assert program.exchanges(late).json()["error"] == "invalid_grant"
    again = program.sends(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert program.reads(ENROLLMENTS, again.json()["access_token"]).status_code == 200


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "nobody"}, 401, "invalid_client"),
        ({"client_secret": ""}, 401, "invalid_client"),
        ({"redirect_uri": "https://program.example.org/other"}, 400, "invalid_grant"),
        ({"code": "made up"}, 400, "invalid_grant"),
        ({"code_verifier": VERIFIER}, 400, "invalid_grant"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)
def test_what_is_wrong_with_an_exchange_is_told_in_the_words_of_the_standard(
    program, learner, changes, status, error
):
    form = {
        "grant_type": "authorization_code",
        "code": program.code(learner),
        "redirect_uri": BACK,
        **changes,
    }
    answer = program.sends(**form)

    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert ("www-authenticate" in answer.headers) == (status == 401)


def test_a_program_may_say_who_it_is_in_a_header_but_not_twice(program, learner):
    basic = b64encode(f"{program.id}:{program.registered.secret}".encode()).decode()
    form = {"grant_type": "authorization_code", "code": program.code(learner), "redirect_uri": BACK}
    headers = {"authorization": f"Basic {basic}"}

    twice = program.http.post("/oauth2/v1/token", headers=headers, data={**form, "client_secret": "x"})
    once = program.http.post("/oauth2/v1/token", headers=headers, data=form)

    assert twice.json()["error"] == "invalid_request"
    assert once.status_code == 200


@pytest.mark.parametrize("body", [b"", b"\xff", b"code=a&code=b", b"{}", b"&" * 200])
def test_what_is_no_form_is_refused(program, body):
    answer = program.http.post("/oauth2/v1/token", content=body)

    assert answer.status_code in {400, 401}
    assert answer.json()["error"] in {"invalid_request", "invalid_client"}


def test_another_program_cannot_use_a_code(school, program, learner):
    other = Program(registered(school), program.http)

    assert other.exchanges(program.code(learner)).json()["error"] == "invalid_grant"


def test_a_public_program_proves_that_it_asked(public, learner):
    proof = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}
    code, other = public.code(learner, **proof), public.code(learner, **proof)

    assert public.exchanges(other, code_verifier="w" * 43).json()["error"] == "invalid_grant"
    assert public.exchanges(other, code_verifier=VERIFIER).json()["error"] == "invalid_grant"
    assert public.exchanges(code).json()["error"] == "invalid_grant"
    fine = public.code(learner, **proof)
    assert public.exchanges(fine, code_verifier=VERIFIER).status_code == 200


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "view_profile manage_graders"}, "invalid_scope"),
        ({"code_challenge": CHALLENGE, "code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "short", "code_challenge_method": "S256"}, "invalid_request"),
    ],
)
def test_what_is_wrong_with_a_wish_is_told_to_the_program(program, learner, changes, error):
    for answer in (
        program.asks(learner, **changes),
        learner.get("/oauth2/v1/auth?" + urlencode({**WISH, "client_id": program.id, **changes})),
    ):
        returned = told(answer)
        assert (returned["error"], returned["state"]) == (error, "a b&c")


WISH = {"response_type": "code", "redirect_uri": BACK, "scope": "view_profile", "state": "a b&c"}


def test_a_public_program_without_a_challenge_is_refused(public, learner):
    assert told(public.asks(learner))["error"] == "invalid_request"


def test_who_does_not_allow_it_is_returned_without_a_code(program, learner):
    returned = told(program.asks(learner, answer="deny"))

    assert returned == {"from": "school", "error": "access_denied", "state": "a b&c"} | {
        "error_description": returned["error_description"]
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "https://evil.example.org/"},
        {"redirect_uri": BACK + "&more=1"},
        {"redirect_uri": "https://program.example.org/back"},
        {"client_id": "nobody"},
        {"client_id": "<script>alert(1)</script>"},
    ],
)
def test_nobody_is_sent_to_an_address_that_is_not_registered_to_the_letter(program, learner, changes):
    for answer in (
        program.asks(learner, **changes),
        learner.get("/oauth2/v1/auth?" + urlencode({**WISH, "client_id": program.id, **changes})),
    ):
        assert answer.status_code == 400
        assert "location" not in answer.headers
        assert "<script>alert" not in answer.text


def test_the_page_says_who_asks_for_what_and_may_lead_back_only_there(program, learner):
    answer = learner.get("/oauth2/v1/auth?" + urlencode({**WISH, "client_id": program.id}))

    assert answer.status_code == 200
    assert "A &lt;b&gt;program&lt;/b&gt;" in answer.text
    assert "the courses that you take" in answer.text
    policy = answer.headers["content-security-policy"]
    assert "form-action 'self' https://program.example.org;" in policy
    assert "frame-ancestors 'none'" in policy


def test_who_is_not_signed_in_signs_in_first_and_comes_back(program, guest):
    target = "/oauth2/v1/auth?" + urlencode({**WISH, "client_id": program.id})
    answer = guest.get(target)

    assert answer.status_code == 303
    assert parse_qs(urlsplit(answer.headers["location"]).query)["next"] == [target]
    assert program.asks(guest).status_code == 401


def test_another_site_cannot_answer_for_the_user(program, learner):
    fields = {**WISH, "client_id": program.id, "answer": "allow"}
    answer = learner.post("/oauth2/v1/auth", headers={"origin": "https://evil.example.org"}, data=fields)

    assert answer.status_code == 403


def test_what_was_allowed_is_shown_and_taken_back(program, learner, newcomer):
    token = program.exchanges(program.code(learner)).json()["access_token"]
    assert program.reads(ENROLLMENTS, token).status_code == 200

    shown = learner.get("/applications").text
    nobody = newcomer.get("/applications").text
    newcomer.post("/applications/revoke", data={"client_id": program.id})
    still = program.reads(ENROLLMENTS, token).status_code
    learner.post("/applications/revoke", data={"client_id": program.id})

    assert "A &lt;b&gt;program&lt;/b&gt;" in shown
    assert "A &lt;b&gt;" not in nobody
    assert still == 200
    assert program.reads(ENROLLMENTS, token).status_code == 401
    assert "No program acts for you." in learner.get("/applications").text


def test_a_program_that_was_removed_can_do_nothing_more(program, learner, school):
    token = program.exchanges(program.code(learner)).json()["access_token"]
    school.write(lambda visit: granting.remove_client(visit, program.id), None, now())
    learner.app.state.visitors.forget_all()

    assert program.reads(ENROLLMENTS, token).status_code == 401
    assert program.asks(learner).status_code == 400


def test_a_new_password_ends_what_programs_hold(program, learner, school):
    tokens = program.exchanges(program.code(learner)).json()
    school.write(lambda visit: accounts.set_password(visit, "learner@example.org", "x"), None, now())
    learner.app.state.visitors.forget_all()

    assert program.reads(ENROLLMENTS, tokens["access_token"]).status_code == 401
    again = program.sends(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert again.json()["error"] == "invalid_grant"


def test_no_secret_stands_in_what_is_logged(program, learner, caplog):
    caplog.set_level("DEBUG", "carrel")
    tokens = program.exchanges(program.code(learner)).json()
    program.reads(ENROLLMENTS, tokens["access_token"])
    program.exchanges("made up")

    secrets = (program.registered.secret, tokens["access_token"], tokens["refresh_token"])
    assert [one for one in secrets if one in caplog.text] == []
