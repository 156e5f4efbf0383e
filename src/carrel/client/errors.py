"""Everything that can go wrong on the road. Each text says what happened, what it means and what to do.

ClientError
├── BadQuestion             asked for what is not declared; nothing was sent
├── BadAddress              not the address of a site or a file; nothing was sent
├── BadCredentials          a cookie or a cookie file that cannot be used; nothing was sent
├── Unreachable             no connection, or it broke off
│   └── CutShort            a download broke off; what arrived can be kept
├── TimedOut                no answer, or nothing more of one, for too long
├── NotSignedIn             nobody is signed in, or the sign-in has expired
│   └── SignInRefused       the email, the password or the way of signing in is not accepted
├── NotAuthorized           signed in, but this is not for this user
│   └── NotEnrolled         not enrolled in the course (or it is somebody else's data)
├── Locked                  the item opens later
├── LinkExpired             an address that carried its own permission is over
├── NotFound                there is no such thing
│   └── Gone                there was, and it will not come back
├── TooManyRequests         slower; knows how long to wait
├── Refused                 any other refusal, in the server's words
├── ServerFailed            the server broke
└── NotTheApi               what came back is not what the API promises
    └── BadRedirect         it points to where one does not follow
"""

from typing import Final

LONGEST_QUOTE: Final = 300
"""Characters of a server's words that a text repeats."""


class ClientError(Exception):
    """Any failure of this room. Its text is for people, and never holds a password, cookie or signature."""


class BadQuestion(ClientError):
    """The declarations say that this cannot be asked."""


class BadAddress(ClientError):
    """A text that is not an address one could ask."""


class BadCredentials(ClientError):
    """A cookie value or a cookie file that proves nothing to this site."""


class Unreachable(ClientError):
    """The host could not be reached, or the connection broke off."""

    def __init__(self, host: str, reason: str) -> None:
        super().__init__(
            f"{host} cannot be reached: {quoted(reason)}. "
            "Check the address and your connection to the network, then try again."
        )


class CutShort(Unreachable):
    """A download broke off after `received` bytes of this connection."""

    def __init__(self, host: str, received: int, expected: int | None) -> None:
        whole = "an unknown number" if expected is None else str(expected)
        ClientError.__init__(
            self,
            f"{host} broke off after {received} of {whole} bytes. "
            "What has arrived can be kept; ask for the rest.",
        )
        self.received = received
        self.expected = expected


class TimedOut(ClientError):
    """The host kept silent for too long."""

    def __init__(self, host: str, waited_for: str) -> None:
        super().__init__(
            f"{host} kept us waiting too long for {waited_for}. "
            "It may be overloaded, or the connection too slow. Try again later, or allow more time."
        )


class NotSignedIn(ClientError):
    """Without a sign-in that still counts, this is not answered."""

    def __init__(self, host: str, *, has_expired: bool = False) -> None:
        what = (
            f"The sign-in at {host} has expired or was ended."
            if has_expired
            else f"Nobody is signed in at {host}, and this needs a sign-in."
        )
        super().__init__(f"{what} Sign in again, by password or with a fresh cookie.")


class SignInRefused(NotSignedIn):
    """The site does not let this person in this way."""

    def __init__(self, host: str, reason: str) -> None:
        ClientError.__init__(
            self,
            f"{host} refused the sign-in{_saying(reason)}. Check the email and the password. "
            "If both are right, the site may refuse programs: sign in with a browser, and use its cookie.",
        )


class NotAuthorized(ClientError):
    """This user may not see or do this."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(
            f"{place} is not for this user{_saying(reason)}. Ask whoever runs the course for access."
        )


class NotEnrolled(NotAuthorized):
    """The site refused without a reason, which it does to who is not enrolled."""

    def __init__(self, place: str) -> None:
        ClientError.__init__(
            self,
            f"{place} was refused although the sign-in is good. Most often that means: not enrolled in this "
            "course, or the data is somebody else's. Enrol in the course on the site, then try again.",
        )


class Locked(ClientError):
    """The item is there, but the learner may not open it yet."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(
            f"{place} is locked{_saying(reason)}. The course opens it later: when the items before it are "
            "completed, when its module begins, or with another kind of enrolment."
        )


class LinkExpired(ClientError):
    """An address that carried its own permission does not any more."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"The address of {place} is no longer accepted. Such addresses end after a while: "
            "ask for the lecture or the file again to get a new one."
        )


class NotFound(ClientError):
    """There is nothing of this name or id."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"There is nothing at {place}. The name or id is wrong, or it was taken away; check its spelling."
        )


class Gone(NotFound):
    """What was here is gone for good."""

    def __init__(self, place: str) -> None:
        ClientError.__init__(self, f"{place} was here once and is gone for good; asking again will not help.")


class TooManyRequests(ClientError):
    """The site wants fewer requests. `retry_after` is the seconds it asked to wait, if it said so."""

    def __init__(self, host: str, retry_after: float | None) -> None:
        wait = "a few minutes" if retry_after is None else f"{retry_after:.0f} seconds"
        super().__init__(
            f"{host} refuses to answer so many requests. Wait {wait}, then go on with fewer at a time."
        )
        self.retry_after = retry_after


class Refused(ClientError):
    """The site refused with `status`; `code` and `message` are its own words, where it had any."""

    def __init__(self, place: str, status: int, code: str | None, message: str | None) -> None:
        super().__init__(
            f"{place} was refused with {status}{_saying(message or code or '')}. "
            "The site does not accept this question in this form; change it before asking again."
        )
        self.status = status
        self.code = code
        self.message = message


class ServerFailed(ClientError):
    """The server could not answer, through no fault of the question."""

    def __init__(self, place: str, status: int, message: str) -> None:
        super().__init__(
            f"The server failed at {place} with {status}{_saying(message)}. "
            "Nothing is wrong with the question; try again in a few minutes."
        )
        self.status = status


class NotTheApi(ClientError):
    """An answer that no server of this API gives."""

    def __init__(self, place: str, found: str) -> None:
        super().__init__(
            f"{place} answered with {quoted(found)}, which is not how the API answers. Check the site's "
            "address; if it is right, open it in a browser: it may want a sign-in, a consent, a check."
        )


class BadRedirect(NotTheApi):
    """A redirect that is not followed, so that neither cookies nor questions go where they do not belong."""


def quoted(text: str) -> str:
    """Somebody else's words, fit for a line on a terminal: nothing invisible, not too long, no full stop."""
    seen = "".join([character if character.isprintable() else " " for character in text])
    flat = " ".join(seen.split()).rstrip(".")
    return flat if len(flat) <= LONGEST_QUOTE else flat[: LONGEST_QUOTE - 1] + "…"


def _saying(reason: str) -> str:
    return f", saying: {quoted(reason)}" if reason.strip() else ""
