"""Pages as their readers find them, and what every one of them must keep to."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from httpx2 import Response
from lxml import html
from lxml.html import HtmlElement

POLICY_FORBIDS = ("//script[not(@src)]", "//@style", "//style", "//@onclick", "//iframe", "//object")

STYLES_OF_THE_PLAYER = "style-src-elem 'self' 'unsafe-inline'"
"""The one thing that the player's library cannot do without, on the one page that has it."""


@dataclass(frozen=True)
class Page:
    """One answer, parsed."""

    response: Response
    tree: HtmlElement

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def heading(self) -> str:
        return self.text("//h1")

    def all(self, xpath: str) -> list[HtmlElement]:
        found = self.tree.xpath(xpath)
        assert isinstance(found, list)
        return found

    def text(self, xpath: str) -> str:
        """The words of the only element that `xpath` finds."""
        (element,) = self.all(xpath)
        return " ".join(element.text_content().split())

    def texts(self, xpath: str) -> list[str]:
        return [" ".join(element.text_content().split()) for element in self.all(xpath)]

    def hrefs(self, xpath: str = "//main//a") -> list[str]:
        return [str(element.get("href")) for element in self.all(xpath)]

    def words(self) -> str:
        return self.text("//main")


def parsed(response: Response) -> Page:
    """The page in an answer, which is one."""
    assert response.headers["content-type"] == "text/html; charset=utf-8", response.text
    return Page(response, html.document_fromstring(response.text))


def faults_of(page: Page) -> list[str]:
    """What the page does that no page may do; empty for a good one."""
    checks = (_outline_faults, _link_faults, _control_faults, _policy_faults, _header_faults)
    return [fault for check in checks for fault in check(page)]


def _outline_faults(page: Page) -> Iterator[str]:
    if len(page.all("//h1")) != 1:
        yield f"{len(page.all('//h1'))} first headings"
    levels = [int(heading.tag[1]) for heading in page.all("//h1|//h2|//h3|//h4|//h5|//h6")]
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"a heading of level {after} follows one of level {before}"
    for landmark in ("header", "main", "footer"):
        if len(page.all(f"/html/body/{landmark}")) != 1:
            yield f"not one {landmark}"
    if page.tree.get("lang") != "en" or not page.text("//title"):
        yield "no language or no title"
    ids = page.all("//@id")
    if len(ids) != len(set(ids)):
        yield "an id stands twice"


def _link_faults(page: Page) -> Iterator[str]:
    for link in page.all("//a"):
        if not link.get("href") or not (link.text_content().strip() or link.get("aria-label")):
            yield f"an empty link: {html.tostring(link)!r}"
    for image in page.all("//img"):
        if image.get("alt") is None:
            yield f"an image without alt: {image.get('src')}"


def _control_faults(page: Page) -> Iterator[str]:
    for control in page.all("//input[@type!='hidden']"):
        if not page.all(f"//label[@for='{control.get('id')}']"):
            yield f"a control without a label: {control.get('name')}"
    for form in page.all("//form"):
        if form.get("method") not in {"post", "get"} or not str(form.get("action")).startswith("/"):
            yield "a form that is not sent to us"
    for bar in page.all("//progress"):
        if not bar.get("aria-label"):
            yield "a progress bar without a name"


def _policy_faults(page: Page) -> Iterator[str]:
    yield from (f"{xpath} is against our policy" for xpath in POLICY_FORBIDS if page.all(xpath))


def _header_faults(page: Page) -> Iterator[str]:
    headers = page.response.headers
    policy = headers.get("content-security-policy", "")
    if "default-src 'none'" not in policy or "unsafe" in policy.replace(STYLES_OF_THE_PLAYER, ""):
        yield "no content policy"
    if headers.get("x-content-type-options") != "nosniff" or "cookie" not in headers.get("vary", "").lower():
        yield "a header is missing"
