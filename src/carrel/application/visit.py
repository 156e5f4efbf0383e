"""Who does something, when, and the transaction in which it is done."""

from dataclasses import dataclass

from sqlalchemy import Connection

from carrel.application.editions import Shelf
from carrel.domain.errors import NotSignedIn
from carrel.domain.users import User


@dataclass(frozen=True, slots=True)
class Visit:
    """One deed's surroundings. `now` is epoch ms; `actor` is None for a guest."""

    connection: Connection
    shelf: Shelf
    actor: User | None
    now: int

    def learner(self) -> User:
        """The user who is signed in; raises `NotSignedIn`."""
        if self.actor is None:
            raise NotSignedIn("Sign in first.")
        return self.actor
