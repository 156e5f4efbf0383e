"""Sites that lie, break off, change their minds or want less; disks that are full; paths that lead away."""

import errno
import os
import socket
import threading
from collections.abc import Mapping
from pathlib import Path

import httpx2
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from carrel.archiver.choice import EVERYTHING
from carrel.archiver.errors import BadLibrary, DiskFull
from carrel.archiver.library import Library
from carrel.archiver.mirror import Mirror
from carrel.archiver.verifying import verify
from carrel.client import Client, Timeouts
from tests.archiver.conftest import LESSON
from tests.archiver.schools import IMPATIENT, PASSWORD, SITE, SLUG, Fault, InProcess, Site, files_of
from tests.builders import bytes_at

SLIDES = f"{LESSON}/01-hello/slides.pdf"
BYTES = bytes_at(SLIDES)
JSON = "application/json"


def answering(status: int, body: bytes = b"", **headers: str) -> Fault:
    """Always the same answer."""

    async def fault(scope: Scope, receive: Receive, send: Send, app: ASGIApp) -> None:
        await say(send, status, {name.replace("_", "-"): value for name, value in headers.items()}, body)

    return fault


class InTurn:
    """One answer after the other; after the last of them, the school's own. Keeps what was asked."""

    def __init__(self, *faults: Fault) -> None:
        self._faults = list(faults)
        self.ranges: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send, app: ASGIApp) -> None:
        self.ranges.append(dict(scope["headers"]).get(b"range", b"").decode())
        if self._faults:
            return await self._faults.pop(0)(scope, receive, send, app)
        return await app(scope, receive, send)


async def cut_in_half(scope: Scope, receive: Receive, send: Send, app: ASGIApp) -> None:
    """The school's own answer, with half of the bytes that it promises."""

    async def half(message: dict[str, object]) -> None:
        if message["type"] == "http.response.body":
            body = message.get("body", b"")
            assert isinstance(body, bytes)
            message = {**message, "body": body[: len(body) // 2]}
        await send(message)

    await app(scope, receive, half)  # type: ignore[arg-type]  # a message is any mapping


async def say(send: Send, status: int, headers: Mapping[str, str], body: bytes) -> None:
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (answering(200, b"short", content_length="5000", content_type="application/pdf"), "broke off"),
        (answering(200, b"<!DOCTYPE html><html>", content_type="text/html"), "web page"),
        (answering(200, b"<!DOCTYPE html><html>", content_type="application/pdf"), "web page"),
        (answering(404), "nothing at"),
        (answering(410), "gone"),
        (answering(503), "try again"),
        (answering(429, retry_after="0"), "Wait"),
        (answering(302, location="file:///etc/passwd"), "not this file"),
        (answering(302, location="/media/loop/slides.pdf"), "not this file"),
    ],
    ids=["length", "html", "disguise", "missing", "gone", "503", "429", "file-url", "circle"],
)
def test_one_bad_file_is_named_and_stops_no_other(site: Site, tmp_path: Path, fault: Fault, reason: str):
    site.faults["/slides.pdf"] = fault

    report = site.mirror(tmp_path)

    (missing,) = report.missing
    assert (missing.place, report.files) == (SLIDES, 8)
    assert reason in missing.reason
    assert "signature" not in missing.reason
    assert not (tmp_path / SLUG / SLIDES).exists()


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (answering(404), "gone: "),
        (answering(410), "gone: "),
        (answering(403, b'{"message": "The item is locked."}', content_type=JSON), "locked: "),
        (answering(403, b'{"errorCode": "Not Authorized"}', content_type=JSON), "not enrolled: "),
        (answering(403, b'{"message": "For mentors."}', content_type=JSON), "not allowed: "),
        (answering(200, b"<!DOCTYPE html><html>", content_type="text/html"), "failed: "),
        (answering(503), "failed: "),
    ],
    ids=["404", "410", "locked", "not-enrolled", "not-allowed", "html", "503"],
)
def test_one_text_that_is_refused_is_told_apart_and_stops_nothing(
    site: Site, tmp_path: Path, fault: Fault, reason: str
):
    site.faults["/onDemandSupplements.v1"] = fault

    report = site.mirror(tmp_path)

    (refused,) = [one for one in (*report.unseen, *report.missing) if "how-to-read" in one.place]
    assert refused.reason.startswith(reason)
    # What the site will not show is its own affair; what failed should be there.
    assert report.is_whole == (not reason.startswith("failed"))
    assert (tmp_path / SLUG / LESSON / "01-hello" / "video.720p.mp4").is_file()


def test_a_text_that_is_refused_today_stays_as_it_was_yesterday(site: Site, tmp_path: Path):
    site.mirror(tmp_path)
    before = files_of(tmp_path)
    site.faults["/onDemandSupplements.v1"] = answering(410)

    site.mirror(tmp_path)

    assert files_of(tmp_path) == before


def test_what_was_missing_comes_the_next_time(site: Site, tmp_path: Path):
    site.faults["/slides.pdf"] = answering(503)
    site.mirror(tmp_path)
    site.faults.clear()

    report = site.mirror(tmp_path)

    assert (report.is_whole, report.fetched) == (True, 1)
    assert (tmp_path / SLUG / SLIDES).read_bytes() == BYTES


def test_a_film_that_is_none_is_not_kept(site: Site, tmp_path: Path):
    site.faults["/video.720p.mp4"] = answering(200, b"\0" * 500, content_type="video/mp4")

    report = site.mirror(tmp_path)

    assert [one.place.rpartition("/")[2] for one in report.missing] == ["video.720p.mp4"]


def test_what_broke_off_goes_on_where_it_was(site: Site, tmp_path: Path):
    site.faults["/slides.pdf"] = asked = InTurn(cut_in_half)

    site.mirror(tmp_path)

    assert (tmp_path / SLUG / SLIDES).read_bytes() == BYTES
    assert asked.ranges == ["", f"bytes={len(BYTES) // 2}-"]


def test_what_changed_halfway_is_fetched_from_its_beginning(site: Site, tmp_path: Path):
    other = answering(200, b"%PDF another one", content_type="application/pdf", content_length="16")
    site.faults["/slides.pdf"] = InTurn(cut_in_half, other)

    site.mirror(tmp_path)

    assert (tmp_path / SLUG / SLIDES).read_bytes() == b"%PDF another one"


def test_a_server_that_wants_less_is_asked_again(site: Site, tmp_path: Path):
    busy = answering(429, retry_after="0")
    site.faults["/slides.pdf"] = InTurn(busy)

    report = site.mirror(tmp_path)

    assert report.is_whole


def test_cookies_go_to_no_other_host(site: Site, tmp_path: Path):
    site.faults["/media/"] = answering(302, location="http://elsewhere.example.org/away/slides.pdf")
    site.faults["/away/"] = answering(200, b"%PDF", content_type="application/pdf")

    site.mirror(tmp_path)

    away = [has_cookie for path, has_cookie in site.asked if path.startswith("/away/")]
    assert set(away) == {False}


def test_a_server_that_stalls_is_given_up(site: Site, tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        threading.Thread(target=_stall, args=(listener,), daemon=True).start()
        site.faults["/slides.pdf"] = answering(302, location=f"http://127.0.0.1:{port}/slides.pdf")
        with (
            Client(SITE, transport=Routing(site), patience=IMPATIENT, timeouts=Timeouts(read=0.05)) as client,
            Library.open(tmp_path) as library,
        ):
            client.sign_in("learner@example.org", PASSWORD)
            report = Mirror(client=client, library=library, choice=EVERYTHING).run(SLUG)

    assert [one.place for one in report.missing] == [SLIDES]
    assert "too long" in report.missing[0].reason


def test_a_full_disk_ends_the_mirror_and_says_so(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(DiskFull, match="make room"):
            site.mirror(tmp_path)

    assert (site.mirror(tmp_path)).is_whole


def test_a_library_on_a_disk_that_has_become_read_only_stays_as_it_is(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    opened = os.open

    def refused(path: str, flags: int, *more: int, **others: int) -> int:
        if flags & (os.O_RDWR | os.O_WRONLY):
            raise OSError(errno.EROFS, "Read-only file system")
        return opened(path, flags, *more, **others)

    site.mirror(tmp_path)
    before = files_of(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(os, "open", refused)
        with pytest.raises(BadLibrary, match="Read-only file system"):
            site.mirror(tmp_path)

    assert files_of(tmp_path) == before
    assert site.mirror(tmp_path).plan == ()


def test_a_library_that_cannot_be_written_to_is_told(site: Site, tmp_path: Path):
    (tmp_path / "file").write_text("")

    with pytest.raises(BadLibrary, match="choose another"):
        site.mirror(tmp_path / "file" / "library")


def test_nothing_is_written_through_a_link_out_of_the_library(site: Site, tmp_path: Path):
    outside, library = tmp_path / "outside", tmp_path / "library"
    outside.mkdir()
    library.mkdir()
    (library / SLUG).symlink_to(outside)

    with pytest.raises(BadLibrary, match="leads out"):
        site.mirror(library)

    assert list(outside.iterdir()) == []


@pytest.mark.parametrize(
    "damage", [lambda path: path.unlink(), lambda path: path.write_bytes(b"x" * len(BYTES))]
)
def test_a_damaged_file_is_found_and_mended(site: Site, tmp_path: Path, damage):
    site.mirror(tmp_path)
    whole = files_of(tmp_path)
    damage(tmp_path / SLUG / SLIDES)

    with Library.open(tmp_path) as library:
        faults = [one.path for one in verify(library) if one.fault]
    report = site.mirror(tmp_path)

    assert faults == [f"{SLUG}/{SLIDES}"]
    assert (report.fetched, files_of(tmp_path)) == (1, whole)


class Routing(httpx2.BaseTransport):
    """The school without a network, and the network for this machine's own addresses."""

    def __init__(self, site: Site) -> None:
        self._school = InProcess(site)
        self._network = httpx2.HTTPTransport()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        there = self._network if request.url.host == "127.0.0.1" else self._school
        return there.handle_request(request)

    def close(self) -> None:
        self._network.close()


def _stall(listener: socket.socket) -> None:
    """Begin an answer to everybody, and never go on."""
    begun = []
    while True:
        try:
            stream, _ = listener.accept()
        except OSError:
            return
        stream.recv(4096)
        stream.sendall(
            b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\ncontent-type: application/pdf\r\n\r\n%PDF"
        )
        begun.append(stream)
