"""References: texts of a course beside its items, asked as clients ask (shapes 6.6)."""

import pytest

from carrel.application.publishing import plan_publication, publish
from tests.builders import COURSE_ID, a_folder, bytes_at
from tests.server.schools import AT, FURTHER, GLOSSARY, OTHER_ID, STUDY_WELL

REFERENCES = "/api/onDemandReferences.v1"
FORM = "org.coursera.ondemand.reference.AssetReferenceContent"
LISTED = f"{REFERENCES}/?courseId={COURSE_ID}&q=courseListed&fields=name,shortId,slug,content&includes=assets"
ONE = f"{REFERENCES}/?courseId={COURSE_ID}&q=shortId&fields=name,shortId,slug,content&includes=assets"


def test_the_references_of_a_course_come_in_their_order_with_their_texts(still_learner):
    body = still_learner.get(f"{LISTED}&fields=openCourseAssets.v1(definition),name,slug,content").json()

    assert [(one["id"], one["shortId"], one["name"], one["slug"]) for one in body["elements"]] == [
        (f"{COURSE_ID}~{GLOSSARY}", GLOSSARY, "The glossary", "glossary"),
        (f"{COURSE_ID}~{FURTHER}", FURTHER, "Further reading", "further-reading"),
    ]
    texts = {one["id"]: one["definition"] for one in body["linked"]["openCourseAssets.v1"]}
    values = [texts[one["content"][FORM]["assetId"]]["value"] for one in body["elements"]]
    assert "<em>Desk</em>" in values[0]
    assert "Nothing more." in values[1]


def test_one_reference_is_found_by_its_short_id_and_by_its_key(still_learner):
    (found,) = still_learner.get(f"{ONE}&shortId={GLOSSARY}").json()["elements"]

    assert found["name"] == "The glossary"
    keyed = f"{REFERENCES}/{COURSE_ID}~{GLOSSARY}?fields=name,shortId,slug,content"
    assert still_learner.get(keyed).json()["elements"] == [found]


def test_the_text_of_a_reference_is_found_by_its_own_id(still_learner):
    (found,) = still_learner.get(f"{ONE}&shortId={GLOSSARY}").json()["elements"]

    (text,) = still_learner.get(f"/api/openCourseAssets.v1/{found['content'][FORM]['assetId']}").json()[
        "elements"
    ]

    assert text["typeName"] == "cml"
    assert text["definition"]["value"].startswith("<co-content>")


def test_a_file_in_a_reference_is_handed_out_to_members_alone(learner, newcomer, guest):
    listed = learner.get(f"{LISTED}&fields=openCourseAssets.v1(definition),content").json()
    html = listed["linked"]["openCourseAssets.v1"][0]["definition"]["renderableHtmlWithMetadata"]
    address = html["renderableHtml"].partition('href="')[2].partition('"')[0]

    assert learner.get(address).content == bytes_at("references/plan.pdf")
    assert newcomer.get(address).status_code == 403
    assert guest.get(address).status_code in {401, 403}


@pytest.mark.parametrize(
    "target", [LISTED, f"{ONE}&shortId={GLOSSARY}", f"{REFERENCES}/{COURSE_ID}~{GLOSSARY}"]
)
def test_who_does_not_take_the_course_is_refused(guest, newcomer, target):
    asked = newcomer.get(target)

    assert guest.get(target).status_code in {401, 403}
    assert (asked.status_code, asked.json()["errorCode"]) == (403, "Not Authorized")


@pytest.mark.parametrize("short_id", ["none1", "a~b", "!", "x" * 10_000, "%0A", "..%2F.."])
def test_a_reference_that_is_not_there_is_not_found(still_learner, short_id):
    answer = still_learner.get(f"{ONE}&shortId={short_id}")

    assert answer.status_code == 404


def test_a_course_that_is_not_there_is_refused_like_a_closed_one(still_learner):
    for course_id in ("nowhere", OTHER_ID):
        answer = still_learner.get(f"{REFERENCES}?q=courseListed&courseId={course_id}")
        assert (answer.status_code, answer.json()["errorCode"]) == (403, "Not Authorized")


def test_a_reference_that_was_published_anew_reads_as_it_is_now(school, learner, tmp_path):
    before = learner.get(LISTED).json()["elements"]
    changed = STUDY_WELL | {
        "references/01-glossary.md": "Other words.\n",
        "references/02-further-reading.md": None,
    }

    publish(school, plan_publication(school, a_folder(tmp_path, changed), AT), AT)

    after = learner.get(LISTED).json()["elements"]
    assert [one["name"] for one in before] == ["The glossary", "Further reading"]
    assert [one["name"] for one in after] == ["Glossary"]


def test_references_are_found_by_who_may_open_them(learner, newcomer):
    query = "/api/search.v1?q=query&query=glossary&fields=kind,href"

    (hit,) = learner.get(query).json()["elements"]

    assert (hit["kind"], hit["href"].partition("/learn/")[2]) == (
        "reference",
        f"study-well-online/resources/{GLOSSARY}",
    )
    assert newcomer.get(query).json()["elements"] == []
