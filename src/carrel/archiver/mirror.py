"""A course mirrored: asked about, planned, fetched, written down. What fails does not stop the rest."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from dataclasses import replace as changed
from threading import Lock
from typing import Final, Protocol

import msgspec
from msgspec.structs import replace

from carrel import __version__
from carrel.archiver.choice import Choice, chosen
from carrel.archiver.document import complete
from carrel.archiver.envelopes import FAILED, Envelopes, remembering
from carrel.archiver.errors import BadFile
from carrel.archiver.gathering import gather
from carrel.archiver.library import Library, refusing
from carrel.archiver.own import OwnSaid
from carrel.archiver.plan import (
    Action,
    Fetch,
    LookAgain,
    Move,
    Refresh,
    Retire,
    Row,
    make_plan,
    to_look_at_again,
)
from carrel.archiver.remote import Remote
from carrel.archiver.settling import Settling
from carrel.archiver.syllabus import Missing, Syllabus, write_syllabus
from carrel.archiver.transfer import Transfer, reason_of
from carrel.archiver.working import Crew
from carrel.client import Client
from carrel.client.errors import ClientError, LinkExpired
from carrel.courseware.course import Course
from carrel.courseware.items import Unseen

USUAL_JOBS: Final = 16


class Watcher(Protocol):
    """Is told how a mirror goes on."""

    def planned(self, name: str, files: int) -> None:
        """The course of this name needs so many files."""

    def came(self, count: int) -> None:
        """So many bytes more have come."""

    def settled(self, place: str) -> None:
        """A file is there, whole."""

    def failed(self, missing: Missing) -> None:
        """A file could not be had."""


class Unwatched:
    """Nobody looks on."""

    def planned(self, name: str, files: int) -> None:
        """Nothing is said."""

    def came(self, count: int) -> None:
        """Nothing is said."""

    def settled(self, place: str) -> None:
        """Nothing is said."""

    def failed(self, missing: Missing) -> None:
        """Nothing is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How a mirror ended. `folder` is the course's, within the library.

    `plan` is what was to be done; `fetched` counts files that came. `missing` should be there and are not;
    `unseen` are items that the site does not show this learner, which is no failure. `threads` are those of
    discussions that came, or would come; `discussions` is how many there are, None where none were wanted.
    """

    name: str
    slug: str
    folder: str
    plan: tuple[Action, ...] = ()
    fetched: int = 0
    files: int = 0
    missing: tuple[Missing, ...] = ()
    unseen: tuple[Missing, ...] = ()
    threads: tuple[str, ...] = ()
    discussions: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether all that was wanted and can be seen is there."""
        return not self.missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirror:
    """What mirrors courses of one site into one library; with their `discussions`, if these are wanted."""

    client: Client
    library: Library
    choice: Choice = field(default_factory=Choice)
    jobs: int = USUAL_JOBS
    watcher: Watcher = field(default_factory=Unwatched)
    discussions: bool = False

    def run(self, slug: str, *, dry: bool = False) -> Report:
        """Bring the course into the library as far as it can be seen; when `dry`, only plan.

        Raises `ClientError` when the course cannot be seen at all, `BadChoice`, and `BadLibrary` when
        going on is of no use; whatever came until then is kept.
        """
        with refusing(self.library.root):
            syllabus, folder, said = self._learn(slug, afresh=False)
            plan = self._plan(syllabus, folder)
            if dry:
                report = _report(syllabus, folder, syllabus.missing, plan=tuple(plan))
                return self._discuss(report, said, syllabus.course, dry=True)
            self._begin(folder, said)
            self.watcher.planned(syllabus.course.name, sum(isinstance(one, Fetch | Refresh) for one in plan))
            work = self._carry_out(folder, plan, syllabus)
            if work.has_expired:
                syllabus, folder, said = self._learn(slug, afresh=True)
                self._begin(folder, said)
                before, work = work, self._carry_out(folder, self._plan(syllabus, folder), syllabus)
                work.fetched += before.fetched
            rows = self.library.whole_rows(folder)
            digest = _digest(said, rows)
            if not self.library.has_course(folder, digest):
                self.library.write_course(folder, complete(syllabus, rows), digest)
            self._write_own(folder, said, syllabus.course)
            missing = (*syllabus.missing, *sorted(work.missing, key=lambda one: one.place))
            report = _report(
                syllabus, folder, missing, plan=tuple(plan), fetched=work.fetched, files=len(rows)
            )
            return self._discuss(report, said, syllabus.course)

    def _discuss(self, report: Report, said: Envelopes, course: Course, *, dry: bool = False) -> Report:
        """The report, with the discussions of the course brought, if they are wanted."""
        if not self.discussions:
            return report
        from carrel.archiver.discussions import Discussions

        bringing = Discussions(
            self.client,
            self.library,
            report.folder,
            course,
            course_id=said.materials.course_id,
            jobs=self.jobs,
        )
        done = bringing.bring(self.watcher.settled, dry=dry)
        return changed(
            report,
            missing=(*report.missing, *done.missing),
            unseen=(*report.unseen, *done.unseen),
            threads=tuple(done.threads),
            discussions=done.there,
        )

    def _write_own(self, folder: str, said: Envelopes, course: Course) -> None:
        digest = _own_digest(said.own, course)
        if not self.library.has_own(folder, digest):
            self.library.write_own(folder, _own_texts(said, course), digest)

    def _learn(self, slug: str, *, afresh: bool) -> tuple[Syllabus, str, Envelopes]:
        now = gather(Remote(self.client, self.library.ledger, afresh=afresh), slug)
        folder = self.library.folder_for(now.site, now.materials.course_id, slug)
        before = self.library.ledger.said(folder)
        said = remembering(now, msgspec.json.decode(before, type=Envelopes) if before else None)
        return write_syllabus(said), folder, said

    def _begin(self, folder: str, said: Envelopes) -> None:
        self.library.ledger.add_course(folder, said.site, said.materials.course_id)
        self.library.ledger.keep_said(folder, msgspec.json.encode(said))

    def _plan(self, syllabus: Syllabus, folder: str) -> list[Action]:
        return make_plan(
            syllabus.assets,
            chosen(syllabus, self.choice),
            self.library.whole_rows(folder),
            frozenset(syllabus.refusals),
        )

    def _carry_out(self, folder: str, plan: Sequence[Action], syllabus: Syllabus) -> "_Work":
        for action in plan:
            if isinstance(action, Retire):
                self.library.retire(folder, action)
        self.library.move(folder, [action for action in plan if isinstance(action, Move)])
        work = _Work(self.client, self.library, folder, self.watcher)
        coming = [action for action in plan if isinstance(action, Fetch | Refresh)]
        again = to_look_at_again(syllabus.assets, self.library.whole_rows(folder))
        tasks = [*coming, *again]
        work.crew.work(min(self.jobs, len(tasks)), work.do, tasks)
        return work


class _Work:
    """Fetching, by several threads; only one of them at a time tells of it, and only one settles."""

    def __init__(self, client: Client, library: Library, folder: str, watcher: Watcher) -> None:
        self.crew = Crew()
        self.fetched = 0
        self.missing: list[Missing] = []
        self.has_expired = False
        self._transfer = Transfer(client, library, folder)
        self._settling = Settling(library, folder, self._settled)
        self._watcher = watcher
        self._telling = Lock()

    def do(self, action: Fetch | Refresh | LookAgain) -> None:
        """Bring one file in."""
        if isinstance(action, LookAgain):
            self._look_again(action)
        else:
            self._fetch(action)

    def _look_again(self, action: LookAgain) -> None:
        """A file that is here already comes only if it is another one; what fails changes nothing."""
        with suppress(ClientError, BadFile):
            if whole := self._transfer.fetch(action.asset, action.row, self._came):
                self._settling.add(whole)

    def _fetch(self, action: Fetch | Refresh) -> None:
        """Bring one file in; what fails by itself is noted."""
        place = action.asset.place
        row = action.row if isinstance(action, Refresh) else None
        try:
            whole = self._transfer.fetch(action.asset, row, self._came)
        except (ClientError, BadFile) as error:
            self._note(Missing(place, reason_of(error)), has_expired=isinstance(error, LinkExpired))
            return
        if whole is not None:
            self._settling.add(whole)
        else:
            with self._telling:
                self._watcher.settled(place)

    def _settled(self, places: Sequence[str]) -> None:
        with self._telling:
            self.fetched += len(places)
            for place in places:
                self._watcher.settled(place)

    def _came(self, count: int) -> None:
        self.crew.go_on()
        with self._telling:
            self._watcher.came(count)

    def _note(self, missing: Missing, *, has_expired: bool) -> None:
        with self._telling:
            self.missing.append(missing)
            self.has_expired |= has_expired
            self._watcher.failed(missing)


def _report(
    syllabus: Syllabus,
    folder: str,
    missing: tuple[Missing, ...],
    *,
    plan: tuple[Action, ...],
    fetched: int = 0,
    files: int = 0,
) -> Report:
    failed = {item for item, refusal in syllabus.refusals.items() if refusal.kind == FAILED}
    unseen = list(_unseen(syllabus.course))
    return Report(
        name=syllabus.course.name,
        slug=syllabus.course.slug,
        folder=folder,
        plan=plan,
        fetched=fetched,
        files=files,
        missing=(*missing, *[one for item, one in unseen if item in failed]),
        unseen=tuple([one for item, one in unseen if item not in failed]),
    )


def _digest(said: Envelopes, rows: Mapping[str, Row]) -> str:
    """Of all that a document is made from: what was said, what is there, and who writes it."""
    made_from = (__version__, replace(said, own=OwnSaid()), [rows[key] for key in sorted(rows)])
    return hashlib.sha256(msgspec.json.encode(made_from)).hexdigest()


def _own_digest(own: OwnSaid, course: Course) -> str:
    """Of all that the learner's own texts are made from: what was said, and of which items."""
    made_from = (__version__, own, course)
    return hashlib.sha256(msgspec.json.encode(made_from, order="deterministic")).hexdigest()


def _own_texts(said: Envelopes, course: Course) -> dict[str, str]:
    if said.own.is_empty:
        return {}
    from carrel.archiver.own_texts import own_texts

    return own_texts(said.own, course, said.contents)


def _unseen(course: Course) -> Iterator[tuple[str, Missing]]:
    """The placeholders, by the item's id."""
    for module in course.modules:
        for lesson in module.lessons:
            for item in lesson.items:
                if isinstance(item.content, Unseen):
                    place = f"{module.place}/{lesson.place}/{item.place}"
                    yield item.id, Missing(place, item.content.reason)
