"""Who people are, as far as they show it (rows 57, 85)."""

from typing import Any

import httpx2
import pytest

from carrel.domain.enrollment import CourseRole, Membership
from carrel.store import memberships
from tests.builders import COURSE_ID
from tests.server.caller import Caller, signed_in, user_id
from tests.server.schools import AT, OTHER_ID, hide

BASIC = "/api/externalBasicProfiles.v1"
SOCIAL = "/api/onDemandSocialProfiles.v1"
CLASSMATES = "/api/onDemandClassmateProfiles.v1"


@pytest.fixture
def classmate(school, guest):
    """Somebody who takes the first course, too."""
    newcomer = signed_in(guest, school, "newcomer@example.org")
    joined = Membership(user_id(newcomer), COURSE_ID, CourseRole.LEARNER, AT)
    school.write(lambda visit: memberships.add_membership(visit.connection, joined), None, AT)
    return newcomer


def external_id(caller: Caller) -> str:
    return str(caller.get(f"{BASIC}?q=me").json()["elements"][0]["id"])


def change(caller: Caller, **profile: object) -> httpx2.Response:
    return caller.send("PATCH", f"{BASIC}/{external_id(caller)}", json=profile)


def seen(by: Caller, whom: Caller) -> dict[str, Any]:
    answer = by.get(
        f"{CLASSMATES}?q=byExternalIds&courseId={COURSE_ID}&externalUserIds={external_id(whom)}"
        f"&includes=userId,_links"
    )
    assert answer.status_code == 200
    return dict(answer.json())


def test_row_57_what_one_says_of_oneself_is_changed_and_read_back(learner):
    before = learner.get(f"{BASIC}?q=me&fields=timezone,locale,privacy").json()["elements"][0]

    changed = change(
        learner, name="  Ada\n Example ", timezone="Asia/Tokyo", locale="pt-BR", privacy="public"
    )

    assert len(before["id"]) == 32
    assert (before["name"], before["timezone"], before["locale"], before["privacy"]) == (
        "Learner",
        "UTC",
        "en",
        "classmates",
    )
    assert changed.status_code == 200
    assert changed.json()["elements"][0] == {
        "id": before["id"],
        "name": "Ada Example",
        "timezone": "Asia/Tokyo",
        "locale": "pt-BR",
        "privacy": "public",
    }
    assert learner.get(f"{BASIC}/{before['id']}").json()["elements"] == changed.json()["elements"]
    assert "Ada Example" in learner.get("/").text


def test_row_57_a_put_leaves_what_it_does_not_name(learner):
    learner.send("PUT", f"{BASIC}/{external_id(learner)}", json={"timezone": "Europe/Berlin"})

    profile = learner.get(f"{BASIC}?q=me").json()["elements"][0]

    assert (profile["name"], profile["timezone"]) == ("Learner", "Europe/Berlin")


@pytest.mark.parametrize(
    "profile",
    [
        {"name": ""},
        {"name": "\u200b\n"},
        {"name": "x" * 101},
        {"name": 7},
        {"timezone": "Nowhere/Land"},
        {"timezone": "../../etc/passwd"},
        {"timezone": ""},
        {"locale": "no language"},
        {"locale": "en" + "-abcdefgh" * 10},
        {"privacy": "secret"},
        {"privacy": ["public"]},
    ],
    ids=str,
)
def test_row_57_what_nobody_can_be_is_refused_and_changes_nothing(learner, profile):
    before = learner.get(f"{BASIC}?q=me").json()

    answer = change(learner, **profile)

    assert answer.status_code == 400
    assert learner.get(f"{BASIC}?q=me").json() == before


def test_row_57_nobody_reads_or_changes_somebody_elses(learner, newcomer, guest):
    theirs = f"{BASIC}/{external_id(newcomer)}"

    assert learner.get(theirs).status_code == 403
    assert learner.send("PATCH", theirs, json={"name": "Mine"}).status_code == 403
    assert newcomer.get(theirs).json()["elements"][0]["name"] == "Newcomer"
    assert guest.get(f"{BASIC}?q=me").status_code == 401


def test_row_85_a_classmate_is_seen_with_their_progress(learner, classmate):
    envelope = seen(classmate, learner)

    before = envelope["elements"][0]["courseProgressPercentage"]
    assert envelope["elements"] == [
        {
            "id": external_id(learner),
            "userId": user_id(learner),
            "courseProgressPercentage": before,
            "isCourseCompleted": False,
            "postsCount": 0,
            "votesReceivedCount": 0,
        }
    ]
    assert 0 < before < 100
    assert envelope["links"]["elements"] == {"userId": "onDemandSocialProfiles.v1"}
    assert envelope["linked"] == {
        "onDemandSocialProfiles.v1": [
            {
                "id": user_id(learner),
                "externalUserId": external_id(learner),
                "fullName": "Learner",
                "photoUrl": "",
                "courseRole": "LEARNER",
            }
        ]
    }


def test_row_85_progress_moves_with_what_the_classmate_does(learner, classmate):
    body = {"userId": user_id(classmate), "courseId": COURSE_ID, "itemId": "aaaa2"}
    before = seen(learner, classmate)["elements"][0]["courseProgressPercentage"]

    classmate.post("/api/onDemandSupplementCompletions.v1", body)

    assert before == 0
    assert seen(learner, classmate)["elements"][0]["courseProgressPercentage"] > 0


def test_row_85_a_private_learner_is_anonymous_to_classmates_and_named_to_teachers(
    learner, classmate, teacher
):
    change(classmate, privacy="private")

    nameless, named = seen(learner, classmate), seen(teacher, classmate)

    assert nameless["elements"][0].keys() == {"id", "userId", "postsCount", "votesReceivedCount"}
    assert nameless["linked"]["onDemandSocialProfiles.v1"][0]["fullName"] == "Anonymous learner"
    assert "Newcomer" not in str(nameless)
    assert named["linked"]["onDemandSocialProfiles.v1"][0]["fullName"] == "Newcomer"
    assert named["elements"][0]["courseProgressPercentage"] == 0
    assert seen(classmate, classmate)["linked"]["onDemandSocialProfiles.v1"][0]["fullName"] == "Newcomer"


def test_who_teaches_a_course_is_named_in_it_whatever_they_chose(learner, teacher):
    change(teacher, privacy="private")

    social = seen(learner, teacher)["linked"]["onDemandSocialProfiles.v1"][0]

    assert (social["fullName"], social["courseRole"]) == ("Teacher", "INSTRUCTOR")


def test_row_85_who_does_not_take_the_course_is_left_out(learner, newcomer):
    assert seen(learner, newcomer)["elements"] == []


@pytest.mark.parametrize("course_id", [OTHER_ID, "nowhere", "~", "x" * 10_000])
def test_row_85_classmates_are_for_those_who_take_the_course(learner, course_id):
    answer = learner.get(f"{CLASSMATES}?q=byExternalIds&courseId={course_id}&externalUserIds=x")

    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("privacy", "stranger", "mate"),
    [
        ("public", "Newcomer", "Newcomer"),
        ("classmates", None, "Newcomer"),
        ("private", None, "Anonymous learner"),
    ],
)
def test_the_table_of_who_sees_whom(learner, newcomer, classmate, school, privacy, stranger, mate):
    change(newcomer, privacy=privacy)
    by_id, by_external = f"{SOCIAL}/{user_id(newcomer)}", f"{SOCIAL}?q=byExternalIds&externalUserIds="

    def name_for(caller: Caller) -> str | None:
        answer = caller.get(by_id)
        found = caller.get(by_external + external_id(newcomer)).json()["elements"]
        if answer.status_code == 404:
            assert found == []
            return None
        assert answer.json()["elements"] == found
        return str(found[0]["fullName"])

    as_mate = name_for(learner)
    hide(school, newcomer)

    assert (name_for(learner), as_mate) == (stranger, mate)


def test_several_people_at_once_come_in_the_order_asked(learner, teacher):
    ids = [user_id(teacher), user_id(learner)]

    answer = learner.get(f"{SOCIAL}?ids={ids[0]},{ids[1]},1,9999999&courseId={COURSE_ID}")

    assert [one["id"] for one in answer.json()["elements"]] == ids
    assert learner.get(f"{SOCIAL}/1").status_code == 404
