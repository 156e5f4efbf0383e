"""The learner's desk: the courses taken, how far each is, what is due, and one button to go on."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from carrel.application.calendar import my_salt
from carrel.application.home import Desk, Order, my_desk
from carrel.application.visit import Visit
from carrel.server.visitors import visitors_of
from carrel.server.web import addresses, calendar, catalogue
from carrel.server.web.moments import Due, Moment, away_words, due_of
from carrel.server.web.rendering import Reader, frame_for, page, reader_of

ORDER_WORDS = {
    Order.DEADLINE: "Next deadline",
    Order.INACTIVE: "Longest ago",
    Order.PROGRESS: "Progress",
    Order.NAME: "Name",
}


@dataclass(frozen=True, slots=True)
class Sorting:
    """One way to sort the desk, as a link."""

    label: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class DeskCard:
    """One course on the desk. `next_href` is empty when nothing open is left to do."""

    name: str
    language: str
    href: str
    partners: str
    percent: int
    due: Due | None
    due_module: str
    away: str
    next_name: str
    next_href: str


@dataclass(frozen=True, slots=True)
class HomeView:
    """The desk. `calendar` is the address of the reader's calendar, empty before they ask for one."""

    name: str
    cards: Sequence[DeskCard]
    sortings: Sequence[Sorting]
    calendar: str


async def show(request: Request) -> Response:
    """The desk of who is signed in; the catalogue for a guest."""
    order = order_of(request.query_params.get("sort", ""))
    reader, desks, salt = await visitors_of(request).reading(request, lambda visit: _load(visit, order))
    if reader.actor is None:
        return await catalogue.show_welcome(request)
    shown = view(desks, order, reader, calendar.address_of(request, reader.actor.id, salt))
    return page("home.html", shown, frame_for(request, reader.actor))


def order_of(text: str) -> Order:
    """What `?sort=` asks for; the next deadline when it asks for nothing we know."""
    return Order(text) if text in set(Order) else Order.DEADLINE


def view(desks: Sequence[Desk], order: Order, reader: Reader, calendar_href: str = "") -> HomeView:
    """The desk in words."""
    return HomeView(
        name=reader.actor.name if reader.actor else "",
        cards=[_card(desk, reader.moment) for desk in desks],
        sortings=[Sorting(label, f"/?sort={one}", one is order) for one, label in ORDER_WORDS.items()],
        calendar=calendar_href,
    )


def _load(visit: Visit, order: Order) -> tuple[Reader, Sequence[Desk], bytes | None]:
    if visit.actor is None:
        return reader_of(visit), (), None
    return reader_of(visit), my_desk(visit, order), my_salt(visit)


def _card(desk: Desk, moment: Moment) -> DeskCard:
    course = desk.classroom.edition.course
    next_id = desk.classroom.progress.next_item
    following = desk.classroom.edition.places[next_id].item if next_id else None
    modules = {module.id: module.name for module in course.modules}
    return DeskCard(
        name=course.name,
        language=course.language,
        href=addresses.course_path(course.slug),
        partners=", ".join(partner.name for partner in course.partners),
        percent=desk.classroom.progress.overall,
        due=due_of(desk.deadline.due, moment) if desk.deadline else None,
        due_module=modules[desk.deadline.module_id] if desk.deadline else "",
        away="Not opened yet" if desk.membership.last_accessed_at is None else away_words(desk.inactive),
        next_name=following.name if following else "",
        next_href=addresses.item_path(course, following) if following else "",
    )
