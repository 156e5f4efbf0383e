"""Answers computed once for each change: what a learner asks again is sent again while its stamp holds."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final

from carrel.protocol.request import Request
from carrel.server.answers import Answer

CAPACITY: Final = 64 * 1024 * 1024
"""Bytes of bodies that are kept at most."""

Question = tuple[int, str, bytes, bytes]
"""Who asks (0 for a guest), at which address of ours, for which path and query."""


@dataclass(slots=True)
class Kept:
    """An answer, the request it answers, and the stamp for which it holds."""

    request: Request
    stamp: Hashable
    answer: Answer


class KeptAnswers:
    """The answers asked for lately. Used from the event loop only."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._size = 0
        self._kept: OrderedDict[Question, Kept] = OrderedDict()

    def get(self, question: Question) -> Kept | None:
        """What is kept for the question; whether its stamp still holds is the asker's to find out."""
        kept = self._kept.get(question)
        if kept is not None:
            self._kept.move_to_end(question)
        return kept

    def put(self, question: Question, kept: Kept) -> None:
        """Keep an answer, and let go of those not asked for the longest."""
        self._drop(self._kept.pop(question, None))
        self._kept[question] = kept
        self._size += _size(kept)
        while self._size > self._capacity:
            self._drop(self._kept.popitem(last=False)[1])

    def _drop(self, kept: Kept | None) -> None:
        if kept is not None:
            self._size -= _size(kept)


def _size(kept: Kept) -> int:
    # The gzip may come later; it is allowed for from the start, so that sizes never change.
    return 2 * len(kept.answer.body) + 2048
