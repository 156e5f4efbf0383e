"""The door."""

import pytest
from httpx2 import AsyncClient, Response

from carrel.application import signing_in
from carrel.application.school import School
from carrel.domain.users import SchoolRole
from carrel.server.visitors import now
from tests.server.web.conftest import HOSTILE, PASSWORD, Client, add_user
from tests.server.web.pages import faults_of, parsed

pytestmark = pytest.mark.anyio

SOMEBODY = "somebody@example.org"


@pytest.fixture
def somebody(school: School) -> str:
    """Somebody with a password."""
    add_user(school, SOMEBODY, "Somebody", SchoolRole.LEARNER, signing_in.hash_password(PASSWORD))
    return SOMEBODY


async def enter(client: AsyncClient, email: str, password: str, onward: str = "") -> Response:
    return await client.post("/sign-in", data={"email": email, "password": password, "next": onward})


async def test_a_password_lets_in_and_leads_on(guest: AsyncClient, somebody: str) -> None:
    answer = await enter(guest, f" {somebody.upper()}", PASSWORD, "/courses?from=1")

    assert (answer.status_code, answer.headers["location"]) == (303, "/courses?from=1")
    cookie = answer.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.replace("lax", "Lax").split("; "))
    assert "Domain" not in cookie
    assert parsed(await guest.get("/")).heading == "Your desk"


@pytest.mark.parametrize(
    ("email", "password"),
    [(SOMEBODY, "wrong"), ("nobody@example.org", PASSWORD), (SOMEBODY, ""), (HOSTILE, HOSTILE)],
)
async def test_what_is_not_right_is_told_and_the_email_kept(
    guest: AsyncClient, somebody: str, email: str, password: str
) -> None:
    answer = await enter(guest, email, password, "/courses")
    page = parsed(answer)

    assert (page.status, faults_of(page)) == (401, [])
    assert (
        page.text("//*[@role='alert']") == "The email or the password is not right. Check both and try again."
    )
    assert page.all("//input[@name='email']")[0].get("value") == email
    assert page.all("//input[@name='next']")[0].get("value") == "/courses"
    assert page.all("//input[@name='password']")[0].get("value") is None
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "onward",
    [
        "https://evil.test/",
        "//evil.test",
        "/\\evil.test",
        "/\t/evil.test",
        "javascript:alert(1)",
        "courses",
        "",
    ],
)
async def test_signing_in_leads_nowhere_outside(guest: AsyncClient, somebody: str, onward: str) -> None:
    shown = parsed(await guest.get("/sign-in", params={"next": onward}))

    answer = await enter(guest, somebody, PASSWORD, onward)

    assert shown.all("//input[@name='next']")[0].get("value") == "/"
    assert answer.headers["location"] == "/"


async def test_who_is_signed_in_needs_no_form(newcomer: AsyncClient) -> None:
    answer = await newcomer.get("/sign-in?next=/courses")

    assert (answer.status_code, answer.headers["location"]) == (303, "/courses")


async def test_a_link_lets_in_once(school: School, guest: AsyncClient, client_of: Client) -> None:
    token = school.write(lambda visit: signing_in.make_link(visit, "learner@example.org"), None, now())

    checked = await guest.head(f"/sign-in/link/{token}")
    first = await guest.get(f"/sign-in/link/{token}")
    again = parsed(await (await client_of("")).get(f"/sign-in/link/{token}"))

    assert (checked.status_code, "set-cookie" in checked.headers) == (200, False)
    assert (first.status_code, first.headers["location"]) == (303, "/")
    assert parsed(await guest.get("/")).heading == "Your desk"
    assert (again.status, again.heading, faults_of(again)) == (403, "This link no longer works", [])


async def test_signing_out_ends_the_sign_in_and_not_only_the_cookie(newcomer: AsyncClient) -> None:
    token = newcomer.cookies["CAUTH"]

    answer = await newcomer.post("/sign-out")
    newcomer.cookies.set("CAUTH", token)

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert parsed(await newcomer.get("/")).heading == "The Open Desk"


async def test_a_guest_who_signs_out_is_a_guest(guest: AsyncClient) -> None:
    answer = await guest.post("/sign-out")

    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "text/plain"),
        (b"email=%ff&password=%00", "application/x-www-form-urlencoded"),
        (
            b'--x\r\nContent-Disposition: form-data; name="email"; filename="f"\r\n\r\na\r\n--x--',
            "multipart/form-data; boundary=x",
        ),
        (b"a&" * 200, "application/x-www-form-urlencoded"),
    ],
)
async def test_a_form_that_is_none_lets_nobody_in(guest: AsyncClient, content: bytes, kind: str) -> None:
    page = parsed(await guest.post("/sign-in", content=content, headers={"content-type": kind}))

    assert (page.status in {400, 401}, faults_of(page)) == (True, [])


async def test_a_sign_in_from_another_site_is_refused(guest: AsyncClient, somebody: str) -> None:
    answer = await guest.post("/sign-in", data={"email": somebody}, headers={"origin": "https://evil.test"})

    page = parsed(answer)
    assert (page.status, faults_of(page)) == (403, [])
