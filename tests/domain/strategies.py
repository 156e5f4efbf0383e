"""Courses of every small shape, and what learners may have done in them."""

from collections.abc import Iterator
from itertools import count

from hypothesis import settings
from hypothesis import strategies as st

from carrel.courseware.course import Course, Grading, Lesson, Module, Period
from carrel.courseware.items import LESSON_LOCK, SUPPLEMENT, Item, Reading
from tests.builders import a_course

law = settings(max_examples=40)
"""Each example is a whole course; forty of them show what a hundred would."""

FRACTIONS = st.sampled_from((0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)) | st.floats(0, 1)


@st.composite
def courses(draw: st.DrawFn) -> Course:
    """A course whose modules, lessons and items may be optional, locked, or worth something."""
    numbers = count(1)
    modules = tuple(_module(draw, numbers) for _ in range(draw(st.integers(1, 3))))
    return a_course(
        modules=modules,
        files=(),
        schedule=draw(_schedules(modules)),
        grading=Grading(
            policy=draw(st.sampled_from(("weighted", "mastery"))), passing_fraction=draw(FRACTIONS)
        ),
    )


@st.composite
def courses_with_done(draw: st.DrawFn) -> tuple[Course, frozenset[str]]:
    """A course, and the ids of the items that somebody has completed in it."""
    course = draw(courses())
    ids = [item.id for item in course.items()]
    done = draw(st.sets(st.sampled_from(ids))) if ids else set()
    return course, frozenset(done)


@st.composite
def courses_with_scores(draw: st.DrawFn) -> tuple[Course, dict[str, float]]:
    """A course, and the scores that somebody has got in it."""
    course = draw(courses())
    ids = [item.id for item in course.items()]
    scores = draw(st.dictionaries(st.sampled_from(ids), FRACTIONS)) if ids else {}
    return course, scores


def _module(draw: st.DrawFn, numbers: Iterator[int]) -> Module:
    name = f"module-{next(numbers)}"
    lessons = tuple(_lesson(draw, numbers) for _ in range(draw(st.integers(0, 2))))
    return Module(
        id=name, slug=name, name=name, place=f"1-{name}", lessons=lessons, optional=draw(st.booleans())
    )


def _lesson(draw: st.DrawFn, numbers: Iterator[int]) -> Lesson:
    name = f"lesson-{next(numbers)}"
    items = tuple(_item(draw, numbers) for _ in range(draw(st.integers(0, 4))))
    return Lesson(id=name, slug=name, name=name, place=f"1-{name}", items=items, optional=draw(st.booleans()))


def _item(draw: st.DrawFn, numbers: Iterator[int]) -> Item:
    name = f"item-{next(numbers)}"
    return Item(
        id=name,
        slug=name,
        name=name,
        kind=SUPPLEMENT,
        place=f"1-{name}.md",
        content=Reading(path=f"{name}.md"),
        optional=draw(st.booleans()),
        lock=draw(st.sampled_from(("", LESSON_LOCK))),
        weight=draw(st.sampled_from((0, 1, 3, 250, 1000))),
        required_to_pass=draw(st.booleans()),
    )


@st.composite
def _schedules(draw: st.DrawFn, modules: tuple[Module, ...]) -> tuple[Period, ...]:
    ids = draw(st.permutations([module.id for module in modules]))
    if draw(st.booleans()):
        return ()
    cut = draw(st.integers(1, len(ids)))
    runs = [run for run in (ids[:cut], ids[cut:]) if run]
    return tuple(Period(module_ids=tuple(run), weeks=draw(st.integers(1, 4))) for run in runs)
