"""The look of the pages."""

import hashlib
import re
from urllib.parse import urljoin

import pytest
from httpx2 import AsyncClient

from carrel.server.web.static import FOLDER, FOR_EVER, address

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("name", "kind"),
    [("carrel.css", "text/css"), ("mark.svg", "image/svg+xml"), ("study/lecture.js", "text/javascript")],
)
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


async def test_what_is_vendored_is_what_was_published() -> None:
    sums = (FOLDER / "vendor" / "SHA256SUMS").read_text().splitlines()
    promised = {name: digest for digest, name in (line.split("  ") for line in sums)}
    kept = {path.relative_to(FOLDER / "vendor").as_posix(): path for path in FOLDER.rglob("vendor/*/*")}

    found = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in kept.items()}

    assert found == promised


async def test_modules_find_each_other_by_relative_addresses(guest: AsyncClient) -> None:
    names = [path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("study/*.js")]

    imported = [
        urljoin(address(name), found)
        for name in names
        for found in re.findall(r'(?:from|import\()\s*"(.+?)"', (FOLDER / name).read_text())
    ]
    answers = [await guest.get(one) for one in imported]

    assert len(imported) > len(names)
    assert {(one.status_code, one.headers["cache-control"]) for one in answers} == {(200, FOR_EVER)}


async def test_what_is_long_travels_compressed_to_who_can_read_that(guest: AsyncClient) -> None:
    plain = await guest.get(address("carrel.css"), headers={"accept-encoding": "identity"})
    compressed = await guest.get(address("carrel.css"), headers={"accept-encoding": "gzip"})

    assert plain.content == compressed.content
    assert int(compressed.headers["content-length"]) < int(plain.headers["content-length"]) / 2
