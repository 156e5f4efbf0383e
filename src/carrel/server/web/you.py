"""One's own page: who one is to others, a new password, and how long one studied."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from carrel.application import catalogue, signing_in
from carrel.application.accounts import set_password
from carrel.application.learning import Studied, my_hours
from carrel.application.profiles import change_profile, my_profile, time_zones
from carrel.application.visit import Visit
from carrel.domain.enrollment import DAY
from carrel.domain.errors import Unfit, UnfitPassword, UnknownAccount
from carrel.domain.users import Privacy, User
from carrel.server.signing_in import remember, sign_in_with_password
from carrel.server.visitors import visitors_of
from carrel.server.web import addresses
from carrel.server.web.forms import form_of
from carrel.server.web.moments import duration_words
from carrel.server.web.rendering import frame_for, page, reader_of

WEEK = 7
"""Days."""
CONTINENTS = frozenset(
    [
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    ]
)
"""Zones that are named after places in them are offered; any other name of one is still accepted."""
PRIVACIES = {
    Privacy.PUBLIC: "Everybody who is signed in sees your name.",
    Privacy.CLASSMATES: "Those who take a course with you see your name and how far you are.",
    Privacy.PRIVATE: "Classmates see an anonymous learner. Only those who teach you know who you are.",
}
SAVED = {
    "profile": "Your profile is saved.",
    "password": "Your password is changed. You are signed in here only.",
}


@dataclass(frozen=True, slots=True)
class Hours:
    """Time studied in one course, in words."""

    course: str
    href: str
    time: str


@dataclass(frozen=True, slots=True)
class YouView:
    """The page. `saved` says what was done just now, `fault` what could not be."""

    user: User
    zones: Sequence[str]
    privacies: Mapping[Privacy, str]
    week: str
    total: str
    hours: Sequence[Hours]
    saved: str = ""
    fault: str = ""


async def show(request: Request) -> Response:
    """Oneself."""
    return await _answer(request, SAVED.get(request.query_params.get("saved", ""), ""))


async def save(request: Request) -> Response:
    """Keep what the form says of oneself."""
    form = await form_of(request)
    try:
        user = await visitors_of(request).writing(request, lambda visit: _save(visit, form))
    except Unfit as error:
        return await _answer(request, fault=str(error), status=400)
    visitors_of(request).forget_user(user.id)
    return RedirectResponse(f"{addresses.YOU}?saved=profile", 303)


async def save_password(request: Request) -> Response:
    """Take a new password from who knows the old one; every other sign-in ends."""
    form = await form_of(request)
    visitors = visitors_of(request)
    user = await visitors.reading(request, my_profile)
    try:
        await sign_in_with_password(request, user.email, form.get("password", ""))
        new_hash = await to_thread.run_sync(signing_in.hash_password, form.get("new", ""))
    except UnknownAccount:
        return await _answer(request, fault="That is not your password.", status=401)
    except UnfitPassword as error:
        return await _answer(request, fault=str(error), status=400)
    made = await visitors.writing(request, lambda visit: _replace_password(visit, user, new_hash))
    visitors.forget_user(user.id)
    answer = RedirectResponse(f"{addresses.YOU}?saved=password", 303)
    remember(answer, made, visitors)
    return answer


async def _answer(request: Request, saved: str = "", fault: str = "", status: int = 200) -> Response:
    view = await visitors_of(request).reading(request, lambda visit: _view(visit, saved, fault))
    return page("you.html", view, frame_for(request, view.user), status=status)


def _view(visit: Visit, saved: str, fault: str) -> YouView:
    user, hours = my_profile(visit), my_hours(visit)
    today = reader_of(visit).moment.now // DAY
    return YouView(
        user=user,
        zones=sorted({*filter(_is_a_place, time_zones()), "UTC", user.timezone}),
        privacies=PRIVACIES,
        week=duration_words(sum(one.time for one in hours if one.day > today - WEEK)),
        total=duration_words(sum(one.time for one in hours)),
        hours=_hours(visit, hours),
        saved=saved,
        fault=fault,
    )


def _hours(visit: Visit, studied: Sequence[Studied]) -> Sequence[Hours]:
    times: Counter[str] = Counter()
    for one in studied:
        times[one.course_id] += one.time
    cards = {card.course.id: card.course for card in catalogue.courses_by_id(visit, times)}
    return [
        Hours(cards[course_id].name, addresses.course_path(cards[course_id].slug), duration_words(time))
        for course_id, time in times.most_common()
        if course_id in cards
    ]


def _save(visit: Visit, form: Mapping[str, str]) -> User:
    privacy = form.get("privacy")
    if privacy is not None and privacy not in set(Privacy):
        raise Unfit("There is no such privacy.")
    return change_profile(
        visit,
        name=form.get("name"),
        locale=form.get("locale"),
        timezone=form.get("timezone"),
        privacy=Privacy(privacy) if privacy else None,
    )


def _replace_password(visit: Visit, user: User, new_hash: str) -> signing_in.SignIn:
    return signing_in.sign_in(visit, set_password(visit, user.email, new_hash))


def _is_a_place(zone: str) -> bool:
    return zone.partition("/")[0] in CONTINENTS
