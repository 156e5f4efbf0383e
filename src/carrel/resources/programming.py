"""Programming assignments, and what scripts hand in for them (shapes §7.5)."""

from msgspec import Struct

from carrel.protocol.schema import Operation
from carrel.resources.assessing import CmlText
from carrel.resources.records import COURSE_AND_ITEM, UNSET, Maybe, Record, declare


class ProgramPartRecord(Record):
    """One output that is asked for. What is right is not told."""

    id: str
    """How scripts call the part."""
    name: str
    """Its name for people."""
    max_score: float
    """What it is worth: points."""


class SubmissionLearnerDefinition(Record):
    """What a learner is asked to hand in."""

    assignment_instructions: CmlText
    """What to do."""
    assignment_key: str
    """What scripts send as `assignmentKey`."""
    parts: list[ProgramPartRecord]
    """The outputs that are asked for."""


class SubmissionLearnerSchema(Record):
    """How an assignment is handed in."""

    definition: SubmissionLearnerDefinition
    """What is asked for."""
    type_name: str = "scriptSubmission"
    """By a script."""


class LearnerAssignmentRecord(Record):
    """A programming assignment that is open to the learner (§7.5)."""

    id: str
    """`{courseId}~{itemId}`."""
    course_id: str
    """The course."""
    item_id: str
    """The item."""
    submission_learner_schema: Maybe[SubmissionLearnerSchema] = UNSET
    """What to do, and how to hand it in."""


class ImmediateInstructionsRecord(Record):
    """The instructions of a programming assignment (§7.5)."""

    id: str
    """`{courseId}~{itemId}`."""
    course_id: str
    """The course."""
    item_id: str
    """The item."""
    assignment_instructions: Maybe[CmlText] = UNSET
    """What to do."""


class ScriptPart(Struct, rename="camel", frozen=True):
    """What a program printed for one part."""

    output: str | None = None
    """The output, of 20,000 characters at most. Left out, the part stands as it was handed in before."""


class NewScriptSubmission(Struct, rename="camel", frozen=True):
    """What a script sends; it needs no sign-in."""

    assignment_key: str
    """The key of the assignment, which stands on the item's page."""
    submitter_email: str
    """The learner's email."""
    secret: str
    """What the item's page tells that learner alone."""
    parts: dict[str, ScriptPart]
    """The outputs by the ids of the parts."""


class PartEvaluation(Record):
    """What one part got."""

    part_id: str
    """The part."""
    score: float
    """What it got: points."""
    max_score: float
    """What it could get: points."""


class ScriptSubmissionRecord(Record):
    """What was handed in, and what it got before any penalty for lateness (§7.5)."""

    id: str
    """`{courseId}~{itemId}~{number}`."""
    submitted_at: Maybe[int] = UNSET
    """When it was handed in: epoch ms."""
    score: Maybe[float] = UNSET
    """What it is worth, from 0 to 1."""
    parts: Maybe[list[PartEvaluation]] = UNSET
    """What each part got."""


PROGRAMMING_LEARNER_ASSIGNMENTS = declare(
    "onDemandProgrammingLearnerAssignments.v1",
    LearnerAssignmentRecord,
    key=COURSE_AND_ITEM,
    operations=frozenset({Operation.GET}),
)
PROGRAMMING_IMMEDIATE_INSTRUCTIONS = declare(
    "onDemandProgrammingImmediateInstructions.v1",
    ImmediateInstructionsRecord,
    key=COURSE_AND_ITEM,
    default=("assignmentInstructions",),
    operations=frozenset({Operation.GET}),
)
PROGRAMMING_SCRIPT_SUBMISSIONS = declare(
    "onDemandProgrammingScriptSubmissions.v1",
    ScriptSubmissionRecord,
    default=("submittedAt", "score", "parts"),
    operations=frozenset({Operation.CREATE}),
)
