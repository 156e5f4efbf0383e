"""One's own page: profile, privacy, password, hours."""

import pytest
from httpx2 import AsyncClient

from carrel.application import signing_in
from carrel.application.school import School
from carrel.application.signing_in import hash_password
from carrel.server.visitors import now
from carrel.store.tables import users
from tests.server.web.conftest import HOSTILE
from tests.server.web.pages import faults_of, parsed

pytestmark = pytest.mark.anyio

PASSWORD, NEW = "a quiet place", "another quiet place"
EMAIL = "learner@example.org"
PROFILE = {"name": "Ada", "timezone": "Asia/Tokyo", "locale": "fr", "privacy": "private"}


async def test_what_one_says_of_oneself_is_kept_and_seen_at_once(learner: AsyncClient) -> None:
    saved = await learner.post("/you", data=PROFILE)
    page = parsed(await learner.get(saved.headers["location"]))

    assert (saved.status_code, faults_of(page)) == (303, [])
    assert page.all("//input[@name='name']")[0].get("value") == "Ada"
    assert page.texts("//select/option[@selected]") == ["Asia/Tokyo"]
    assert [one.get("value") for one in page.all("//input[@name='privacy'][@checked]")] == ["private"]
    assert page.text("//a[contains(@class, 'who')]") == "Ada"


@pytest.mark.parametrize(
    "form", [{"name": " "}, {"timezone": "x"}, {"locale": HOSTILE}, {"privacy": "secret"}], ids=str
)
async def test_what_nobody_can_be_is_told_and_changes_nothing(
    learner: AsyncClient, form: dict[str, str]
) -> None:
    before = parsed(await learner.get("/you")).all("//input[@name='name']")[0].get("value")

    page = parsed(await learner.post("/you", data=PROFILE | form))

    assert (page.status, faults_of(page)) == (400, [])
    assert "Nothing was changed" in page.text("//p[@role='alert']")
    assert parsed(await learner.get("/you")).all("//input[@name='name']")[0].get("value") == before


@pytest.fixture
def _password(school: School) -> None:
    """The learner, who came by a link, has a password as well."""
    mine = users.update().where(users.c.email == EMAIL).values(password_hash=hash_password(PASSWORD))
    school.write(lambda visit: visit.connection.execute(mine), None, now())


async def test_time_zones_are_offered_by_their_places(learner: AsyncClient) -> None:
    offered = parsed(await learner.get("/you")).words().split()

    assert {"UTC", "Asia/Tokyo"} <= set(offered)
    assert not {"Factory", "localtime", "Etc/GMT+5", "US/Eastern"} & set(offered)


@pytest.mark.usefixtures("_password")
async def test_a_new_password_ends_every_other_sign_in(learner: AsyncClient, guest: AsyncClient) -> None:
    elsewhere = await guest.post("/sign-in", data={"email": EMAIL, "password": PASSWORD})
    old = elsewhere.cookies["CAUTH"]

    changed = await learner.post("/you/password", data={"password": PASSWORD, "new": NEW})
    with_new = await learner.post("/sign-in", data={"email": EMAIL, "password": NEW})
    guest.cookies.clear()

    assert (changed.status_code, with_new.status_code) == (303, 303)
    assert (await learner.get("/you")).status_code == 200
    assert (await guest.get("/you", headers={"cookie": f"CAUTH={old}"})).status_code == 401


@pytest.mark.usefixtures("_password")
async def test_a_new_password_ends_links_that_were_made_before(
    school: School, learner: AsyncClient, guest: AsyncClient
) -> None:
    link = school.write(lambda visit: signing_in.make_link(visit, EMAIL), None, now())

    await learner.post("/you/password", data={"password": PASSWORD, "new": NEW})

    assert (await guest.get(f"/sign-in/link/{link}")).status_code == 403


@pytest.mark.usefixtures("_password")
@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"password": "wrong", "new": NEW}, 401),
        ({"password": PASSWORD, "new": "short"}, 400),
        ({"password": PASSWORD, "new": "x" * 1025}, 400),
        ({}, 401),
    ],
    ids=lambda one: str(one)[:40],
)
async def test_a_password_that_cannot_be_changed_stays(
    learner: AsyncClient, form: dict[str, str], status: int
) -> None:
    page = parsed(await learner.post("/you/password", data=form))

    assert (page.status, faults_of(page)) == (status, [])
    signed = await learner.post("/sign-in", data={"email": EMAIL, "password": PASSWORD})
    assert signed.status_code == 303


async def test_time_studied_is_told_by_course(learner: AsyncClient) -> None:
    assert "Nothing yet" in parsed(await learner.get("/you")).words()
