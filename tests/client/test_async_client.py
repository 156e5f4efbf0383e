"""The asynchronous client against a real school, without a network in between."""

import anyio
import pytest

from carrel.client import AsyncClient, Politeness, Rest, find, of
from carrel.client.errors import NotSignedIn, Unreachable
from carrel.resources.content import LECTURE_VIDEOS, VIDEOS
from carrel.resources.course_materials import COURSE_MATERIALS, ITEMS
from carrel.resources.courses import COURSES
from tests.builders import COURSE_ID, bytes_at
from tests.client.conftest import EMAIL, IMPATIENT, PASSWORD, RUDE
from tests.client.test_client import LECTURE, SLUG, VIDEO

pytestmark = pytest.mark.anyio
SITE = "http://school.test"


@pytest.fixture
async def learner(in_process, signed_in):
    async with AsyncClient(SITE, signed_in, transport=in_process, politeness=RUDE) as client:
        yield client


async def test_a_learner_is_known_by_the_password_until_the_sign_out(in_process):
    async with AsyncClient(SITE, transport=in_process) as client:
        await client.sign_in(EMAIL, PASSWORD)
        assert await client.me() > 0

        await client.sign_out()

        with pytest.raises(NotSignedIn):
            await client.me()


async def test_the_outline_of_a_course_comes_in_one_answer(learner):
    answer = await learner.find(
        COURSE_MATERIALS, "slug", slug=SLUG, fields=[of(ITEMS, "name")], includes=["items"]
    )

    assert [item.name for item in answer.linked(ITEMS)] == ["Hello", "How to read"]


async def test_what_has_not_changed_is_not_sent_again(learner):
    question = find(COURSES, "slug", slug=SLUG)
    known = await learner.read(question)

    assert await learner.reread(question, known.etag) is None


async def test_pages_come_one_by_one(learner):
    pages = [page async for page in learner.pages(find(COURSES, "slug", slug=SLUG))]

    assert [page.element.id for page in pages] == [COURSE_ID]


async def test_many_calls_go_on_at_a_time(learner):
    names: list[str] = []

    async def ask() -> None:
        answer = await learner.get(COURSES, COURSE_ID)
        names.append(answer.element.name)

    async with anyio.create_task_group() as group:
        for _ in range(30):
            group.start_soon(ask)

    assert names == ["Study Well Online"] * 30


async def test_a_video_comes_whole_and_from_where_it_broke_off(learner):
    answer = await learner.get(LECTURE_VIDEOS, LECTURE, includes=["video"], fields=[of(VIDEOS, "sources")])
    url = answer.linked(VIDEOS)[0].sources["byResolution"]["720p"]["mp4VideoUrl"]

    async with learner.download(url) as download:
        whole = b"".join([chunk async for chunk in download])
    async with learner.download(url, rest=Rest(100, download.facts.validator)) as rest:
        tail = b"".join([chunk async for chunk in rest])

    assert whole == bytes_at(VIDEO)
    assert (rest.facts.start, tail) == (100, whole[100:])


async def test_no_more_downloads_go_on_than_politeness_allows(in_process):
    polite = Politeness(downloads=1, per_second=0)
    async with AsyncClient(SITE, politeness=polite, transport=in_process) as client:
        begun = anyio.Event()

        async def second() -> None:
            async with client.download("/courses"):
                begun.set()

        async with anyio.create_task_group() as group:
            async with client.download("/courses"):
                group.start_soon(second)
                await anyio.wait_all_tasks_blocked()
                assert not begun.is_set()
            await begun.wait()


async def test_a_host_that_is_not_there_is_unreachable():
    async with AsyncClient("http://127.0.0.1:9", patience=IMPATIENT) as client:
        with pytest.raises(Unreachable):
            await client.me()
