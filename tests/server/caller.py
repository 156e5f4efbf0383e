"""Asking a school over ASGI, as a client on the network would."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
from anyio.from_thread import BlockingPortal
from starlette.applications import Starlette

from carrel.application import signing_in
from carrel.application.school import School
from carrel.application.signing_in import SignIn
from carrel.application.visit import Visit
from carrel.domain.users import normalized_email
from carrel.server.app import create_app
from carrel.server.settings import Settings
from carrel.server.visitors import now
from carrel.store import users

BASE = "http://school.test"


@dataclass(frozen=True)
class Caller:
    """A client of one app, signed in when it holds a token.

    What the app raises, the test sees: an error of ours is never mistaken for an answer.
    """

    app: Starlette
    portal: BlockingPortal
    client: httpx2.AsyncClient
    token: str = ""

    def get(self, target: str, headers: Mapping[str, str] | None = None) -> httpx2.Response:
        return self.send("GET", target, headers=headers)

    def post(
        self, target: str, json: object = None, headers: Mapping[str, str] | None = None, **body: Any
    ) -> httpx2.Response:
        return self.send("POST", target, headers=headers, **(body or {"json": json}))

    def send(
        self,
        method: str,
        target: str,
        *,
        headers: Mapping[str, Any] | None = None,
        cookies: Mapping[str, str] | None = None,
        **body: Any,
    ) -> httpx2.Response:
        """One request; the caller's own cookie goes along with `cookies`."""
        carried = {**({"CAUTH": self.token} if self.token else {}), **(cookies or {})}
        written = "; ".join(f"{name}={value}" for name, value in carried.items())
        sent = {**({"cookie": written} if written else {}), **(headers or {})}

        async def request() -> httpx2.Response:
            answer = await self.client.request(method, target, headers=sent, **body)
            # Who a caller is must not depend on what it was answered before.
            self.client.cookies.clear()
            return answer

        return self.portal.call(request)


@contextmanager
def calling(school: School, portal: BlockingPortal, settings: Settings | None = None) -> Iterator[Caller]:
    """A guest of an app that serves this school."""
    app = create_app(school, settings or Settings())
    client = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=BASE, trust_env=False)
    try:
        yield Caller(app, portal, client)
    finally:
        portal.call(client.aclose)


def signed_in(guest: Caller, school: School, email: str) -> Caller:
    """The same client, as the user with this email."""

    def deed(visit: Visit) -> SignIn:
        user = users.user_by_email(visit.connection, normalized_email(email))
        assert user is not None
        return signing_in.sign_in(visit, user)

    return Caller(guest.app, guest.portal, guest.client, school.write(deed, None, now()).token)


def user_id(caller: Caller) -> int:
    """The id of who is signed in, as clients learn it."""
    return int(caller.get("/api/adminUserPermissions.v1?q=my").json()["elements"][0]["id"])
