"""The catalogue and how it is arranged (rows 56, 58–62, 79, 86, 88, 89, 94, 102)."""

from typing import Any

import pytest
from httpx2 import Response

from tests.builders import COURSE_ID
from tests.server.caller import Caller, user_id
from tests.server.schools import LIST_ID, OTHER_ID, SPECIALIZATION_ID

NOT_AUTHORIZED = {"errorCode": "Not Authorized", "message": None, "details": None}
WATCHLIST_102 = (
    "/api/courses.v1?fields=display,partnerIds,photoUrl,startDate,partners.v1(homeLink,name)"
    "&includes=partnerIds&q=watchlist&start=0"
)
CLIENTS_SPECIALIZATION = (
    "/api/onDemandSpecializations.v1?q=slug&slug={}&fields=courseIds,interchangeableCourseIds,launchedAt,logo,"
    "memberships,metadata,partnerIds,premiumExperienceVariant,partners.v1(homeLink,name),"
    "courses.v1(description,startDate,v2Details)&includes=courseIds,memberships,partnerIds,courses.v1(v2Details)"
)
BAD_IDS = ["nowhere", "a~b", "a!b", "a%2Fb", "a%0Ab", "x" * 10_000, "<script>"]


def ids(answer: Response) -> list[str]:
    return [one["id"] for one in answer.json()["elements"]]


def watch(who: Caller, course_id: str = COURSE_ID, user: int | None = None) -> Response:
    return who.post("/api/watchlist.v1", {"userId": user or user_id(who), "courseId": course_id})


def follow(
    who: Caller, specialization: str = SPECIALIZATION_ID, user: int | None = None, role: str = "LEARNER"
) -> Response:
    body = {"s12nId": specialization, "userId": user or user_id(who), "role": role}
    return who.post("/api/onDemandSpecializationMemberships.v1", body)


def test_row_89_and_102_a_watched_course_is_on_the_watchlist_until_it_is_taken_off(newcomer):
    before = newcomer.get(WATCHLIST_102)

    created = watch(newcomer)
    after = newcomer.get(WATCHLIST_102)
    key = created.headers["x-coursera-id"]
    removed = newcomer.send("DELETE", f"/api/watchlist.v1/{key}")

    assert ids(before) == []
    assert created.status_code == 201
    assert created.headers["location"] == f"/api/watchlist.v1/{key}"
    assert ids(after) == [COURSE_ID]
    assert after.json()["elements"][0]["display"] is True
    assert after.json()["linked"]["partners.v1"][0]["homeLink"] == "https://example.org"
    assert removed.status_code == 204
    assert ids(newcomer.get(WATCHLIST_102)) == []


def test_watching_twice_changes_nothing(newcomer):
    first, second = watch(newcomer), watch(newcomer)

    assert first.json() == second.json()
    assert ids(newcomer.get("/api/watchlist.v1?q=me&includes=courseId")) == [
        f"{user_id(newcomer)}~{COURSE_ID}"
    ]


def test_nobody_reads_or_writes_anothers_watchlist(newcomer, learner):
    watch(learner)
    key = f"{user_id(learner)}~{COURSE_ID}"

    answers = [
        newcomer.get(f"/api/watchlist.v1/{key}"),
        newcomer.send("DELETE", f"/api/watchlist.v1/{key}"),
        watch(newcomer, user=user_id(learner)),
    ]

    assert [one.status_code for one in answers] == [403] * 3
    assert all(one.json() == NOT_AUTHORIZED for one in answers)
    assert ids(learner.get(WATCHLIST_102)) == [COURSE_ID]
    assert ids(newcomer.get(WATCHLIST_102)) == []


def test_a_guest_has_no_watchlist(guest):
    assert guest.get(WATCHLIST_102).status_code == 401
    assert guest.post("/api/watchlist.v1", {"userId": 1, "courseId": COURSE_ID}).status_code == 401
    ended = guest.send("GET", WATCHLIST_102, cookies={"CAUTH": "ended"})
    assert (ended.status_code, ended.json()) == (403, NOT_AUTHORIZED)


@pytest.mark.parametrize("course_id", BAD_IDS)
def test_what_is_no_course_cannot_be_watched(newcomer, course_id):
    assert watch(newcomer, course_id).json() == NOT_AUTHORIZED
    assert ids(newcomer.get("/api/watchlist.v1?q=me")) == []


def test_row_88_the_course_of_a_slug_tells_what_is_arranged(still_guest):
    answer = still_guest.get(
        "/api/courses.v1?q=slug&slug=study-well-online&includes=specializations,specializations.v1(partnerIds)"
        "&fields=specializations,domainTypes,previewLink,subtitleLanguages,level,workload,instructorIds,"
        "certificates,specializations.v1(name,shortName,partnerIds)"
    ).json()

    (course,) = answer["elements"]
    assert course["specializations"] == [SPECIALIZATION_ID]
    assert course["domainTypes"] == [{"domainId": "personal-growth", "subdomainId": "personal-development"}]
    assert course["previewLink"] == "http://school.test/learn/study-well-online"
    assert sorted(course["subtitleLanguages"]) == ["en", "fr"]
    assert (course["level"], course["workload"], course["certificates"]) == ("BEGINNER", "1 week", [])
    (specialization,) = answer["linked"]["specializations.v1"]
    assert (specialization["shortName"], specialization["partnerIds"]) == ("a-quiet-life", ["7"])
    assert [one["id"] for one in answer["linked"]["partners.v1"]] == ["7"]


def test_on_demand_courses_are_read_by_slug_by_id_and_by_several(still_guest):
    by_slug = still_guest.get(
        "/api/onDemandCourses.v1?q=slug&slug=study-well-online&includes=partnerIds,_links"
    )

    assert by_slug.json()["elements"] == [
        {"id": COURSE_ID, "slug": "study-well-online", "name": "Study Well Online"}
    ]
    assert by_slug.json()["links"]["elements"]["partnerIds"] == "partners.v1"
    assert ids(still_guest.get(f"/api/onDemandCourses.v1/{COURSE_ID}")) == [COURSE_ID]
    assert ids(still_guest.get(f"/api/onDemandCourses.v1?ids={OTHER_ID},no,{COURSE_ID}")) == [
        OTHER_ID,
        COURSE_ID,
    ]
    assert still_guest.get("/api/onDemandCourses.v1").status_code == 405


@pytest.mark.parametrize(
    "finder",
    [
        "onDemandCourses.v1?q=slug&slug=",
        "onDemandSpecializations.v1?q=slug&slug=",
        "courseLists.v1?q=slug&slug=",
    ],
)
@pytest.mark.parametrize("slug", BAD_IDS)
def test_an_unknown_slug_is_answered_without_elements(still_guest, finder, slug):
    answer = still_guest.get(f"/api/{finder}{slug}")

    assert answer.status_code == 404
    assert "elements" not in answer.json()


def test_row_79_all_specializations(still_guest):
    answer = still_guest.get("/api/onDemandSpecializations.v1").json()

    assert answer["elements"] == [
        {
            "id": SPECIALIZATION_ID,
            "slug": "a-quiet-life",
            "name": "A Quiet Life",
            "tagline": "Dig, then read.",
            "description": "Two *small* courses.",
        }
    ]


def test_a_specialization_links_its_courses_in_order(still_guest):
    answer = still_guest.get(CLIENTS_SPECIALIZATION.format("a-quiet-life")).json()

    (one,) = answer["elements"]
    assert one["courseIds"] == [OTHER_ID, COURSE_ID]
    assert [course["slug"] for course in answer["linked"]["courses.v1"]] == [
        "a-small-garden",
        "study-well-online",
    ]
    assert (one["memberships"], one["interchangeableCourseIds"]) == ([], [])
    assert answer["linked"]["onDemandSpecializationMemberships.v1"] == []


def test_who_follows_a_specialization_finds_it_among_their_own(newcomer, learner):
    created = follow(newcomer)

    mine = newcomer.get(
        "/api/onDemandSpecializationMemberships.v1?q=me&includes=s12nId"
        "&fields=onDemandSpecializations.v1(name,memberships)"
    ).json()
    key = f"{user_id(newcomer)}~{SPECIALIZATION_ID}"
    assert created.status_code == 201
    assert created.headers["x-coursera-id"] == key
    assert [(one["id"], one["role"]) for one in mine["elements"]] == [(key, "LEARNER")]
    assert mine["linked"]["onDemandSpecializations.v1"][0]["memberships"] == [key]
    assert ids(learner.get("/api/onDemandSpecializationMemberships.v1?q=me")) == []
    assert newcomer.get("/api/memberships.v1?q=me").json()["elements"] == []

    newcomer.send("DELETE", f"/api/onDemandSpecializationMemberships.v1/{key}")
    assert ids(newcomer.get("/api/onDemandSpecializationMemberships.v1?q=me")) == []


def test_nobody_follows_for_somebody_else(newcomer, learner):
    assert follow(newcomer, user=user_id(learner)).json() == NOT_AUTHORIZED
    assert follow(newcomer, "nowhere").json() == NOT_AUTHORIZED
    assert follow(newcomer, role="INSTRUCTOR").status_code == 400
    assert ids(learner.get("/api/onDemandSpecializationMemberships.v1?q=me")) == []


def test_row_86_lists_of_courses(still_guest):
    everything = still_guest.get("/api/courseLists.v1?fields=courseIds&includes=courseIds").json()

    assert everything["elements"] == [
        {"id": LIST_ID, "slug": "to-begin-with", "name": "To begin with", "courseIds": [COURSE_ID]}
    ]
    assert [one["slug"] for one in everything["linked"]["courses.v1"]] == ["study-well-online"]
    for other in (f"/{LIST_ID}", f"?ids={LIST_ID},no", "?q=slug&slug=to-begin-with"):
        assert ids(still_guest.get(f"/api/courseLists.v1{other}")) == [LIST_ID]


def test_domains_name_their_courses_and_their_parts(still_guest):
    answer = still_guest.get(
        "/api/domains.v1?fields=courseIds,subdomainIds,subdomains.v1(domainId)&includes=subdomainIds"
    ).json()

    assert answer["elements"] == [
        {
            "id": "personal-growth",
            "name": "Personal growth",
            "subdomainIds": ["personal-development"],
            "courseIds": [COURSE_ID],
        }
    ]
    assert answer["linked"]["subdomains.v1"][0]["domainId"] == "personal-growth"
    assert ids(still_guest.get("/api/domains.v1/personal-growth")) == ["personal-growth"]


@pytest.mark.parametrize(
    ("row", "name"),
    [(58, "courses"), (59, "universities"), (60, "categories"), (61, "instructors"), (62, "sessions")],
)
def test_the_catalogue_of_2014_reads_whole_by_several_and_by_one(still_guest, row, name):
    everything = still_guest.get(f"/api/catalog.v1/{name}").json()
    numbers = [one["id"] for one in everything["elements"]]

    assert row
    assert numbers
    assert all(isinstance(one, int) for one in numbers)
    some = still_guest.get(f"/api/catalog.v1/{name}?ids={numbers[0]},999,no").json()
    assert some["elements"] == everything["elements"][:1]
    assert still_guest.get(f"/api/catalog.v1/{name}/{numbers[0]}").json()["elements"] == some["elements"]
    assert still_guest.get(f"/api/catalog.v1/{name}/999").status_code == 404


def test_row_58_what_is_linked_stands_under_plain_names(still_guest):
    answer = still_guest.get(
        "/api/catalog.v1/courses?includes=universities,categories,instructors,sessions,nothing"
        "&fields=language,instructor,aboutTheCourse,homeLink&limit=1"
    ).json()

    (course,) = answer["elements"]
    assert (course["shortName"], course["language"]) == ("study-well-online", "en")
    assert course["aboutTheCourse"] == "<p>How to <em>study</em>.</p>\n"
    assert course["links"]["universities"] == [7]
    linked = answer["linked"]
    assert [one["homeLink"] for one in linked["universities"]] == ["https://example.org"]
    assert {*linked} == {"universities", "categories", "instructors", "sessions"}
    assert linked["sessions"][0]["courseId"] == course["id"]
    assert answer["paging"] == {"next": "1"}


def test_row_58_search_finds_by_words(still_guest):
    found = still_guest.get("/api/catalog.v1/courses?q=search&query=garden").json()["elements"]

    assert [one["shortName"] for one in found] == ["a-small-garden"]
    assert still_guest.get("/api/catalog.v1/sessions?q=search&query=garden").status_code == 405
    assert still_guest.get("/api/catalog.v1/nothing").status_code == 404


def test_row_56_enrollments_are_two_lists_that_match_by_number(learner):
    answer = learner.get("/api/users/v1/me/enrollments").json()

    (course,), (enrollment,) = answer["courses"], answer["enrollments"]
    assert (course["shortName"], course["id"]) == ("study-well-online", enrollment["courseId"])
    assert enrollment["active"] is True
    assert enrollment["endDate"] > enrollment["startDate"]
    catalog = learner.get(f"/api/catalog.v1/courses/{course['id']}").json()["elements"][0]
    assert catalog["shortName"] == course["shortName"]


def test_row_56_enrollments_are_ones_own(guest, newcomer):
    assert guest.get("/api/users/v1/me/enrollments").status_code == 401
    assert newcomer.get("/api/users/v1/me/enrollments").json() == {"courses": [], "enrollments": []}


def test_everybody_finds_names_and_learners_find_texts(guest, newcomer, learner):
    def names(who: Caller, query: str) -> list[str]:
        return [one["name"] for one in who.get(f"/api/search.v1?q=query&query={query}").json()["elements"]]

    assert names(guest, "study") == ["Study Well Online"]
    assert names(guest, "slowly%20x") == names(newcomer, "slowly%20x") == []
    assert names(learner, "slowly%20x") == ["How to read"]
    assert names(learner, "bonjour") == ["Hello"]
    assert names(learner, "dig") == []


def test_a_hit_leads_to_its_page_and_shows_where_it_matches(learner):
    (hit,) = learner.get("/api/search.v1?q=query&query=bonj&fields=href").json()["elements"]

    assert hit["href"] == "http://school.test/learn/study-well-online/lecture/aaaa1"
    assert [one["text"] for one in hit["snippet"] if one["isMatch"]] == ["Bonjour"]
    assert hit["id"] == f"{COURSE_ID}~aaaa1"


def test_only_those_it_is_open_to_search_within_a_course(guest, newcomer, learner, teacher):
    target = f"/api/search.v1?q=query&query=read&courseId={COURSE_ID}"

    assert [who.get(target).status_code for who in (guest, newcomer, learner, teacher)] == [
        401,
        403,
        200,
        200,
    ]
    assert {one["courseId"] for one in learner.get(target).json()["elements"]} == {COURSE_ID}
    assert learner.get("/api/search.v1?q=query&query=read&courseId=nowhere").status_code == 404


@pytest.mark.parametrize("query", ["", "%00", "%22%27*:()!", "<script>", "a" * 3000, "~!%2F%0A", "NEAR(a b)"])
def test_a_search_for_anything_is_answered(still_guest, query):
    assert still_guest.get(f"/api/search.v1?q=query&query={query}").status_code == 200


def test_hits_come_page_by_page(learner):
    first = learner.get("/api/search.v1?q=query&query=s&limit=1").json()
    rest = learner.get("/api/search.v1?q=query&query=s&limit=1&start=1").json()

    assert first["paging"]["next"] == "1"
    assert ids_of(first) != ids_of(rest)


def ids_of(body: dict[str, Any]) -> list[str]:
    return [one["id"] for one in body["elements"]]


def test_row_78_no_experiment_is_made_with_learners(learner, newcomer, guest):
    target = f"/api/onDemandHomeExperiments.v1/?q=byUserAndCourse&userId={user_id(learner)}&courseSlug="

    assert learner.get(f"{target}study-well-online").json()["elements"] == []
    assert newcomer.get(f"{target}study-well-online").json() == NOT_AUTHORIZED
    assert learner.get(f"{target}nowhere").json() == NOT_AUTHORIZED
    assert guest.get(f"{target}study-well-online").status_code == 401
