"""What is the learner's own, as Markdown: one text for the notes, one for each item with answers or work."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from carrel.archiver import sheet
from carrel.archiver.attempts import AnswerSaid, AttemptSaid, AttemptsSaid
from carrel.archiver.kinds.said import PeerSaid, PromptSaid, Said, cml_of
from carrel.archiver.own import OwnSaid, PostSaid
from carrel.archiver.texts import markdown_of_cml
from carrel.courseware.course import Course
from carrel.courseware.items import Item
from carrel.courseware.prose.document import Block
from carrel.resources.peer_review import ReceivedReviewRecord, SubmissionRecord

NOTES: Final = "learner/notes.md"
ATTEMPTS: Final = "learner/attempts"
ANSWERS: Final = "learner/answers"
WORK: Final = "learner/work"
VERDICTS: Final[Mapping[str, str]] = {
    "CORRECT": "Correct",
    "PARTIALLY_CORRECT": "Partly correct",
    "INCORRECT": "Not correct",
}


def own_texts(own: OwnSaid, course: Course, contents: Mapping[str, Said]) -> dict[str, str]:
    """The texts by their path in the course's folder."""
    texts = {NOTES: notes} if (notes := _notes(own, course)) else {}
    for module in course.modules:
        for lesson in module.lessons:
            for item in lesson.items:
                place = f"{module.place}/{lesson.place}/{item.place.removesuffix('.md')}.md"
                of_item = _of_item(own, item, contents.get(item.id))
                texts |= {f"{folder}/{place}": text for folder, text in of_item.items()}
    return texts


def _of_item(own: OwnSaid, item: Item, said: Said | None) -> dict[str, str]:
    """The texts about one item, by the folder that they go to."""
    texts = {}
    if works := own.works.get(item.id):
        asked = said if isinstance(said, PeerSaid) else None
        texts[WORK] = _work(item.name, works, own.reviews.get(item.id, ()), asked)
    if attempts := own.attempts.get(item.id):
        texts[ATTEMPTS] = sheet.written(list(_attempts(item.name, attempts)))
    if answers := own.answers.get(item.id):
        prompt = said.cml if isinstance(said, PromptSaid) else ""
        texts[ANSWERS] = sheet.written(list(_answers(item.name, prompt, answers)))
    return texts


def _attempts(name: str, told: AttemptsSaid) -> Iterator[Block]:
    yield sheet.heading(1, name)
    if told.score is not None:
        passed = {True: ", passed", False: ", not passed", None: ""}[told.is_passed]
        yield sheet.remark(f"{sheet.number(told.score * 100)} %{passed}")
    for attempt in told.attempts:
        yield from _attempt(attempt)


def _attempt(attempt: AttemptSaid) -> Iterator[Block]:
    at = sheet.moment_of(attempt.submitted_at)
    yield sheet.heading(2, f"Handed in {at}" if attempt.submitted_at else "Not handed in yet")
    if attempt.points is not None:
        yield sheet.remark(_of_most(attempt.points, attempt.most))
    for number, answer in enumerate(attempt.answers, 1):
        yield sheet.heading(3, f"Question {number}")
        yield from sheet.from_cml(answer.prompt)
        yield from _answer_given(answer)
        yield from _mark(answer)


def _answer_given(answer: AnswerSaid) -> Iterable[Block]:
    given = [
        *sheet.each([sheet.from_cml(cml) for cml in answer.cmls]),
        *[block for words in answer.words for block in sheet.from_words(words)],
        *sheet.from_code(answer.code),
    ]
    return sheet.quote(tuple(given)) or (sheet.remark("No answer."),)


def _mark(answer: AnswerSaid) -> Iterator[Block]:
    """What an answer got, as far as that is told."""
    points = "" if answer.points is None else _of_most(answer.points, answer.most)
    verdict = VERDICTS.get(answer.verdict, "")
    if verdict or points:
        yield sheet.remark(f"{': '.join([one for one in (verdict, points) if one])}.")
    for cml in answer.said:
        yield from sheet.from_cml(cml)


def _of_most(points: float, most: float | None) -> str:
    whole = "" if most is None else f" of {sheet.number(most)}"
    return f"{sheet.number(points)}{whole} {'point' if (most or points) == 1 else 'points'}"


def _answers(name: str, prompt: str, answers: Sequence[PostSaid]) -> Iterator[Block]:
    """What was asked, and what one answered."""
    yield sheet.heading(1, name)
    yield from sheet.from_cml(prompt)
    for one in sorted(answers, key=lambda answer: answer.created_at):
        edited = f", changed {sheet.moment_of(one.edited_at)}" if one.edited_at else ""
        yield sheet.heading(2, f"{sheet.moment_of(one.created_at)}{edited}")
        yield from sheet.quote(sheet.from_cml(one.cml))


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
