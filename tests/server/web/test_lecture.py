"""A lecture's own part of its page."""

import pytest
from httpx2 import AsyncClient

from carrel.application.school import School
from carrel.courseware.items import Caption, Lecture, Rendition
from carrel.server.links import Links
from carrel.server.web.languages import language_name
from carrel.server.web.lecture import Study, captions_of, view
from carrel.server.web.own_notes import OwnNotes
from tests.builders import FOLDER, a_course, a_lecture
from tests.server.web.pages import faults_of, parsed

pytestmark = pytest.mark.anyio

COURSE = "/learn/study-well-online"
PATH = f"{COURSE}/lecture/aaaa1"
LINKS = Links("", b"secret", 0)
STUDY = Study(1, "course", "slug", "item", "video", duration=37_000, position=0, missing="")
NOTES = OwnNotes("item", "", "", has_moments=True, notes=(), marks=())


def a_lecture_with(*languages: str, heights: tuple[int, ...] = (720, 360)) -> Lecture:
    return Lecture(
        renditions=tuple(
            Rendition(height=one, path=f"{FOLDER}/01-hello/video.{one}p.mp4") for one in heights
        ),
        captions=tuple(Caption(language=one, path=f"{FOLDER}/01-hello/c.{one}.vtt") for one in languages),
    )


async def test_the_player_gets_a_video_and_captions_that_can_be_fetched_without_a_cookie(
    learner: AsyncClient, guest: AsyncClient
) -> None:
    page = parsed(await learner.get(PATH))
    source = str(page.all("//video//source")[0].get("src"))
    track = page.all("//video//track")[0]

    video = await guest.get(source, headers={"range": "bytes=0-3"})
    captions = await guest.get(str(track.get("src")))

    assert (video.status_code, video.headers["content-type"]) == (206, "video/mp4")
    assert captions.text.startswith("WEBVTT")
    assert (track.get("srclang"), track.get("label")) == ("en", "English")


async def test_what_goes_with_a_lecture_can_be_taken_away(learner: AsyncClient) -> None:
    page = parsed(await learner.get(PATH))

    taken = [(await learner.get(href)).status_code for href in page.hrefs("//*[@class='downloads']//a")]

    assert page.texts("//*[@class='downloads']//a") == ["slides.pdf", "Video, 720p"]
    assert taken == [200, 200]


async def test_what_is_said_can_be_read(learner: AsyncClient) -> None:
    page = parsed(await learner.get(PATH))

    assert page.texts("//*[@class='transcript']//p") == ["Hello."]


async def test_a_lecture_is_shown_though_its_captions_are_lost(school: School, learner: AsyncClient) -> None:
    for path in (school.data / "media").rglob("*"):
        if path.is_file() and path.read_bytes().startswith(b"WEBVTT"):
            path.unlink()

    page = parsed(await learner.get(PATH))

    assert (page.status, faults_of(page)) == (200, [])
    assert page.all("//*[@class='transcript']") == []


def test_narrow_screens_get_the_small_rendition_only_where_there_is_another() -> None:
    both, one = a_lecture(content=a_lecture_with()), a_lecture(content=a_lecture_with(heights=(360,)))

    assert [source.small for source in view(a_course(both), both, LINKS, (), STUDY, NOTES).sources] == [
        False,
        True,
    ]
    assert [source.small for source in view(a_course(one), one, LINKS, (), STUDY, NOTES).sources] == [False]


def test_the_courses_own_language_comes_first() -> None:
    item = a_lecture(content=a_lecture_with("de", "fr", "pt-BR"))

    found = captions_of(a_course(item, language="pt"), item)

    assert [caption.language for caption, _ in found] == ["pt-BR", "de", "fr"]


@pytest.mark.parametrize(
    ("tag", "name"), [("fr", "Français"), ("pt-BR", "Português (BR)"), ("tlh", "tlh"), ("", "")]
)
def test_a_language_is_called_by_its_own_name(tag: str, name: str) -> None:
    assert language_name(tag) == name


async def test_the_player_is_told_where_its_learner_was(learner: AsyncClient) -> None:
    before = parsed(await learner.get(PATH)).all("//*[@data-lecture]")[0]
    key = f"{before.get('data-learner')}~{before.get('data-course')}~{before.get('data-video')}"
    report = {"videoProgressId": key, "viewedUpTo": 12_000}

    answer = await learner.put(f"/api/onDemandVideoProgresses.v1/{key}", json=report)
    after = parsed(await learner.get(PATH)).all("//*[@data-lecture]")[0]

    assert answer.status_code == 204
    assert (before.get("data-position"), after.get("data-position")) == ("0", "12000")


async def test_each_line_of_the_transcript_says_when_it_is_said(learner: AsyncClient) -> None:
    page = parsed(await learner.get(PATH))

    assert [(one.get("data-at"), one.text) for one in page.all("//*[@data-at]")] == [("1000", "Hello.")]


async def test_only_pages_that_report_may_ask_the_school_for_anything(learner: AsyncClient) -> None:
    paths = {"lecture": PATH, "reading": f"{COURSE}/supplement/aaaa2", "course": f"{COURSE}/home/welcome"}

    policies = {
        name: (await learner.get(path)).headers["content-security-policy"] for name, path in paths.items()
    }

    assert {name for name, policy in policies.items() if "connect-src" in policy} == {"lecture", "reading"}
    assert {name for name, policy in policies.items() if "unsafe" in policy} == {"lecture"}
    assert {policy.count("script-src 'self';") for policy in policies.values()} == {1}
