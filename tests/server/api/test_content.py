"""What is within items: videos, readings, files, asked as clients ask."""

import re

import pytest

from tests.builders import COURSE_ID, FOLDER, VIDEO_DURATION, a_file, bytes_at
from tests.server import wire
from tests.server.caller import BASE
from tests.server.schools import EXAM, LAST, LECTURE, OTHER_ID, OTHER_READING, READING

VIDEOS = "/api/onDemandLectureVideos.v1"
SUPPLEMENTS = "/api/onDemandSupplements.v1"
VIDEO_FIELDS = "onDemandVideos.v1(sources,subtitles,subtitlesVtt,subtitlesTxt)"
NOT_AUTHORIZED = {"errorCode": "Not Authorized", "message": None, "details": None}


@pytest.fixture
def video(still_learner):
    target = f"{VIDEOS}/{COURSE_ID}~{LECTURE}?includes=video&fields={VIDEO_FIELDS}"
    return still_learner.get(target).json()["linked"]["onDemandVideos.v1"][0]


def test_a_lecture_leads_to_its_video_by_resolution_and_language(still_learner, video):
    assert set(video) == {"id", "sources", "subtitles", "subtitlesVtt", "subtitlesTxt"}
    assert list(video["sources"]["byResolution"]) == ["720p", "360p"]
    assert all("mp4VideoUrl" in one for one in video["sources"]["byResolution"].values())
    for form, name in (("srt", "subtitles"), ("vtt", "subtitlesVtt"), ("txt", "subtitlesTxt")):
        assert set(video[name]) == {"en", "fr"}
        assert re.fullmatch(
            rf"/api/subtitleAssetProxy\.v1/[\w-]+\?version=[0-9a-f]{{8}}&expiry=\d+&hmac=[\w-]{{43}}&fileExtension={form}",
            video[name]["en"],
        )


def test_what_lectures_say_beside_their_video_comes_when_asked(still_learner):
    plain = still_learner.get(f"{VIDEOS}/{COURSE_ID}~{LECTURE}").json()
    asked = still_learner.get(
        f"{VIDEOS}/{COURSE_ID}~{LECTURE}?fields=disableSkippingForward,startMs,endMs&includes=video"
    ).json()

    assert (set(plain["elements"][0]), plain["linked"]) == ({"id", "courseId", "itemId"}, {})
    assert asked["elements"][0]["endMs"] == VIDEO_DURATION
    assert asked["elements"][0]["disableSkippingForward"] is False
    assert [set(one) for one in asked["linked"]["onDemandVideos.v1"]] == [{"id"}]


def test_the_video_can_be_fetched_by_whoever_holds_its_address(still_guest, video):
    address = video["sources"]["byResolution"]["720p"]["mp4VideoUrl"]

    fetched = still_guest.get(address)

    assert address.startswith(f"{BASE}/media/")
    assert (fetched.status_code, fetched.headers["content-type"]) == (200, "video/mp4")
    assert fetched.content == bytes_at(f"{FOLDER}/01-hello/video.720p.mp4")


@pytest.mark.parametrize(
    ("name", "content_type", "text"),
    [
        ("subtitles", "application/x-subrip", "1\n00:00:01,000 --> 00:00:04,000\nBonjour à tous.\n"),
        ("subtitlesVtt", "text/vtt", "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\nBonjour à tous.\n"),
        ("subtitlesTxt", "text/plain", "Bonjour à tous.\n"),
    ],
)
def test_captions_come_in_three_forms_without_a_sign_in(still_guest, video, name, content_type, text):
    answer = still_guest.get(video[name]["fr"])

    assert answer.status_code == 200
    assert answer.headers["content-type"] == f"{content_type}; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.text.rstrip() == text.rstrip()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hmac=", "hmac=A"),
        ("fileExtension=srt", "fileExtension=vtt"),
        ("fileExtension=srt", "fileExtension=exe"),
        ("expiry=", "expiry=9"),
        ("expiry=", "expiry=x"),
        ("subtitleAssetProxy.v1/", "subtitleAssetProxy.v1/x"),
        ("fileExtension=srt", ""),
    ],
)
def test_an_address_of_captions_that_was_changed_is_refused(still_guest, video, old, new):
    answer = still_guest.get(video["subtitles"]["en"].replace(old, new, 1))

    assert answer.status_code == 403
    assert answer.json()["errorCode"] == "badAddress"


def test_a_reading_leads_to_its_text_in_cml_and_in_html(still_learner):
    body = still_learner.get(
        f"{SUPPLEMENTS}/{COURSE_ID}~{READING}?includes=asset&fields=openCourseAssets.v1(typeName),"
        "openCourseAssets.v1(definition)"
    ).json()

    (element,), (asset,) = body["elements"], body["linked"]["openCourseAssets.v1"]
    assert element["assetId"] == asset["id"]
    assert asset["typeName"] == "cml"
    assert asset["definition"]["dtdId"] == "supplement/1"
    assert asset["definition"]["value"].startswith("<co-content>")
    assert asset["definition"]["renderableHtmlWithMetadata"]["metadata"]["hasMath"] is True
    assert "<em>slowly</em>" in asset["definition"]["renderableHtmlWithMetadata"]["renderableHtml"]


def test_fifty_readings_can_be_asked_for_at_once(demo_learner):
    items = demo_learner.get(wire.materials(wire.WRITING)).json()
    course = items["elements"][0]["id"]
    keys = [
        f"{course}~{item['id']}"
        for item in items["linked"]["onDemandCourseMaterialItems.v2"]
        if item["contentSummary"]["typeName"] == "supplement"
    ]
    asked = [*keys, f"{course}~none1", *[f"{course}~none{number}" for number in range(2, 50 - len(keys) + 1)]]

    body = demo_learner.get(
        f"{SUPPLEMENTS}?ids={','.join(asked)}&includes=asset&fields=openCourseAssets.v1(definition)"
    ).json()

    assert (len(asked), len(keys)) == (50, 36)
    assert [one["id"] for one in body["elements"]] == keys
    assert [one["id"] for one in body["linked"]["openCourseAssets.v1"]] == [
        one["assetId"] for one in body["elements"]
    ]
    assert all(one["definition"]["value"] for one in body["linked"]["openCourseAssets.v1"])


def test_a_text_is_found_by_its_own_id_too(still_learner):
    asset = still_learner.get(f"{SUPPLEMENTS}/{COURSE_ID}~{READING}").json()["elements"][0]["assetId"]

    (found,) = still_learner.get(f"/api/openCourseAssets.v1/{asset}").json()["elements"]

    assert set(found) == {"id", "typeName", "definition"}
    assert (found["id"], found["typeName"]) == (asset, "cml")


def test_an_attachment_leads_by_way_of_its_asset_to_its_bytes(still_learner, still_guest):
    body = still_learner.get(
        f"/api/onDemandLectureAssets.v1/{COURSE_ID}~{LECTURE}/?includes=openCourseAssets"
    ).json()
    (asset,) = body["linked"]["openCourseAssets.v1"]
    assert body["elements"][0]["openCourseAssetIds"] == [asset["id"]]
    assert (asset["typeName"], asset["definition"]["name"]) == ("asset", "slides.pdf")

    file = asset["definition"]["assetId"]
    (found,) = still_learner.get(f"/api/assets.v1?ids={file}").json()["elements"]
    (url,) = still_learner.get(f"/api/assetUrls.v1?ids={file},nowhere").json()["elements"]

    assert set(found) == {"id", "name", "typeName", "url"}
    assert found["typeName"] == "pdf"
    assert found["url"] == {"url": url["url"], "expires": url["expires"]}
    assert still_guest.get(url["url"]).content == bytes_at(f"{FOLDER}/01-hello/slides.pdf")
    (whole,) = still_learner.get(f"/api/assets.v1/{file}?fields=fileExtension,tags").json()["elements"]
    assert (whole["fileExtension"], whole["tags"]) == ("pdf", [])


def test_the_first_generations_ids_with_a_version_lead_nowhere(still_learner):
    answer = still_learner.get("/api/openCourseAssets.v1/AAAAAAAAAAAAAAAAAAAAAA@1")

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("target", "status", "body"),
    [
        (f"{SUPPLEMENTS}/{COURSE_ID}~none1", 403, NOT_AUTHORIZED),
        (f"{SUPPLEMENTS}/nowhere~{READING}", 403, NOT_AUTHORIZED),
        (f"{SUPPLEMENTS}/{OTHER_ID}~{OTHER_READING}", 403, NOT_AUTHORIZED),
        (f"{SUPPLEMENTS}/{COURSE_ID}~{OTHER_READING}", 403, NOT_AUTHORIZED),
        (
            f"{SUPPLEMENTS}/{COURSE_ID}~{LECTURE}",
            400,
            {
                "errorCode": None,
                "message": "Wrong content type for item StoredItem: "
                f"Item {LECTURE} is of the kind lecture, not supplement.",
                "details": None,
            },
        ),
        (f"{VIDEOS}/{COURSE_ID}~{READING}", 400, None),
        (f"/api/onDemandLectureAssets.v1/{COURSE_ID}~{EXAM}", 400, None),
        ("/api/openCourseAssets.v1/nowhere", 404, None),
        ("/api/assets.v1/nowhere", 404, None),
        (f"{SUPPLEMENTS}/{COURSE_ID}", 404, None),
        (f"{SUPPLEMENTS}/{COURSE_ID}~{READING}~x", 404, None),
        ("/api/openCourseAssets.v1", 405, {"msg": "Routing error: 'get-all' not implemented"}),
    ],
)
def test_what_cannot_be_had_is_refused_with_the_reason(still_learner, target, status, body):
    answer = still_learner.get(target)

    assert answer.status_code == status
    assert body is None or answer.json() == body


def test_a_locked_text_is_refused_as_locked(learner):
    items = learner.get("/api/opencourse.v1/course/study-well-online?showLockedItems=true").json()
    exam = items["courseMaterial"]["elements"][0]["elements"][0]["elements"][2]
    text = exam["content"]["definition"]["assetId"]

    answer = learner.get(f"/api/openCourseAssets.v1/{text}")

    assert (exam["id"], answer.status_code) == (EXAM, 403)
    assert answer.json() == {"errorCode": "auth.perms", "message": "Item is locked", "details": None}


def test_asked_for_several_what_is_refused_is_left_out(still_learner):
    keys = [f"{COURSE_ID}~{one}" for one in (LAST, LECTURE, "none1", READING)]

    body = still_learner.get(f"{SUPPLEMENTS}?ids={','.join(keys)}").json()

    assert [one["itemId"] for one in body["elements"]] == [LAST, READING]


@pytest.mark.parametrize(
    "target", [f"{VIDEOS}/{COURSE_ID}~{LECTURE}", f"{SUPPLEMENTS}/{COURSE_ID}~{READING}"]
)
def test_content_is_for_those_who_take_the_course(newcomer, guest, teacher, target):
    assert guest.get(target).status_code == 401
    assert (newcomer.get(target).status_code, newcomer.get(target).json()) == (403, NOT_AUTHORIZED)
    assert teacher.get(target).status_code == 200


def test_a_pdf_is_downloaded_by_its_id_whole_or_in_ranges(still_learner, still_guest):
    path = f"{FOLDER}/01-hello/slides.pdf"
    target = f"/api/rest/v1/asset/download/pdf/{a_file(path).id}?pageStart=1&pageEnd=2"

    answer = still_learner.get(target)
    ranged = still_guest.get(answer.headers["location"], {"range": "bytes=0-3"})

    assert (answer.status_code, answer.content) == (302, b"")
    assert (ranged.status_code, ranged.content) == (206, bytes_at(path)[:4])
    assert "slides.pdf" in ranged.headers["content-disposition"]
    assert still_guest.get(target).status_code == 401


@pytest.mark.parametrize("asset", ["nothing", "~", a_file(f"{FOLDER}/01-hello/video.720p.mp4").id])
def test_what_is_no_pdf_is_not_downloaded_as_one(still_learner, asset):
    answer = still_learner.get(f"/api/rest/v1/asset/download/pdf/{asset}")

    assert (answer.status_code, answer.json()["errorCode"]) == (404, "notFound")
