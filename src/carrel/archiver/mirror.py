"""A course mirrored: asked about, planned, fetched, written down. What fails does not stop the rest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

import msgspec
from anyio import create_task_group

from carrel.archiver.choice import Choice, chosen
from carrel.archiver.document import complete
from carrel.archiver.envelopes import Envelopes, remembering
from carrel.archiver.errors import ArchiverError, BadFile
from carrel.archiver.library import Library, refusing
from carrel.archiver.plan import Action, Fetch, Move, Refresh, Retire, make_plan
from carrel.archiver.remote import Remote
from carrel.archiver.syllabus import Missing, Syllabus, write_syllabus
from carrel.archiver.transfer import Transfer, reason_of
from carrel.client import AsyncClient
from carrel.client.errors import ClientError, LinkExpired
from carrel.courseware.course import Course
from carrel.courseware.items import Unseen

USUAL_JOBS: Final = 8


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
    `unseen` are items that the site does not show this learner, which is no failure.
    """

    name: str
    slug: str
    folder: str
    plan: tuple[Action, ...] = ()
    fetched: int = 0
    files: int = 0
    missing: tuple[Missing, ...] = ()
    unseen: tuple[Missing, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether all that was wanted and can be seen is there."""
        return not self.missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirror:
    """What mirrors courses of one site into one library."""

    client: AsyncClient
    library: Library
    choice: Choice = field(default_factory=Choice)
    jobs: int = USUAL_JOBS
    watcher: Watcher = field(default_factory=Unwatched)

    async def run(self, slug: str, *, dry: bool = False) -> Report:
        """Bring the course into the library as far as it can be seen; when `dry`, only plan.

        Raises `ClientError` when the course cannot be seen at all, `BadChoice`, and `BadLibrary` when
        going on is of no use; whatever came until then is kept.
        """
        with refusing(self.library.root):
            syllabus, folder, said = await self._learn(slug, afresh=False)
            plan = self._plan(syllabus, folder)
            if dry:
                return _report(syllabus, folder, syllabus.missing, plan=tuple(plan))
            self._begin(folder, said)
            self.watcher.planned(syllabus.course.name, sum(isinstance(one, Fetch | Refresh) for one in plan))
            work = await self._carry_out(folder, plan)
            if work.has_expired:
                syllabus, folder, said = await self._learn(slug, afresh=True)
                self._begin(folder, said)
                again = await self._carry_out(folder, self._plan(syllabus, folder))
                work = _Work(fetched=work.fetched + again.fetched, missing=again.missing)
            rows = self.library.whole_rows(folder)
            self.library.write_course(folder, complete(syllabus, rows))
            missing = (*syllabus.missing, *sorted(work.missing, key=lambda one: one.place))
            return _report(syllabus, folder, missing, plan=tuple(plan), fetched=work.fetched, files=len(rows))

    async def _learn(self, slug: str, *, afresh: bool) -> tuple[Syllabus, str, Envelopes]:
        now = await Remote(self.client, self.library.ledger, afresh=afresh).see_course(slug)
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

    async def _carry_out(self, folder: str, plan: Sequence[Action]) -> "_Work":
        for action in plan:
            if isinstance(action, Retire):
                self.library.retire(folder, action)
        self.library.move(folder, [action for action in plan if isinstance(action, Move)])
        work = _Work()
        waiting = iter([action for action in plan if isinstance(action, Fetch | Refresh)])
        transfer = Transfer(self.client, self.library, folder)
        try:
            async with create_task_group() as group:
                for _ in range(self.jobs):
                    group.start_soon(self._work, transfer, waiting, work)
        except* (OSError, ArchiverError) as errors:
            raise _first(errors) from None
        return work

    async def _work(self, transfer: Transfer, waiting: Iterator[Fetch | Refresh], work: "_Work") -> None:
        for action in waiting:
            asset = action.asset
            row = action.row if isinstance(action, Refresh) else None
            try:
                has_come = await transfer.fetch(asset, row, self.watcher.came)
            except (ClientError, BadFile) as error:
                missing = Missing(asset.place, reason_of(error))
                work.missing.append(missing)
                work.has_expired |= isinstance(error, LinkExpired)
                self.watcher.failed(missing)
            else:
                work.fetched += has_come
                self.watcher.settled(asset.place)


@dataclass(slots=True)
class _Work:
    fetched: int = 0
    missing: list[Missing] = field(default_factory=list)
    has_expired: bool = False


def _report(
    syllabus: Syllabus,
    folder: str,
    missing: tuple[Missing, ...],
    *,
    plan: tuple[Action, ...],
    fetched: int = 0,
    files: int = 0,
) -> Report:
    return Report(
        name=syllabus.course.name,
        slug=syllabus.course.slug,
        folder=folder,
        plan=plan,
        fetched=fetched,
        files=files,
        missing=missing,
        unseen=tuple(_unseen(syllabus.course)),
    )


def _unseen(course: Course) -> Iterator[Missing]:
    for module in course.modules:
        for lesson in module.lessons:
            for item in lesson.items:
                if isinstance(item.content, Unseen):
                    yield Missing(f"{module.place}/{lesson.place}/{item.place}", item.content.reason)


def _first(errors: BaseException) -> BaseException:
    while isinstance(errors, BaseExceptionGroup):
        errors = errors.exceptions[0]
    return errors
