"""How a school is served."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator decides. Times are milliseconds, sizes are bytes.

    `base_url` is where the school is reached from outside (scheme and host, no path), for links that must be
    absolute; empty means that each request's own `Host` is believed. `most_ids` is how many elements may be
    asked for by their ids at once.
    """

    base_url: str = ""
    media_link_lifetime: int = 12 * 3_600_000
    largest_body: int = 100 * 1024
    sign_in_threads: int = 2
    most_ids: int = 1000

    @property
    def is_secure(self) -> bool:
        """Whether visitors come over https, so that cookies may insist on it."""
        return self.base_url.startswith("https://")
