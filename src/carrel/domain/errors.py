"""What the rules of learning refuse.

LearningError
├── UnknownAccount      no such person, or not that password
├── AccountTaken        the email belongs to somebody already
├── BadEmail            no address that anybody could have
├── UnfitPassword       too short, or longer than a password is
├── SlugTaken           another course has this slug
├── UnknownCourse       no published course of that id or slug
├── UnknownSpecialization   nothing of that id or slug
├── UnknownClient       no program of that id
├── BadRedirect         an address that no program may be returned to
├── UnknownItem         the course has no such item
├── UnknownMember       nobody of that id takes the course
├── UnknownSession      no session of that id
├── UnknownFile         no course carries such a file
├── NotSignedIn         nobody is signed in
├── NotAuthorized       somebody is, but this is not theirs
│   └── NotEnrolled     it would be, after enrolling
├── WrongSecret         no script of whom it names sends this
├── ItemLocked          theirs, but not open yet
├── WrongKind           the item is of another kind than was asked for
├── BadLink             a sign-in link that is spent, expired or made up
├── Unfit               what was sent cannot be kept, and why
├── NoSuchThing         what was written there is gone, or never was
├── PostingTooOften     more posts than anybody writes with thought
├── ClosedThread        a moderator ended the discussion
├── UnfitTime           a time that makes no sense for what it is meant
├── FixedDeadlines      deadlines that the learner shares, and cannot move
├── SessionClosed       a session that takes in nobody now
├── NoAssessment        the item asks nothing
├── OutOfAttempts       no attempt is left, or none for a while
├── AttemptClosed       the attempt was handed in, its time is up, or it never was
└── NotNow              what is asked for has its time, and this is not it
"""


class LearningError(Exception):
    """The root of what the rules refuse; its text is for people."""


class UnknownAccount(LearningError):
    """No account has this email, or the password is not the account's: which of the two is not said."""


class AccountTaken(LearningError):
    """An account with this email exists already."""


class BadEmail(LearningError):
    """The text is not an email address."""


class UnfitPassword(LearningError):
    """Nobody should have this password."""


class SlugTaken(LearningError):
    """Another course has this slug, and two courses cannot share an address."""


class UnknownCourse(LearningError):
    """No published course has this id or slug."""


class UnknownSpecialization(LearningError):
    """The school has no specialization of this id or slug."""


class UnknownClient(LearningError):
    """No program of this id may ask users of the school."""


class BadRedirect(LearningError):
    """A user's browser is not sent to this address, because the program is not known to be there."""


class UnknownItem(LearningError):
    """The course has no item of this id."""


class UnknownMember(LearningError):
    """Nobody of this id takes the course."""


class UnknownSession(LearningError):
    """There is no session of this id, or not in this course."""


class UnknownFile(LearningError):
    """No course carries a file of this id that may be handed out."""


class NotSignedIn(LearningError):
    """Nobody is signed in."""


class NotAuthorized(LearningError):
    """This belongs to somebody else, or to nobody."""


class NotEnrolled(NotAuthorized):
    """The actor is not enrolled in the course."""


class WrongSecret(LearningError):
    """A script's email, key and secret do not belong together: which of them is wrong is not said."""


class ItemLocked(LearningError):
    """The learner may not open this item yet."""


class WrongKind(LearningError):
    """The item is of another kind than the operation is for."""

    def __init__(self, item_id: str, kind: str, expected: str) -> None:
        super().__init__(f"Item {item_id} is of the kind {kind}, not {expected}.")
        self.item_id, self.kind, self.expected = item_id, kind, expected


class Unfit(LearningError):
    """What somebody sent cannot be kept as it is: empty, too long, or no such thing. The text says which."""


class NoSuchThing(LearningError):
    """What was asked for by its id is not there: it never was, or it was taken away."""


class PostingTooOften(LearningError):
    """Somebody writes too much in too short a time. `retry_after` is in whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"You have written a lot in a short time. Wait {retry_after} s; nothing is lost.")
        self.retry_after = retry_after


class ClosedThread(LearningError):
    """A moderator closed the question: it can be read, but not answered any more."""


class BadLink(LearningError):
    """A sign-in link that was used already, has expired, or was never given out."""


class UnfitTime(LearningError):
    """The time is too far away, or lies before what it should follow."""


class FixedDeadlines(LearningError):
    """The deadlines are those of a session, the same for all who are in it."""


class SessionClosed(LearningError):
    """The session takes in nobody now."""


class NoAssessment(LearningError):
    """The item asks no questions."""


class OutOfAttempts(LearningError):
    """No attempt is left, or none for a while."""


class AttemptClosed(LearningError):
    """The attempt was handed in, its time is up, or it is nobody's."""


class NotNow(LearningError):
    """What is asked for cannot be done at this point, because of what was done before or was not."""
