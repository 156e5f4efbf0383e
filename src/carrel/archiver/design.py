"""How a course was meant, as far as the site tells it: grading, completion, objectives. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from carrel.courseware.course import Completion, Grading
from carrel.resources.designs import CourseDesignRecord, GradingRecord
from carrel.resources.records import UNSET, Maybe


@dataclass(frozen=True, slots=True)
class Design:
    """What the document of a course says where the site tells nothing, too.

    `objectives` are texts by id; `locked_by_lesson` are the items that are locked at first.
    """

    completion: Completion = "evidence"
    grading: Grading = field(default_factory=Grading)
    objectives: Mapping[str, str] = field(default_factory=dict)
    locked_by_lesson: frozenset[str] = frozenset()
    _items: Mapping[str, GradingRecord] = field(default_factory=dict)

    @classmethod
    def of(cls, said: CourseDesignRecord | None) -> "Design":
        """What was said, without what no course folder can say."""
        if said is None:
            return cls()
        return cls(
            completion="trust" if said.completion == "trust" else "evidence",
            grading=Grading(
                policy="mastery" if said.grading_policy == "mastery" else "weighted",
                **(_rules(said.grading) if said.grading else {}),
            ),
            objectives={
                one.id: text for one in said.objectives or () if (text := " ".join(one.text.split()))
            },
            locked_by_lesson=frozenset(said.locked_by_lesson or ()),
            _items={one.id: one for one in said.item_gradings or ()},
        )

    def own_rules(self, item_id: str) -> Mapping[str, float]:
        """What passes an item and what lateness costs it, where that is its own."""
        return _rules(self._items[item_id]) if item_id in self._items else {}


def _rules(record: GradingRecord) -> dict[str, Any]:
    told: dict[str, Maybe[float]] = {
        "passing_fraction": record.passing_fraction,
        "late_penalty": record.late_penalty,
        "late_penalty_limit": record.late_penalty_limit,
    }
    return {name: value for name, value in told.items() if value is not UNSET and 0 <= value <= 1}
