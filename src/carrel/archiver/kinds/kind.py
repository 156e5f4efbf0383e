"""What a kind of item brings: what is asked about it, what was said of it, and what it is in the folder."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from carrel.archiver.assets import Asset
from carrel.archiver.inquiries import Content, Inquiry
from carrel.courseware.items import Assignment, Item, PeerReview
from carrel.courseware.items import Content as ItemContent
from carrel.resources.content import AssetRecord
from carrel.resources.course_materials import ItemRecord
from carrel.resources.records import Record, Resource

R = TypeVar("R", bound=Record)
S = TypeVar("S")

Settings = PeerReview | Assignment


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks about which course. `text_ids` are those of assignments' texts, by item, where a site says."""

    user_id: int
    course_id: str
    text_ids: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ask:
    """How items of a kind are asked about: one alone, or several at once where the site can answer that.

    About an item that is in nobody's words there is no inquiry. `otherwise` is what is asked about one alone
    where a site knows no answer to that.
    """

    alone: Callable[[Asker, str], Inquiry[Any] | None]
    together: Callable[[Asker, Sequence[str]], list[Inquiry[Any]]] | None = None
    otherwise: Callable[[Asker, str], Inquiry[Any]] | None = None

    def each(self, asker: Asker, item: str) -> list[Inquiry[Any]]:
        """What is asked about one item: the first, and where that is not answered the next."""
        first = self.alone(asker, item)
        rest = [self.otherwise(asker, item)] if self.otherwise else []
        return [first, *rest] if first else []


def by_course_and_item(content: Content[R]) -> Ask:
    """An ask for what is found by the ids of its course and item."""
    return Ask(
        alone=lambda asker, item: content.of((asker.course_id, item)),
        together=lambda asker, items: content.of_each([(asker.course_id, item) for item in items]),
    )


class Heard:
    """Every record that was told, by resource and id, whatever it was that was asked."""

    def __init__(self) -> None:
        self._records: dict[str, dict[str, Record]] = {}
        self.states: dict[str, dict[str, Any]] = {}
        """How the learner stands in assessments, by item."""

    def add(self, resource: Resource[Record], records: Sequence[Record]) -> None:
        """Keep them."""
        known = self._records.setdefault(resource.schema.identifier, {})
        known.update({str(getattr(one, "id", "")): one for one in records})

    def of(self, resource: Resource[R]) -> dict[str, R]:
        """Those of a resource, by id."""
        known = list(self._records.get(resource.schema.identifier, {}).items())
        return {key: one for key, one in known if isinstance(one, resource.record)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling(Generic[S]):
    """What was said of an item, and where it stands: at `place` in the `lesson`'s folder.

    `files` are those of the course by asset; `facts` are all of the item but kind, place and content.
    """

    record: ItemRecord
    kind: str
    said: S
    files: Mapping[str, AssetRecord]
    lesson: str
    place: str
    facts: Mapping[str, Any]

    @property
    def folder(self) -> str:
        """The item's own folder."""
        return f"{self.lesson}/{self.place}"

    def filed(self, content: ItemContent, place: str = "") -> "Filed":
        """The item with this content; `place` when it is no folder."""
        return Filed(Item(kind=self.kind, place=place or self.place, content=content, **self.facts))


@dataclass(frozen=True, slots=True)
class Filed:
    """An item in its place, its files, and what cannot be had: places and reasons.

    The texts of its content are CML still.
    """

    item: Item
    assets: tuple[Asset, ...] = ()
    missing: tuple[tuple[str, str], ...] = ()


def no_settings(_record: ItemRecord) -> Settings | None:
    """Of this kind nothing is told before it is opened."""
    return None


@dataclass(frozen=True, slots=True)
class Kind(Generic[S]):
    """One kind of item.

    `asks` is what is asked about each; `said` puts together what was heard, by item; `filed` is what it
    becomes; `settings` is what is known of one that could not be seen. `is_taken` is true of what is taken
    in attempts: how the learner stands is asked as well. `untold` is why nothing may be told.
    """

    asks: tuple[Ask, ...]
    said: Callable[[Heard, Asker], Mapping[str, S]]
    filed: Callable[[Telling[S]], Filed]
    settings: Callable[[ItemRecord], Settings | None] = no_settings
    is_taken: bool = False
    untold: str = "The site told nothing about its content."
