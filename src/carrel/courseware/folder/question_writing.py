"""The document to `questions.toml`."""

from carrel.courseware.folder import keys
from carrel.courseware.folder.question_forms import FORMS, option_ids, question_ids
from carrel.courseware.folder.tables import Table, defaults_of, table_of, with_extra
from carrel.courseware.questions import Assessment, Blanks, Choice, Numeric, Option, Question, Written


def assessment_table(assessment: Assessment) -> Table:
    """The TOML of an assessment."""
    derived = question_ids(assessment.questions)
    tables: Table = {
        "pools": [with_extra(table_of(pool, keys.POOL), pool.extra) for pool in assessment.pools],
        "questions": [_question(one, own) for one, own in zip(assessment.questions, derived, strict=True)],
    }
    settings = table_of(assessment, keys.ASSESSMENT)
    return with_extra(settings | {key: value for key, value in tables.items() if value}, assessment.extra)


def _question(question: Question, derived: str) -> Table:
    form = FORMS[question.type]
    own = table_of(question, (*keys.QUESTION, *form.own), defaults_of(question) | {"id": derived})
    parts = _parts(question)
    return with_extra(own | ({form.part: parts} if parts else {}), question.extra)


def _parts(question: Question) -> list[Table]:
    match question:
        case Choice():
            return _options(question.options)
        case Blanks():
            return [
                with_extra(
                    table_of(blank, keys.BLANK, {}) | {"options": _options(blank.options)}, blank.extra
                )
                for blank in question.blanks
            ]
        case Numeric() | Written():
            part_keys = FORMS[question.type].part_keys
            return [with_extra(table_of(one, part_keys), one.extra) for one in question.answers]
    return []


def _options(options: tuple[Option, ...]) -> list[Table]:
    return [
        with_extra(table_of(option, keys.OPTION, defaults_of(option) | {"id": derived}), option.extra)
        for option, derived in zip(options, option_ids(options), strict=True)
    ]
