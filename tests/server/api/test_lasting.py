"""Answers that last: kept until anything changes that the asker could see. Time alone changes nothing."""

import re
import shutil
from pathlib import Path

import pytest
from anyio.from_thread import BlockingPortal

from carrel.domain.enrollment import DAY
from carrel.server.api.answering import ANSWERS
from tests.builders import COURSE_ID
from tests.server.api.reads import IN_COURSE, PDF, READS, lively, targets_of
from tests.server.caller import calling, signed_in, user_id
from tests.server.schools import LECTURE, READING, complete, hide

ALL = {"x-coursera-naptime-fields": "all"}
LASTING = [(name, way) for name in READS for way in READS[name] if ANSWERS[name].is_lasting]


def test_what_is_said_to_last_does_not_change_with_time(
    founded: Path, portal: BlockingPortal, tmp_path: Path
) -> None:
    shutil.copytree(founded / "data", tmp_path / "data")
    with lively(tmp_path / "data", portal) as (school, people):
        targets = targets_of(school, people)
        before = {way: people.ask(way, targets[way], ALL).text for way in LASTING}
        with calling(school, portal) as guest:
            # Another application has nothing kept yet.
            learner = signed_in(guest, school, "learner@example.org")
            clock = guest.app.state.visitors.clock
            guest.app.state.visitors.clock = lambda: clock() + 20 * DAY
            after = {way: learner.get(targets[way], ALL).text for way in LASTING}

    assert {way: without_signatures(text) for way, text in after.items()} == {
        way: without_signatures(text) for way, text in before.items()
    }


def without_signatures(text: str) -> str:
    """An answer without the ends of its addresses."""
    return re.sub(r'(hmac|signature|expires|expiry)(=|":)[\w-]+', "", text)


@pytest.mark.parametrize(
    "target",
    [
        f"/api/onDemandCoursesProgress.v1/{{me}}~{COURSE_ID}",
        f"/api/onDemandSupplements.v1/{COURSE_ID}~{READING}",
    ],
)
def test_what_is_asked_again_is_not_worked_out_again(learner, school, monkeypatch, target):
    first = learner.get(target.format(me=user_id(learner)))
    monkeypatch.setattr(school.database, "read", None)
    monkeypatch.setattr(school.database, "reading", None)

    again = learner.get(target.format(me=user_id(learner)))

    assert again.json() == first.json()


def test_progress_that_was_kept_is_told_anew_when_it_changes(learner, school):
    target = f"/api/onDemandCoursesProgress.v1/{user_id(learner)}~{COURSE_ID}"
    before = learner.get(target).json()["elements"][0]["overall"]

    complete(school, learner, READING)

    assert learner.get(target).json()["elements"][0]["overall"] > before


def test_a_note_is_among_the_notes_at_once(learner):
    target = f"/api/learnerNotes.v1?q=byCourse{IN_COURSE}"
    assert learner.get(target).json()["elements"] == []

    learner.post(
        "/api/learnerNotes.v1", {"courseId": COURSE_ID, "itemId": LECTURE, "moment": 0, "text": "Look."}
    )

    assert len(learner.get(target).json()["elements"]) == 1


def test_who_left_a_course_is_refused_what_was_kept_of_it(learner, school):
    target = f"/api/onDemandSupplements.v1/{COURSE_ID}~{READING}"
    assert learner.get(target).status_code == 200

    hide(school, learner)

    assert learner.get(target).status_code == 403


def test_addresses_that_end_are_given_anew_before_they_do(learner):
    target = f"/api/assetUrls.v1/{PDF}"
    visitors = learner.app.state.visitors
    first, clock = learner.get(target).text, visitors.clock

    visitors.clock = lambda: clock() + visitors.settings.media_link_lifetime

    assert learner.get(target).text != first
