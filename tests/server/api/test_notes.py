"""What is written beside a course: learners' notes, marks and feedback, teachers' notes (rows 72, 82, 90)."""

from typing import Any

import httpx2
import pytest

from tests.builders import COURSE_ID, VIDEO_DURATION
from tests.server.caller import user_id
from tests.server.schools import EXAM, LECTURE, OTHER_ID, OTHER_READING, READING, hide

NOTES = "/api/learnerNotes.v1"
HIGHLIGHTS = "/api/learnerHighlights.v1"
FEEDBACK = "/api/myFeedback.v1"
TOLD = "/api/onDemandInstructorNotes.v1"
SCRIPT = "So *much* <script>alert(1)</script><img src=x onerror=alert(2)> [x](javascript:alert(3))"


def element(answer: httpx2.Response) -> dict[str, Any]:
    assert answer.status_code in {200, 201}
    [one] = answer.json()["elements"]
    return dict(one)


def elements(answer: httpx2.Response) -> list[dict[str, Any]]:
    assert answer.status_code == 200
    return list(answer.json()["elements"])


def a_note(**changes: object) -> dict[str, Any]:
    return {"courseId": COURSE_ID, "itemId": LECTURE, "text": "Look *here*.", "moment": 12_000} | changes


def a_mark(**changes: object) -> dict[str, Any]:
    lines: dict[str, object] = {
        "quote": "Bonjour à tous.",
        "startsAt": 1000,
        "endsAt": 4000,
        "language": "fr",
    }
    return {"courseId": COURSE_ID, "itemId": LECTURE} | lines | changes


class TestNotes:
    def test_a_note_is_written_changed_found_and_torn_out(self, learner):
        made = learner.post(NOTES, a_note())
        one = element(made)
        changed = learner.send("PATCH", f"{NOTES}/{one['id']}", json={"text": "No, there."})

        assert made.headers["location"] == f"{NOTES}/{one['id']}"
        assert (one["text"], one["moment"], one["itemId"]) == ("Look *here*.", 12_000, LECTURE)
        assert element(changed)["text"] == "No, there."
        on_item = f"{NOTES}?q=byItem&courseId={COURSE_ID}&itemId={LECTURE}"
        assert elements(learner.get(on_item)) == [element(changed)]
        assert elements(learner.get(f"{NOTES}?q=byCourse&courseId={COURSE_ID}")) == [element(changed)]
        assert elements(learner.get(f"{NOTES}?q=byItem&courseId={COURSE_ID}&itemId={READING}")) == []

        assert learner.send("DELETE", f"{NOTES}/{one['id']}").status_code == 204
        assert elements(learner.get(on_item)) == []
        assert learner.get(f"{NOTES}/{one['id']}").status_code == 404

    def test_a_note_on_a_reading_has_no_moment(self, learner):
        one = element(learner.post(NOTES, a_note(itemId=READING, moment=None)))

        assert "moment" not in one
        assert learner.post(NOTES, a_note(itemId=READING, moment=5)).status_code == 400

    def test_a_moment_beyond_the_end_is_the_end(self, learner):
        assert element(learner.post(NOTES, a_note(moment=10**15)))["moment"] == VIDEO_DURATION

    @pytest.mark.parametrize(
        ("changes", "status"),
        [
            ({"text": ""}, 400),
            ({"text": " \n "}, 400),
            ({"text": "x" * 10_001}, 400),
            ({"text": 7}, 400),
            ({"moment": -1}, 400),
            ({"moment": "12"}, 400),
            ({"itemId": "zzzzz"}, 403),
            ({"itemId": "x" * 10_000}, 403),
            ({"itemId": "a~b!/\n"}, 403),
            ({"courseId": "nowhere"}, 403),
            ({"courseId": OTHER_ID, "itemId": OTHER_READING}, 403),
        ],
        ids=lambda one: str(one)[:40],
    )
    def test_what_cannot_be_a_note_is_refused_and_not_kept(self, learner, changes, status):
        assert learner.post(NOTES, a_note(**changes)).status_code == status
        assert elements(learner.get(f"{NOTES}?q=byCourse&courseId={COURSE_ID}")) == []

    def test_a_note_on_a_locked_item_is_refused(self, learner):
        answer = learner.post(NOTES, a_note(itemId=EXAM, moment=None))

        assert (answer.status_code, answer.json()["message"]) == (403, "Item is locked")

    def test_a_note_is_its_writers_alone(self, learner, newcomer, teacher, guest):
        note_id = element(learner.post(NOTES, a_note()))["id"]

        for other in (newcomer, teacher):
            assert other.get(f"{NOTES}/{note_id}").status_code == 404
            assert other.send("DELETE", f"{NOTES}/{note_id}").status_code == 404
            assert other.send("PATCH", f"{NOTES}/{note_id}", json={"text": "x"}).status_code == 404
            assert elements(other.get(f"{NOTES}?q=byCourse&courseId={COURSE_ID}")) == []
        assert guest.post(NOTES, a_note()).status_code == 401
        assert element(learner.get(f"{NOTES}/{note_id}"))["text"] == "Look *here*."

    def test_who_leaves_a_course_keeps_what_they_wrote(self, learner, school):
        note_id = element(learner.post(NOTES, a_note()))["id"]

        hide(school, learner)

        assert element(learner.get(f"{NOTES}/{note_id}"))["text"] == "Look *here*."
        assert learner.post(NOTES, a_note()).status_code == 403

    def test_markup_is_kept_as_written_and_shown_inert(self, learner):
        note_id = element(learner.post(NOTES, a_note(text=SCRIPT)))["id"]

        one = element(learner.get(f"{NOTES}/{note_id}?fields=html"))

        assert one["text"] == SCRIPT
        assert "<em>much</em>" in one["html"]
        assert "<script" not in one["html"]
        assert "onerror" not in one["html"]
        assert "href" not in one["html"]

    def test_notes_come_page_by_page(self, learner):
        for number in range(3):
            learner.post(NOTES, a_note(text=f"{number}"))

        first = learner.get(f"{NOTES}?q=byCourse&courseId={COURSE_ID}&limit=2").json()

        assert len(first["elements"]) == 2
        assert first["paging"] == {"next": "2", "total": 3}


class TestHighlights:
    def test_lines_of_a_transcript_are_marked_talked_about_and_unmarked(self, learner):
        one = element(learner.post(HIGHLIGHTS, a_mark()))
        changed = learner.send("PATCH", f"{HIGHLIGHTS}/{one['id']}", json={"note": "A greeting"})

        assert (one["quote"], one["startsAt"], one["language"], one["note"]) == (
            "Bonjour à tous.",
            1000,
            "fr",
            "",
        )
        assert element(changed)["note"] == "A greeting"
        on_item = f"{HIGHLIGHTS}?q=byItem&courseId={COURSE_ID}&itemId={LECTURE}"
        assert elements(learner.get(on_item)) == [element(changed)]

        assert learner.send("DELETE", f"{HIGHLIGHTS}/{one['id']}").status_code == 204
        assert elements(learner.get(f"{HIGHLIGHTS}?q=byCourse&courseId={COURSE_ID}")) == []

    def test_a_passage_of_a_reading_is_marked_with_the_words_around_it(self, learner):
        passage = {"quote": "slowly", "before": "b" * 300 + "Read ", "after": ": x"}
        body = {"courseId": COURSE_ID, "itemId": READING} | passage

        one = element(learner.post(HIGHLIGHTS, body))

        assert one["quote"] == "slowly"
        assert (len(one["before"]), one["before"][-5:], one["after"]) == (200, "Read ", ": x")
        assert "startsAt" not in one

    @pytest.mark.parametrize(
        ("changes", "status"),
        [
            ({"quote": ""}, 400),
            ({"startsAt": None}, 400),
            ({"startsAt": 5000}, 400),
            ({"endsAt": -1}, 400),
            ({"language": "tlh"}, 400),
            ({"note": "x" * 10_001}, 400),
            ({"itemId": READING}, 400),
            ({"itemId": "zzzzz"}, 403),
            ({"itemId": EXAM}, 400),
        ],
        ids=lambda one: str(one)[:40],
    )
    def test_what_cannot_be_marked_is_refused(self, learner, changes, status):
        assert learner.post(HIGHLIGHTS, a_mark(**changes)).status_code == status

    def test_a_highlight_is_its_makers_alone(self, learner, newcomer):
        mark_id = element(learner.post(HIGHLIGHTS, a_mark()))["id"]

        assert newcomer.get(f"{HIGHLIGHTS}/{mark_id}").status_code == 404
        assert newcomer.send("DELETE", f"{HIGHLIGHTS}/{mark_id}").status_code == 404


class TestFeedback:
    def test_row_90_a_course_is_rated_otherwise_rated_and_unrated(self, learner):
        asked = f"{FEEDBACK}/?q=course&courseId={COURSE_ID}"
        before = elements(learner.get(asked))

        given = learner.post(FEEDBACK, {"courseId": COURSE_ID, "rating": 4, "comment": SCRIPT})
        key = given.headers["x-coursera-id"]
        changed = learner.send("PATCH", f"{FEEDBACK}/{key}", json={"rating": 5})

        assert before == []
        assert key == f"{user_id(learner)}~{COURSE_ID}"
        assert (element(changed)["rating"], element(changed)["comment"]) == (5, SCRIPT)
        assert elements(learner.get(asked)) == [element(changed)]
        assert learner.send("DELETE", f"{FEEDBACK}/{key}").status_code == 204
        assert elements(learner.get(asked)) == []

    def test_row_90_a_second_rating_takes_the_place_of_the_first(self, learner):
        for rating in (2, 3):
            learner.post(FEEDBACK, {"courseId": COURSE_ID, "rating": rating})

        assert [
            one["rating"] for one in elements(learner.get(f"{FEEDBACK}?q=course&courseId={COURSE_ID}"))
        ] == [3]

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            ({"rating": 0}, 400),
            ({"rating": 6}, 400),
            ({"rating": 3.5}, 400),
            ({"rating": 10**30}, 400),
            ({"rating": 3, "comment": "x" * 10_001}, 400),
            ({"rating": 3, "userId": 1}, 403),
            ({"rating": 3, "userId": "x"}, 403),
            ({"rating": 3, "courseId": OTHER_ID}, 403),
            ({"rating": 3, "courseId": "nowhere"}, 403),
        ],
        ids=lambda one: str(one)[:40],
    )
    def test_row_90_what_is_no_rating_is_refused(self, learner, body, status):
        assert learner.post(FEEDBACK, {"courseId": COURSE_ID} | body).status_code == status

    def test_row_90_nobody_changes_somebody_elses(self, learner, newcomer):
        learner.post(FEEDBACK, {"courseId": COURSE_ID, "rating": 4})
        theirs = f"{FEEDBACK}/{user_id(learner)}~{COURSE_ID}"

        assert newcomer.send("PATCH", theirs, json={"rating": 1}).status_code == 403
        assert newcomer.send("DELETE", theirs).status_code == 403
        assert newcomer.send("DELETE", f"{FEEDBACK}/{user_id(newcomer)}~{COURSE_ID}").status_code == 404


class TestInstructorNotes:
    ASKED = f"{TOLD}/?q=byCourse&courseId={COURSE_ID}&includes=instructorIds&fields=instructors.v1(fullName)"

    def test_row_72_without_notes_the_linked_instructors_are_an_empty_list(self, learner):
        answer = learner.get(self.ASKED).json()

        assert answer == {"elements": [], "paging": {"total": 0}, "linked": {"instructors.v1": []}}

    def test_row_72_a_teachers_note_is_read_by_learners_changed_and_taken_down(self, learner, teacher):
        body = {"courseId": COURSE_ID, "body": f"Welcome. {SCRIPT}", "instructorIds": ["41"]}
        made = element(teacher.post(TOLD, body))
        read = learner.get(self.ASKED).json()

        assert "<em>much</em>" in read["elements"][0]["body"]
        assert "<script" not in read["elements"][0]["body"]
        assert read["linked"]["instructors.v1"] == [{"id": "41", "fullName": "Ada Example"}]

        teacher.send("PATCH", f"{TOLD}/{made['id']}", json={"body": "Good bye.", "instructorIds": []})
        again = learner.get(self.ASKED).json()
        assert "Good bye." in again["elements"][0]["body"]
        assert again["elements"][0]["instructorIds"] == []

        assert teacher.send("DELETE", f"{TOLD}/{made['id']}").status_code == 204
        assert elements(learner.get(self.ASKED)) == []

    def test_row_72_a_note_of_the_future_is_seen_by_teachers_only(self, learner, teacher):
        body = {"courseId": COURSE_ID, "body": "Later", "publishedAt": 4_000_000_000_000}
        made = element(teacher.post(TOLD, body))

        assert elements(learner.get(self.ASKED)) == []
        assert learner.get(f"{TOLD}/{made['id']}").status_code == 403
        assert [one["id"] for one in elements(teacher.get(self.ASKED))] == [made["id"]]

    def test_row_72_only_who_teaches_writes_and_only_who_takes_the_course_reads(
        self, learner, teacher, newcomer, guest
    ):
        body = {"courseId": COURSE_ID, "body": "x"}
        note_id = element(teacher.post(TOLD, body))["id"]

        assert learner.post(TOLD, body).status_code == 403
        assert learner.send("DELETE", f"{TOLD}/{note_id}").status_code == 403
        assert learner.send("PATCH", f"{TOLD}/{note_id}", json={"body": "y"}).status_code == 403
        assert newcomer.get(self.ASKED).status_code == 403
        assert newcomer.get(f"{TOLD}/{note_id}").status_code == 403
        assert guest.get(self.ASKED).status_code == 401

    @pytest.mark.parametrize(
        ("changes", "status"),
        [
            ({"body": ""}, 400),
            ({"body": "x" * 50_001}, 400),
            ({"instructorIds": ["7"]}, 400),
            ({"publishedAt": -1}, 400),
            ({"publishedAt": 2**60}, 400),
            ({"courseId": "nowhere"}, 403),
        ],
        ids=lambda one: str(one)[:40],
    )
    def test_row_72_what_cannot_be_told_is_refused(self, teacher, changes, status):
        body = {"courseId": COURSE_ID, "body": "x"} | changes

        assert teacher.post(TOLD, body).status_code == status

    def test_row_82_default_notes_are_not_there(self, learner):
        path = (
            f"/api/onDemandDefaultInstructorNotes.v1/?courseId={COURSE_ID}&includes=instructorIds&q=byCourse"
        )

        assert learner.get(path).status_code == 404
