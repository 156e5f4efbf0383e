"""Asking a site everything about a course, many questions at a time, and only for what has changed."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

import msgspec
from anyio import create_task_group

from carrel.archiver.contents import TASKS, kind_of
from carrel.archiver.envelopes import Envelopes, LectureSaid, Materials, Refusal
from carrel.archiver.ledger import Answered, Ledger
from carrel.archiver.texts import assets_in
from carrel.client import AsyncClient, Question, of, questions
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
)
from carrel.courseware.items import LECTURE, SUPPLEMENT
from carrel.resources import content, course_materials, courses
from carrel.resources.course_materials import ItemRecord
from carrel.resources.records import Record, Resource

R = TypeVar("R", bound=Record)
L = TypeVar("L", bound=Record)

LOCKED: Final = Refusal("locked", "The course opens it later; mirror it again when it has.")


@dataclass(frozen=True)
class Told(Generic[R]):
    """The elements of an answer, and those of the resources linked to them."""

    elements: Sequence[R]
    linked: Mapping[str, Sequence[Record]] = field(default_factory=dict)

    def of(self, resource: Resource[L]) -> list[L]:
        """The linked elements of a resource."""
        return [
            one for one in self.linked.get(resource.schema.identifier, ()) if isinstance(one, resource.record)
        ]


class Remote:
    """A site, asked about one course. With `afresh` nothing that was kept is believed."""

    def __init__(self, client: AsyncClient, ledger: Ledger, *, afresh: bool = False) -> None:
        self._client = client
        self._ledger = ledger
        self._afresh = afresh
        self._answers: dict[str, Answered] = {}

    async def see_course(self, slug: str) -> Envelopes:
        """Everything that the site says about the course to whoever is signed in.

        Raises `ClientError` when nothing of it can be seen: nobody signed in, no such course, not enrolled.
        """
        gathering = _Gathering(self, slug)
        envelopes = await gathering.gather()
        self._ledger.keep_answers(self._answers)
        return envelopes

    @property
    def site(self) -> str:
        """The address of the site."""
        return self._client.site

    async def me(self) -> int:
        """Who is signed in. Raises `NotSignedIn`."""
        return await self._client.me()

    async def ask(self, question: Question[R], *linked: Resource[Record]) -> Told[R]:
        """The answer to a question: the one that was kept, where the site says that it still holds."""
        spelled = f"{self._client.site} {question.request().target}"
        kept = None if self._afresh else self._ledger.answer(spelled)
        if kept is None:
            answer = await self._client.read(question)
        else:
            changed = await self._client.reread(question, kept.etag)
            if changed is None:
                return _read(kept.body, question.resource, linked)
            answer = changed
        related = {one.schema.identifier: answer.linked(one) for one in linked}
        if answer.etag:
            body = msgspec.json.encode({"elements": answer.elements, "linked": related})
            self._answers[spelled] = Answered(answer.etag, body)
        return Told(answer.elements, related)


def _read(body: bytes, resource: Resource[R], linked: Sequence[Resource[Record]]) -> Told[R]:
    raw: dict[str, Any] = msgspec.json.decode(body)
    elements = [msgspec.convert(one, resource.record) for one in raw["elements"]]
    related = {
        identifier: [msgspec.convert(element, one.record) for element in raw["linked"][identifier]]
        for one, identifier in [(one, one.schema.identifier) for one in linked]
    }
    return Told(elements, related)


class _Gathering:
    """One round of questions about a course; what comes is collected by item."""

    def __init__(self, remote: Remote, slug: str) -> None:
        self._remote = remote
        self._slug = slug
        self._page: Told[courses.CourseRecord] | None = None
        self._materials: Materials | None = None
        self._task_texts: dict[str, str] = {}
        self._lectures: dict[str, content.LectureVideoRecord] = {}
        self._videos: dict[str, content.VideoRecord] = {}
        self._attachments: dict[str, tuple[content.OpenCourseAssetRecord, ...]] = {}
        self._texts: dict[str, content.OpenCourseAssetRecord] = {}
        self._files: dict[str, content.AssetRecord] = {}
        self._refusals: dict[str, Refusal] = {}

    async def gather(self) -> Envelopes:
        await _together(self._remote.me, self._ask_page, self._ask_materials, self._ask_task_texts)
        if self._page is None or self._materials is None:
            raise NotFound(f"/learn/{self._slug}")
        await self._ask_items(self._materials)
        await self._ask_files()
        return Envelopes(
            site=self._remote.site,
            slug=self._slug,
            course=self._page.elements[0],
            materials=self._materials,
            partners=_in_order(self._page.of(courses.PARTNERS), self._page.elements[0].partner_ids or []),
            instructors=_in_order(
                self._page.of(courses.INSTRUCTORS), self._page.elements[0].instructor_ids or []
            ),
            lectures={
                item: LectureSaid(
                    lecture=lecture,
                    video=self._videos[lecture.video_id or ""],
                    attachments=self._attachments.get(item, ()),
                )
                for item, lecture in self._lectures.items()
                if (lecture.video_id or "") in self._videos
            },
            texts=self._texts,
            files=self._files,
            refusals=self._refusals,
        )

    async def _ask_page(self) -> None:
        question = questions.find(
            courses.COURSES,
            "slug",
            slug=self._slug,
            fields=[
                *("description", "photo_url", "partner_ids", "instructor_ids", "level", "workload"),
                *("domain_types", "primary_languages", "name", "slug"),
                of(courses.PARTNERS, "name", "short_name", "description", "logo", "square_logo", "home_link"),
                of(courses.PARTNERS, "location"),
                of(courses.INSTRUCTORS, "full_name", "title", "department", "bio", "photo"),
            ],
            includes=["partner_ids", "instructor_ids"],
        )
        told = await self._remote.ask(question, courses.PARTNERS, courses.INSTRUCTORS)
        if not told.elements:
            raise NotFound(f"/learn/{self._slug}")
        self._page = told

    async def _ask_materials(self) -> None:
        linked = (
            course_materials.MODULES,
            course_materials.LESSONS,
            course_materials.ITEMS,
            course_materials.PASSABLE_LESSON_ELEMENTS,
        )
        question = questions.find(
            course_materials.COURSE_MATERIALS,
            "slug",
            slug=self._slug,
            show_locked_items="true",
            fields=["module_ids", *[of(one) for one in linked]],
            includes=["modules", "lessons", "items", "passable_lesson_elements"],
        )
        told = await self._remote.ask(question, *linked)
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

    async def _ask_task_texts(self) -> None:
        """Which texts the assignments have: only the first generation says so, where it is still answered."""
        question = questions.find(
            course_materials.COURSE_MATERIALS_V1,
            "slug",
            slug=self._slug,
            show_locked_items="true",
            fields=[of(course_materials.ITEMS_V1, "content")],
            includes=["item_ids"],
        )
        try:
            told = await self._remote.ask(question, course_materials.ITEMS_V1)
        except (NotFound, NotTheApi, Refused):
            return
        for one in told.of(course_materials.ITEMS_V1):
            if one.content and one.content.type_name in TASKS and one.content.definition.get("assetId"):
                self._task_texts[one.id] = str(one.content.definition["assetId"])

    async def _ask_items(self, materials: Materials) -> None:
        open_items = [one for one in materials.items if one.is_locked is not True]
        self._refusals |= {one.id: LOCKED for one in materials.items if one.is_locked is True}
        lectures = [one for one in open_items if kind_of(one) == LECTURE]
        readings = [one for one in open_items if kind_of(one) == SUPPLEMENT]
        tasks = [one for one in open_items if one.id in self._task_texts]
        keys = [(materials.course_id, one.id) for one in lectures]
        await _together(
            *[
                *self._batches(content.LECTURE_VIDEOS, keys, self._take_lectures, ["video"], content.VIDEOS),
                *self._batches(
                    content.LECTURE_ASSETS,
                    keys,
                    self._take_attachments,
                    ["open_course_assets"],
                    content.OPEN_COURSE_ASSETS,
                ),
                *self._batches(
                    content.SUPPLEMENTS,
                    [(materials.course_id, one.id) for one in readings],
                    self._take_readings,
                    ["asset"],
                    content.OPEN_COURSE_ASSETS,
                ),
                *self._batches(
                    content.OPEN_COURSE_ASSETS,
                    [self._task_texts[one.id] for one in tasks],
                    self._take_tasks,
                ),
            ]
        )
        await self._ask_why([*lectures, *readings], materials.course_id)

    async def _ask_files(self) -> None:
        ids = [
            str(one.definition["assetId"])
            for several in self._attachments.values()
            for one in several
            if one.definition and one.definition.get("assetId")
        ]
        for text in self._texts.values():
            ids += assets_in(str((text.definition or {}).get("value", "")))
        await _together(*self._batches(content.ASSETS, list(dict.fromkeys(ids)), self._take_files))

    def _batches(
        self,
        resource: Resource[R],
        keys: Sequence[tuple[str, ...] | str],
        take: Callable[[Told[R]], None],
        includes: Sequence[str] = (),
        *linked: Resource[Record],
    ) -> list[Callable[[], Coroutine[Any, Any, None]]]:
        asked = questions.multi_get(resource, keys, fields=_fields(resource, linked), includes=includes)

        def asking(question: Question[R]) -> Callable[[], Coroutine[Any, Any, None]]:
            async def ask() -> None:
                try:
                    take(await self._remote.ask(question, *linked))
                except (NotFound, NotTheApi, NotAuthorized, Locked, Refused):
                    # A site that answers no batches, or refuses one for the sake of a single element.
                    return

            return ask

        return [asking(question) for question in asked]

    async def _ask_why(self, items: Sequence[ItemRecord], course_id: str) -> None:
        """Ask for each item that was left out, alone: it comes, or the site says why it does not."""
        left_out = [
            one for one in items if one.id not in (self._lectures if kind_of(one) == LECTURE else self._texts)
        ]
        if not left_out:
            return
        nothing_came = not self._lectures and not self._texts
        if nothing_came:
            await self._ask_alone(left_out[0], course_id, is_telling=True)
            left_out = left_out[1:]

        def asking(item: ItemRecord) -> Callable[[], Coroutine[Any, Any, None]]:
            return lambda: self._ask_alone(item, course_id)

        await _together(*[asking(item) for item in left_out])

    async def _ask_alone(self, item: ItemRecord, course_id: str, *, is_telling: bool = False) -> None:
        key = (course_id, item.id)
        try:
            if kind_of(item) == LECTURE:
                asked = questions.get(
                    content.LECTURE_VIDEOS,
                    key,
                    fields=_fields(content.LECTURE_VIDEOS, [content.VIDEOS]),
                    includes=["video"],
                )
                self._take_lectures(await self._remote.ask(asked, content.VIDEOS))
                beside = questions.get(
                    content.LECTURE_ASSETS,
                    key,
                    fields=_fields(content.LECTURE_ASSETS, [content.OPEN_COURSE_ASSETS]),
                    includes=["open_course_assets"],
                )
                self._take_attachments(await self._remote.ask(beside, content.OPEN_COURSE_ASSETS))
            else:
                reading = questions.get(
                    content.SUPPLEMENTS,
                    key,
                    fields=_fields(content.SUPPLEMENTS, [content.OPEN_COURSE_ASSETS]),
                    includes=["asset"],
                )
                self._take_readings(await self._remote.ask(reading, content.OPEN_COURSE_ASSETS))
        except NotSignedIn:
            raise
        except NotEnrolled:
            if is_telling:
                # The first of all, and no other came: it is the course that this learner may not see.
                raise
            self._refusals[item.id] = Refusal("not enrolled", "Enrol in the course, then mirror it again.")
        except ClientError as error:
            self._refusals[item.id] = _refusal(error)

    def _take_lectures(self, told: Told[content.LectureVideoRecord]) -> None:
        self._videos |= {one.id: one for one in told.of(content.VIDEOS)}
        self._lectures |= {one.item_id: one for one in told.elements}

    def _take_attachments(self, told: Told[content.LectureAssetsRecord]) -> None:
        known = {one.id: one for one in told.of(content.OPEN_COURSE_ASSETS)}
        for one in told.elements:
            ids = one.open_course_asset_ids or []
            self._attachments[one.item_id] = tuple([known[key] for key in ids if key in known])

    def _take_readings(self, told: Told[content.SupplementRecord]) -> None:
        known = {one.id: one for one in told.of(content.OPEN_COURSE_ASSETS)}
        self._texts |= {one.item_id: known[one.asset_id] for one in told.elements if one.asset_id in known}

    def _take_tasks(self, told: Told[content.OpenCourseAssetRecord]) -> None:
        known = {one.id: one for one in told.elements}
        self._texts |= {item: known[text] for item, text in self._task_texts.items() if text in known}

    def _take_files(self, told: Told[content.AssetRecord]) -> None:
        self._files |= {one.id: one for one in told.elements}


async def _together(*asks: Callable[[], Coroutine[Any, Any, object]]) -> None:
    """Ask all at once. The first refusal ends the rest and is raised as it is."""
    try:
        async with create_task_group() as group:
            for ask in asks:
                group.start_soon(ask)
    except* ClientError as errors:
        refusal: BaseException = errors
        while isinstance(refusal, BaseExceptionGroup):
            refusal = refusal.exceptions[0]
        raise refusal from None


def _fields(resource: Resource[Record], linked: Sequence[Resource[Record]]) -> list[Any]:
    return [*_own_fields(resource), *[of(one) for one in linked]]


def _own_fields(resource: Resource[Record]) -> list[str]:
    shown = resource.schema.fields
    return [one.name for one in msgspec.structs.fields(resource.record) if one.encode_name in shown]


def _refusal(error: ClientError) -> Refusal:
    match error:
        case Locked():
            return LOCKED
        case Gone() | NotFound():
            return Refusal("gone", "The site no longer has it.")
    return Refusal("failed", str(error))


def _in_order(records: Sequence[R], ids: Sequence[str]) -> tuple[R, ...]:
    """The records in the order of the ids; those without one after them."""
    known: dict[str, R] = {str(getattr(one, "id", "")): one for one in records}
    ordered = [known.pop(one) for one in ids if one in known]
    return (*ordered, *known.values())
