"""The school that the walks go through."""

from tests.server.conftest import (
    _cheap_passwords,
    founded,
    guest,
    portal,
    school,
)

__all__ = ["_cheap_passwords", "founded", "guest", "portal", "school"]
