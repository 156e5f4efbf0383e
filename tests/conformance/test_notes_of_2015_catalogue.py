"""Rows 58-62, 65, 68, 79, 86, 88, 89 of the notes of 2015: what there is to learn."""

import pytest

from carrel.application.handles import text_id, video_id
from carrel.client import of
from carrel.client.errors import Refused
from carrel.resources.catalogue import COURSE_LISTS, WATCHLIST, NewWatch
from carrel.resources.content import OPEN_COURSE_ASSETS
from carrel.resources.courses import COURSES, PARTNERS
from carrel.resources.specializations import ON_DEMAND_SPECIALIZATIONS, SPECIALIZATION_MEMBERSHIPS
from tests.conformance.people import COUNTING, GARDEN, WRITING, items, told
from tests.conformance.rows import each_row, row

CATALOGUE = {58: "courses", 59: "universities", 60: "categories", 61: "instructors", 62: "sessions"}


@each_row("collection", CATALOGUE)
def test_the_catalogue_of_2014_has_numbers_for_ids_and_each_is_found_by_its_own(guest, collection):
    everything = guest.get(f"/api/catalog.v1/{collection}")

    assert everything["elements"]
    assert all(isinstance(one["id"], int) for one in everything["elements"])
    first = everything["elements"][0]
    assert guest.get(f"/api/catalog.v1/{collection}/{first['id']}")["elements"] == [first]
    assert guest.client.call("GET", f"catalog.v1/{collection}") == everything


@row(58, 59)
def test_courses_of_2014_link_their_universities_by_plain_names(guest):
    answer = guest.get("/api/catalog.v1/courses?fields=shortDescription&includes=universities")

    linked = {one["id"] for one in answer["linked"]["universities"]}
    assert {university for one in answer["elements"] for university in one["links"]["universities"]} == linked


@row(65)
def test_an_asset_by_its_id_is_for_who_takes_the_course(newcomer, guest, course):
    asset = text_id(course, items(newcomer)["how-this-course-works"])
    target = f"/api/openCourseAssets.v1/{asset}"

    element = newcomer.one(target)

    assert (set(element), element["typeName"]) == ({"id", "typeName", "definition"}, "cml")
    assert guest.http.get(target).status_code == 401
    assert told(newcomer.client.get(OPEN_COURSE_ASSETS, asset)) == [element]
    with_version = newcomer.http.get(f"{target}@1")
    assert with_version.status_code in {404, 405}


@row(68)
def test_a_video_by_its_id_has_sources_that_are_played(newcomer, guest, course):
    video = video_id(course, items(newcomer)["hello"])

    body = newcomer.get(f"/api/opencourse.v1/video/{video}")

    url = body["sources"][0]["formatSources"]["video/mp4"]
    assert guest.http.get(url).status_code == 200
    assert guest.http.get(f"/api/opencourse.v1/video/{video}").status_code == 401
    assert newcomer.client.video(video).sources[0].resolution == body["sources"][0]["resolution"]


@row(79)
def test_specializations_are_for_everybody_and_followed_by_who_is_signed_in(guest, newcomer):
    answer = guest.get("/api/onDemandSpecializations.v1")

    [element] = answer["elements"]
    assert set(element) == {"id", "slug", "name", "tagline", "description"}
    assert len(element["id"]) == 22
    assert told(guest.client.get_all(ON_DEMAND_SPECIALIZATIONS)) == [element]
    newcomer.client.create(
        SPECIALIZATION_MEMBERSHIPS, {"s12nId": element["id"], "userId": newcomer.id, "role": "LEARNER"}
    )
    followed = newcomer.get("/api/onDemandSpecializationMemberships.v1?q=me&includes=s12nId")
    assert [one["s12nId"] for one in followed["elements"]] == [element["id"]]
    assert followed["linked"]["onDemandSpecializations.v1"] == [element]


@row(86)
def test_lists_of_courses(guest):
    [element] = guest.get("/api/courseLists.v1?fields=courseIds,description")["elements"]

    assert element["slug"] == "to-begin-with"
    assert [guest.client.course(GARDEN).id] == element["courseIds"]
    found = guest.client.get_all(COURSE_LISTS, fields=["course_ids", "description"])
    assert told(found) == [element]
    # As it was written, with nothing after the name of the parameter.
    assert guest.http.get("/api/courseLists.v1?fields").status_code == 200


@row(88)
def test_a_course_by_its_slug_with_its_partners(guest, course):
    answer = guest.get(
        f"/api/courses.v1?q=slug&slug={WRITING}&courseType=v2.ondemand&includes=partnerIds"
        "&fields=certificatePartnerLogo,name,partnerIds,partnerLogo,partners.v1(classLogo,logo)"
    )

    [element] = answer["elements"]
    assert set(element) == {"id", "partnerLogo", "courseType", "partnerIds", "slug", "name"}
    assert (element["id"], element["courseType"], element["partnerIds"]) == (course, "v2.ondemand", ["7"])
    [partner] = answer["linked"]["partners.v1"]
    assert set(partner) == {"id", "shortName", "name", "logo"}
    found = guest.client.find(
        COURSES,
        "slug",
        slug=WRITING,
        course_type="v2.ondemand",
        fields=["partner_ids", "partner_logo", of(PARTNERS, "logo")],
        includes=["partner_ids"],
    )
    assert told(found) == [element]
    assert [one.logo for one in found.linked(PARTNERS)] == [partner["logo"]]


@row(89)
def test_what_is_put_on_the_watchlist_is_on_it(newcomer, guest):
    target = (
        "/api/courses.v1?q=watchlist&fields=display,partnerIds,photoUrl,startDate,partners.v1(homeLink,name)"
        "&includes=partnerIds"
    )
    assert newcomer.get(target)["elements"] == []
    counting = guest.client.course(COUNTING).id

    newcomer.client.create(WATCHLIST, NewWatch(user_id=newcomer.id, course_id=counting))

    answer = newcomer.get(target)
    assert [one["id"] for one in answer["elements"]] == [counting]
    assert {"display", "partnerIds", "photoUrl", "startDate"} <= set(answer["elements"][0])
    assert answer["linked"]["partners.v1"]
    assert guest.http.get(target).status_code == 401
    newcomer.client.delete(WATCHLIST, (newcomer.id, counting))
    assert told(newcomer.client.find(COURSES, "watchlist")) == []


@pytest.mark.parametrize("slug", ["nothing", "a~b"])
@row(86)
def test_a_list_that_is_not_there_has_no_elements(guest, slug):
    answer = guest.http.get(f"/api/courseLists.v1?q=slug&slug={slug}")

    assert (answer.status_code, "elements" in answer.json()) == (404, False)


@row(58)
def test_a_collection_that_is_none_is_missing(guest):
    assert guest.http.get("/api/catalog.v1/nothing").status_code == 404
    with pytest.raises(Refused):
        guest.client.call("POST", "catalog.v1/courses", {})
