"""Everything that a site tells about one course, asked for many questions at a time."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, TypeVar

from carrel.archiver import inquiries
from carrel.archiver.attempts import attempts_in
from carrel.archiver.contents import kind_of
from carrel.archiver.envelopes import FAILED, Envelopes, Materials, Refusal
from carrel.archiver.inquiries import Inquiry
from carrel.archiver.kinds import KINDS
from carrel.archiver.kinds.kind import Asker, Heard, Kind
from carrel.archiver.kinds.said import Said
from carrel.archiver.own import OwnSaid
from carrel.archiver.own_asking import UNTOLD, Ask, OwnAsking
from carrel.archiver.references import ReferenceSaid, references_in, references_of
from carrel.archiver.remote import Remote, Told
from carrel.archiver.working import Crew
from carrel.client.errors import (
    ClientError,
    Gone,
    Locked,
    NotAuthorized,
    NotEnrolled,
    NotFound,
    NotSignedIn,
    NotTheApi,
    Refused,
    ServerFailed,
)
from carrel.resources import content, course_materials, courses
from carrel.resources.deadlines import CourseScheduleRecord
from carrel.resources.designs import CourseDesignRecord
from carrel.resources.records import Record

R = TypeVar("R", bound=Record)

LOCKED: Final = Refusal("locked", "The course opens it later; mirror it again when it has.")


def gather(remote: Remote, slug: str) -> Envelopes:
    """Everything that the site says about the course to whoever is signed in.

    Raises `ClientError` when nothing of it can be seen: nobody signed in, no such course, not enrolled.
    """
    envelopes = _Gathering(remote, slug).gather()
    remote.keep()
    return envelopes


class _Gathering:
    """One round of questions about a course; what comes is kept together, and sorted out by kind."""

    def __init__(self, remote: Remote, slug: str) -> None:
        self._remote = remote
        self._slug = slug
        self._user_id = 0
        self._page: Told[courses.CourseRecord] | None = None
        self._materials: Materials | None = None
        self._text_ids: dict[str, str] = {}
        self._heard = Heard()
        self._refusals: dict[str, Refusal] = {}
        self._schedule: CourseScheduleRecord | None = None
        self._references: tuple[ReferenceSaid, ...] = ()
        self._design: CourseDesignRecord | None = None
        self._own = OwnAsking(remote)

    def gather(self) -> Envelopes:
        _together([self._ask_who, self._ask_page, self._ask_materials, self._ask_text_ids])
        if self._page is None or self._materials is None:
            raise NotFound(f"/learn/{self._slug}")
        contents = self._ask_items(self._materials)
        self._ask_files(contents)
        course = self._page.elements[0]
        return Envelopes(
            site=self._remote.site,
            slug=self._slug,
            course=course,
            materials=self._materials,
            partners=_in_order(self._page.of(courses.PARTNERS), course.partner_ids or []),
            instructors=_in_order(self._page.of(courses.INSTRUCTORS), course.instructor_ids or []),
            schedule=self._schedule,
            references=self._references,
            design=self._design,
            contents=contents,
            files=self._heard.of(content.ASSETS),
            refusals=self._refusals,
            own=self._own.said,
        )

    def _ask_who(self) -> None:
        self._user_id = self._remote.me()

    def _ask_page(self) -> None:
        told = self._remote.ask(inquiries.page_of(self._slug))
        if not told.elements:
            raise NotFound(f"/learn/{self._slug}")
        self._page = told

    def _ask_materials(self) -> None:
        told = self._remote.ask(inquiries.materials_of(self._slug))
        if not told.elements:
            raise NotFound(f"/learn/{self._slug}")
        self._materials = Materials(
            course_id=told.elements[0].id,
            module_ids=tuple(told.elements[0].module_ids or ()),
            modules=tuple(told.of(course_materials.MODULES)),
            lessons=tuple(told.of(course_materials.LESSONS)),
            items=tuple(told.of(course_materials.ITEMS)),
            passables=tuple(told.of(course_materials.PASSABLE_LESSON_ELEMENTS)),
        )

    def _ask_text_ids(self) -> None:
        """Which texts the assignments have: only the first generation says so, where it is still answered."""
        try:
            told = self._remote.ask(inquiries.first_generation_of(self._slug))
        except (NotFound, NotTheApi, Refused):
            return
        for one in told.of(course_materials.ITEMS_V1):
            if one.content and one.content.definition.get("assetId"):
                self._text_ids[one.id] = str(one.content.definition["assetId"])

    def _ask_schedule(self, course_id: str) -> None:
        try:
            told = self._remote.ask(inquiries.SCHEDULE.of(course_id))
        except (NotFound, NotTheApi, NotAuthorized, Refused):
            return
        self._schedule = next(iter(told.elements), None)

    def _ask_references(self, course_id: str) -> None:
        try:
            told = self._remote.ask(references_of(course_id))
        except UNTOLD:
            return
        self._references = references_in(told.elements, told.of(content.OPEN_COURSE_ASSETS))

    def _ask_design(self, course_id: str) -> None:
        """What only a school like ours tells."""
        try:
            told = self._remote.ask(inquiries.DESIGN.of(course_id))
        except (NotFound, NotTheApi, NotAuthorized, Refused):
            return
        self._design = next(iter(told.elements), None)

    def _ask_items(self, materials: Materials) -> dict[str, Said]:
        """What the items hold, by id: those of each kind together, then each that was left out alone."""
        asker = Asker(self._user_id, materials.course_id, self._text_ids)
        self._refusals |= {one.id: LOCKED for one in materials.items if one.is_locked is True}
        by_kind: dict[str, list[str]] = {}
        for one in materials.items:
            if one.is_locked is not True and kind_of(one) in KINDS:
                by_kind.setdefault(kind_of(one), []).append(one.id)
        wanted = [
            inquiry
            for kind, items in _alike(by_kind).items()
            for ask in kind.asks
            if ask.together
            for inquiry in ask.together(asker, items)
        ]
        taken = [one for kind, items in by_kind.items() if KINDS[kind].is_taken for one in items]
        beside: list[Ask] = [
            lambda: self._ask_schedule(materials.course_id),
            lambda: self._ask_references(materials.course_id),
            lambda: self._ask_design(materials.course_id),
        ]
        _together(
            [
                *[self._asking(one) for one in wanted],
                *[self._asking_state(asker, one) for one in taken],
                *beside,
                *self._own.asks(asker, by_kind),
            ]
        )
        self._ask_why(asker, by_kind)
        _together(self._own.asks_about_prompts(asker, self._heard))
        return self._said(asker, by_kind)

    def _said(self, asker: Asker, by_kind: Mapping[str, Sequence[str]]) -> dict[str, Said]:
        return {
            item: said
            for kind, items in by_kind.items()
            for item, said in KINDS[kind].said(self._heard, asker).items()
            if item in frozenset(items)
        }

    def _ask_files(self, contents: Mapping[str, Said]) -> None:
        texts: list[Said] = [*contents.values(), *[one.text for one in self._references]]
        ids = dict.fromkeys([one for said in texts for one in said.file_ids()])
        _together([self._asking(one) for one in inquiries.FILES.of_each(list(ids))])

    def _asking(self, inquiry: Inquiry[Any]) -> Ask:
        def ask() -> None:
            try:
                self._hear(inquiry)
            except UNTOLD:
                # A site that answers no batches, or refuses one for the sake of a single element.
                return

        return ask

    def _asking_state(self, asker: Asker, item: str) -> Ask:
        def ask() -> None:
            try:
                state = self._remote.stand(asker.course_id, item)
            except ServerFailed as error:
                self._refusals[item] = _refusal(error)
                return
            except (NotFound, NotTheApi, NotAuthorized, Locked, Refused):
                # A site that has no gateway, or an item that asks nothing.
                return
            if state is not None:
                self._heard.states[item] = state
                if told := attempts_in(state):
                    self._own.keep(OwnSaid(attempts={item: told}))

        return ask

    def _hear(self, inquiry: Inquiry[Any]) -> None:
        told = self._remote.ask(inquiry)
        self._heard.add(inquiry.question.resource, told.elements)
        for one in inquiry.linked:
            self._heard.add(one, told.of(one))

    def _hear_any(self, inquiries: Sequence[Inquiry[Any]]) -> None:
        """The answer to the first of these that the site knows one to; raises what the last one does."""
        *before, last = inquiries
        for one in before:
            with suppress(NotFound, NotTheApi, Refused):
                self._hear(one)
                return
        self._hear(last)

    def _ask_why(self, asker: Asker, by_kind: Mapping[str, Sequence[str]]) -> None:
        """Ask for each item that was left out, alone: it comes, or the site says why it does not."""
        known = self._said(asker, by_kind)
        left_out = [
            (item, wanted)
            for kind, items in by_kind.items()
            for item in items
            if item not in known
            and (wanted := [one for ask in KINDS[kind].asks if (one := ask.each(asker, item))])
        ]
        if not left_out:
            return
        if not known:
            self._ask_alone(*left_out.pop(0), is_telling=True)

        def asking(item: str, wanted: Sequence[Sequence[Inquiry[Any]]]) -> Ask:
            return lambda: self._ask_alone(item, wanted)

        _together([asking(*one) for one in left_out])

    def _ask_alone(
        self, item: str, wanted: Sequence[Sequence[Inquiry[Any]]], *, is_telling: bool = False
    ) -> None:
        try:
            for one in wanted:
                self._hear_any(one)
        except NotSignedIn:
            raise
        except NotEnrolled:
            if is_telling:
                # The first of all, and no other came: it is the course that this learner may not see.
                raise
            self._refusals[item] = Refusal("not enrolled", "Enrol in the course, then mirror it again.")
        except ServerFailed as error:
            if is_telling:
                raise
            self._refusals[item] = _refusal(error)
        except ClientError as error:
            self._refusals[item] = _refusal(error)


def _alike(by_kind: Mapping[str, Sequence[str]]) -> dict[Kind[Any], list[str]]:
    """The items of all kinds that are asked about in the same way."""
    found: dict[Kind[Any], list[str]] = {}
    for kind, items in by_kind.items():
        found.setdefault(KINDS[kind], []).extend(items)
    return found


def _together(asks: Sequence[Ask]) -> None:
    """Ask all at once; how many of them really go out at a time is for the client's politeness to say."""
    Crew().work(len(asks), lambda ask: ask(), asks)


def _refusal(error: ClientError) -> Refusal:
    match error:
        case Locked():
            return LOCKED
        case Gone() | NotFound():
            return Refusal("gone", "The site no longer has it.")
        case NotAuthorized():
            return Refusal("not allowed", str(error))
    return Refusal(FAILED, str(error))


def _in_order(records: Sequence[R], ids: Sequence[str]) -> tuple[R, ...]:
    """The records in the order of the ids; those without one after them."""
    known: dict[str, R] = {str(getattr(one, "id", "")): one for one in records}
    ordered = [known.pop(one) for one in ids if one in known]
    return (*ordered, *known.values())
