"""Peer review: what may be handed in, who reviews what, when a submission has its score, and which.

The score is worked out for each criterion: the median of what its reviewers gave. So one reader who is far
from the others changes little, and what is shown of the criteria adds up to the whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import Final
from urllib.parse import urlsplit

from carrel.courseware.items import PEER, PHASED_PEER, PeerReview
from carrel.courseware.peer_review import Criterion, Part
from carrel.domain.enrollment import DAY
from carrel.domain.errors import Unfit

PEER_KINDS: Final = (PEER, PHASED_PEER)
HOLD: Final = DAY
"""Milliseconds for which a hand-out counts as a review that is coming; after that others are asked too."""
MOST_GIVEN_BACK: Final = 3
"""How much of an assignment one reviewer may give back unread."""
PATIENCE: Final = 7 * DAY
"""Milliseconds after which one review is enough: nobody waits for ever for classmates who do nothing."""
LONGEST_TITLE: Final = 200
LONGEST_TEXT: Final = 50_000
LONGEST_LINK: Final = 2_000
"""Characters."""
FILE: Final = "fileUpload"
LINK: Final = "url"

Given = int | str
"""What a reviewer answers to a criterion: points, an option's id, or words."""


class Phase(StrEnum):
    """Where a learner is in a phased assignment."""

    SUBMISSION = "submission"
    REVIEW = "review"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Result:
    """What the reviews of a submission come to: points by criterion, of the most there are."""

    points: Mapping[str, float]
    most: int

    @property
    def total(self) -> float:
        """All points together."""
        return sum(self.points.values())

    @property
    def score(self) -> float:
        """From 0 to 1; without any points to give, whoever is reviewed has the whole."""
        return self.total / self.most if self.most else 1.0


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who there is to review: others who take the course, and those of them who handed in work.

    Counted no further than it matters: in a class of thousands these are small numbers.
    """

    classmates: int
    authors: int


@dataclass(frozen=True, slots=True)
class Duty:
    """How many reviews a submission needs before it has its score, and how many its author has to give."""

    received: int
    authored: int


def phase(due: int | None, offset: int | None, now: int) -> Phase:
    """The phase at `now`: work until `due` (epoch ms), reviews for `offset` (ms) after it.

    Without a deadline it is always time to work. Nothing is refused because its phase has ended: late work
    costs what the course says, and a late review still helps somebody.
    """
    if due is None or now <= due:
        return Phase.SUBMISSION
    return Phase.REVIEW if now <= due + (offset or 0) else Phase.CLOSED


def duty(peer: PeerReview, crowd: Crowd, waited: int) -> Duty:
    """What is needed of a submission that has waited so long (ms), and of its author.

    No more than the class can give: a submission needs no more reviews than there are classmates and, once
    patience ends, one; but one, unless the course asks for none. Nobody has to review more than there is.
    Work that mentors grade needs one review of theirs, and its author reviews nobody.
    """
    if peer.mentor_graded:
        return Duty(received=1, authored=0)
    received = 1 if waited >= PATIENCE else max(1, crowd.classmates)
    return Duty(min(peer.required_reviews, received), min(peer.required_reviews, crowd.authors))


def result(criteria: Sequence[Criterion], reviews: Sequence[Mapping[str, Given]]) -> Result:
    """What reviews come to: for each criterion with points, the median of what they gave.

    A criterion that a review does not answer (the course has changed since) is left out of it.
    """
    points: dict[str, float] = {}
    for criterion in criteria:
        given = [
            worth for one in reviews if (worth := points_of(criterion, one.get(criterion.id))) is not None
        ]
        if criterion.most and given:
            points[criterion.id] = float(median(given))
    return Result(points, sum(one.most for one in criteria))


def points_of(criterion: Criterion, given: Given | None) -> int | None:
    """What an answer gives, never more than the criterion has; None for words and for what makes no sense."""
    match criterion.kind:
        case "points" if isinstance(given, int):
            return min(given, criterion.points)
        case "options":
            return next((level.points for level in criterion.options if level.id == given), None)
    return None


def fit_review(criteria: Sequence[Criterion], given: Mapping[str, Given]) -> dict[str, Given]:
    """The answers to the criteria, tidied; raises `Unfit` where one is missing or makes no sense."""
    return {one.id: _fit_answer(one, given.get(one.id)) for one in criteria}


def fit_submission(parts: Sequence[Part], written: Mapping[str, str]) -> dict[str, str]:
    """What was written for each part, if all of it may be handed in; raises `Unfit` otherwise."""
    missing = [
        number
        for number, part in enumerate(parts, 1)
        if part.required and not written.get(part.id, "").strip()
    ]
    if missing:
        which = "your work" if len(parts) == 1 else f"part {', '.join(map(str, missing))}"
        raise Unfit(f"Not finished yet. Still empty: {which}.")
    return fit_draft(parts, written)


def fit_draft(parts: Sequence[Part], written: Mapping[str, str]) -> dict[str, str]:
    """What was written for the parts, finished or not; raises `Unfit` for what could never be handed in."""
    kept = {part.id: written[part.id].strip() for part in parts if written.get(part.id, "").strip()}
    for part in parts:
        text = kept.get(part.id, "")
        if len(text) > LONGEST_TEXT:
            raise Unfit(f"A part has {len(text):,} characters; {LONGEST_TEXT:,} are the most.")
        if part.kind == LINK and text and not is_link(text):
            raise Unfit("An address begins with https:// or http:// and has no spaces.")
    return kept


def is_link(text: str) -> bool:
    """Whether the text is an address of the web, and nothing that a browser would run."""
    try:
        split = urlsplit(text)
    except ValueError:
        return False
    is_plain = len(text) <= LONGEST_LINK and text.isprintable() and " " not in text
    return is_plain and split.scheme in {"http", "https"} and bool(split.hostname)


def _fit_answer(criterion: Criterion, given: Given | None) -> Given:
    match criterion.kind:
        case "points":
            if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= criterion.points:
                raise Unfit(f"Give whole points from 0 to {criterion.points}.")
            return given
        case "options":
            if given not in {level.id for level in criterion.options}:
                raise Unfit("Choose one of the options.")
            return given
        case "text":
            return _fit_words(criterion, given)


def _fit_words(criterion: Criterion, given: Given | None) -> str:
    text = given.strip() if isinstance(given, str) else ""
    if criterion.required and not text:
        raise Unfit("Write something where words are asked for.")
    if len(text) > LONGEST_TEXT:
        raise Unfit(f"Your words have {len(text):,} characters; {LONGEST_TEXT:,} are the most.")
    return text
