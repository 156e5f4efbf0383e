"""Laws that every page keeps, in a real browser: one walk through the school, on a phone."""

from dataclasses import dataclass
from itertools import islice

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from carrel.application.forum_map import forums_of
from carrel.courseware.folder import read_folder
from carrel.server.web.addresses import forum_path
from tests.browser.conftest import Visiting, addresses
from tests.browser.visits import Visit
from tests.schools import COURSES, LEARNER, NEWCOMER

COURSE = "/learn/how-computers-count"
PHONE = ViewportSize(width=390, height=844)
NAMED_ROLES = {"button", "checkbox", "combobox", "image", "link", "navigation", "textbox", "Video"}
FOR_EVERYBODY = ["/", "/courses", f"{COURSE}/home/welcome", f"{COURSE}/home/module/2", "/nowhere"]
WRITING = read_folder(COURSES / "writing-that-argues").course
TALK = [
    "/learn/writing-that-argues/discussions",
    *(forum_path(WRITING.slug, one.id) for one in islice(forums_of(WRITING), 2)),
]
OWN = [f"{COURSE}/pace", "/you", f"{COURSE}/notes", f"{COURSE}/discussions", *TALK]


@dataclass(frozen=True)
class Seen:
    """What a page was like."""

    path: str
    title: str
    headings: int
    width: int
    unnamed: list[str]


@dataclass(frozen=True)
class Walk:
    """Pages, and what went wrong on the way from one to the other."""

    pages: list[Seen]
    faults: list[str]


@pytest.fixture(scope="module", params=["guest", "learner", "newcomer"])
def walk(request: pytest.FixtureRequest, browser: Browser, demo_school: str) -> Walk:
    """A walk along every kind of page, and along the items with all that a text can hold."""
    counting = [path for _, path in addresses("how-computers-count")]
    one_of_each_kind = {item.kind: path for item, path in addresses("writing-that-argues")}
    account, paths = {
        "guest": (None, [*FOR_EVERYBODY, counting[0]]),
        "learner": (LEARNER, [*FOR_EVERYBODY, *OWN, *counting]),
        "newcomer": (NEWCOMER, [*FOR_EVERYBODY, *one_of_each_kind.values()]),
    }[request.param]
    context = browser.new_context(base_url=demo_school, viewport=PHONE)
    visit = Visit(context.new_page(), demo_school)
    if account:
        visit.sign_in(account)
    pages = [_look(visit.page, path) for path in paths]
    context.close()
    return Walk(pages, visit.faults)


def test_no_page_has_errors_or_asks_anybody_but_the_school(walk: Walk):
    assert walk.faults == []


def test_no_page_scrolls_sideways_on_a_phone(walk: Walk):
    assert [(page.path, page.width) for page in walk.pages if page.width > PHONE["width"]] == []


def test_every_control_and_every_picture_has_a_name(walk: Walk):
    assert [(page.path, page.unnamed) for page in walk.pages if page.unnamed] == []


def test_every_page_has_one_main_heading(walk: Walk):
    assert [page.path for page in walk.pages if page.headings != 1] == []


def test_every_page_has_a_title_of_its_own(walk: Walk):
    titles = [page.title for page in walk.pages]

    assert len(set(titles)) == len(titles)


def test_the_keyboard_skips_to_the_content(visiting: Visiting):
    page = visiting(LEARNER)
    page.goto("/courses")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def _look(page: Page, path: str) -> Seen:
    page.goto(path)
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return Seen(path, page.title(), page.locator("h1").count(), width, _unnamed(page))


def _unnamed(page: Page) -> list[str]:
    """The roles of what a reader of the screen would find without a name."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [
        node["role"]["value"]
        for node in nodes
        if not node["ignored"] and node["role"]["value"] in NAMED_ROLES and not node["name"].get("value")
    ]
