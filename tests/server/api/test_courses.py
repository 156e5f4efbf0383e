"""The catalogue, asked as it was asked on the wire. It is open to everybody."""

import pytest

from tests.builders import COURSE_ID
from tests.server.caller import BASE, user_id
from tests.server.schools import OTHER_ID

DEFAULTS = {"id", "courseType", "slug", "name"}


def test_the_catalogue_lists_the_default_fields(still_guest):
    body = still_guest.get("/api/courses.v1?start=0").json()

    assert [set(one) for one in body["elements"]] == [DEFAULTS, DEFAULTS]
    assert {one["courseType"] for one in body["elements"]} == {"v2.ondemand"}
    assert (body["paging"], body["linked"]) == ({"total": 2}, {})


def test_the_catalogue_comes_page_by_page(still_guest):
    first = still_guest.get("/api/courses.v1?limit=1").json()
    second = still_guest.get(f"/api/courses.v1?limit=1&start={first['paging']['next']}").json()
    beyond = still_guest.get("/api/courses.v1?start=99").json()

    assert (first["paging"], second["paging"]) == ({"next": "1", "total": 2}, {"total": 2})
    assert {one["id"] for page in (first, second) for one in page["elements"]} == {COURSE_ID, OTHER_ID}
    assert (beyond["elements"], beyond["paging"]) == ([], {"total": 2})


@pytest.mark.parametrize("limit", ["", "x", "0", "-5", "99999999999", "1.5"])
def test_a_limit_that_makes_no_sense_is_brought_into_one_that_does(still_guest, limit):
    answer = still_guest.get(f"/api/courses.v1?limit={limit}")

    assert answer.status_code == 200
    assert answer.json()["elements"]


def test_a_course_by_slug_with_its_partner(still_guest):
    body = still_guest.get(
        "/api/courses.v1?q=slug&slug=study-well-online&courseType=v2.ondemand&includes=partnerIds"
        "&fields=certificatePartnerLogo,name,partnerIds,partnerLogo,partners.v1(classLogo,logo)"
    ).json()

    (course,) = body["elements"]
    (partner,) = body["linked"]["partners.v1"]
    assert set(course) == DEFAULTS | {"partnerLogo", "partnerIds"}
    assert course["partnerIds"] == [partner["id"]] == ["7"]
    assert set(partner) == {"id", "name", "shortName", "logo"}
    assert partner["logo"].startswith(f"{BASE}/files/")
    assert body["paging"] == {}


@pytest.mark.parametrize(
    "query", ["q=slug&slug=no-such", "q=slug&slug=", "q=slug&slug=study-well-online&courseType=v1.session"]
)
def test_a_slug_that_leads_nowhere_is_answered_without_elements(still_guest, query):
    answer = still_guest.get(f"/api/courses.v1?{query}")

    assert answer.status_code == 404
    assert "elements" not in answer.json()


def test_several_courses_come_in_the_order_asked_each_once_unknown_ones_left_out(still_guest):
    body = still_guest.get(f"/api/courses.v1?ids={OTHER_ID},nowhere,{COURSE_ID},{OTHER_ID},").json()

    assert [one["id"] for one in body["elements"]] == [OTHER_ID, COURSE_ID]


def test_every_field_comes_to_who_sends_the_header(still_guest):
    plain = still_guest.get(f"/api/courses.v1/{COURSE_ID}").json()["elements"][0]
    whole = still_guest.get(f"/api/courses.v1/{COURSE_ID}", {"x-coursera-naptime-fields": "ALL"}).json()

    assert set(plain) == DEFAULTS
    assert DEFAULTS | {"description", "instructorIds", "workload", "photoUrl"} <= set(whole["elements"][0])


def test_partners_and_instructors_lead_to_courses_and_back(still_guest):
    partner = still_guest.get("/api/partners.v1/7?includes=courseIds&fields=courseIds").json()
    instructor = still_guest.get(
        "/api/instructors.v1/41?includes=courseIds,partnerIds&fields=bio,firstName,lastName,photo,title"
    ).json()

    assert partner["elements"][0]["courseIds"] == [COURSE_ID]
    assert [one["id"] for one in partner["linked"]["courses.v1"]] == [COURSE_ID]
    assert instructor["elements"][0] == {
        "id": "41",
        "fullName": "Ada Example",
        "firstName": "Ada",
        "lastName": "Example",
        "title": "Teacher",
        "bio": "<p>Teaches <em>slowly</em>.</p>\n",
        "photo": instructor["elements"][0]["photo"],
    }
    assert [one["id"] for one in instructor["linked"]["partners.v1"]] == ["7"]


@pytest.mark.parametrize("resource", ["partners.v1", "instructors.v1", "courses.v1"])
def test_all_of_the_catalogue_reads_by_one_id_by_several_and_whole(still_guest, resource):
    everything = still_guest.get(f"/api/{resource}").json()
    ids = [one["id"] for one in everything["elements"]]

    assert everything["paging"]["total"] == len(ids)
    assert (
        still_guest.get(f"/api/{resource}?ids={','.join(ids)}").json()["elements"] == everything["elements"]
    )
    assert still_guest.get(f"/api/{resource}/{ids[0]}").json()["elements"] == everything["elements"][:1]
    assert still_guest.get(f"/api/{resource}/nowhere").json()["errorCode"] == "notFound"


def test_relations_are_told_when_asked_for(still_guest):
    links = still_guest.get("/api/courses.v1?includes=partnerIds,_links").json()["links"]

    assert links["elements"]["partnerIds"] == "partners.v1"
    assert links["partners.v1"] == {"courseIds": "courses.v1"}


def test_logos_and_pictures_can_be_fetched_by_everybody(still_guest):
    body = still_guest.get(
        "/api/courses.v1?includes=partnerIds,instructorIds&fields=photoUrl,partnerLogo,"
        "partners.v1(logo,squareLogo),instructors.v1(photo)"
    ).json()
    course = next(one for one in body["elements"] if one["id"] == COURSE_ID)
    addresses = [
        course["photoUrl"],
        course["partnerLogo"],
        body["linked"]["partners.v1"][0]["logo"],
        body["linked"]["instructors.v1"][0]["photo"],
    ]

    fetched = [still_guest.get(one) for one in addresses]

    assert [(one.status_code, one.headers["content-type"]) for one in fetched] == [(200, "image/png")] * 4


def test_a_course_leads_to_how_the_asker_stands_to_it(learner, newcomer, guest):
    """What clients ask of the courses of a specialization."""
    asked = (
        f"/api/courses.v1?ids={COURSE_ID},{OTHER_ID}&fields=membershipIds,vcMembershipIds,courseProgress,"
        "memberships.v1(role),onDemandCoursesProgress.v1(overall)"
        "&includes=membershipIds,vcMembershipIds,courseProgress"
    )
    own = f"{user_id(learner)}~{COURSE_ID}"

    before = newcomer.get(asked).json()
    body = learner.get(asked).json()

    assert [(one["membershipIds"], one.get("courseProgress")) for one in body["elements"]] == [
        ([own], own),
        ([], None),
    ]
    assert [one["id"] for one in body["linked"]["memberships.v1"]] == [own]
    assert [one["id"] for one in body["linked"]["onDemandCoursesProgress.v1"]] == [own]
    assert body["linked"]["vcMemberships.v1"] == []
    assert [one["membershipIds"] for one in guest.get(asked).json()["elements"]] == [[], []]

    enrolment = {"courseId": OTHER_ID, "userId": user_id(newcomer), "courseRole": "LEARNER"}
    assert newcomer.post("/api/openCourseMemberships.v1", enrolment).status_code == 201

    after = newcomer.get(asked).json()
    assert before["linked"]["memberships.v1"] == []
    assert [one["id"] for one in after["linked"]["memberships.v1"]] == [f"{user_id(newcomer)}~{OTHER_ID}"]
