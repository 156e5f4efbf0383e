"""What a course is made of, from what a site said about it: a document, and the files that belong to it.

Pure. The document is whole: it speaks as if every file were there (`document.complete` says what is). Names
and numbers follow from all that the course has, so they are the same whatever is chosen to be fetched.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from msgspec.structs import replace as with_changes

from carrel.archiver.assets import Asset, last_step, version_of
from carrel.archiver.contents import filed_item, texts_in
from carrel.archiver.design import Design
from carrel.archiver.envelopes import Envelopes, Refusal
from carrel.archiver.kinds.kind import Filed
from carrel.archiver.kinds.said import TextSaid
from carrel.archiver.names import distinct, distinct_slugs, file_name, numbered, tagged
from carrel.archiver.references import filed_references
from carrel.archiver.texts import assets_in, markdown_of_html
from carrel.courseware.course import Course, Instructor, Lesson, Module, Objective, Partner, Period, Reference
from carrel.courseware.ids import (
    is_language,
    is_long_id,
    is_number_id,
    is_short_id,
    long_id,
    number_id,
    short_id,
    slug_of,
)
from carrel.courseware.items import LESSON_LOCK, Item
from carrel.resources.course_materials import ItemRecord, LessonRecord, ModuleRecord
from carrel.resources.courses import PartnerRecord
from carrel.resources.records import UNSET, Maybe

T = TypeVar("T")

ASSETS: Final = "assets"
LEVELS: Final = frozenset({"BEGINNER", "INTERMEDIATE", "ADVANCED"})
LOCKED_BY_LESSON: Final = "REQUIRE_ALL_ITEM_IN_LESSON"
UNTOLD_OBJECTIVE: Final = "(The site does not tell this objective's text.)"


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that cannot be had: where it would be, and why not, for people."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Syllabus:
    """A course as it is to be mirrored. The texts of its items are CML; `missing` cannot be asked for.

    `html` are texts as the site shows them, by what they are as CML.
    """

    course: Course
    assets: tuple[Asset, ...]
    refusals: Mapping[str, Refusal]
    missing: tuple[Missing, ...] = ()
    html: Mapping[str, str] = field(default_factory=dict)


def write_syllabus(said: Envelopes) -> Syllabus:
    """The syllabus of a course, from what the site said about it."""
    return _Writer(said).write()


def told(value: Maybe[T], otherwise: T) -> T:
    """The value of a field that a site may leave out."""
    return otherwise if value is UNSET else value


class _Writer:
    """One walk over what was said."""

    def __init__(self, said: Envelopes) -> None:
        self._said = said
        self._weights = {one.id.removeprefix("item~"): one for one in said.materials.passables}
        self._taken: set[str] = set()
        self._filed: list[Filed] = []
        known = {one.id for one in said.materials.modules}
        self._module_ids = [one for one in said.materials.module_ids if one in known]
        own_id = said.materials.course_id
        self._design = Design.of(said.design)
        self._course_id = own_id if is_long_id(own_id) else long_id(said.site, own_id)

    def write(self) -> Syllabus:
        page, image, logos, photos = self._page()
        modules = self._modules()
        references = filed_references(self._said.references, self._short_id, _speakable)
        of_items = [asset for filed in self._filed for asset in filed.assets]
        shared, untold = self._shared({asset.file_id for asset in of_items}, page, references)
        return Syllabus(
            course=with_changes(self._course(image, logos, photos, modules), references=references),
            assets=(*page, *of_items, *shared),
            refusals=self._said.refusals,
            html=self._shown(),
            missing=(*[one for filed in self._filed for one in map(_missing, filed.missing)], *untold),
        )

    def _shown(self) -> dict[str, str]:
        texts = [*self._said.contents.values(), *[one.text for one in self._said.references]]
        return {one.cml: one.html for one in texts if isinstance(one, TextSaid) and one.cml and one.html}

    def _course(
        self,
        image: str,
        logos: Mapping[str, str],
        photos: Mapping[str, str],
        modules: tuple[Module, ...],
    ) -> Course:
        record = self._said.course
        languages = [one for one in told(record.primary_languages, []) if is_language(one)]
        level = told(record.level, "")
        return Course(
            id=self._course_id,
            slug=slug_of(self._said.slug) or slug_of(told(record.name, "")) or "course",
            name=_speakable(told(record.name, "")) or self._said.slug,
            description=told(record.description, ""),
            language=languages[0] if languages else "en",
            level=level if level in LEVELS else "",
            workload=told(record.workload, ""),
            domains=tuple(
                [
                    own
                    for one in told(record.domain_types, [])
                    if (own := one.get("subdomainId") or one.get("domainId"))
                ]
            ),
            image=image,
            partners=tuple([self._partner(one, logos.get(one.id, "")) for one in self._said.partners]),
            instructors=tuple(
                [
                    Instructor(
                        id=_number(one.id),
                        full_name=_speakable(told(one.full_name, "")) or one.id,
                        title=told(one.title, ""),
                        department=told(one.department, ""),
                        bio=markdown_of_html(told(one.bio, "")),
                        photo=photos.get(one.id, ""),
                    )
                    for one in self._said.instructors
                ]
            ),
            modules=modules,
            schedule=self._schedule(modules),
            completion=self._design.completion,
            grading=self._design.grading,
            extra={"source": f"{self._said.site}/learn/{self._said.slug}"},
        )

    def _schedule(self, modules: Sequence[Module]) -> tuple[Period, ...]:
        """The schedule, where it is another than a week for each module that must be done."""
        told_of = self._said.schedule
        own = {record: module.id for record, module in zip(self._module_ids, modules, strict=True)}
        periods = tuple(
            [
                Period(module_ids=tuple(ids), weeks=max(1, one.number_of_weeks))
                for one in (told_of.default_schedule.periods if told_of and told_of.default_schedule else ())
                if (ids := [own.pop(record) for record in dict.fromkeys(one.module_ids) if record in own])
            ]
        )
        usual = tuple([Period(module_ids=(one.id,)) for one in modules if not one.optional])
        return () if periods == usual else periods

    def _partner(self, record: PartnerRecord, logo: str) -> Partner:
        name = _speakable(told(record.name, "")) or record.id
        short = told(record.short_name, "")
        link = told(record.home_link, "")
        return Partner(
            id=_number(record.id),
            name=name,
            short_name="" if short == name else short,
            description=told(record.description, ""),
            home_link=link if link.startswith(("http://", "https://")) else "",
            location=told(record.location, {}).get("name", ""),
            logo=logo,
        )

    def _page(self) -> tuple[list[Asset], str, dict[str, str], dict[str, str]]:
        """What the course's page shows: the files, and the places of its image, the logos, the photos."""
        wanted = [("page/image", told(self._said.course.photo_url, ""))]
        wanted += [
            (f"page/logo/{one.id}", told(one.logo, "") or told(one.square_logo, ""))
            for one in self._said.partners
        ]
        wanted += [(f"page/photo/{one.id}", told(one.photo, "")) for one in self._said.instructors]
        wanted = [(key, url) for key, url in wanted if url]
        names = distinct([(key, file_name(last_step(url), "picture")) for key, url in wanted])
        assets = [
            Asset(key=key, version=version_of(url), place=f"{ASSETS}/{name}", url=url)
            for (key, url), name in zip(wanted, names, strict=True)
        ]
        places = {asset.key: asset.place for asset in assets}
        logos = {one.id: places.get(f"page/logo/{one.id}", "") for one in self._said.partners}
        photos = {one.id: places.get(f"page/photo/{one.id}", "") for one in self._said.instructors}
        return assets, places.get("page/image", ""), logos, photos

    def _modules(self) -> tuple[Module, ...]:
        known = {one.id: one for one in self._said.materials.modules}
        records = [known[one] for one in self._module_ids]
        slugs = distinct_slugs([_named(one) for one in records], "module")
        return tuple(
            [
                self._module(record, slug, numbered(at, len(records), slug))
                for at, (record, slug) in enumerate(zip(records, slugs, strict=True), 1)
            ]
        )

    def _module(self, record: ModuleRecord, slug: str, place: str) -> Module:
        known = {one.id: one for one in self._said.materials.lessons}
        records = [known[one] for one in told(record.lesson_ids, []) if one in known]
        slugs = distinct_slugs([_named(one) for one in records], "lesson")
        return Module(
            id=self._short_id(record.id),
            slug=slug,
            name=_speakable(told(record.name, "")) or slug,
            place=place,
            description=told(record.description, ""),
            objectives=tuple(
                [
                    Objective(id=self._short_id(one), text=self._design.objectives.get(one, UNTOLD_OBJECTIVE))
                    for one in told(record.learning_objectives, [])
                ]
            ),
            optional=told(record.optional, False),  # noqa: FBT003 - the value of a field
            lessons=tuple(
                [
                    self._lesson(one, its_slug, place, numbered(at, len(records), its_slug))
                    for at, (one, its_slug) in enumerate(zip(records, slugs, strict=True), 1)
                ]
            ),
        )

    def _lesson(self, record: LessonRecord, slug: str, module: str, place: str) -> Lesson:
        known = {one.id: one for one in self._said.materials.items}
        records = [known[one] for one in told(record.item_ids, []) if one in known]
        slugs = distinct_slugs([_named(one) for one in records], "item")
        return Lesson(
            id=self._short_id(record.id),
            slug=slug,
            name=_speakable(told(record.name, "")) or slug,
            place=place,
            optional=told(record.optional, False),  # noqa: FBT003 - as above
            items=tuple(
                [
                    self._item(one, its_slug, f"{module}/{place}", numbered(at, len(records), its_slug))
                    for at, (one, its_slug) in enumerate(zip(records, slugs, strict=True), 1)
                ]
            ),
        )

    def _item(self, record: ItemRecord, slug: str, folder: str, place: str) -> Item:
        weight = self._weights.get(record.id)
        is_locked_now = told(record.item_locked_reason_code, "") == LOCKED_BY_LESSON
        is_lesson_locked = is_locked_now or record.id in self._design.locked_by_lesson
        filed = filed_item(
            self._said,
            record,
            folder=folder,
            place=place,
            facts={
                "id": self._short_id(record.id),
                "slug": slug,
                "name": _speakable(told(record.name, "")) or slug,
                "time_commitment": max(0, told(record.time_commitment, 0)),
                "optional": told(record.optional, False),  # noqa: FBT003 - as above
                "lock": LESSON_LOCK if is_lesson_locked else "",
                "weight": max(0, told(weight.grading_weight, 0)) if weight else 0,
                "required_to_pass": told(weight.is_required_for_passing, False) if weight else False,  # noqa: FBT003
                **self._design.own_rules(record.id),
            },
        )
        self._filed.append(filed)
        return filed.item

    def _shared(
        self, placed: set[str], page: Sequence[Asset], references: Sequence[Reference]
    ) -> tuple[list[Asset], list[Missing]]:
        """The files that texts show and no lecture carries, each once, whoever shows it."""
        shown: dict[str, list[str]] = {}
        for item in [filed.item for filed in self._filed]:
            of_item = [one for cml in texts_in(item.content) for one in assets_in(cml)]
            for asset_id in dict.fromkeys(of_item):
                if asset_id not in placed:
                    shown.setdefault(asset_id, []).append(item.id)
        beside = {asset_id for one in references for asset_id in assets_in(one.content.markdown)}
        # What a reference shows belongs to no item, and so is fetched whichever items are chosen.
        shown |= {asset_id: [] for asset_id in sorted(beside - placed)}
        taken = [asset.place.rpartition("/")[2] for asset in page]
        ids = [one for one in shown if self._url_of(one)]
        names = [(one, tagged(file_name(told(self._said.files[one].name, "")), one)) for one in ids]
        assets = [
            Asset(
                key=f"file/{asset_id}",
                version=version_of(self._url_of(asset_id)),
                place=f"{ASSETS}/{name}",
                url=self._url_of(asset_id),
                item_ids=tuple(shown[asset_id]),
                file_id=asset_id,
                name=told(self._said.files[asset_id].name, ""),
            )
            for asset_id, name in zip(ids, distinct(names, taken), strict=True)
        ]
        reason = "A text shows this file, and the site gives no address for it."
        return assets, [Missing(f"file {one}", reason) for one in shown if one not in ids]

    def _url_of(self, asset_id: str) -> str:
        record = self._said.files.get(asset_id)
        return str(told(record.url, {}).get("url", "")) if record else ""

    def _short_id(self, own: str) -> str:
        chosen = own
        if not is_short_id(own) or own in self._taken:
            chosen = short_id(self._course_id, own, taken=self._taken)
        self._taken.add(chosen)
        return chosen


def _missing(pair: tuple[str, str]) -> Missing:
    return Missing(*pair)


def _named(record: ModuleRecord | LessonRecord | ItemRecord) -> tuple[str, str, str]:
    return record.id, told(record.slug, ""), told(record.name, "")


def _speakable(text: str) -> str:
    """A name on one line, without what no file of text may hold."""
    return " ".join(text.encode(errors="ignore").decode().replace("\0", " ").split())


def _number(own: str) -> str:
    return own if is_number_id(own) else number_id("person", own)
