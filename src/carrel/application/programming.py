"""Programming assignments: what learners' programs print is handed in, page or script, and graded.

A script has no sign-in. It names its learner by email, and proves that it is theirs by a secret that only
they were told, on the item's page; with a new salt the secret before is good no more. What is handed in is
judged as text, part by part; a part that is left out stands as it was handed in before.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from carrel.application.classroom import current_edition, enter_course_by_id, open_item, reach_item
from carrel.application.editions import Edition
from carrel.application.grading import record_score
from carrel.application.judging import NeedsVerdicts
from carrel.application.visit import Visit
from carrel.courseware.items import PROGRAMS, Item, Programming
from carrel.courseware.programming import ProgramPart
from carrel.domain.enrollment import DAY
from carrel.domain.errors import LearningError, OutOfAttempts, Unfit, WrongSecret
from carrel.domain.programs import (
    LONGEST_OUTPUT,
    MOST_A_DAY,
    ProgramSubmission,
    checks,
    judged,
    score,
)
from carrel.domain.users import User, normalized_email
from carrel.store import programs, users

SHOWN: Final = 20
"""Submissions that a page shows."""
NOT_THEIRS: Final = (
    "The email, the assignment’s key and the secret do not belong together. The item’s page shows all three."
)

Proof = Callable[[int, bytes], bool]
"""Whether the secret that was sent is that of this learner, with this salt."""


def open_program(visit: Visit, course_id: str, item_id: str) -> tuple[Edition, Item, Programming]:
    """An assignment that is open to the visitor.

    Raises `NotSignedIn`, `UnknownCourse`, `NotEnrolled`, `UnknownItem`, `WrongKind`, `ItemLocked`.
    """
    classroom = enter_course_by_id(visit, course_id)
    item = open_item(classroom, item_id, *PROGRAMS).item
    return classroom.edition, item, _program(item)


def my_salt(visit: Visit, course_id: str, item_id: str) -> bytes:
    """What the secret of the visitor's scripts for an item is derived with."""
    return programs.salt_of(visit.connection, visit.learner().id, course_id, item_id)


def renew_secret(visit: Visit, course_id: str, item_id: str) -> None:
    """Make a new secret; raises as `open_program`."""
    open_program(visit, course_id, item_id)
    programs.put_salt(visit.connection, visit.learner().id, course_id, item_id, secrets.token_bytes(16))


def my_submissions(visit: Visit, course_id: str, item_id: str) -> Sequence[ProgramSubmission]:
    """What the visitor handed in last, the newest first."""
    return programs.latest(visit.connection, visit.learner().id, course_id, item_id, SHOWN)


def submit_by_script(
    visit: Visit, email: str, course_id: str, item_id: str, outputs: Mapping[str, str], proof: Proof
) -> ProgramSubmission:
    """Take in what a script sends on behalf of the learner with this email.

    Raises `WrongSecret` unless the proof holds; after that as `open_program`, `Unfit` and `OutOfAttempts`.
    """
    learner = _proven(visit, email, course_id, item_id, proof)
    theirs = Visit(visit.connection, visit.shelf, learner, visit.now, visit.verdicts)
    return submit(theirs, course_id, item_id, outputs)


def submit(visit: Visit, course_id: str, item_id: str, outputs: Mapping[str, str]) -> ProgramSubmission:
    """Take in what the visitor's program printed, by the ids of parts, and grade it."""
    edition = current_edition(visit, course_id=course_id)
    _, place = reach_item(visit, edition, item_id, *PROGRAMS)
    asked = _program(place.item).parts
    _need_fit(asked, outputs)
    parts = [one for one in asked if not one.key]
    before = programs.latest(visit.connection, visit.learner().id, course_id, item_id, MOST_A_DAY)
    if len(before) == MOST_A_DAY and before[-1].submitted_at > visit.now - DAY:
        raise OutOfAttempts(f"{MOST_A_DAY} submissions a day are taken. Wait a while before the next one.")
    joined = {**(before[0].outputs if before else {}), **outputs}
    given = {part.id: joined[part.id] for part in parts if part.id in joined}
    if missing := [one for one in checks(parts, given) if one not in visit.verdicts]:
        raise NeedsVerdicts(missing)
    if any(visit.verdicts[one] is None for one in checks(parts, given)):
        raise Unfit("An output could not be compared with what is expected. Nothing was taken in: try again.")
    results = judged(parts, given, visit.verdicts)
    new = ProgramSubmission(
        learner_id=visit.learner().id,
        course_id=course_id,
        item_id=item_id,
        number=before[0].number + 1 if before else 1,
        submitted_at=visit.now,
        outputs=given,
        results=results,
        score=score(results.values()),
    )
    programs.add_submission(visit.connection, new)
    _take_in_score(visit, edition, new)
    return new


def _take_in_score(visit: Visit, edition: Edition, new: ProgramSubmission) -> None:
    record_score(
        visit,
        new.learner_id,
        edition,
        new.item_id,
        new.score,
        attempt_id=str(new.number),
        submitted_at=new.submitted_at,
    )


def _proven(visit: Visit, email: str, course_id: str, item_id: str, proof: Proof) -> User:
    try:
        learner = users.user_by_email(visit.connection, normalized_email(email))
    except LearningError:
        learner = None
    # As long is taken for somebody unknown as for a wrong secret.
    learner_id = learner.id if learner else 0
    holds = proof(learner_id, programs.salt_of(visit.connection, learner_id, course_id, item_id))
    if learner is None or not holds:
        raise WrongSecret(NOT_THEIRS)
    return learner


def _program(item: Item) -> Programming:
    """What is asked; nothing of what a mirror could not see."""
    return item.content if isinstance(item.content, Programming) else Programming()


def _need_fit(parts: Sequence[ProgramPart], outputs: Mapping[str, str]) -> None:
    known = {part.id: part for part in parts}
    if not outputs:
        raise Unfit("Nothing was handed in: no part has an output.")
    for part_id, output in outputs.items():
        if part_id not in known:
            raise Unfit(f"This assignment has no part {part_id[:40]!r}; it has: {', '.join(sorted(known))}.")
        if known[part_id].key:
            raise Unfit(f"Nobody here knows what is right for {part_id!r}, so nothing is handed in for it.")
        if len(output) > LONGEST_OUTPUT:
            raise Unfit(
                f"The output of {part_id!r} has {len(output):,} characters; {LONGEST_OUTPUT:,} are the most."
            )
