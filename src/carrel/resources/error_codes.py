"""Every `errorCode` that the learner API answers with, and what it means. Some refusals have none."""

from collections.abc import Mapping
from typing import Final

ERROR_CODES: Final[Mapping[str, tuple[int, str]]] = {
    "naptime.parse.fields": (400, "`fields` does not follow its grammar."),
    "naptime.parse.includes": (400, "`includes` does not follow its grammar."),
    "naptime.parse.fieldsHeader": (
        400,
        "The header `X-Coursera-Naptime-Fields` says something else than `all`.",
    ),
    "request.validation": (
        400,
        "Every member is well formed, but the whole makes no sense; the message says why.",
    ),
    "unfitTime": (400, "A time that cannot be, such as an end before its start."),
    "auth.perms": (401, "Nobody is signed in; with 403, the item is locked."),
    "auth.parse": (401, "Credentials were sent that cannot be read."),
    "invalidCredentials": (401, "No account has this address, or the password is not its own."),
    "Not Authorized": (403, "This is somebody else's, or of a course that the asker does not take."),
    "foreignOrigin": (403, "Another site made a browser send this."),
    "badAddress": (403, "A signed address that is forged, or has expired."),
    "badLink": (403, "A sign-in link that was used already, has expired, or was never given out."),
    "wrongSecret": (403, "The email, the key and the secret of a script do not belong together."),
    "outOfAttempts": (403, "There are no attempts left just now."),
    "notFound": (404, "There is nothing of this name or id."),
    "closed": (403, "The thread is closed: nothing can be answered in it."),
    "accountTaken": (409, "An account with this address exists already."),
    "attemptClosed": (409, "The attempt was handed in already, or its time is over."),
    "conflict": (409, "This is there already, or it refers to what is not; nothing was changed."),
    "fixedDeadlines": (409, "The deadlines are those of a session, and cannot be moved."),
    "notNow": (409, "This cannot be done at this point, because of what was done before or was not."),
    "sessionClosed": (409, "The session takes in nobody now."),
    "slugTaken": (409, "Another course has this slug."),
    "tooManyRequests": (429, "Too much in too short a time; `Retry-After` says when to come again."),
    "internal": (500, "Something went wrong in the school, which has been noted."),
    "damaged": (500, "The school's database is damaged."),
    "unavailable": (503, "The school cannot reach its database just now."),
    "diskFull": (507, "The school's disk is full; nothing was changed."),
}
"""By code: the status that it usually comes with, and its meaning."""
