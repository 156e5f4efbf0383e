"""What the school hands out and knows again without keeping it, because its own secret vouches for it.

A script proves by its secret for which learner it speaks; a session of a widget says since when it is open.
"""

import hmac
from typing import Final

from carrel.application.programming import Proof
from carrel.server.links import is_signed, sign

SECRET_LENGTH: Final = 22
"""Characters of a script's secret: 132 bits."""
MOST_DIGITS: Final = 15


def script_secret(secret: bytes, learner_id: int, course_id: str, item_id: str, salt: bytes) -> str:
    """What a learner's scripts prove themselves by, for one assignment."""
    return sign(secret, "script", str(learner_id), course_id, item_id, salt.hex())[:SECRET_LENGTH]


def proof_of(secret: bytes, sent: str, course_id: str, item_id: str) -> Proof:
    """Whether what was sent is a learner's secret; takes as long for a wrong one as for a right one."""

    def proves(learner_id: int, salt: bytes) -> bool:
        right = script_secret(secret, learner_id, course_id, item_id, salt)
        return hmac.compare_digest(right.encode(), sent.encode("utf-8", "replace"))

    return proves


def session_id(secret: bytes, learner_id: int, course_id: str, item_id: str, opened_at: int) -> str:
    """A session of an activity that a learner opens at this moment (epoch ms)."""
    signature = sign(secret, "session", str(learner_id), course_id, item_id, str(opened_at))
    return f"{opened_at}-{signature}"


def opened_at(secret: bytes, session: str, learner_id: int, course_id: str, item_id: str) -> int | None:
    """Since when a session is open; None for one that was never handed out for this."""
    written, _, signature = session.partition("-")
    if not (written.isascii() and written.isdigit() and len(written) <= MOST_DIGITS):
        return None
    is_ours = is_signed(secret, signature, "session", str(learner_id), course_id, item_id, written)
    return int(written) if is_ours else None
