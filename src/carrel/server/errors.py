"""The one place where what inner floors refuse becomes an answer of the API.

Pages have a table of their own (`web/errors.py`), because they answer people.
"""

import logging
from collections.abc import Callable, Mapping

from carrel.domain.errors import (
    AccountTaken,
    AttemptClosed,
    BadLink,
    BadRedirect,
    ClosedThread,
    FixedDeadlines,
    ItemLocked,
    LearningError,
    NoAssessment,
    NoSuchThing,
    NotAuthorized,
    NotNow,
    NotSignedIn,
    OutOfAttempts,
    PostingTooOften,
    SessionClosed,
    SlugTaken,
    Unfit,
    UnfitTime,
    UnknownAccount,
    UnknownClient,
    UnknownCourse,
    UnknownFile,
    UnknownItem,
    UnknownMember,
    UnknownSession,
    UnknownSpecialization,
    WrongKind,
    WrongSecret,
)
from carrel.protocol.errors import (
    NaptimeError,
    RequestError,
    forbidden,
    missing_authentication,
    not_authorized,
    not_found,
    refused_value,
)
from carrel.server.floods import TooMany
from carrel.store.errors import (
    Conflict,
    DamagedDatabase,
    DatabaseUnavailable,
    DiskFull,
    NotFound,
    StoreError,
)

log = logging.getLogger(__name__)

POSTING_LIMIT = "FORUM_POST_RATE_LIMIT_REACHED_EXCEPTION"
"""The error code by which clients know that they post too often."""


def _too_many_posts(error: Exception) -> RequestError:
    wait = error.retry_after if isinstance(error, PostingTooOften) else 1
    return TooMany(wait, POSTING_LIMIT, str(error))


REFUSALS: Mapping[type[Exception], Callable[[Exception], RequestError]] = {
    NotSignedIn: lambda _: missing_authentication(),
    NotAuthorized: lambda _: not_authorized(),
    UnknownItem: lambda _: not_authorized(),
    WrongSecret: lambda error: NaptimeError(403, "wrongSecret", str(error)),
    ItemLocked: lambda _: forbidden("Item is locked"),
    WrongKind: lambda error: NaptimeError(400, None, f"Wrong content type for item StoredItem: {error}"),
    UnknownCourse: lambda _: not_found(),
    UnknownMember: lambda _: not_found(),
    UnknownSession: lambda _: not_found(),
    UnknownClient: lambda _: not_found(),
    BadRedirect: lambda error: refused_value(str(error)),
    UnknownSpecialization: lambda _: not_found(),
    UnknownFile: lambda _: not_found(),
    NoSuchThing: lambda _: not_found(),
    PostingTooOften: _too_many_posts,
    ClosedThread: lambda error: NaptimeError(403, "closed", str(error)),
    Unfit: lambda error: refused_value(str(error)),
    NotFound: lambda _: not_found(),
    UnknownAccount: lambda error: NaptimeError(401, "invalidCredentials", str(error)),
    BadLink: lambda error: NaptimeError(403, "badLink", str(error)),
    AccountTaken: lambda error: NaptimeError(409, "accountTaken", str(error)),
    SlugTaken: lambda error: NaptimeError(409, "slugTaken", str(error)),
    UnfitTime: lambda error: NaptimeError(400, "unfitTime", str(error)),
    SessionClosed: lambda error: NaptimeError(409, "sessionClosed", str(error)),
    NoAssessment: lambda _: NaptimeError(404, None, "Assessment id not available"),
    OutOfAttempts: lambda error: NaptimeError(403, "outOfAttempts", str(error)),
    AttemptClosed: lambda error: NaptimeError(409, "attemptClosed", str(error)),
    FixedDeadlines: lambda error: NaptimeError(409, "fixedDeadlines", str(error)),
    NotNow: lambda error: NaptimeError(409, "notNow", str(error)),
    Conflict: lambda _: NaptimeError(
        409, "conflict", "This is there already, or it refers to what is not; nothing was changed."
    ),
    DiskFull: lambda _: NaptimeError(507, "diskFull", "The school's disk is full; nothing was changed."),
    DatabaseUnavailable: lambda _: NaptimeError(
        503, "unavailable", "The school cannot reach its database just now; try again in a minute."
    ),
    DamagedDatabase: lambda _: NaptimeError(
        500, "damaged", "The school's database is damaged. Who runs the school finds help in: carrel doctor"
    ),
}

REFUSED: tuple[type[Exception], ...] = (RequestError, LearningError, StoreError)
"""What `refusal` is meant for."""


def refusal(error: Exception) -> RequestError:
    """The API's answer to an error of an inner floor; what is not listed is a 500 that gives nothing away."""
    if isinstance(error, RequestError):
        return error
    for kind in type(error).__mro__:
        if kind in REFUSALS:
            return REFUSALS[kind](error)
    log.error("An answer failed for a reason that has no answer of its own.", exc_info=error)
    return NaptimeError(500, "internal", "Something went wrong in the school. It has been noted.")
