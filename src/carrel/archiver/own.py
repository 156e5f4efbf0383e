"""What a learner wrote in a course: notes, passages marked, work handed in, and what was said of that.

Pure. It becomes Markdown in the folder `learner`, which is no part of the course.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from msgspec import Struct

from carrel.archiver.kinds.said import PeerSaid, Said, cml_of
from carrel.archiver.texts import markdown_of_cml
from carrel.client import Question, questions
from carrel.courseware.course import Course
from carrel.courseware.items import PEER, PHASED_PEER
from carrel.resources.notes import (
    LEARNER_HIGHLIGHTS,
    LEARNER_NOTES,
    LearnerHighlightRecord,
    LearnerNoteRecord,
)
from carrel.resources.peer_review import RECEIVED_REVIEWS, SUBMISSIONS, ReceivedReviewRecord, SubmissionRecord

WITH_WORK: Final = frozenset({PEER, PHASED_PEER})
"""The kinds of items to which work is handed in that others review."""
NOTES: Final = "learner/notes.md"
WORK: Final = "learner/work"


class OwnSaid(Struct, frozen=True, kw_only=True):
    """What is the learner's own; None is what the site did not tell. Works and reviews are by item."""

    notes: list[LearnerNoteRecord] | None = None
    highlights: list[LearnerHighlightRecord] | None = None
    works: dict[str, list[SubmissionRecord]] = {}
    reviews: dict[str, list[ReceivedReviewRecord]] = {}

    def after(self, before: "OwnSaid") -> "OwnSaid":
        """This, and of `before` what was not told now."""
        return OwnSaid(
            notes=before.notes if self.notes is None else self.notes,
            highlights=before.highlights if self.highlights is None else self.highlights,
            works=before.works | self.works,
            reviews=before.reviews | self.reviews,
        )


def notes_in(course_id: str) -> Question[LearnerNoteRecord]:
    """The notes on a course."""
    return questions.find(LEARNER_NOTES, "byCourse", course_id=course_id)


def highlights_in(course_id: str) -> Question[LearnerHighlightRecord]:
    """The passages marked in a course."""
    return questions.find(LEARNER_HIGHLIGHTS, "byCourse", course_id=course_id)


def works_for(user_id: int, course_id: str, item_id: str) -> Question[SubmissionRecord]:
    """What the learner handed in."""
    return questions.find(SUBMISSIONS, "mine", user_id=user_id, course_id=course_id, item_id=item_id)


def reviews_of(user_id: int, course_id: str, item_id: str) -> Question[ReceivedReviewRecord]:
    """What was said of what the learner handed in last."""
    return questions.find(RECEIVED_REVIEWS, "byItem", user_id=user_id, course_id=course_id, item_id=item_id)


def own_texts(own: OwnSaid, course: Course, contents: Mapping[str, Said]) -> dict[str, str]:
    """The texts by their path in the course's folder."""
    texts = {NOTES: notes} if (notes := _notes(own, course)) else {}
    for module in course.modules:
        for lesson in module.lessons:
            for item in lesson.items:
                if works := own.works.get(item.id):
                    said = contents.get(item.id)
                    asked = said if isinstance(said, PeerSaid) else None
                    place = f"{WORK}/{module.place}/{lesson.place}/{item.place.removesuffix('.md')}.md"
                    texts[place] = _work(item.name, works, own.reviews.get(item.id, ()), asked)
    return texts


class _Remark(NamedTuple):
    """A note or a passage, and where in its item it belongs."""

    moment: int | None
    text: str


def _notes(own: OwnSaid, course: Course) -> str:
    """All notes and passages, in the order of the course; empty when there are none."""
    remarks: dict[str, list[_Remark]] = {}
    for note in own.notes or ():
        remarks.setdefault(note.item_id or "", []).append(_Remark(_known(note.moment), note.text or ""))
    for mark in own.highlights or ():
        text = "\n\n".join([_quoted(mark.quote or ""), *([mark.note] if mark.note else [])])
        remarks.setdefault(mark.item_id or "", []).append(_Remark(_known(mark.starts_at), text))
    names = {item.id: item.name for item in course.items()}
    ordered = [*[one for one in names if one in remarks], *[one for one in remarks if one not in names]]
    parts = [[f"## {names.get(one, 'No longer in the course')}", *_remarked(remarks[one])] for one in ordered]
    return _text(f"Notes on {course.name}", [text for part in parts for text in part]) if parts else ""


def _remarked(remarks: Sequence[_Remark]) -> Iterator[str]:
    for one in sorted(remarks, key=lambda remark: remark.moment or 0):
        yield one.text if one.moment is None else f"*{_clock(one.moment)}*\n\n{one.text}"


def _work(
    name: str,
    works: Sequence[SubmissionRecord],
    reviews: Sequence[ReceivedReviewRecord],
    asked: PeerSaid | None,
) -> str:
    """What was handed in last, and what was said of it."""
    prompts, criteria = _asked(asked.submission if asked else {}), _asked(asked.review if asked else {})
    work = next((one for one in works if one.is_current), works[0])
    pieces = []
    submission = work.submission or {}
    if title := submission.get("title"):
        pieces.append(f"**{title}**")
    for key, part in _table(submission.get("parts")).items():
        pieces += [f"## {_line(prompts.get(key, {}), key)}", _answer(_table(part))]
    for number, review in enumerate([one for one in reviews if one.submission_id == work.id], 1):
        pieces.append(f"## {'Review by staff' if review.is_by_staff else f'Review {number}'}")
        for key, said in _table(review.parts).items():
            criterion = criteria.get(key, {})
            pieces += [f"### {_line(criterion, key)}", _quoted(_meant(criterion, said))]
    return _text(name, pieces)


def _asked(schema: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Parts or criteria, by id."""
    told = schema.get("parts")
    return {
        str(one.get("id")): one for one in (told if isinstance(told, list) else ()) if isinstance(one, dict)
    }


def _line(part: Mapping[str, Any], otherwise: str) -> str:
    """What a part asks for, in one line."""
    return " ".join(markdown_of_cml(cml_of(part.get("prompt"))).split()) or otherwise


def _answer(part: Mapping[str, Any]) -> str:
    told = _table(part.get("definition"))
    value = str(told.get("value") or "")
    if value.lstrip().startswith("<co-content"):
        return markdown_of_cml(value)
    return _quoted(value or str(told.get("name") or told.get("url") or ""))


def _meant(criterion: Mapping[str, Any], said: object) -> str:
    """An answer to a criterion: an option's id becomes its words."""
    definition = _table(_table(criterion.get("details")).get("definition"))
    options = definition.get("options")
    for one in options if isinstance(options, list) else ():
        if isinstance(one, dict) and one.get("id") == said:
            return markdown_of_cml(cml_of(one.get("display"))) or str(said)
    most = definition.get("maxScore")
    return f"{said} of {most}" if most is not None else str(said)


def _text(title: str, pieces: Iterable[str]) -> str:
    return "\n\n".join([f"# {title}", *[piece.strip("\n") for piece in pieces if piece.strip()]]) + "\n"


def _quoted(text: str) -> str:
    return "\n".join([f"> {line}".rstrip() for line in text.splitlines()])


def _clock(moment: int) -> str:
    minutes, seconds = divmod(moment // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _known(moment: object) -> int | None:
    return moment if isinstance(moment, int) else None


def _table(told: object) -> dict[str, Any]:
    return told if isinstance(told, dict) else {}
