"""Who does something, when, and the transaction in which it is done."""

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from sqlalchemy import Connection

from carrel.application.editions import Shelf
from carrel.domain.errors import NotSignedIn
from carrel.domain.marking import Verdicts
from carrel.domain.users import User

NO_VERDICTS: Final[Verdicts] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Visit:
    """One deed's surroundings. `now` is epoch ms; `actor` is None for a guest.

    `verdicts` are what the deed asked to have compared when it was tried before, see `judging`.
    """

    connection: Connection
    shelf: Shelf
    actor: User | None
    now: int
    verdicts: Verdicts = field(default_factory=lambda: NO_VERDICTS)

    def learner(self) -> User:
        """The user who is signed in; raises `NotSignedIn`."""
        if self.actor is None:
            raise NotSignedIn("Sign in first.")
        return self.actor
