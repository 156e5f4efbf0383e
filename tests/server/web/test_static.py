"""The look of the pages."""

import pytest
from httpx2 import AsyncClient

from carrel.server.web.static import address

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(("name", "kind"), [("carrel.css", "text/css"), ("mark.svg", "image/svg+xml")])
async def test_a_file_is_kept_for_ever_under_the_name_of_its_content(
    guest: AsyncClient, name: str, kind: str
) -> None:
    answer = await guest.get(address(name))

    assert answer.headers["content-type"].startswith(kind)
    assert "immutable" in answer.headers["cache-control"]


async def test_a_page_of_an_earlier_version_gets_todays_look_for_once(guest: AsyncClient) -> None:
    answer = await guest.get("/static/0123456789abcdef/carrel.css")

    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")


@pytest.mark.parametrize(
    "name", ["..%2Frendering.py", "%2e%2e/rendering.py", "room.css", "nothing.css", ".css"]
)
async def test_nothing_else_is_handed_out(guest: AsyncClient, name: str) -> None:
    assert (await guest.get(f"/static/0/{name}")).status_code == 404
