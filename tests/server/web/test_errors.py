"""Trouble, told."""

import pytest
from httpx2 import AsyncClient
from starlette.exceptions import HTTPException

from carrel.application.school import School
from carrel.application.visit import Visit
from carrel.domain import errors as domain
from carrel.protocol.errors import NaptimeError
from carrel.server.web.errors import ErrorView, telling_of, view
from carrel.server.web.rendering import Frame, render
from carrel.store import errors as store
from tests.server.web.pages import Page, faults_of, parsed

pytestmark = pytest.mark.anyio

COURSE = "/learn/study-well-online"


def told(error: Exception, slug: str = "") -> ErrorView:
    return view(telling_of(error), error, slug)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (domain.NotSignedIn(""), 401),
        (domain.UnknownAccount(""), 401),
        (domain.BadLink(""), 403),
        (domain.NotEnrolled(""), 403),
        (domain.NotAuthorized(""), 403),
        (domain.ItemLocked(""), 403),
        (domain.UnknownCourse(""), 404),
        (domain.UnknownItem(""), 404),
        (domain.UnknownFile(""), 404),
        (domain.WrongKind("a", "b", "c"), 400),
        (store.DiskFull(""), 507),
        (store.DatabaseUnavailable(""), 503),
        (store.DamagedDatabase(""), 500),
        (NaptimeError(413, "tooLarge", ""), 413),
        (HTTPException(429), 429),
        (HTTPException(405), 405),
        (HTTPException(418), 418),
        (HTTPException(502), 502),
        (ValueError("secret"), 500),
    ],
)
def test_every_error_has_a_page_that_says_what_to_do(error: Exception, status: int) -> None:
    shown = told(error)

    assert shown.status == status
    assert shown.title
    assert shown.ways
    assert shown.title in render("error.html", shown, Frame("School", signed_in=False))


def test_what_was_not_foreseen_gives_nothing_away() -> None:
    text = render("error.html", told(ValueError("the secret")), Frame("School", signed_in=True))

    assert "secret" not in text


def test_an_error_in_a_course_leads_back_to_it_unless_there_is_none() -> None:
    hrefs = [way.href for way in told(domain.UnknownItem(""), "a").ways]
    without = [way.href for way in told(domain.UnknownCourse(""), "a").ways]

    assert hrefs == ["/learn/a/home/welcome", "/", "/courses"]
    assert without == ["/", "/courses"]


async def test_a_full_disk_is_told_and_reading_goes_on(
    school: School, learner: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object, **__: object) -> None:
        raise store.DiskFull("No space is left.")

    monkeypatch.setattr(type(school), "writing", full)

    page = parsed(await learner.post("/learn/another/enroll"))
    reading = parsed(await learner.get(f"{COURSE}/supplement/aaaa2"))

    assert (page.status, page.heading, faults_of(page)) == (507, "The school’s disk is full", [])
    assert reading.status == 200


async def test_an_unforeseen_error_is_a_page_too(
    school: School, learner: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_visit: Visit, _slug: str) -> None:
        raise ValueError("secret")

    monkeypatch.setattr("carrel.server.web.course.see_course", broken)

    page: Page = parsed(await learner.get(f"{COURSE}/home/welcome"))

    assert (page.status, faults_of(page)) == (500, [])
    assert "secret" not in page.response.text


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/"), ("POST", "/courses"), ("GET", f"{COURSE}/enroll")]
)
async def test_a_wrong_method_is_told(learner: AsyncClient, method: str, path: str) -> None:
    page = parsed(await learner.request(method, path))

    assert (page.status, faults_of(page)) == (405, [])
    assert page.response.headers["allow"]


async def test_what_was_not_foreseen_in_the_store_is_in_the_log(
    school: School, guest: AsyncClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def damaged(_: object) -> None:
        raise store.DamagedDatabase("page 7 is torn")

    monkeypatch.setattr(school.database, "reading", damaged)

    shown = await guest.get("/courses")

    assert shown.status_code == 500
    assert "page 7" not in shown.text
    assert "page 7 is torn" in caplog.text
