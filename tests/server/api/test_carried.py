"""A course that was carried to another school: every way to read it tells a learner the same there."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal

from carrel.archiver.library import Library
from carrel.archiver.mirror import Mirror
from carrel.client import Client, Credentials
from tests.archiver.schools import IMPATIENT, RUDE, SITE, InProcess, Site
from tests.server.api.reads import DESK, People, lively, targets_of
from tests.server.conftest import copied
from tests.server.schools import SLUG

EVERY_FIELD = {"X-Coursera-Naptime-Fields": "all"}
LONG_ID = re.compile(r"(?<![\w-])[\w-]{22}(?![\w-])")
OWN = (
    re.compile(r'"renderableHtml": "(?:[^"\\]|\\.)*"'),
    re.compile(r'(?:https?://[^"\\ ]*)?/(?:media|files|api/subtitle)[^"\\ ]*'),
    re.compile(r"\b[0-9]{13}\b"),
    re.compile(r'"sessionId": "[^"]*"'),
)
"""What is each school's own: signed addresses, moments, proofs, and how it spells a text as HTML."""

UNORDERED = {("onDemandPeerSubmissions.v1", "q=byItem")}
"""What was handed in at one moment, which stands in no order."""

Answers = dict[tuple[str, str], str]


@pytest.fixture(scope="module")
def told(founded: Path, portal: BlockingPortal, tmp_path_factory: pytest.TempPathFactory) -> list[Answers]:
    """What a school tells, and what one tells that teaches what was mirrored from it."""
    room = tmp_path_factory.mktemp("carried")
    answers = []
    folder = None
    for name in ("first", "second"):
        with lively(copied(founded / "data", room / name / "data"), portal, folder) as (school, people):
            answers.append(
                {
                    way: people.ask(way, target, EVERY_FIELD).text
                    for way, target in targets_of(school, people).items()
                    if way != DESK
                }
            )
            folder = mirrored(people, room / name / "library")
    return answers


def mirrored(people: People, root: Path) -> Path:
    """What a teacher, for whom nothing is locked, carries home."""
    credentials = Credentials({"CAUTH": people.teacher.token})
    transport = InProcess(Site(people.teacher.app))
    with (
        Client(SITE, credentials, transport=transport, patience=IMPATIENT, politeness=RUDE) as client,
        Library.open(root) as library,
    ):
        assert Mirror(client=client, library=library).run(SLUG).is_whole
    return root / SLUG


def test_every_answer_is_the_same(told: list[Answers]):
    first, second = [as_told(one) for one in told]
    own = [frozenset(LONG_ID.findall("".join(one.values()))) for one in (first, second)]

    assert len(first) > 100
    for way in first:
        assert without(first[way], own[0] - own[1]) == without(second[way], own[1] - own[0]), way


def as_told(answers: Answers) -> Answers:
    """The answers, in one spelling, without what is a school's own."""
    spelled = {
        way: spelling(json.loads(text), is_ordered=way not in UNORDERED) for way, text in answers.items()
    }
    for pattern in OWN:
        spelled = {way: pattern.sub("own", text) for way, text in spelled.items()}
    return spelled


def spelling(answer: dict[str, Any], *, is_ordered: bool) -> str:
    """An answer as text; elements that stand in no order stand by who they are of."""
    if not is_ordered:
        answer["elements"].sort(key=lambda one: one["creatorId"])
    return json.dumps(answer, sort_keys=True, indent=1)


def without(text: str, ids: frozenset[str]) -> str:
    """A text in which these ids are no more told apart."""
    return LONG_ID.sub(lambda found: "own" if found[0] in ids else found[0], text)
