"""What a request says of its sender and of their course, where it must be theirs."""

from collections.abc import Callable
from typing import TypeVar

from carrel.domain.errors import NotAuthorized, UnknownCourse
from carrel.protocol.errors import GrammarError, refused_value
from carrel.protocol.keys import INTEGER

T = TypeVar("T")


def in_own_course(deed: Callable[[], T]) -> T:
    """Do a deed; a course that there is not is refused like one that is not the asker's."""
    try:
        return deed()
    except UnknownCourse as error:
        raise NotAuthorized(str(error)) from error


def named_user_id(sent: object) -> int:
    """The user's id that a body names, as a number or in digits; what is neither is a fault of the body."""
    try:
        return INTEGER.read_json(sent)
    except GrammarError as error:
        raise refused_value(str(error)) from error


def sent_user_id(sent: object) -> int:
    """The user's id that a body names, as a number or in digits; what is neither is nobody's own."""
    try:
        return INTEGER.read_json(sent)
    except GrammarError as error:
        raise NotAuthorized(str(error)) from error
