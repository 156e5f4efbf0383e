"""What an answer of the API gets to see, and what it hands back."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeVar

from carrel.application.visit import Visit
from carrel.domain.access import Deed
from carrel.protocol.paging import Paging, slice_page
from carrel.protocol.projection import Asked
from carrel.protocol.request import Request
from carrel.protocol.schema import Operation
from carrel.resources.records import Record
from carrel.server.links import Links

B = TypeVar("B")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ask:
    """One request to one resource: who asks, what, which fields and relations, and where things are."""

    visit: Visit
    request: Request
    asked: Asked
    links: Links
    body: object = None

    def argument(self, name: str) -> Any:  # noqa: ANN401 - each parameter is declared with its own type
        """The value of a declared parameter."""
        return self.request.arguments[name]

    def sent(self, kind: type[B]) -> B:
        """The body, which has this type: the one that its `Answers` name."""
        if not isinstance(self.body, kind):
            raise TypeError(self.body)
        return self.body

    def wants(self, relation: str, resource: str = "") -> bool:
        """Whether this relation is to be linked, so that work for others can be spared."""
        return self.asked.wants_linked(relation, resource)


Linked = Mapping[str, Sequence[Record]]


@dataclass(frozen=True, slots=True)
class Found:
    """Records to answer, whole; what of them is sent is not decided here."""

    records: Sequence[Record] = ()
    linked: Linked = field(default_factory=dict)
    paging: Paging = field(default_factory=Paging)


def paged(ask: Ask, rows: Sequence[T], tell: Callable[[Ask, Sequence[T]], Found]) -> Found:
    """The page of `rows` that is asked for, told by `tell`; nothing is linked for the others."""
    page, paging = slice_page(rows, ask.request.start, ask.request.limit)
    return replace(tell(ask, page), paging=paging)


@dataclass(frozen=True, slots=True)
class Created:
    """The record of what was created, and the spelling of its key. Without a record only the key is told."""

    record: Record | None
    key: str


WRITING: Final = frozenset(
    {Operation.CREATE, Operation.UPDATE, Operation.PATCH, Operation.DELETE, Operation.ACTION}
)
"""The operations that change something."""

Read = Callable[[Ask], Found]
Write = Callable[[Ask], Created]
Update = Callable[[Ask], Record | None]
"""Changes one element; the record after it is sent, where there is one."""
Delete = Callable[[Ask], None]
Stamp = Callable[[Visit, Request], Hashable]


@dataclass(frozen=True, slots=True)
class Act:
    """How an action is answered: with any JSON value, or with nothing for None.

    `body` is the type of what it takes; without one, what is sent is not looked at.
    """

    answer: Callable[[Ask], object]
    body: Any = None


@dataclass(frozen=True, kw_only=True)
class Answers:
    """How one resource is answered: a function for each operation and finder that it declares.

    Who may do what is said by deeds (see `carrel.domain.access`): that of its `reads`, that of its `writes`,
    and in `deeds` those of single operations, finders and actions, by name, that are deeds of their own. What
    has none, nobody may do. A key without parts stands for what `key_name` says: a course's id, say, by
    `courseId`. `body` is the type of what a create or an update takes,
    `patch_body` that of a patch; every action names its own. A `stamp` changes whenever the answer of a
    finder could, and costs little: with one, the answer is kept and only the stamp worked out again. A
    `likeness` costs more than a stamp and less than an answer: those for whom it is the same are told the
    same, so they share an answer. `is_lasting` promises that every read follows from what is kept alone,
    and not from the time of day: such answers are kept until anything changes that the asker could see.
    `is_own` promises that nobody but the sender sees what a create, update,
    patch, delete or action changes. `changes_sender` says that a write changes the sender's account, as which
    they are remembered. Where nobody has to be signed in, `counted_by` says of a body by what writes of its
    kind are counted, so that nobody tries them without end.
    """

    reads: Deed | None = None
    writes: Deed | None = None
    deeds: Mapping[str, Deed] = field(default_factory=dict)
    key_name: str = "id"
    get: Read | None = None
    multi_get: Read | None = None
    get_all: Read | None = None
    create: Write | None = None
    update: Update | None = None
    patch: Update | None = None
    delete: Delete | None = None
    is_lasting: bool = False
    is_own: bool = False
    changes_sender: bool = False
    counted_by: Callable[[Any], Hashable] | None = None
    body: Any = None
    patch_body: Any = None
    actions: Mapping[str, Act] = field(default_factory=dict)
    finders: Mapping[str, Read] = field(default_factory=dict)
    stamps: Mapping[str, Stamp] = field(default_factory=dict)
    likenesses: Mapping[str, Stamp] = field(default_factory=dict)

    def deed(self, operation: Operation, name: str = "") -> Deed | None:
        """What somebody does who asks for this operation, or for the finder or action of this name."""
        of_its_own = self.deeds.get(name or operation.value)
        return of_its_own or (self.writes if operation in WRITING else self.reads)

    def read(self, request: Request) -> Read | None:
        """The function that answers this reading request."""
        match request.operation:
            case Operation.GET:
                return self.get
            case Operation.MULTI_GET:
                return self.multi_get
            case Operation.GET_ALL:
                return self.get_all
            case Operation.FINDER:
                return self.finders.get(request.name)
        return None

    def takes(self, request: Request) -> Any:  # noqa: ANN401 - a type, of whatever kind
        """The type of the body that this writing request has; None where it needs none."""
        match request.operation:
            case Operation.CREATE | Operation.UPDATE:
                return self.body
            case Operation.PATCH:
                return self.patch_body
            case Operation.ACTION if request.name in self.actions:
                return self.actions[request.name].body
        return None
