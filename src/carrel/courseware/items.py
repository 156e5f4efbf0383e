"""The items of a lesson, one type of content for each family of kinds."""

from typing import Final

from msgspec import Struct

from carrel.courseware.peer_review import USUAL_PARTS, USUAL_RUBRIC, Criterion, Part
from carrel.courseware.programming import ProgramPart
from carrel.courseware.questions import Assessment

LECTURE: Final = "lecture"
SUPPLEMENT: Final = "supplement"
PEER: Final = "peer"
PHASED_PEER: Final = "phasedPeer"
STAFF_GRADED: Final = "staffGraded"
UNGRADED_ASSIGNMENT: Final = "ungradedAssignment"
QUIZ: Final = "quiz"
EXAM: Final = "exam"
DISCUSSION_PROMPT: Final = "discussionPrompt"
PROGRAMMING: Final = "programming"
GRADED_PROGRAMMING: Final = "gradedProgramming"
UNGRADED_PROGRAMMING: Final = "ungradedProgramming"
WIDGET: Final = "ungradedWidget"
LTI: Final = "ungradedLti"
COACH: Final = "coach"
LAB: Final = "ungradedLab"
NOTEBOOK: Final = "notebook"
WORKSPACE: Final = "workspace"

PROGRAMS: Final = (PROGRAMMING, GRADED_PROGRAMMING, UNGRADED_PROGRAMMING)
"""The kinds for which programs are written."""
LABS: Final = (LAB, NOTEBOOK, WORKSPACE)
"""The kinds that are worked at in a place of their own."""
ACTIVITIES: Final = (WIDGET, LTI, COACH, *LABS)
"""The kinds that are done elsewhere, and of which nobody but the learner can tell that they are."""

LESSON_LOCK: Final = "lesson"
"""The lock that opens when every non-optional item before it in its lesson is completed."""


class Rendition(Struct, frozen=True, kw_only=True):
    """One encoding of a lecture's video. `height` is in pixels, as the file's name says it."""

    height: int
    path: str


class Caption(Struct, frozen=True, kw_only=True):
    """One language's captions, a WebVTT or SubRip file. `language` is a BCP 47 tag."""

    language: str
    path: str


class Lecture(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="form", tag="lecture"):
    """A video in one or more renditions (tallest first), its captions, and files to take away.

    Its assessment asks while it plays; nothing is scored by that.
    """

    renditions: tuple[Rendition, ...] = ()
    captions: tuple[Caption, ...] = ()
    attachments: tuple[str, ...] = ()
    duration: int = 0
    disable_skipping_forward: bool = False
    assessment: Assessment | None = None


class Original(Struct, frozen=True, kw_only=True):
    """The CML that a reading came from.

    It is served as it was for as long as the Markdown still has the hash it was written with.
    """

    name: str
    cml: str
    sha256: str
    markdown_sha256: str


class Reading(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="form", tag="reading"):
    """A text in Markdown. `path` is where it stands: relative links start there."""

    path: str
    markdown: str = ""
    original: Original | None = None


class PeerReview(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="form", tag="peer"):
    """An assignment that learners review for each other.

    `path` and `instructions` as in a reading. `review_deadline_offset` (ms after the submission deadline)
    belongs to the kind `phasedPeer`. `submission` and `rubric` are as written; what holds is `parts` and
    `criteria`.
    """

    path: str = ""
    instructions: str = ""
    required_reviews: int = 3
    mentor_graded: bool = False
    review_deadline_offset: int | None = None
    submission: tuple[Part, ...] = ()
    rubric: tuple[Criterion, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """What is handed in."""
        return self.submission or USUAL_PARTS

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """By what it is reviewed."""
        return self.rubric or USUAL_RUBRIC


class Assignment(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="form", tag="assignment"):
    """An assignment that staff or the school grades (`staffGraded`, `ungradedAssignment`)."""

    path: str = ""
    instructions: str = ""
    features: tuple[str, ...] = ()
    team: bool = False
    proctoring: str = ""
    mobile_features: tuple[str, ...] = ()
    assessment: Assessment | None = None


class Quiz(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="form", tag="quiz"):
    """Questions that a program grades (`quiz`, `exam`). Without an assessment there is nothing to answer."""

    path: str = ""
    instructions: str = ""
    assessment: Assessment | None = None


class DiscussionPrompt(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="form", tag="prompt"):
    """A question for everybody, which they answer in the item's discussion (`discussionPrompt`)."""

    path: str = ""
    instructions: str = ""


class Programming(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="form", tag="program"):
    """A program to write (`PROGRAMS`), of which the outputs are handed in, part by part."""

    path: str = ""
    instructions: str = ""
    parts: tuple[ProgramPart, ...] = ()


class Activity(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="form", tag="activity"):
    """Something to do elsewhere (`ACTIVITIES`): `launch` is where, an https address, or empty."""

    path: str = ""
    instructions: str = ""
    launch: str = ""
    launch_title: str = ""


class Untaught(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="form", tag="untaught"):
    """Content of a kind that this Carrel keeps but cannot teach yet; its settings stay in `Item.extra`."""

    path: str = ""
    instructions: str = ""


class Unseen(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="form", tag="unseen"):
    """A placeholder for what a mirror could not see, with the reason.

    `settings` is what could be seen of an assignment before it is opened: all but its text.
    """

    reason: str
    settings: PeerReview | Assignment | None = None


Task = PeerReview | Assignment | Quiz | DiscussionPrompt | Programming | Activity | Untaught
"""What is done by its instructions."""
Content = Lecture | Reading | Task | Unseen


def assessment_of(content: Content) -> Assessment | None:
    """The questions that come with it, if any do."""
    return content.assessment if isinstance(content, Lecture | Assignment | Quiz) else None


class Item(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing to do. `place` is its name on disk: a folder, or a single Markdown file.

    `weight` (thousandths of a whole assignment) above 0 makes the item passable: it counts for the grade.
    `time_commitment` is in milliseconds; a lecture's is its duration, unless the teacher says otherwise.
    What passes the item and what lateness costs it are the course's rules where the item has none.
    """

    id: str
    slug: str
    name: str
    kind: str
    place: str
    content: Content
    time_commitment: int = 0
    optional: bool = False
    lock: str = ""
    weight: int = 0
    required_to_pass: bool = False
    passing_fraction: float | None = None
    late_penalty: float | None = None
    late_penalty_limit: float | None = None
    extra: dict[str, object] = {}

    @property
    def is_passable(self) -> bool:
        """Whether the item counts for passing the course."""
        return self.weight > 0
