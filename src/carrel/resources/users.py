"""Who is signed in (shapes §2.5)."""

from carrel.protocol.schema import Finder
from carrel.resources.records import UNSET, Maybe, Record, declare


class AdminUserPermissionsRecord(Record):
    """The signed-in user. `id` is a string of digits."""

    id: str
    """The signed-in user, in digits."""
    permissions: Maybe[list[str]] = UNSET
    """Always empty."""


ADMIN_USER_PERMISSIONS = declare(
    "adminUserPermissions.v1",
    AdminUserPermissionsRecord,
    finders=(Finder("my", (), "The signed-in user; how clients learn who they are."),),
)
