"""Which certificates are trusted."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ssl import SSLContext


@cache
def ssl_context() -> "SSLContext":
    """The context of every client: reading the trusted certificates takes longer than many a call."""
    import httpx2

    return httpx2.create_ssl_context()


@cache
def straight_context() -> "SSLContext":
    """The same for connections that speak HTTP/1.1 and nothing else; the other's protocols may change."""
    import httpx2

    context = httpx2.create_ssl_context()
    context.set_alpn_protocols(["http/1.1"])
    return context
