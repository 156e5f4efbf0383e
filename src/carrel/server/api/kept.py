"""Answers computed once for each change: what a learner asks again is sent again while its stamp holds."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final, NamedTuple

from carrel.protocol.request import Request
from carrel.server.answers import Answer

CAPACITY: Final = 64 * 1024 * 1024
"""Bytes of questions and answers that are kept at most."""


class Question(NamedTuple):
    """Who asks (0 for a guest), at which address of ours, for which path, query and header of fields."""

    who: int
    scheme: str
    host: bytes
    path: bytes
    query: bytes
    fields_header: bytes | None


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
        self._drop(question, self._kept.pop(question, None))
        self._kept[question] = kept
        self._size += _size(question, kept)
        while self._size > self._capacity:
            self._drop(*self._kept.popitem(last=False))

    def _drop(self, question: Question, kept: Kept | None) -> None:
        if kept is not None:
            self._size -= _size(question, kept)


def _size(question: Question, kept: Kept) -> int:
    # The gzip may come later; it is allowed for from the start, so that sizes never change. A question is
    # kept as it was sent and as it was read.
    return 2 * len(kept.answer.body) + 3 * (len(question.path) + len(question.query)) + 2048
