"""Everything that a site tells about one course, asked for many questions at a time."""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from carrel.archiver import inquiries
from carrel.archiver.contents import TASKS, kind_of
from carrel.archiver.envelopes import FAILED, Envelopes, LectureSaid, Materials, Refusal
from carrel.archiver.inquiries import Content
from carrel.archiver.remote import Remote, Told
from carrel.archiver.texts import assets_in
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
from carrel.client.questions import KeyLike
from carrel.courseware.items import LECTURE, SUPPLEMENT
from carrel.resources import content, course_materials, courses
from carrel.resources.course_materials import ItemRecord
from carrel.resources.deadlines import CourseScheduleRecord
from carrel.resources.records import Record

R = TypeVar("R", bound=Record)

Ask = Callable[[], None]

LOCKED: Final = Refusal("locked", "The course opens it later; mirror it again when it has.")


def gather(remote: Remote, slug: str) -> Envelopes:
    """Everything that the site says about the course to whoever is signed in.

    Raises `ClientError` when nothing of it can be seen: nobody signed in, no such course, not enrolled.
    """
    envelopes = _Gathering(remote, slug).gather()
    remote.keep()
    return envelopes


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
        self._schedule: CourseScheduleRecord | None = None

    def gather(self) -> Envelopes:
        _together([self._ask_who, self._ask_page, self._ask_materials, self._ask_task_texts])
        if self._page is None or self._materials is None:
            raise NotFound(f"/learn/{self._slug}")
        self._ask_items(self._materials)
        self._ask_files()
        course = self._page.elements[0]
        return Envelopes(
            site=self._remote.site,
            slug=self._slug,
            course=course,
            materials=self._materials,
            partners=_in_order(self._page.of(courses.PARTNERS), course.partner_ids or []),
            instructors=_in_order(self._page.of(courses.INSTRUCTORS), course.instructor_ids or []),
            schedule=self._schedule,
            lectures=self._lectures_said(),
            texts=self._texts,
            files=self._files,
            refusals=self._refusals,
        )

    def _lectures_said(self) -> dict[str, LectureSaid]:
        return {
            item: LectureSaid(
                lecture=lecture,
                video=self._videos[lecture.video_id or ""],
                attachments=self._attachments.get(item, ()),
            )
            for item, lecture in self._lectures.items()
            if (lecture.video_id or "") in self._videos
        }

    def _ask_who(self) -> None:
        self._remote.me()

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

    def _ask_task_texts(self) -> None:
        """Which texts the assignments have: only the first generation says so, where it is still answered."""
        try:
            told = self._remote.ask(inquiries.first_generation_of(self._slug))
        except (NotFound, NotTheApi, Refused):
            return
        for one in told.of(course_materials.ITEMS_V1):
            if one.content and one.content.type_name in TASKS and one.content.definition.get("assetId"):
                self._task_texts[one.id] = str(one.content.definition["assetId"])

    def _ask_schedule(self, course_id: str) -> None:
        try:
            told = self._remote.ask(inquiries.SCHEDULE.of(course_id))
        except (NotFound, NotTheApi, NotAuthorized, Refused):
            return
        self._schedule = next(iter(told.elements), None)

    def _ask_items(self, materials: Materials) -> None:
        open_items = [one for one in materials.items if one.is_locked is not True]
        self._refusals |= {one.id: LOCKED for one in materials.items if one.is_locked is True}
        lectures = [one for one in open_items if kind_of(one) == LECTURE]
        readings = [one for one in open_items if kind_of(one) == SUPPLEMENT]
        tasks = [self._task_texts[one.id] for one in open_items if one.id in self._task_texts]
        keys = [(materials.course_id, one.id) for one in lectures]
        _together(
            [
                *self._batches(inquiries.LECTURES, keys, self._take_lectures),
                *self._batches(inquiries.ATTACHMENTS, keys, self._take_attachments),
                *self._batches(
                    inquiries.READINGS,
                    [(materials.course_id, one.id) for one in readings],
                    self._take_readings,
                ),
                *self._batches(inquiries.TEXTS, tasks, self._take_tasks),
                lambda: self._ask_schedule(materials.course_id),
            ]
        )
        self._ask_why([*lectures, *readings], materials.course_id)

    def _ask_files(self) -> None:
        ids = [
            str(one.definition["assetId"])
            for several in self._attachments.values()
            for one in several
            if one.definition and one.definition.get("assetId")
        ]
        for text in self._texts.values():
            ids += assets_in(str((text.definition or {}).get("value", "")))
        _together(self._batches(inquiries.FILES, list(dict.fromkeys(ids)), self._take_files))

    def _batches(
        self, wanted: Content[R], keys: Sequence[KeyLike], take: Callable[[Told[R]], None]
    ) -> list[Ask]:
        def asking(inquiry: inquiries.Inquiry[R]) -> Ask:
            def ask() -> None:
                try:
                    take(self._remote.ask(inquiry))
                except (NotFound, NotTheApi, NotAuthorized, Locked, Refused, ServerFailed):
                    # A site that answers no batches, or refuses one for the sake of a single element.
                    return

            return ask

        return [asking(inquiry) for inquiry in wanted.of_each(keys)]

    def _ask_why(self, items: Sequence[ItemRecord], course_id: str) -> None:
        """Ask for each item that was left out, alone: it comes, or the site says why it does not."""
        left_out = [
            one for one in items if one.id not in (self._lectures if kind_of(one) == LECTURE else self._texts)
        ]
        if not left_out:
            return
        if not self._lectures and not self._texts:
            self._ask_alone(left_out.pop(0), course_id, is_telling=True)

        def asking(item: ItemRecord) -> Ask:
            return lambda: self._ask_alone(item, course_id)

        _together([asking(item) for item in left_out])

    def _ask_alone(self, item: ItemRecord, course_id: str, *, is_telling: bool = False) -> None:
        key = (course_id, item.id)
        try:
            if kind_of(item) == LECTURE:
                self._take_lectures(self._remote.ask(inquiries.LECTURES.of(key)))
                self._take_attachments(self._remote.ask(inquiries.ATTACHMENTS.of(key)))
            else:
                self._take_readings(self._remote.ask(inquiries.READINGS.of(key)))
        except NotSignedIn:
            raise
        except NotEnrolled:
            if is_telling:
                # The first of all, and no other came: it is the course that this learner may not see.
                raise
            self._refusals[item.id] = Refusal("not enrolled", "Enrol in the course, then mirror it again.")
        except ServerFailed as error:
            if is_telling:
                raise
            self._refusals[item.id] = _refusal(error)
        except ClientError as error:
            self._refusals[item.id] = _refusal(error)

    def _take_lectures(self, told: Told[content.LectureVideoRecord]) -> None:
        self._videos.update({one.id: one for one in told.of(content.VIDEOS)})
        self._lectures.update({one.item_id: one for one in told.elements})

    def _take_attachments(self, told: Told[content.LectureAssetsRecord]) -> None:
        known = {one.id: one for one in told.of(content.OPEN_COURSE_ASSETS)}
        for one in told.elements:
            ids = one.open_course_asset_ids or []
            self._attachments[one.item_id] = tuple([known[key] for key in ids if key in known])

    def _take_readings(self, told: Told[content.SupplementRecord]) -> None:
        known = {one.id: one for one in told.of(content.OPEN_COURSE_ASSETS)}
        self._texts.update(
            {one.item_id: known[one.asset_id] for one in told.elements if one.asset_id in known}
        )

    def _take_tasks(self, told: Told[content.OpenCourseAssetRecord]) -> None:
        known = {one.id: one for one in told.elements}
        self._texts.update({item: known[text] for item, text in self._task_texts.items() if text in known})

    def _take_files(self, told: Told[content.AssetRecord]) -> None:
        self._files.update({one.id: one for one in told.elements})


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
