"""The client: one SDK for every operation of the learner API, synchronous and asynchronous.

Calls are written once, as flows without input or output (`flows`); `Client` and `AsyncClient` carry them over
HTTP. What can be asked is declared in `carrel.resources`.
"""

from typing import TYPE_CHECKING

from carrel.client.answers import Answer, Created
from carrel.client.auth import Credentials
from carrel.client.client import Client, Download
from carrel.client.connection import Timeouts
from carrel.client.downloading import Facts, Rest
from carrel.client.errors import ClientError
from carrel.client.politeness import Politeness
from carrel.client.questions import Question, find, get, get_all, of
from carrel.client.retrying import Patience

if TYPE_CHECKING:
    from carrel.client.async_client import AsyncClient, AsyncDownload

__all__ = [
    "Answer",
    "AsyncClient",
    "AsyncDownload",
    "Client",
    "ClientError",
    "Created",
    "Credentials",
    "Download",
    "Facts",
    "Patience",
    "Politeness",
    "Question",
    "Rest",
    "Timeouts",
    "find",
    "get",
    "get_all",
    "of",
]


def __getattr__(name: str) -> object:
    """What only programs that await need, imported when it is asked for."""
    if name in {"AsyncClient", "AsyncDownload"}:
        from carrel.client import async_client

        return getattr(async_client, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
