"""Files that came while others were being settled are settled together."""

from collections.abc import Sequence
from pathlib import Path
from threading import Event, Thread

import pytest

from carrel.archiver.library import Library, Whole
from carrel.archiver.plan import Row
from carrel.archiver.settling import Settling


class Slow(Library):
    """A library whose first group is not settled before it may be."""

    may_go_on: Event
    is_at_it: Event
    groups: list[list[str]]

    def settle(self, folder: str, group: Sequence[Whole]) -> None:
        self.groups.append([one.row.place for one in group])
        self.is_at_it.set()
        assert self.may_go_on.wait(30)
        super().settle(folder, group)


@pytest.fixture
def library(tmp_path: Path):
    with Slow.open(tmp_path / "library") as library:
        library.may_go_on, library.is_at_it, library.groups = Event(), Event(), []
        library.ledger.add_course("course", "https://school.example.org", "c1")
        yield library


def whole(library: Library, place: str) -> Whole:
    part = library.part_of("course", place)
    part.write_text(place)
    return Whole(part, Row(key=place, version="1", place=place, sha256="", size=len(place)))


def test_what_came_meanwhile_is_settled_as_one_group(library):
    settled: list[str] = []
    settling = Settling(library, "course", settled.extend)
    first = Thread(target=settling.add, args=[whole(library, "a/1")])
    first.start()
    assert library.is_at_it.wait(30)
    for place in ("a/2", "b/3", "b/4"):
        settling.add(whole(library, place))
    assert settled == []

    library.may_go_on.set()
    first.join()

    assert library.groups == [["a/1"], ["a/2", "b/3", "b/4"]]
    assert settled == ["a/1", "a/2", "b/3", "b/4"] == list(library.whole_rows("course"))
    assert [library.path_of("course", place).read_text() for place in settled] == settled


def test_who_comes_later_is_settled_as_well(library):
    library.may_go_on.set()
    settling = Settling(library, "course", lambda _: None)

    for place in ("1", "2"):
        settling.add(whole(library, place))

    assert (library.groups, len(library.whole_rows("course"))) == ([["1"], ["2"]], 2)
