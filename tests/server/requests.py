"""A request for anything that is declared, made from the declaration: what tests of everything ask.

What things are called says what they hold: `userId` is a person, `courseId` the small school's first course.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from msgspec import inspect

from carrel.application.forum_map import item_forum_id
from carrel.application.handles import text_id
from carrel.application.visit import Visit
from carrel.domain.forums import Answer, Question
from carrel.domain.notes import InstructorNote
from carrel.domain.sessions import Session
from carrel.protocol.keys import BooleanKey, CompositeKey, IntegerKey, Key, ListKey
from carrel.protocol.parameters import Parameter
from carrel.protocol.request import Request, write_request
from carrel.protocol.schema import Operation, ResourceSchema
from carrel.protocol.values import Value, Values
from carrel.resources.registry import SCHEMAS
from carrel.server.access import PEOPLE
from carrel.server.api.answering import ANSWERS
from carrel.store import forums, instructor_notes, sessions
from tests.builders import COURSE_ID, FOLDER, a_file
from tests.server.schools import AT, GLOSSARY, LECTURE, READING, SLUG

PDF = a_file(f"{FOLDER}/01-hello/slides.pdf").id
CML = "<co-content><text>Because.</text></co-content>"
KNOWN: Mapping[str, Any] = {
    "courseId": COURSE_ID,
    "slug": SLUG,
    "courseSlug": SLUG,
    "itemId": LECTURE,
    "shortId": GLOSSARY,
    "day": "2025-01-01",
    "forumId": item_forum_id(COURSE_ID, LECTURE),
    "courseForumId": f"{COURSE_ID}~{item_forum_id(COURSE_ID, LECTURE)}",
    "courseForumQuestionId": f"{COURSE_ID}~a-question",
    "questionId": "a-question",
    "answerId": "an-answer",
    "postId": "a-question",
}
"""What stands under a name that means the same everywhere."""
IDS: dict[str, str] = {
    "assets.v1": PDF,
    "assetUrls.v1": PDF,
    "onDemandCourseGrades.v1": COURSE_ID,
    "openCourseAssets.v1": text_id(COURSE_ID, READING),
}
"""Ids that lead to something, for resources whose key does not say what it names."""


def sow(visit: Visit) -> None:
    """Put into the school what is there only when somebody made it, and its ids into `IDS`."""
    note = InstructorNote("a-note", COURSE_ID, (), "Hello.", AT, AT)
    instructor_notes.put_instructor_note(visit.connection, note)
    IDS["onDemandInstructorNotes.v1"] = note.id
    forum_id = item_forum_id(COURSE_ID, LECTURE)
    forums.put_question(
        visit.connection, Question("a-question", COURSE_ID, forum_id, None, "Why?", "", AT, None, AT)
    )
    forums.put_answer(visit.connection, Answer("an-answer", COURSE_ID, "a-question", "", None, CML, AT))
    IDS["onDemandDiscussionQuestions.v1"] = "a-question"
    session = Session("a-session", COURSE_ID, AT, None, AT, None, {}, {})
    sessions.put_session(visit.connection, session)
    IDS["onDemandSessions.v1"] = session.id


@dataclass(frozen=True)
class Asked:
    """One operation of one resource, and what a request for it looks like for somebody's data."""

    schema: ResourceSchema
    operation: Operation
    name: str = ""

    def __str__(self) -> str:
        return f"{self.schema.identifier} {self.name or self.operation.value}"

    def request(self, about: int) -> tuple[str, str, object]:
        """Method, target and JSON body."""
        schema = self.schema
        key = _key(schema, about)
        parents = tuple(_key(one, about) for one in LINES[schema.identifier][:-1])
        made = Request(
            line=LINES[schema.identifier],
            operation=self.operation,
            name=self.name,
            key=key if self.is_on_an_element else None,
            keys=(key,) if self.operation is Operation.MULTI_GET else (),
            parents=parents,
            arguments=Values({one.name: _argument(one, about) for one in self._parameters()}),
        )
        method, target = write_request(made)
        return method, f"/api{target}", self._body(made, about)

    @property
    def is_on_an_element(self) -> bool:
        """Whether its address ends in a key."""
        return self.operation in {Operation.GET, Operation.UPDATE, Operation.PATCH, Operation.DELETE}

    @property
    def names_people(self) -> bool:
        """Whether it says whose data it is about."""
        return self.request(1) != self.request(2)

    def _parameters(self) -> tuple[Parameter, ...]:
        if self.operation is Operation.FINDER:
            found = self.schema.finder(self.name)
            return found.parameters if found else ()
        if self.operation is Operation.ACTION:
            action = self.schema.action(self.name)
            return action.parameters if action else ()
        return ()

    def _body(self, made: Request, about: int) -> object:
        taken = ANSWERS[self.schema.identifier].takes(made)
        return None if taken is None else member("", inspect.type_info(taken), about)


def everything() -> list[Asked]:
    """Every operation, finder and action that is declared."""
    return [
        one
        for schema in SCHEMAS.values()
        for one in (
            *(Asked(schema, operation) for operation in sorted(schema.operations, key=lambda one: one.value)),
            *(Asked(schema, Operation.FINDER, finder.name) for finder in schema.finders),
            *(Asked(schema, Operation.ACTION, action.name) for action in schema.actions),
        )
    ]


def _key(schema: ResourceSchema, about: int) -> Any:
    if isinstance(schema.key, CompositeKey):
        return tuple(_value(name, kind, about) for name, kind in schema.key.members.items())
    name = ANSWERS[schema.identifier].key_name
    known = IDS.get(schema.identifier) if name == "id" else None
    return known or _value(name, schema.key, about)


def _argument(parameter: Parameter, about: int) -> Value:
    if parameter.required or parameter.name in PEOPLE:
        return _value(parameter.name, parameter.kind, about)
    return parameter.default


def _value(name: str, kind: Key[Any], about: int) -> Value:
    if name in PEOPLE:
        return about
    if name in KNOWN:
        return KNOWN[name] if not isinstance(kind, ListKey) else (KNOWN[name],)
    match kind:
        case BooleanKey():
            return True
        case IntegerKey():
            return 1
        case ListKey():
            return ()
        case CompositeKey():
            return tuple(_value(part, of, about) for part, of in kind.members.items())
        case _:
            made: Value = kind.read("x")
            return made


def member(name: str, kind: inspect.Type, about: int) -> Any:
    """A value of a body that fits where this name stands."""
    if name in PEOPLE:
        return about
    if name in KNOWN:
        return KNOWN[name]
    match kind:
        case inspect.StructType(fields=fields, tag=tag, tag_field=tag_field):
            tagged = {tag_field: tag} if tag_field else {}
            filled = {
                one.encode_name: member(one.encode_name, one.type, about)
                for one in fields
                if one.required or one.encode_name in {*PEOPLE, *KNOWN}
            }
            return tagged | filled
        case inspect.UnionType(types=types):
            return member(name, types[0], about)
        case inspect.LiteralType(values=values):
            return values[0]
        case inspect.EnumType(cls=cls):
            return next(iter(cls)).value
        case _:
            return SIMPLE.get(type(kind), {})


SIMPLE: Mapping[type[inspect.Type], Any] = {
    inspect.StrType: "x",
    inspect.IntType: 1,
    inspect.FloatType: 0.5,
    inspect.BoolType: True,
    inspect.ListType: [],
    inspect.NoneType: None,
}
LINES = {schema.identifier: SCHEMAS.line(schema.name.segments) for schema in SCHEMAS.values()}
"""The resources around each, and itself."""
