"""The synchronous client against a real school, over a real network."""

import inspect
import logging
import pickle
from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec import UNSET

from carrel.client import AsyncClient, Client, Credentials, Rest, find, get_all, of
from carrel.client.errors import (
    BadAddress,
    NotEnrolled,
    NotFound,
    NotSignedIn,
    Refused,
    SignInRefused,
    Unreachable,
)
from carrel.resources.content import (
    ASSETS,
    LECTURE_ASSETS,
    LECTURE_VIDEOS,
    OPEN_COURSE_ASSETS,
    SUPPLEMENTS,
    VIDEOS,
)
from carrel.resources.course_materials import COURSE_MATERIALS, GRADE_POLICY, ITEMS, LESSONS, MODULES
from carrel.resources.courses import COURSES
from carrel.resources.memberships import MEMBERSHIPS, OPEN_COURSE_MEMBERSHIPS, NewMembership
from carrel.resources.progress import COURSES_PROGRESS
from tests.builders import COURSE_ID, bytes_at
from tests.client.conftest import EMAIL, IMPATIENT, PASSWORD, STRANGER

SLUG = "study-well-online"
LECTURE = f"{COURSE_ID}~aaaa1"
VIDEO = "01-welcome/01-first-steps/01-hello/video.720p.mp4"


def the_video_of(client: Client) -> str:
    """The address of the lecture's video."""
    answer = client.get(LECTURE_VIDEOS, LECTURE, includes=["video"], fields=[of(VIDEOS, "sources")])
    sources = answer.linked(VIDEOS)[0].sources
    assert isinstance(sources, dict)
    url = sources["byResolution"]["720p"]["mp4VideoUrl"]
    assert isinstance(url, str)
    return url


def test_a_guest_reads_what_is_public(guest):
    course = guest.find(COURSES, "slug", slug=SLUG, fields=["description"]).element

    assert (course.id, course.name) == (COURSE_ID, "Study Well Online")
    assert [one.id for one in guest.get_all(COURSES).elements] == [COURSE_ID]


def test_a_learner_is_known_by_the_password(learner):
    assert learner.me() > 0
    assert learner.find(MEMBERSHIPS, "me", includes=["course_id"]).linked(COURSES)[0].slug == SLUG


def test_the_cookie_of_a_sign_in_signs_in_elsewhere(learner, live):
    with Client(live, Credentials.from_cauth(learner.credentials.reveal()["CAUTH"])) as other:
        assert other.me() == learner.me()


def test_who_signs_out_is_a_guest_and_the_cookie_is_worth_nothing(live):
    with Client(live) as client:
        kept = client.sign_in(EMAIL, PASSWORD)
        client.sign_out()

        assert client.credentials is None
        with pytest.raises(NotSignedIn):
            client.me()
    with Client(live, kept) as late, pytest.raises(NotSignedIn, match="expired"):
        late.me()


@pytest.mark.parametrize(("email", "password"), [(EMAIL, "wrong"), ("nobody@example.org", PASSWORD)])
def test_a_wrong_password_is_refused_and_not_repeated(guest, email, password):
    with pytest.raises(SignInRefused) as caught:
        guest.sign_in(email, password)

    assert PASSWORD not in str(caught.value)
    assert guest.credentials is None


def test_what_is_expired_missing_and_unknown_are_told_apart(live, guest):
    with pytest.raises(NotSignedIn, match="Nobody"):
        guest.get(LECTURE_VIDEOS, LECTURE)
    with (
        Client(live, Credentials({"CAUTH": "long.gone"})) as late,
        pytest.raises(NotSignedIn, match="expired"),
    ):
        late.get(LECTURE_VIDEOS, LECTURE)
    with Client(live) as stranger:
        stranger.sign_in(STRANGER, PASSWORD)
        with pytest.raises(NotEnrolled):
            stranger.get(LECTURE_VIDEOS, LECTURE)
    with pytest.raises(NotFound):
        guest.find(COURSE_MATERIALS, "slug", slug="no-such-course")


def test_the_outline_of_a_course_comes_in_one_answer(learner):
    answer = learner.find(
        COURSE_MATERIALS,
        "slug",
        slug=SLUG,
        show_locked_items=True,
        fields=["module_ids", of(MODULES), of(LESSONS), of(ITEMS)],
        includes=["modules", "lessons", "items", "grade_policy"],
    )

    [module], [lesson] = answer.linked(MODULES), answer.linked(LESSONS)
    assert answer.element.module_ids == [module.id]
    assert module.lesson_ids == [lesson.id]
    assert [item.name for item in answer.linked(ITEMS)] == ["Hello", "How to read"]
    assert answer.linked(GRADE_POLICY)[0].mastery == {}


def test_what_has_not_changed_is_not_sent_again(learner):
    question = find(COURSE_MATERIALS, "slug", slug=SLUG, includes=["items"])
    known = learner.read(question)

    assert learner.reread(question, known.etag) is None
    again = learner.reread(question, 'W/"0"')
    assert again is not None
    assert again.elements == known.elements


def test_pages_come_one_by_one_and_end(learner):
    pages = list(learner.pages(get_all(COURSES, limit=1)))

    assert [[course.id for course in page.elements] for page in pages] == [[COURSE_ID]]


def test_a_reading_comes_with_its_text(learner):
    [lesson] = learner.course(SLUG).course_material.elements[0].elements
    reading = lesson.elements[1]

    answer = learner.multi_get(SUPPLEMENTS, [(COURSE_ID, reading.id)], includes=["asset"])

    assert "slowly" in answer.linked(OPEN_COURSE_ASSETS)[0].definition["value"]


def test_what_a_lecture_gives_to_take_away_is_a_file(learner):
    assets = learner.get(LECTURE_ASSETS, LECTURE, includes=["open_course_assets"]).linked(OPEN_COURSE_ASSETS)

    file = learner.multi_get(ASSETS, [assets[0].definition["assetId"]]).element

    with learner.download(file.url["url"]) as download:
        assert b"".join(download) == b"the bytes of 01-welcome/01-first-steps/01-hello/slides.pdf"


def test_progress_is_the_same_at_both_of_its_addresses(learner):
    by_key = learner.get(COURSES_PROGRESS, (learner.me(), COURSE_ID)).element
    by_slug = learner.course_progress(learner.me(), SLUG)

    assert (by_key.overall, by_key.modules) == (by_slug.overall, by_slug.modules)
    assert (by_key.lessons, by_key.next_item) == (by_slug.lessons, by_slug.next_item)


def test_a_video_is_found_by_its_id_too(learner):
    video_id = learner.get(LECTURE_VIDEOS, LECTURE, fields=["video_id"]).element.video_id

    assert [one.resolution for one in learner.video(video_id).sources] == ["720p"]


def test_enrolling_again_changes_nothing(learner):
    wanted = NewMembership(course_id=COURSE_ID, user_id=learner.me())

    created = learner.create(OPEN_COURSE_MEMBERSHIPS, wanted)

    assert created.key == f"{learner.me()}~{COURSE_ID}"
    assert created.answer.element.course_role == "LEARNER"


def test_any_address_of_the_api_can_be_called(learner):
    assert learner.call("GET", f"courses.v1?q=slug&slug={SLUG}")["elements"][0]["id"] == COURSE_ID
    with pytest.raises(Refused, match="'get-all' not implemented"):
        learner.call("GET", "memberships.v1")


def test_every_field_comes_to_who_asks_for_every_field(guest):
    bare, full = [guest.get(COURSES, COURSE_ID, every_field=every).element for every in (False, True)]

    assert set(_set_fields(bare)) < set(_set_fields(full))


def test_a_video_is_downloaded_whole(learner):
    with learner.download(the_video_of(learner)) as download:
        assert download.facts.status == 200
        assert download.facts.content_type == "video/mp4"
        assert b"".join(download) == bytes_at(VIDEO)


def test_the_rest_of_a_video_is_downloaded_alone(learner):
    url, whole = the_video_of(learner), bytes_at(VIDEO)
    with learner.download(url) as download:
        validator = download.facts.validator

    with learner.download(url, rest=Rest(100, validator)) as download:
        assert (download.facts.start, download.facts.length) == (100, len(whole))
        assert b"".join(download) == whole[100:]


def test_a_video_that_was_replaced_comes_whole(learner):
    with learner.download(the_video_of(learner), rest=Rest(100, '"another"')) as download:
        assert download.facts.start == 0
        assert b"".join(download) == bytes_at(VIDEO)


def test_there_is_nothing_after_the_end_of_a_video(learner):
    url, length = the_video_of(learner), len(bytes_at(VIDEO))
    with learner.download(url) as download:
        validator = download.facts.validator

    with learner.download(url, rest=Rest(length, validator)) as download:
        assert (download.facts.status, download.facts.length) == (416, length)
        assert list(download) == []


def test_a_video_that_has_not_changed_is_not_sent_again(learner):
    url = the_video_of(learner)
    with learner.download(url) as download:
        etag = download.facts.etag

    with learner.download(url, etag=etag) as download:
        assert download.facts.status == 304
        assert list(download) == []


def test_captions_are_downloaded_from_a_path_of_the_site(learner):
    answer = learner.get(LECTURE_VIDEOS, LECTURE, includes=["video"], fields=[of(VIDEOS, "subtitles_vtt")])
    path = answer.linked(VIDEOS)[0].subtitles_vtt["en"]

    with learner.download(path) as download:
        assert path.startswith("/api/")
        assert b"".join(download).startswith(b"WEBVTT")


def test_threads_share_a_client(learner):
    with ThreadPoolExecutor(8) as threads:
        names = list(threads.map(lambda _: learner.get(COURSES, COURSE_ID).element.name, range(16)))

    assert names == ["Study Well Online"] * 16


def test_no_secret_is_logged_or_shown(live, caplog):
    with caplog.at_level(logging.DEBUG), Client(live) as client:
        client.sign_in(EMAIL, PASSWORD)
        client.me()
        assert client.credentials is not None
        secret = client.credentials.reveal()["CAUTH"]

        shown = f"{caplog.text} {client!r} {vars(client)!r} {client.credentials}"

    assert secret not in shown
    assert PASSWORD not in shown
    with pytest.raises(TypeError):
        pickle.dumps(client.credentials)


def test_a_host_that_is_not_there_is_unreachable():
    with (
        Client("http://127.0.0.1:9", patience=IMPATIENT) as client,
        pytest.raises(Unreachable, match=r"127\.0\.0\.1:9"),
    ):
        client.me()


def test_a_site_that_is_no_address_is_refused_at_once():
    with pytest.raises(BadAddress):
        Client("not a site")


def test_both_clients_have_the_same_methods_with_the_same_words():
    for name, method in inspect.getmembers(Client, inspect.isfunction):
        if not name.startswith("_"):
            other = getattr(AsyncClient, name)
            assert method.__doc__
            assert other.__doc__ == method.__doc__
            assert list(inspect.signature(other).parameters) == list(inspect.signature(method).parameters)


def _set_fields(record) -> list[str]:
    return [name for name in record.__struct_fields__ if getattr(record, name) is not UNSET]
