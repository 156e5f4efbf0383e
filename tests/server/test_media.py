"""Files on the network: signed addresses, ranges, and what a browser is told about them."""

import pytest

from carrel.server.links import Links
from carrel.server.visitors import now
from tests.builders import COURSE_ID, FOLDER, a_file, bytes_at
from tests.server.caller import BASE
from tests.server.schools import LECTURE

VIDEO = f"{FOLDER}/01-hello/video.720p.mp4"
WHOLE = bytes_at(VIDEO)
SIZE = len(WHOLE)


def links(school, expires: int) -> Links:
    return Links(BASE, school.secret, expires)


@pytest.fixture
def address(still_school) -> str:
    return links(still_school, now() + 60_000).media(a_file(VIDEO))


def test_a_file_says_what_it_is_and_how_long_it_may_be_kept(still_guest, address):
    answer = still_guest.get(address)

    assert (answer.status_code, answer.content) == (200, WHOLE)
    assert answer.headers["content-length"] == str(SIZE)
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["cache-control"] == "private, max-age=86400, immutable"
    assert answer.headers["content-disposition"] == 'inline; filename="video.720p.mp4"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "x-coursera-request-id" in answer.headers


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-9", 0, 10),
        ("bytes=5-", 5, SIZE),
        ("bytes=-7", SIZE - 7, SIZE),
        ("bytes=-999999", 0, SIZE),
        ("bytes=10-999999", 10, SIZE),
        (f"bytes={SIZE - 1}-", SIZE - 1, SIZE),
        ("BYTES=0-0", 0, 1),
        ("bytes=0-4,5-9", 0, 10),
    ],
)
def test_one_range_is_answered_with_that_part(still_guest, address, asked, start, end):
    answer = still_guest.get(address, {"range": asked})

    assert (answer.status_code, answer.content) == (206, WHOLE[start:end])
    assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{SIZE}"
    assert answer.headers["content-length"] == str(end - start)


def test_several_ranges_come_in_parts(still_guest, address):
    answer = still_guest.get(address, {"range": "bytes=0-1,10-11"})

    assert answer.status_code == 206
    assert answer.headers["content-type"].startswith("multipart/byteranges; boundary=")
    assert f"bytes 0-1/{SIZE}".encode() in answer.content
    assert f"bytes 10-11/{SIZE}".encode() in answer.content
    assert len(answer.content) == int(answer.headers["content-length"])


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", "bytes=999999-", "bytes=-0"])
def test_a_range_beyond_the_end_cannot_be_answered(still_guest, address, asked):
    answer = still_guest.get(address, {"range": asked})

    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{SIZE}"


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=" + ",".join(f"{2 * one}-{2 * one}" for one in range(20)),
        "items=0-5",
        "bytes",
        "bytes=",
        "bytes=x-y",
        "bytes=9-2",
        "bytes=" + "9" * 5000 + "-",
        "",
    ],
)
def test_what_is_no_range_and_twenty_of_them_get_the_whole_file(still_guest, address, asked):
    answer = still_guest.get(address, {"range": asked})

    assert (answer.status_code, answer.content) == (200, WHOLE)


def test_a_range_is_kept_to_only_while_the_file_is_the_same(still_guest, address):
    tag = still_guest.get(address).headers["etag"]

    same = still_guest.get(address, {"range": "bytes=0-1", "if-range": tag})
    other = still_guest.get(address, {"range": "bytes=0-1", "if-range": '"other"'})

    assert (same.status_code, same.content) == (206, WHOLE[:2])
    assert (other.status_code, other.content) == (200, WHOLE)


def test_a_file_that_the_client_has_is_not_sent_again(still_guest, address):
    tag = still_guest.get(address).headers["etag"]

    answer = still_guest.get(address, {"if-none-match": f'"other", {tag}'})

    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)


@pytest.mark.parametrize(("asked", "status", "length"), [(None, 200, SIZE), ("bytes=0-9", 206, 10)])
def test_head_tells_the_same_without_the_bytes(still_guest, address, asked, status, length):
    answer = still_guest.send("HEAD", address, headers={"range": asked} if asked else {})

    assert (answer.status_code, answer.content) == (status, b"")
    assert answer.headers["content-length"] == str(length)


def test_an_address_ends_when_it_says(still_guest, still_school):
    answer = still_guest.get(links(still_school, now() - 1).media(a_file(VIDEO)))

    assert answer.status_code == 403
    assert "has expired" in answer.text
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("expires=", "expires=9"),
        ("signature=", "signature=A"),
        ("&signature", "&signatur"),
        ("video.720p.mp4", "video.html"),
        ("signature=", "signature=%ff"),
    ],
)
def test_an_address_that_was_changed_is_refused(still_guest, address, old, new):
    answer = still_guest.get(address.replace(old, new, 1))

    assert answer.status_code == 403
    assert "not one that the school gave out" in answer.text


def test_the_signature_of_one_file_does_not_open_another(still_guest, still_school, address):
    pdf = a_file(f"{FOLDER}/01-hello/slides.pdf")
    other = links(still_school, now() + 60_000).media(pdf)
    signed = address.partition("?")[2]

    assert still_guest.get(f"{other.partition('?')[0]}?{signed}").status_code == 403


def test_a_file_that_the_school_has_lost_is_told_so(guest, school):
    school.media.path_of(a_file(VIDEO).sha256).unlink()

    answer = guest.get(links(school, now() + 60_000).media(a_file(VIDEO)))

    assert answer.status_code == 404
    assert "has lost the file" in answer.text


def test_a_browser_only_saves_what_it_need_not_show(still_learner):
    notes = a_file("assets/notes.txt")

    answer = still_learner.get(f"/learn/study-well-online/file/{notes.id}/notes.txt")

    assert (answer.status_code, answer.text) == (200, "notes")
    assert answer.headers["content-disposition"] == 'attachment; filename="notes.txt"'
    assert answer.headers["content-security-policy"].endswith("sandbox")


def test_files_of_a_course_are_for_those_who_may_see_them(learner, newcomer, guest):
    asset = learner.get(
        f"/api/onDemandLectureAssets.v1/{COURSE_ID}~{LECTURE}?includes=openCourseAssets"
    ).json()
    file = asset["linked"]["openCourseAssets.v1"][0]["definition"]["assetId"]
    target = f"/learn/study-well-online/file/{file}/slides.pdf"

    statuses = [who.get(target).status_code for who in (learner, newcomer, guest)]

    assert statuses == [200, 403, 401]
    assert guest.get(f"/files/{file}/slides.pdf").status_code == 401
