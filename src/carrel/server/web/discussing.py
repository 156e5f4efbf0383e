"""What the forms of discussions do: one address takes them all, and the button says what is meant."""

from collections.abc import Callable, Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from carrel.application import posting, reacting
from carrel.application.classroom import enter_course
from carrel.application.posting import Moderation
from carrel.application.visit import Visit
from carrel.domain.errors import Unfit
from carrel.server.visitors import visitors_of
from carrel.server.web import addresses
from carrel.server.web.forms import form_of

Form = Mapping[str, str]


async def write(request: Request) -> Response:
    """Do what the form's button says, and lead back to where it stands."""
    slug, form = request.path_params["slug"], await form_of(request)
    post_id = await visitors_of(request).writing(request, lambda visit: _do(visit, slug, form))
    back = form.get("back", "")
    if not addresses.is_local(back):
        back = addresses.thread_path(slug, form.get("question") or post_id)
    return RedirectResponse(f"{back}#post-{post_id}", 303)


def _do(visit: Visit, slug: str, form: Form) -> str:
    course_id = enter_course(visit, slug).edition.course.id
    deed = DEEDS.get(form.get("deed", ""))
    if deed is None:
        raise Unfit("The form does not say what is meant.")
    return deed(visit, course_id, form)


def _ask(visit: Visit, course_id: str, form: Form) -> str:
    return posting.ask(
        visit, course_id, form.get("forum", ""), form.get("title", ""), form.get("text", "")
    ).id


def _answer(visit: Visit, course_id: str, form: Form) -> str:
    return posting.answer(
        visit,
        form.get("question", ""),
        form.get("text", ""),
        parent_id=form.get("parent", ""),
        course_id=course_id,
    ).id


def _edit(visit: Visit, _: str, form: Form) -> str:
    if _is_question(form):
        return posting.edit_question(visit, _post(form), form.get("title", ""), form.get("text", "")).id
    return posting.edit_answer(visit, _post(form), form.get("text", "")).id


def _remove(visit: Visit, _: str, form: Form) -> str:
    if _is_question(form):
        return posting.remove_question(visit, _post(form)).id
    return posting.remove_answer(visit, _post(form)).id


def _restore(visit: Visit, _: str, form: Form) -> str:
    wanted = Moderation(removed=False)
    if _is_question(form):
        return posting.moderate_question(visit, _post(form), wanted).id
    return posting.moderate_answer(visit, _post(form), wanted).id


def _moderating(wanted: Moderation) -> Callable[[Visit, str, Form], str]:
    return lambda visit, _, form: posting.moderate_question(visit, _post(form), wanted).id


def _saying(say: Callable[[Visit, str], object]) -> Callable[[Visit, str, Form], str]:
    def said(visit: Visit, _: str, form: Form) -> str:
        say(visit, _post(form))
        return _post(form)

    return said


def _flag(visit: Visit, _: str, form: Form) -> str:
    return reacting.flag(visit, _post(form), form.get("reason", "")).post_id


def _post(form: Form) -> str:
    return form.get("post", "")


def _is_question(form: Form) -> bool:
    return form.get("post") == form.get("question")


DEEDS: Final[Mapping[str, Callable[[Visit, str, Form], str]]] = {
    "ask": _ask,
    "answer": _answer,
    "edit": _edit,
    "remove": _remove,
    "restore": _restore,
    "vote": _saying(reacting.vote),
    "unvote": _saying(reacting.take_vote_back),
    "follow": _saying(reacting.follow),
    "unfollow": _saying(reacting.unfollow),
    "flag": _flag,
    "unflag": _saying(reacting.unflag),
    "dismiss": _saying(reacting.dismiss_flags),
    "pin": _moderating(Moderation(pinned=True)),
    "unpin": _moderating(Moderation(pinned=False)),
    "close": _moderating(Moderation(closed=True)),
    "reopen": _moderating(Moderation(closed=False)),
}
"""What the buttons of the forms say; each answers the id of the post that it was about."""
