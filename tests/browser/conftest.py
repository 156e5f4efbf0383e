"""A real browser that comes to a real school, and everything that went wrong on the way."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from carrel.courseware.folder import read_folder
from carrel.courseware.items import Item
from carrel.server.web.addresses import item_path
from tests.browser.visits import Visit
from tests.schools import COURSES
from tests.tools import program

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]

PATIENCE = 20_000
"""Milliseconds that a busy machine may take to show a page."""

Visiting = Callable[..., Page]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium."""
    chromium = program("chromium", "chromium-browser", "google-chrome")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visiting(browser: Browser, demo_school: str) -> Iterator[Visiting]:
    """Makes a page for somebody who comes to the school; signed in where an account is given.

    A test fails in the end when a page had an error in its console, broke its own content policy, missed a
    file, or asked anybody but the school.
    """
    visits: list[Visit] = []
    with ExitStack() as stack:

        def visiting(account: tuple[str, str] | None = None, **settings: object) -> Page:
            context = browser.new_context(base_url=demo_school, **settings)  # type: ignore[arg-type]
            context.set_default_timeout(PATIENCE)
            stack.callback(context.close)
            visit = Visit(context.new_page(), demo_school)
            visits.append(visit)
            if account:
                visit.sign_in(account)
            return visit.page

        yield visiting
    assert [fault for visit in visits for fault in visit.faults] == []


@pytest.fixture(scope="session")
def counting() -> dict[str, str]:
    """The addresses of the items of the course on how computers count, by slug."""
    return {item.slug: path for item, path in addresses("how-computers-count")}


@pytest.fixture(scope="session")
def writing() -> dict[str, str]:
    """The addresses of the items of the course on writing, by slug."""
    return {item.slug: path for item, path in addresses("writing-that-argues")}


def addresses(slug: str) -> list[tuple[Item, str]]:
    """The items of a demo course, each with its address."""
    course = read_folder(COURSES / slug).course
    return [(item, item_path(course, item)) for item in course.items()]
