"""Which certificates are trusted."""

from functools import cache
from ssl import SSLContext

import httpx2


@cache
def ssl_context() -> SSLContext:
    """The context of every client: reading the trusted certificates takes longer than many a call."""
    return httpx2.create_ssl_context()
