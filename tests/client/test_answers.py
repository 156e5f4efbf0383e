"""Answers: both generations of envelope become the same typed records."""

import pytest
from msgspec import UNSET

from carrel.client.answers import Answer, read_answer, read_created, read_plain
from carrel.client.errors import NotFound, NotTheApi
from carrel.resources.courses import COURSES, INSTRUCTORS, PARTNERS
from carrel.resources.memberships import MEMBERSHIPS, OPEN_COURSE_MEMBERSHIPS
from carrel.resources.operations import VideoAnswer
from carrel.resources.progress import COURSES_PROGRESS, ItemProgressRecord
from tests.client.samples import a_page, a_response, an_envelope

PLACE = "/api/courses.v1"
CURRENT = {"elements": [{"id": "c1", "name": "Logic"}], "paging": {}, "linked": {}}


@pytest.mark.parametrize(
    "body",
    [
        CURRENT,
        {**CURRENT, "paging": None, "linked": None},
        {"elements": CURRENT["elements"]},
        {**CURRENT, "elements": [{"id": "c1", "name": "Logic", "slug": None, "unheardOf": [1]}]},
    ],
    ids=["current", "older", "bare", "with nulls and strangers"],
)
def test_both_generations_of_envelope_are_understood(body):
    answer = read_answer(COURSES, a_response(body), PLACE)

    assert (answer.element.id, answer.element.name) == ("c1", "Logic")
    assert answer.element.slug is UNSET
    assert answer.paging.next is None


def test_an_id_may_come_as_a_number_where_it_is_text_and_as_text_where_it_is_a_number():
    partner = read_answer(PARTNERS, a_response(an_envelope({"id": 34, "name": None})), PLACE).element
    member = read_answer(
        MEMBERSHIPS, a_response(an_envelope({"id": "7~c", "userId": "7", "courseId": "c"})), PLACE
    ).element

    assert partner.id == "34"
    assert member.user_id == 7


def test_nulls_within_a_record_count_as_absent():
    progress = {"i": {"progressState": "Completed", "timestamp": 5, "extra": None}}
    element = {"id": "7~c", "userId": 7, "courseId": "c", "items": progress, "nextItem": None}

    answer = read_answer(COURSES_PROGRESS, a_response(an_envelope(element)), PLACE)

    assert answer.element.items == {"i": ItemProgressRecord(progress_state="Completed", timestamp=5)}
    assert answer.element.next_item is UNSET


def test_linked_elements_are_records_of_their_own_resource_each_once():
    body = an_envelope({"id": "c1"}, partners__v1=[{"id": "1", "name": "A"}, {"id": 2}, {"id": "1"}])

    answer = read_answer(COURSES, a_response(body), PLACE)

    assert [(partner.id, partner.name) for partner in answer.linked(PARTNERS)] == [("1", "A"), ("2", UNSET)]


def test_a_relation_without_elements_is_told_from_one_that_was_not_answered():
    answer = read_answer(COURSES, a_response(an_envelope({"id": "c1"}, partners__v1=[])), PLACE)

    assert answer.has_linked(PARTNERS)
    assert not answer.has_linked(INSTRUCTORS)
    assert answer.linked(PARTNERS) == []
    assert answer.linked(INSTRUCTORS) == []


def test_the_etag_comes_with_the_answer():
    assert read_answer(COURSES, a_response(CURRENT, etag='W/"1"'), PLACE).etag == 'W/"1"'


def test_an_object_without_elements_says_that_there_is_no_such_thing():
    with pytest.raises(NotFound):
        read_answer(COURSES, a_response({"errorCode": "notFound"}), PLACE)


def test_an_answer_without_its_element_says_so_when_the_element_is_wanted():
    with pytest.raises(NotFound):
        _ = Answer(COURSES, ()).element


@pytest.mark.parametrize(
    "response",
    [
        a_page(),
        a_response(b""),
        a_response(b'{"elements": ['),
        a_response(b"\xff\xfe"),
        a_response([1]),
        a_response({"elements": {}}),
        a_response({"elements": [7]}),
        a_response({"elements": [{"name": "no id"}]}),
        a_response({"elements": [{"id": "c1", "partnerIds": "34"}]}),
        a_response({"elements": [], "paging": [1]}),
        a_response(b"[" * 1_000_000),
        a_response(b'{"elements": [{"id": "c1", "name": ' + b"[" * 600 + b"]" * 600 + b"}]}"),
    ],
)
def test_what_is_no_envelope_is_not_the_api(response):
    with pytest.raises(NotTheApi):
        read_answer(COURSES, response, PLACE)


def test_a_web_page_is_called_a_web_page():
    with pytest.raises(NotTheApi, match="a web page"):
        read_answer(COURSES, a_page(), PLACE)


@pytest.mark.parametrize(
    "headers",
    [
        {"x_coursera_id": "7~c", "location": "/elsewhere"},
        {"location": "/api/openCourseMemberships.v1/7~c"},
        {"location": "/api/openCourseMemberships.v1/7%7Ec/"},
    ],
)
def test_the_key_of_what_was_created_is_in_the_headers_also_without_a_body(headers):
    created = read_created(OPEN_COURSE_MEMBERSHIPS, a_response(None, 201, **headers), PLACE)

    assert created.key == "7~c"
    assert created.answer.elements == ()


def test_an_answer_without_an_envelope_needs_only_what_every_server_sends():
    body = {"sources": [{"resolution": "540p", "formatSources": {"video/mp4": "u"}}], "playlists": None}

    answer = read_plain(a_response(body), VideoAnswer, PLACE)

    assert answer.sources[0].format_sources == {"video/mp4": "u"}
    assert answer.subtitles == {}
