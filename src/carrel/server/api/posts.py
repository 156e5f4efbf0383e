"""What answers about posts share: how texts, people and ids of posts are told."""

from collections.abc import Mapping
from typing import Any, Final

from carrel.application.post_text import DTD, post_html
from carrel.application.profiles import Profile
from carrel.domain.forums import Question
from carrel.protocol.errors import refused_value
from carrel.protocol.paging import read_offset
from carrel.resources.posts import CmlRecord, PostState, QuestionContentRecord
from carrel.resources.records import UNSET
from carrel.server.api.asking import Ask, Linked
from carrel.server.api.people import SOCIAL, social_record

LARGEST_PAGE: Final = 500
"""Posts in one answer at most; each of them is a text."""
BEYOND: Final = 2**62
"""A place in a list that no list reaches."""


def cml_record(cml: str) -> CmlRecord:
    """A text as it is sent."""
    html = {"renderableHtml": post_html(cml)}
    return CmlRecord(definition={"dtdId": DTD, "value": cml, "renderableHtmlWithMetadata": html})


def linked_people(people: Mapping[int, Profile]) -> Linked:
    """Who wrote, as far as the asker sees them."""
    return {SOCIAL: [social_record(one) for one in people.values()]}


def maybe(value: Any) -> Any:  # noqa: ANN401 - whatever may be there or not
    """A value, or nothing of it on the wire."""
    return UNSET if value is None else value


def course_and_post(told: str) -> tuple[str, str]:
    """The course and the last part of `{courseId}~{id}`, or of `{userId}~{courseId}~…~{id}`."""
    parts = told.split("~")
    if len(parts) < 2:
        raise refused_value(f"{told[:60]!r} is not a course's id and another one joined by '~'.")
    return parts[0 if len(parts) == 2 else 1], parts[-1]


def page_of(ask: Ask) -> tuple[int, int]:
    """Where the page starts that is asked for, and how many posts it has at most."""
    return min(read_offset(ask.request.start), BEYOND), min(ask.request.limit, LARGEST_PAGE)


def deleted(state: PostState | None) -> bool | None:
    """What a body says of removing."""
    return None if state is None else state.deleted


def content_record(one: Question) -> QuestionContentRecord:
    """What a question says."""
    return QuestionContentRecord(question=one.title, details=cml_record(one.body))
