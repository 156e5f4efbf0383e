"""What is planned, for what there is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.archiver.assets import Asset, version_of
from carrel.archiver.plan import Action, Fetch, Move, Refresh, Retire, Row, make_plan


def an_asset(key: str, version: str = "1", place: str = "") -> Asset:
    return Asset(key=key, version=version, place=place or key, url=f"https://media.example.org/{key}")


def a_row(key: str, version: str = "1", place: str = "") -> Row:
    return Row(key=key, version=version, place=place or key, sha256="", size=1)


@pytest.mark.parametrize(
    ("asset", "row", "planned"),
    [
        (an_asset("a"), None, [Fetch(an_asset("a"))]),
        (an_asset("a"), a_row("a"), []),
        (an_asset("a", "2"), a_row("a"), [Refresh(an_asset("a", "2"), a_row("a"))]),
        (an_asset("a", place="new"), a_row("a"), [Move(a_row("a"), "new")]),
        (None, a_row("a"), [Retire(a_row("a"))]),
    ],
    ids=["missing", "there", "replaced", "moved", "gone"],
)
def test_one_file(asset: Asset | None, row: Row | None, planned: list[Action]):
    assets, rows = [asset] if asset else [], {"a": row} if row else {}

    assert make_plan(assets, {"a"}, rows) == planned


def test_what_is_not_wanted_neither_comes_nor_goes():
    assert make_plan([an_asset("a"), an_asset("b", "2")], set(), {"b": a_row("b")}) == []


def test_what_the_site_no_longer_shows_stays_while_the_item_is_there():
    rows = {"video/aaaa1/720": a_row("video/aaaa1/720")}

    assert make_plan([], set(), rows, {"aaaa1"}) == []
    assert make_plan([], set(), rows, {"other"}) == [Retire(rows["video/aaaa1/720"])]


KEYS = st.sampled_from("abcdef")
ASSETS = st.lists(st.builds(an_asset, KEYS, st.sampled_from("12")), unique_by=lambda one: one.key)
ROWS = st.lists(
    st.builds(a_row, KEYS, st.sampled_from("12"), st.sampled_from("abcxyz")), unique_by=lambda one: one.key
)


@given(ASSETS, ROWS, st.frozensets(KEYS))
def test_after_a_plan_is_carried_out_there_is_nothing_to_plan(
    assets: list[Asset], rows: list[Row], wanted: frozenset[str]
):
    there = {row.key: row for row in rows}
    for action in make_plan(assets, wanted, there):
        match action:
            case Retire(row):
                del there[row.key]
            case Move(row, place):
                there[row.key] = a_row(row.key, row.version, place)
            case Fetch(asset) | Refresh(asset, _):
                there[asset.key] = a_row(asset.key, asset.version, asset.place)

    assert make_plan(assets, wanted, there) == []
    assert wanted & {asset.key for asset in assets} <= set(there)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (
            "https://a.example/v/1.mp4?expires=1&signature=x",
            "https://a.example/v/1.mp4?expires=2&signature=y",
            True,
        ),
        ("https://a.example/v/1.mp4?Expires=1&Key-Pair-Id=x", "https://b.example/v/1.mp4", True),
        ("/api/subtitles/1?hmac=a&fileExtension=vtt", "/api/subtitles/1?hmac=b&fileExtension=srt", False),
        ("https://a.example/v/1.mp4", "https://a.example/v/2.mp4", False),
    ],
)
def test_a_version_is_the_address_without_its_permission(one: str, other: str, is_same: bool):
    assert (version_of(one) == version_of(other)) is is_same
