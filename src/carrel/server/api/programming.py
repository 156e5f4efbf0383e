"""Answers about programming assignments, and to scripts that hand in what programs printed."""

from carrel.application import programming
from carrel.application.programming import open_program
from carrel.application.texts import Text
from carrel.courseware.items import Item, Programming
from carrel.domain.access import Deed
from carrel.domain.errors import LearningError, WrongSecret
from carrel.domain.programs import ProgramSubmission
from carrel.protocol.errors import GrammarError, NaptimeError
from carrel.resources.assessing import CmlDefinition, CmlText
from carrel.resources.programming import (
    ImmediateInstructionsRecord,
    LearnerAssignmentRecord,
    NewScriptSubmission,
    PartEvaluation,
    ProgramPartRecord,
    ScriptSubmissionRecord,
    SubmissionLearnerDefinition,
    SubmissionLearnerSchema,
)
from carrel.resources.records import COURSE_AND_ITEM
from carrel.server.api.asking import Answers, Ask, Created, Found
from carrel.server.api.own import in_own_course
from carrel.server.errors import refusal
from carrel.server.proofs import proof_of


def learner_assignment(ask: Ask) -> Found:
    """What is asked for, and how to hand it in."""
    course_id, item_id = ask.request.key
    _, content, text = _opened(ask)
    definition = SubmissionLearnerDefinition(
        assignment_instructions=_cml(text),
        assignment_key=COURSE_AND_ITEM.write((course_id, item_id)),
        parts=[
            ProgramPartRecord(id=one.id, name=one.name or one.id, max_score=one.points)
            for one in content.parts
        ],
    )
    record = LearnerAssignmentRecord(
        id=COURSE_AND_ITEM.write((course_id, item_id)),
        course_id=course_id,
        item_id=item_id,
        submission_learner_schema=SubmissionLearnerSchema(definition=definition),
    )
    return Found([record])


def immediate_instructions(ask: Ask) -> Found:
    """The instructions alone."""
    course_id, item_id = ask.request.key
    record = ImmediateInstructionsRecord(
        id=COURSE_AND_ITEM.write((course_id, item_id)),
        course_id=course_id,
        item_id=item_id,
        assignment_instructions=_cml(_opened(ask)[2]),
    )
    return Found([record])


def submit_by_script(ask: Ask) -> Created:
    """Take in what a script sends; what is wrong is told as scripts show it to their learner."""
    sent = ask.sent(NewScriptSubmission)
    try:
        submission = _submitted(ask, sent)
    except LearningError as error:
        told = refusal(error)
        if isinstance(told, NaptimeError):
            told = NaptimeError(told.status, told.error_code, told.message, {"learnerMessage": str(error)})
        raise told from error
    key = f"{submission.course_id}~{submission.item_id}~{submission.number}"
    return Created(_record(key, submission), key)


def _submitted(ask: Ask, sent: NewScriptSubmission) -> ProgramSubmission:
    try:
        course_id, item_id = COURSE_AND_ITEM.read(sent.assignment_key.strip())
    except GrammarError as error:
        raise WrongSecret(programming.NOT_THEIRS) from error
    proof = proof_of(ask.links.secret, sent.secret.strip(), course_id, item_id)
    outputs = {name: part.output for name, part in sent.parts.items() if part.output is not None}
    return programming.submit_by_script(ask.visit, sent.submitter_email, course_id, item_id, outputs, proof)


def _record(key: str, submission: ProgramSubmission) -> ScriptSubmissionRecord:
    return ScriptSubmissionRecord(
        id=key,
        submitted_at=submission.submitted_at,
        score=submission.score,
        parts=[
            PartEvaluation(part_id=name, score=one.points, max_score=one.most)
            for name, one in submission.results.items()
        ],
    )


def _opened(ask: Ask) -> tuple[Item, Programming, Text]:
    course_id, item_id = ask.request.key
    edition, item, content = in_own_course(lambda: open_program(ask.visit, course_id, item_id))
    return item, content, edition.text_of(item)


def _cml(text: Text) -> CmlText:
    return CmlText(definition=CmlDefinition(value=text.cml))


def _counted_by(sent: NewScriptSubmission) -> int:
    """Whose scripts: a number, because what is sent may be long."""
    return hash((sent.submitter_email.strip().casefold(), sent.assignment_key))


LEARNER_ASSIGNMENTS = Answers(reads=Deed.STUDY, get=learner_assignment)
IMMEDIATE_INSTRUCTIONS = Answers(reads=Deed.STUDY, get=immediate_instructions)
SCRIPT_SUBMISSIONS = Answers(
    writes=Deed.SUBMIT_BY_SCRIPT,
    create=submit_by_script,
    body=NewScriptSubmission,
    counted_by=_counted_by,
)
