"""One visitor with one page, and what may go wrong while they look at it."""

from dataclasses import dataclass, field

from playwright.sync_api import ConsoleMessage, Page, Request, Response

REFUSED_PAGE = "Failed to load resource"
"""How the console reports a page whose status is an error, which the school may well mean."""


@dataclass
class Visit:
    """A page of a school, watched: `faults` are what it should not have done."""

    page: Page
    school: str
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("request", self._see_request)
        self.page.on("response", self._see_response)

    def sign_in(self, account: tuple[str, str]) -> None:
        """Sign in as anybody does."""
        email, password = account
        self.page.goto("/sign-in")
        self.page.get_by_label("Email").fill(email)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("main").get_by_role("button", name="Sign in").click()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(REFUSED_PAGE):
            self.faults.append(f"{self.page.url}: {message.text}")

    def _see_request(self, request: Request) -> None:
        if not request.url.startswith((self.school, "data:")):
            self.faults.append(f"{self.page.url} asks for {request.url}")

    def _see_response(self, response: Response) -> None:
        if not response.ok and response.request.resource_type != "document" and response.status >= 400:
            self.faults.append(f"{self.page.url} misses {response.url}: {response.status}")
