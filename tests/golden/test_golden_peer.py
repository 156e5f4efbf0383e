"""The frozen answers of peer review, which need two learners and a course of their own."""

import re

import pytest

from tests.golden.peer_targets import PEER_TARGETS
from tests.golden.test_golden import ALL, HERE, frozen
from tests.server.api.test_peer_review import Pupil, ada, ben, school
from tests.server.conftest import newcomer

__all__ = ["ada", "ben", "newcomer", "school"]


@pytest.mark.parametrize("name", PEER_TARGETS)
def test_the_answer_is_the_golden_one(ada: Pupil, ben: Pupil, is_renewing: bool, name: str):
    for pupil in (ada, ben):
        pupil.write("My *essay*.")
        pupil.submit()
    for pupil in (ada, ben):
        pupil.give(pupil.take().json()["submissionId"])
    target = PEER_TARGETS[name].format(named=ada.named, key=ada.key)

    answer = ada.caller.get(f"/api/{name}{target}", ALL)

    assert answer.status_code == 200
    text = frozen(re.sub(r"\b\d{13}\b", "0", answer.text))
    for own in sorted(set(re.findall(r'"(?:submissionId|id)": "(?:\d+~)?([\w-]{22})(?:~\d+)?"', text))):
        text = text.replace(own, "…")
    file = HERE / f"{name}.json"
    if is_renewing:
        file.write_text(text, "utf-8")
    assert text == file.read_text("utf-8")
