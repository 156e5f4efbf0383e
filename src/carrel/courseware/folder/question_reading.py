"""`questions.toml` to the document."""

from collections.abc import Iterable
from typing import Any, Final

from carrel.courseware.folder import keys
from carrel.courseware.folder.inspection import Inspection
from carrel.courseware.folder.question_checks import check_question
from carrel.courseware.folder.question_forms import FORMS, QuestionForm, with_ids
from carrel.courseware.folder.sheets import Sheet
from carrel.courseware.questions import (
    GRADED_BY_STAFF,
    ONLY_IN_VIDEO,
    Assessment,
    Blank,
    Choice,
    Option,
    Pool,
    Question,
)

LECTURE: Final = "lecture"
PROGRAM: Final = "program"
STAFF: Final = "staff"
"""Who asks: a lecture while it plays, a quiz that a program grades, an assignment that people look at."""


def read_assessment(inspection: Inspection, path: str, asked_by: str, duration: int = 0) -> Assessment:
    """The assessment in the file at `path`; `duration` is the lecture's that asks it (ms)."""
    return _AssessmentReader(inspection, path, asked_by, duration).read()


class _AssessmentReader:
    def __init__(self, inspection: Inspection, path: str, asked_by: str, duration: int) -> None:
        self._inspection = inspection
        self._path = path
        self._asked_by = asked_by
        self._duration = duration
        self._sheet = inspection.sheet(path)

    def read(self) -> Assessment:
        sheet = self._sheet
        settings = self._inspection.take(sheet, keys.ASSESSMENT)
        pools = tuple(
            Pool(**({"name": ""} | self._inspection.take(own, keys.POOL)), extra=own.rest())
            for own in sheet.take_sheets("pools")
        )
        written = sheet.take_sheets("questions")
        if not written:
            remedy = "Write [[questions]], or delete the file."
            sheet.fault("questions", "There is no question in it.", remedy)
        read = [(own, question) for own in written if (question := self._question(own))]
        questions = with_ids([question for _, question in read])
        sheets = [own for own, _ in read]
        _refuse_twins(sheets, questions)
        _refuse_unknown_pools(sheets, questions, {pool.name for pool in pools})
        self._refuse_bad_pools(pools, questions)
        return Assessment(path=self._path, questions=questions, pools=pools, extra=sheet.rest(), **settings)

    def _question(self, own: Sheet) -> Question | None:
        written = {"id": "", "type": "", "prompt": ""} | self._inspection.take(own, keys.QUESTION)
        kind: str = written["type"]
        form = FORMS.get(kind)
        if form is None:
            problem = f"There is no question of the type {kind!r}." if kind else "The question has no type."
            own.fault("type", problem, f"Write one of {', '.join(FORMS)}.")
            return None
        values = written | self._inspection.take(own, form.own)
        if form.part:
            values[form.part] = self._parts(own, form)
        question: Question = form.make(**values, extra=own.rest())
        self._refuse_misplaced(own, question)
        check_question(own, question)
        return question

    def _parts(self, own: Sheet, form: QuestionForm) -> tuple[Any, ...]:
        parts = []
        for sheet in own.take_sheets(form.part):
            values = self._inspection.take(sheet, form.part_keys)
            if form.part_make is Option:
                values = {"id": "", "text": ""} | values
            elif form.part_make is Blank:
                values = {"id": ""} | values | {"options": self._options(sheet)}
            elif "value" not in values:
                if "value" not in sheet:
                    sheet.fault("value", "This answer has no value.", "Write value = … for it.")
                continue
            parts.append(form.part_make(**values, extra=sheet.rest()))
        return tuple(parts)

    def _options(self, blank: Sheet) -> tuple[Option, ...]:
        options = []
        for sheet in blank.take_sheets("options"):
            values = {"id": "", "text": ""} | self._inspection.take(sheet, keys.OPTION)
            options.append(Option(**values, extra=sheet.rest()))
        return tuple(options)

    def _refuse_misplaced(self, own: Sheet, question: Question) -> None:
        in_video = self._asked_by == LECTURE
        if in_video and question.at is None:
            own.fault("at", "Nothing says when the lecture asks this.", 'Write it like at = "1m20s".')
        if in_video and question.at is not None and question.at > self._duration > 0:
            own.fault("at", "The lecture has ended by then.", "Write an earlier place in the video.")
        if not in_video and question.at is not None:
            own.fault("at", "Only a lecture asks at a time.", "Delete the key.")
        if not in_video and question.type in ONLY_IN_VIDEO:
            own.fault("type", f"Only a lecture can ask a {question.type}.", "Choose another type.")
        if self._asked_by != STAFF and question.type in GRADED_BY_STAFF:
            remedy = "Make the item a staffGraded or an ungradedAssignment, or choose another type."
            own.fault("type", f"Nobody looks at the {question.type} that is asked for here.", remedy)

    def _refuse_bad_pools(self, pools: tuple[Pool, ...], questions: tuple[Question, ...]) -> None:
        sizes = {pool.name: sum(one.pool == pool.name for one in questions) for pool in pools}
        if len(sizes) != len(pools):
            self._sheet.fault("pools", "Two pools have the same name.", "Rename one.")
        for pool in pools:
            if pool.draw > sizes[pool.name]:
                problem = f"The pool {pool.name!r} has only {sizes[pool.name]} questions to draw from."
                self._sheet.fault("pools", problem, "Draw fewer, or write more questions for it.")


def _refuse_twins(sheets: Iterable[Sheet], questions: Iterable[Question]) -> None:
    seen = set()
    for own, question in zip(sheets, questions, strict=True):
        if question.id in seen:
            remedy = "Give this question another id, or none."
            own.fault("id", f"The id {question.id!r} is there twice.", remedy)
        seen.add(question.id)
        options = [one.id for one in question.options] if isinstance(question, Choice) else []
        if len(set(options)) != len(options):
            own.fault("options", "Two of its options have the same id.", "Give each its own, or none.")


def _refuse_unknown_pools(sheets: Iterable[Sheet], questions: Iterable[Question], pools: set[str]) -> None:
    for own, question in zip(sheets, questions, strict=True):
        if question.pool and question.pool not in pools:
            remedy = f'Add [[pools]] with name = "{question.pool}" and how many to draw, or delete the key.'
            own.fault("pool", f"There is no pool {question.pool!r}.", remedy)
