"""Arbitrary course documents, as Hypothesis draws them: whatever can stand in a folder."""

import hashlib
import re
from collections.abc import Callable
from datetime import UTC, timedelta, timezone
from itertools import count
from string import ascii_letters, digits
from typing import Any

from hypothesis import strategies as st
from msgspec.structs import replace

from carrel.courseware import items as kinds
from carrel.courseware.course import (
    Course,
    File,
    Grading,
    Instructor,
    Lesson,
    Module,
    Objective,
    Partner,
    Period,
    Reference,
)
from carrel.courseware.folder import keys
from carrel.courseware.folder.question_forms import with_ids
from carrel.courseware.items import (
    Activity,
    Assignment,
    Caption,
    Content,
    Item,
    Lecture,
    Original,
    PeerReview,
    Programming,
    Quiz,
    Reading,
    Rendition,
    Unseen,
    Untaught,
)
from carrel.courseware.links import relative_links
from carrel.courseware.peer_review import Criterion, Level, Part
from carrel.courseware.programming import ProgramPart
from carrel.courseware.questions import (
    Answer,
    Assessment,
    Block,
    Choice,
    NumberAnswer,
    Numeric,
    Option,
    Pool,
    Question,
    Work,
    Written,
)
from tests.builders import VIDEO_DURATION, a_file

KNOWN = {
    name for table in vars(keys).values() if isinstance(table, tuple) for name in (key.name for key in table)
}
KNOWN |= {"partners", "instructors", "schedule", "grading", "files", "learning_objectives"}
KNOWN |= {"questions", "pools", "options", "answers", "blanks"}


def is_pattern(text: str) -> bool:
    """Whether the text is a regular expression."""
    try:
        re.compile(text)
    except re.error:
        return False
    return True


letters = st.characters(codec="utf-8")
words = st.text(letters, max_size=40)
names = words.filter(str.strip)
markdown = words.filter(lambda text: not relative_links(text) and not text.startswith("\ufeff"))
flags = st.booleans()
counts = st.integers(0, 5000)
zones = (
    st.none()
    | st.just(UTC)
    | st.integers(-720, 720).map(lambda minutes: timezone(timedelta(minutes=minutes)))
)
scalars = (
    flags
    | st.integers()
    | st.floats(allow_nan=False)
    | words
    | st.dates()
    | st.times()
    | st.datetimes(timezones=zones)
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
unknown_keys = words.filter(lambda key: key not in KNOWN)
extras: st.SearchStrategy[dict[str, Any]]
extras = st.just({}) | st.dictionaries(unknown_keys, values, max_size=3)

name_letters = st.characters(categories=["Ll", "Lu", "Lo", "Nd"], exclude_characters="ſ") | st.sampled_from(
    " -.'()"
)
rests = st.text(name_letters, min_size=1, max_size=12).filter(
    lambda rest: not rest.lower().endswith((".md", ".part"))
)
slug_texts = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)
ids = st.text(ascii_letters + digits + "-_", min_size=1, max_size=8)
long_ids = st.text(ascii_letters + digits + "-_", min_size=22, max_size=22)
fractions = st.none() | st.floats(0, 1)
number_ids = st.integers(1, 10**9).map(str)


numbers = st.floats(-1e9, 1e9, allow_nan=False)
answers = st.builds(
    Answer, value=names.filter(is_pattern), correct=st.just(True), feedback=markdown, extra=extras
)
number_answers = st.builds(
    NumberAnswer, value=numbers, tolerance=st.floats(0, 9), tolerance_percent=st.floats(0, 9), extra=extras
)


@st.composite
def options(draw: st.DrawFn) -> tuple[Option, ...]:
    texts = draw(st.lists(markdown.filter(str.strip), min_size=2, max_size=4, unique=True))
    return tuple(
        Option(id="", text=text, correct=at == 0, feedback=draw(markdown), extra=draw(extras))
        for at, text in enumerate(texts)
    )


def question(
    form: type, *types: str, at: bool = False, **own: st.SearchStrategy[Any]
) -> st.SearchStrategy[Any]:
    """Questions of one family."""
    return st.builds(
        form,
        id=st.just(""),
        type=st.sampled_from(types),
        prompt=markdown.filter(str.strip),
        points=st.floats(0, 100),
        feedback=markdown,
        at=st.integers(0, VIDEO_DURATION) if at else st.none(),
        extra=extras,
        **own,
    )


IN_VIDEO = question(Choice, "mcq", "checkbox", "poll", at=True, options=options(), shuffle=flags) | question(
    Block, "continue", at=True, title=words
)
BY_PROGRAM = (
    question(Choice, "mcq", "mcqReflect", "checkbox", options=options(), shuffle=flags)
    | question(
        Numeric,
        "singleNumeric",
        unit=st.sampled_from(["", "km/h"]),
        answers=st.lists(number_answers, min_size=1, max_size=2).map(tuple),
    )
    | question(
        Written,
        "textExactMatch",
        "regex",
        answers=st.lists(answers, min_size=1, max_size=2).map(tuple),
        case_sensitive=flags,
    )
    | question(Work, "reflect")
)
ASKED = (
    BY_PROGRAM
    | question(Work, "plainText", "richText", "url")
    | question(Work, "codeExpression", language=words, starter_code=words)
    | question(Work, "fileUpload", allowed_files=st.just((".pdf",)))
    | question(Block, "text", title=words)
)


submission_parts = st.builds(
    Part,
    id=ids,
    prompt=markdown,
    kind=st.sampled_from(["plainText", "richText", "url", "fileUpload"]),
    required=flags,
    extra=extras,
)
program_parts = st.one_of(
    st.builds(
        ProgramPart,
        id=ids,
        name=words,
        points=st.floats(0, 100),
        extra=extras,
        outputs=st.lists(words, min_size=1, max_size=2).map(tuple),
    ),
    st.builds(ProgramPart, id=ids, pattern=st.just(r"\d+ (a|b)")),
    st.builds(ProgramPart, id=ids, name=words, key=st.just("unknown")),
    st.builds(
        ProgramPart,
        id=ids,
        numbers=st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=2).map(tuple),
        tolerance=st.floats(0, 1),
        tolerance_percent=st.floats(0, 100),
    ),
)
levels = st.builds(Level, id=ids, text=markdown, points=counts, extra=extras)
criteria = (
    st.builds(Criterion, id=ids, prompt=markdown, points=st.integers(1, 100), required=flags, extra=extras)
    | st.builds(
        Criterion,
        id=ids,
        prompt=markdown,
        kind=st.just("options"),
        options=st.lists(levels, min_size=2, max_size=3, unique_by=lambda level: level.id).map(tuple),
        extra=extras,
    )
    | st.builds(Criterion, id=ids, prompt=markdown, kind=st.just("text"), required=flags, extra=extras)
)


def unlike(asked: list[Any]) -> tuple[Any, ...]:
    """No two of the same id."""
    return tuple({one.id: one for one in asked}.values())


class Author:
    """Draws one course, and sees to it that ids, slugs and places are not used twice."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.numbers = count(1)
        self.taken: set[str] = set()
        self.files: list[File] = []

    def course(self) -> Course:
        course_id = self.draw(long_ids)
        self.course_id = course_id
        modules = self.several(self.module, "", 1)
        references = self.several(self.reference, "references/")
        self.file("assets/picture.png")
        self.kept("")
        draw = self.draw
        return Course(
            id=course_id,
            slug=draw(slug_texts),
            name=draw(names),
            description=draw(markdown),
            language=draw(st.sampled_from(["en", "pt-BR", "zh-Hant"])),
            level=draw(st.sampled_from(["", "BEGINNER", "ADVANCED"])),
            workload=draw(words),
            domains=tuple(draw(st.lists(words, max_size=3))),
            image=draw(st.sampled_from(["", "assets/picture.png"])),
            completion=draw(st.sampled_from(["evidence", "trust"])),
            partners=self.people(Partner, "name"),
            instructors=self.people(Instructor, "full_name"),
            schedule=self.schedule(modules),
            grading=Grading(
                policy=draw(st.sampled_from(["weighted", "mastery"])),
                passing_fraction=draw(st.floats(0, 1)),
                late_penalty=draw(st.floats(0, 1)),
                late_penalty_limit=draw(st.floats(0, 1)),
                extra=draw(extras),
            ),
            modules=modules,
            references=references,
            files=tuple(sorted(self.files, key=lambda file: file.path)),
            extra=draw(extras),
        )

    def people(self, form: type, name: str) -> tuple[Any, ...]:
        identities = self.draw(st.lists(number_ids, max_size=2, unique=True))
        return tuple(form(id=one, **{name: self.draw(names)}, extra=self.draw(extras)) for one in identities)

    def schedule(self, modules: tuple[Module, ...]) -> tuple[Period, ...]:
        if self.draw(flags):
            return ()
        periods = [modules[:1], modules[1:]]
        return tuple(
            Period(
                module_ids=tuple(one.id for one in period),
                weeks=self.draw(st.integers(1, 9)),
                extra=self.draw(extras),
            )
            for period in periods
        )

    def several(self, write: Callable[[str, str], Any], parent: str, least: int = 0) -> tuple[Any, ...]:
        """Siblings in order; the numbers have gaps, and any width."""
        number, parts = 0, []
        for _ in range(self.draw(st.integers(least, 2))):
            number += self.draw(st.integers(1, 30))
            parts.append(write(parent, f"{number:0{self.draw(st.integers(1, 3))}}-{self.draw(rests)}"))
        return tuple(parts)

    def identity(self) -> str:
        identity = self.draw(ids.filter(lambda one: one not in self.taken))
        self.taken.add(identity)
        return identity

    def head(self, place: str) -> dict[str, Any]:
        slug = f"{self.draw(slug_texts)}-{next(self.numbers)}"
        return {
            "id": self.identity(),
            "slug": slug,
            "name": self.draw(names),
            "place": place,
            "extra": self.draw(extras),
        }

    def module(self, _: str, place: str) -> Module:
        self.kept(f"{place}/")
        objectives = tuple(
            Objective(id=self.identity(), text=self.draw(names), extra=self.draw(extras))
            for _ in range(self.draw(st.integers(0, 2)))
        )
        lessons = self.several(self.lesson, f"{place}/", 1)
        return Module(
            **self.head(place),
            description=self.draw(markdown),
            objectives=objectives,
            lessons=lessons,
            optional=self.draw(flags),
        )

    def lesson(self, parent: str, place: str) -> Lesson:
        self.kept(f"{parent}{place}/")
        items = self.several(self.item, f"{parent}{place}/", 1)
        return Lesson(**self.head(place), items=items, optional=self.draw(flags))

    def item(self, parent: str, place: str) -> Item:
        kind, write = self.draw(st.sampled_from(KINDS))
        if write is not Author.lecture and self.draw(flags):
            place = f"{place}.md"
        elif write is not Author.lecture:
            self.kept(f"{parent}{place}/")
        content: Content = write(self, f"{parent}{place}")
        return Item(
            **self.head(place),
            kind=kind,
            content=content,
            time_commitment=self.draw(st.integers(0, 10**9)),
            optional=self.draw(flags),
            lock=self.draw(st.sampled_from(["", kinds.LESSON_LOCK])),
            weight=self.draw(counts),
            required_to_pass=self.draw(flags),
            passing_fraction=self.draw(fractions),
            late_penalty=self.draw(fractions),
            late_penalty_limit=self.draw(fractions),
        )

    def lecture(self, path: str) -> Lecture:
        renditions = [(height, self.file(f"{path}/video.{height}p.mp4")) for height in (720, 360)]
        return Lecture(
            renditions=tuple(Rendition(height=height, path=file) for height, file in renditions),
            captions=(
                Caption(language="en", path=self.file(f"{path}/captions.en.vtt")),
                Caption(language="fr", path=self.file(f"{path}/captions.fr.srt")),
            ),
            attachments=(self.file(f"{path}/more/Größe.pdf"),) if self.draw(flags) else (),
            duration=VIDEO_DURATION,
            disable_skipping_forward=self.draw(flags),
            assessment=self.assessment(path, IN_VIDEO),
        )

    def reference(self, folder: str, place: str) -> Reference:
        place = f"{place}.md"
        return Reference(**self.head(place), content=self.reading(f"{folder}{place}"))

    def reading(self, path: str) -> Reading:
        original = None
        if self.draw(flags):
            cml = self.draw(words.filter(lambda text: not text.startswith("\ufeff")))
            original = Original(
                name=f"text{next(self.numbers)}.cml",
                cml=cml,
                sha256=hashlib.sha256(cml.encode()).hexdigest(),
                markdown_sha256="0" * 64,
            )
        return Reading(path=text_path(path, "reading.md"), markdown=self.draw(markdown), original=original)

    def peer(self, path: str) -> PeerReview:
        return PeerReview(
            **self.instructions(path),
            required_reviews=self.draw(counts),
            mentor_graded=self.draw(flags),
            submission=unlike(self.draw(st.lists(submission_parts, max_size=2))),
            rubric=unlike(self.draw(st.lists(criteria, max_size=2))),
        )

    def phased_peer(self, path: str) -> PeerReview:
        return replace(self.peer(path), review_deadline_offset=self.draw(st.none() | st.integers(0, 10**9)))

    def assignment(self, path: str) -> Assignment:
        return Assignment(
            **self.instructions(path),
            features=tuple(self.draw(st.lists(words, max_size=2))),
            team=self.draw(flags),
            proctoring=self.draw(words),
            mobile_features=tuple(self.draw(st.lists(words, max_size=2))),
            assessment=self.assessment(path, ASKED),
        )

    def quiz(self, path: str) -> Quiz:
        return Quiz(**self.instructions(path), assessment=self.assessment(path, BY_PROGRAM))

    def assessment(self, path: str, asked: st.SearchStrategy[Question]) -> Assessment | None:
        """Ids are those that reading would derive, or written ones."""
        if path.endswith(".md") or self.draw(flags):
            return None
        draw = self.draw
        drawn = draw(st.lists(asked, min_size=1, max_size=4, unique_by=lambda one: one.prompt))
        pool = draw(st.sampled_from(["", "a pool"]))
        questions = with_ids([replace(one, pool=pool) for one in drawn])
        return Assessment(
            path=f"{path}/questions.toml",
            questions=questions,
            pools=(Pool(name="a pool", draw=len(questions), extra=draw(extras)),)
            if questions[0].pool
            else (),
            attempts=draw(st.none() | st.integers(1, 9)),
            interval=draw(st.integers(0, 10**9)),
            time_limit=draw(st.none() | st.integers(0, 10**9)),
            shuffle=draw(flags),
            show_answers=draw(st.sampled_from(["submitted", "passed", "spent", "never"])),
            extra=draw(extras),
        )

    def programming(self, path: str) -> Programming:
        drawn = self.draw(st.lists(program_parts, max_size=3, unique_by=lambda one: one.id))
        return Programming(**self.instructions(path), parts=tuple(drawn))

    def activity(self, path: str) -> Activity:
        return Activity(
            **self.instructions(path),
            launch=self.draw(st.sampled_from(["", "https://lab.example/start"])),
            launch_title=self.draw(words),
        )

    def untaught(self, path: str) -> Untaught:
        return Untaught(**self.instructions(path))

    def unseen(self, _: str) -> Unseen:
        return Unseen(reason=self.draw(names))

    def instructions(self, path: str) -> dict[str, Any]:
        if path.endswith(".md") or self.draw(flags):
            return {"path": text_path(path, "instructions.md"), "instructions": self.draw(markdown)}
        return {}

    def kept(self, folder: str) -> None:
        if self.draw(flags):
            self.file(f"{folder}notes {next(self.numbers)}/questions.toml", served=False)
            self.file(f"{folder}Déjà vu {next(self.numbers)}.dat", served=False)

    def file(self, path: str, *, served: bool = True) -> str:
        file = a_file(path, course_id=self.course_id, served=served)
        if self.draw(flags):
            file = replace(
                file, id=f"{next(self.numbers):022}", name=self.draw(names), extra=self.draw(extras)
            )
        self.files.append(file)
        return path


KINDS: tuple[tuple[str, Callable[["Author", str], Content]], ...] = (
    (kinds.LECTURE, Author.lecture),
    (kinds.SUPPLEMENT, Author.reading),
    (kinds.PEER, Author.peer),
    (kinds.PHASED_PEER, Author.phased_peer),
    (kinds.STAFF_GRADED, Author.assignment),
    (kinds.UNGRADED_ASSIGNMENT, Author.assignment),
    ("quiz", Author.quiz),
    ("exam", Author.quiz),
    (kinds.PROGRAMMING, Author.programming),
    (kinds.UNGRADED_PROGRAMMING, Author.programming),
    *((kind, Author.activity) for kind in kinds.ACTIVITIES),
    ("a kind of to-morrow", Author.untaught),
    (kinds.LECTURE, Author.unseen),
    ("exam", Author.unseen),
)


def text_path(path: str, name: str) -> str:
    return path if path.endswith(".md") else f"{path}/{name}"


@st.composite
def courses(draw: st.DrawFn) -> Course:
    """A course that `write_folder` can write."""
    return Author(draw).course()
