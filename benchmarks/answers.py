"""How fast a learner's course materials are answered, beside a constant answer of the same size."""

from functools import partial
from pathlib import Path
from statistics import median
from typing import Final
from urllib.parse import urlencode

from benchmarks.figures import Figure, interleaved, ratio
from benchmarks.others import Others, enrol, sign_in
from benchmarks.processes import Running, school, wrk
from benchmarks.schools import CAPTURED, Furnished, furnish
from benchmarks.served import CONSTANT
from carrel.server.settings import Settings

LEARNERS: Final = 200
ROUNDS: Final = 5
ROUNDS_BESIDE_OTHERS: Final = 3
INCLUDES: Final = (
    "modules,lessons,passableItemGroups,passableItemGroupChoices,passableLessonElements,items,tracks,"
    "gradePolicy,gradingParameters,embeddedContentMapping"
)
FIELDS: Final = (
    "moduleIds,"
    "onDemandCourseMaterialModules.v1"
    "(name,slug,description,timeCommitment,lessonIds,optional,learningObjectives),"
    "onDemandCourseMaterialLessons.v1(name,slug,timeCommitment,elementIds,optional,trackId),"
    "onDemandCourseMaterialPassableItemGroups.v1(requiredPassedCount,passableItemGroupChoiceIds,trackId),"
    "onDemandCourseMaterialPassableItemGroupChoices.v1(name,description,itemIds),"
    "onDemandCourseMaterialPassableLessonElements.v1(gradingWeight,isRequiredForPassing),"
    "onDemandCourseMaterialItems.v2(name,originalName,slug,timeCommitment,contentSummary,isLocked,"
    "lockableByItem,itemLockedReasonCode,trackId,lockedStatus,itemLockSummary,"
    "customDisplayTypenameOverride),"
    "onDemandCourseMaterialTracks.v1(passablesCount),"
    "onDemandGradingParameters.v1(gradedAssignmentGroups),"
    "contentAtomRelations.v1(embeddedContentSourceCourseId,subContainerId)"
)


def materials_path(slug: str) -> str:
    """The captured query for what a course holds."""
    asked = {"q": "slug", "slug": slug, "includes": INCLUDES, "fields": FIELDS, "showLockedItems": "true"}
    return "/api/onDemandCourseMaterials.v2/?" + urlencode(asked)


def measure(room: Path) -> list[Figure]:
    """Kept answers against the constant one, cold ones, and what sign-ins do to them."""
    furnished = furnish(room / "school", CAPTURED, LEARNERS)
    tokens, constant = write_tokens(room, furnished), room / "constant.json"
    path = materials_path(furnished.course.slug)
    constant.write_bytes(b"")
    with school(furnished.data, constant) as server:
        constant.write_bytes(server.get(path, furnished.tokens[LEARNERS // 2]))
        return [*_kept(server, path, tokens), *_beside_others(server, path, tokens, furnished)]


def write_tokens(room: Path, furnished: Furnished) -> Path:
    """The tokens of everybody who is signed in, as `wrk` wants them."""
    file = room / "tokens"
    file.write_text("".join(f"{token}\n" for token in furnished.tokens))
    return file


def _kept(server: Running, path: str, tokens: Path) -> list[Figure]:
    taken = interleaved(
        ROUNDS,
        {
            "constant": lambda: wrk(server, CONSTANT).rate,
            "kept": lambda: wrk(server, path, tokens=tokens).rate,
            "cold": lambda: wrk(server, path, tokens=tokens, is_cold=True, seconds=1).rate,
        },
    )
    constant, kept, cold = (median(taken[name]) for name in ("constant", "kept", "cold"))
    return [
        Figure("constant answer of the same size", constant, "/s"),
        Figure("materials of 63 items, 200 learners in rotation", kept, "/s"),
        Figure("  … against the constant answer", ratio(taken["kept"], taken["constant"]), "×", at_least=0.5),
        Figure("materials worked out anew", cold, "/s"),
        Figure("  … each", 1000 / cold, "ms", at_most=1.5),
    ]


def _beside_others(server: Running, path: str, tokens: Path, furnished: Furnished) -> list[Figure]:
    """What changes for those who read while others write: each write makes the school ask for stamps."""
    alone, writing, arriving, passwords = [], [], [], []
    for _ in range(ROUNDS_BESIDE_OTHERS):
        alone.append(wrk(server, path, tokens=tokens, connections=4))
        with Others(partial(enrol, server, furnished), people=2) as writers:
            writing.append(wrk(server, path, tokens=tokens, connections=4))
        with Others(partial(sign_in, server, furnished), people=4) as arrivals:
            arriving.append(wrk(server, path, tokens=tokens, connections=4, seconds=3))
        # So many are hashed at a time; were they hashed in the event loop, reads would wait for whole ones.
        passwords.append(Settings().sign_in_threads / arrivals.rate * 1000)
    late = [one.p99 for one in arriving]
    return [
        Figure("materials, 4 connections", median(one.rate for one in alone), "/s"),
        Figure(f"  … beside {writers.rate:.0f} writes a second", median(one.rate for one in writing), "/s"),
        Figure("  … 99 % are faster than", median(one.p99 for one in alone), "ms"),
        Figure(f"  … beside {arrivals.rate:.1f} sign-ins a second", median(late), "ms"),
        Figure("  … against what one password takes meanwhile", ratio(late, passwords), "×", at_most=0.5),
    ]
