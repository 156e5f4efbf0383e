"""What turns the library into the syllabus: a value, to print, to test, to carry out, to make again.

Pure. What was interrupted needs no memory of its own: whatever is not in the ledger is planned again.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from msgspec import Struct

from carrel.archiver.assets import Asset


class Row(Struct, frozen=True, kw_only=True):
    """A whole file of the library: `size` in bytes, and for videos what they say about themselves (ms)."""

    key: str
    version: str
    place: str
    sha256: str
    size: int
    etag: str = ""
    duration: int | None = None
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Fetch:
    """A file that is not there."""

    asset: Asset


@dataclass(frozen=True, slots=True)
class Refresh:
    """A file that the site has replaced since."""

    asset: Asset
    row: Row


@dataclass(frozen=True, slots=True)
class Move:
    """A file that now belongs elsewhere: the course was put in another order, or something was renamed."""

    row: Row
    place: str


@dataclass(frozen=True, slots=True)
class Retire:
    """A file that the course no longer has."""

    row: Row


@dataclass(frozen=True, slots=True)
class LookAgain:
    """A file whose address would be the same if it were another one: to be asked for in case that it is."""

    asset: Asset
    row: Row


Action = Fetch | Refresh | Move | Retire


def make_plan(
    assets: Sequence[Asset],
    wanted: Collection[str],
    rows: Mapping[str, Row],
    kept_items: Collection[str] = (),
) -> list[Action]:
    """The actions, in their order: what goes, what moves, what comes. Nothing for what is as it should be.

    Only what is `wanted` comes; what is there and no longer wanted stays. `kept_items` are those that the
    site no longer shows though the course still has them: their files stay as well.
    """
    known = {asset.key: asset for asset in assets}
    retired = [
        Retire(row) for key, row in rows.items() if key not in known and _item_in(key) not in kept_items
    ]
    moved = [
        Move(rows[asset.key], asset.place)
        for asset in assets
        if asset.key in rows and rows[asset.key].place != asset.place
    ]
    coming = [
        Refresh(asset, rows[asset.key]) if asset.key in rows else Fetch(asset)
        for asset in assets
        if asset.key in wanted and (asset.key not in rows or rows[asset.key].version != asset.version)
    ]
    return [*retired, *moved, *coming]


def to_look_at_again(assets: Sequence[Asset], rows: Mapping[str, Row]) -> list[LookAgain]:
    """What the course's own page shows: its pictures have addresses that stay. Nothing to do, for a plan."""
    return [
        LookAgain(asset, rows[asset.key])
        for asset in assets
        if not asset.item_ids and asset.key in rows
        if rows[asset.key].etag and rows[asset.key].version == asset.version
    ]


def _item_in(key: str) -> str:
    """The item's id in a key such as `video/aaaa1/720`; empty in those of other files."""
    kind, _, rest = key.partition("/")
    return rest.partition("/")[0] if kind in {"video", "captions", "attachment"} else ""
