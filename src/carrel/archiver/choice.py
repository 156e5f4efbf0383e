"""What of a course is fetched. Everything else keeps its number and its name, and stays if it is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from carrel.archiver.assets import Asset
from carrel.archiver.errors import BadChoice
from carrel.archiver.syllabus import Syllabus
from carrel.courseware.course import Course, Module
from carrel.courseware.items import Item

ALL_RESOLUTIONS: Final = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Empty means all. `modules` are numbers (from 1), slugs or ids; `languages` are BCP 47 tags, and `en`
    stands for `en-GB` too; `kinds` are those of items. `resolution` is the tallest picture wanted, in lines:
    the tallest that there is up to it, else the smallest; 0 wants every one.
    """

    modules: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    resolution: int = 720


EVERYTHING: Final = Choice(resolution=ALL_RESOLUTIONS)


def chosen(syllabus: Syllabus, choice: Choice) -> frozenset[str]:
    """The keys of the files that are to be there. Raises `BadChoice` for a module or kind that is not."""
    items = {item.id for item in chosen_items(syllabus.course, choice)}
    picked = _renditions(syllabus.assets, choice.resolution)
    return frozenset(
        [
            asset.key
            for asset in syllabus.assets
            if (not asset.item_ids or not items.isdisjoint(asset.item_ids))
            and (asset.kind != "video" or asset.key in picked)
            and (asset.kind != "captions" or _speaks(asset.language, choice.languages))
        ]
    )


def chosen_items(course: Course, choice: Choice) -> list[Item]:
    """The items in the modules and of the kinds that are chosen."""
    modules = [module for module in course.modules if not choice.modules]
    modules += [_module(course, wanted) for wanted in choice.modules]
    kinds = {item.kind for item in course.items()}
    if unknown := [kind for kind in choice.kinds if kind not in kinds]:
        raise BadChoice(
            f"“{course.name}” has no items of the kind {unknown[0]!r}. "
            f"It has: {', '.join(sorted(kinds)) or 'none at all'}."
        )
    return [
        item
        for module in modules
        for lesson in module.lessons
        for item in lesson.items
        if not choice.kinds or item.kind in choice.kinds
    ]


def _module(course: Course, wanted: str) -> Module:
    for number, module in enumerate(course.modules, 1):
        if wanted in {str(number), module.slug, module.id}:
            return module
    known = ", ".join(f"{number} {module.slug}" for number, module in enumerate(course.modules, 1))
    raise BadChoice(f"“{course.name}” has no module {wanted!r}. It has: {known or 'none'}.")


def _renditions(assets: Sequence[Asset], tallest: int) -> frozenset[str]:
    """One rendition of each lecture, or every one."""
    by_lecture: dict[tuple[str, ...], list[Asset]] = {}
    for asset in assets:
        if asset.kind == "video":
            by_lecture.setdefault(asset.item_ids, []).append(asset)
    if tallest == ALL_RESOLUTIONS:
        return frozenset([asset.key for videos in by_lecture.values() for asset in videos])
    return frozenset([_fitting(videos, tallest).key for videos in by_lecture.values()])


def _fitting(videos: Sequence[Asset], tallest: int) -> Asset:
    small_enough = [one for one in videos if one.height <= tallest]
    if small_enough:
        return max(small_enough, key=lambda one: one.height)
    return min(videos, key=lambda one: one.height)


def _speaks(language: str, wanted: Sequence[str]) -> bool:
    own = language.lower()
    return not wanted or any(own == one.lower() or own.startswith(f"{one.lower()}-") for one in wanted)
