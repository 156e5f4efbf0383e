"""How fast what learners do is kept, and what their progress costs those who read."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from statistics import median
from typing import Final

import msgspec
from sqlalchemy import update

from benchmarks.answers import LEARNERS, materials_path
from benchmarks.figures import Figure, interleaved, ratio
from benchmarks.processes import replay, school, wrk
from benchmarks.schools import CAPTURED, Furnished, furnish, opened, write_course
from benchmarks.served import CONSTANT
from carrel.application.handles import video_id
from carrel.courseware.items import LECTURE, SUPPLEMENT
from carrel.domain.enrollment import DAY
from carrel.server.visitors import now
from carrel.store.tables import memberships

CONNECTIONS: Final = 32
ITEMS: Final = 300
ROUNDS: Final = 5
READS: Final = 10
"""Reads of the materials for each change of somebody's progress."""
SENT: Final = 30_000
"""Writes that are made ready: more than two seconds take. None of them says what was said before."""
BEAT: Final = 1000
"""Milliseconds of a heartbeat."""
QUERY: Final = (
    "mutation LearningHours_SendEvent($input: LearningHours_SendEventInput!) { "
    "LearningHours_SendEvent(input: $input) { __typename } }"
)

Line = tuple[str, str, str, object]
"""One request: method, path, token, body (None for nothing)."""


def measure(room: Path) -> list[Figure]:
    """Each kind of durable write on its own, then materials among changes of progress."""
    course = write_course(room / "course", ITEMS)
    writing, reading = (
        furnish(room / "writing", course, LEARNERS),
        furnish(room / "reading", CAPTURED, LEARNERS),
    )
    return [*_durable(room, writing), *_among_changes(room, reading)]


def _durable(room: Path, furnished: Furnished) -> list[Figure]:
    figures = []
    kinds = {"readings completed": readings, "positions reported": positions, "heartbeats": heartbeats}
    _enrol_long_ago(furnished)
    (room / "constant.json").write_bytes(b"{}")
    with school(furnished.data, room / "constant.json") as server:
        for name, kind in kinds.items():
            file = written(room / "requests", kind(furnished))
            # What is imported with the first of its kind is no matter of how fast the others are.
            method, path, token, body = next(kind(furnished))
            server.send(method, path, msgspec.json.encode(body), {"cookie": f"CAUTH={token}"})
            answers = replay(server, file, connections=CONNECTIONS)
            figures += [
                Figure(f"{name}, durably, {CONNECTIONS} connections", answers.rate, "/s", at_least=2000),
                Figure("  … 99 % are faster than", answers.p99, "ms", at_most=100),
            ]
    return figures


def _among_changes(room: Path, furnished: Furnished) -> list[Figure]:
    path, constant = materials_path(furnished.course.slug), room / "constant.json"
    asked: list[Line] = [("GET", path, token, None) for token in furnished.tokens]
    rounds = iter(_changes(furnished))
    constant.write_bytes(b"")

    def among() -> float:
        file = written(room / "requests", _mixed(asked, next(rounds)))
        # In one second nobody gets through the readings of a round, and none is completed twice.
        return replay(server, file, connections=CONNECTIONS, seconds=1).rate * READS / (READS + 1)

    with school(furnished.data, constant) as server:
        constant.write_bytes(server.get(path, furnished.tokens[LEARNERS // 2]))
        taken = interleaved(
            ROUNDS, {"constant": lambda: wrk(server, CONSTANT, connections=CONNECTIONS).rate, "among": among}
        )
    return [
        Figure(f"materials with one change of progress in {READS} reads", median(taken["among"]), "/s"),
        Figure(
            "  … against the constant answer", ratio(taken["among"], taken["constant"]), "×", at_least=0.35
        ),
    ]


def readings(furnished: Furnished) -> Iterator[Line]:
    """Everybody completes one reading after the other, from the end of the course."""
    items = [item.id for item in furnished.course.items() if item.kind == SUPPLEMENT]
    for item_id in reversed(items):
        for learner in furnished.learners:
            body = {"userId": learner.user.id, "courseId": furnished.course.id, "itemId": item_id}
            yield "POST", "/api/onDemandSupplementCompletions.v1", learner.token, body


def positions(furnished: Furnished) -> Iterator[Line]:
    """Everybody's player says where it stands, each time somewhere else."""
    course = furnished.course
    item_id = next(item.id for item in course.items() if item.kind == LECTURE)
    for place in count(1):
        for learner in furnished.learners:
            key = f"{learner.user.id}~{course.id}~{video_id(course.id, item_id)}"
            yield "PUT", f"/api/onDemandVideoProgresses.v1/{key}", learner.token, {"viewedUpTo": place}


def heartbeats(furnished: Furnished) -> Iterator[Line]:
    """Everybody studies, one second after the other, as their heartbeats tell afterwards."""
    course, began = furnished.course, now()
    item_id = next(item.id for item in course.items() if item.kind == SUPPLEMENT)
    for number in range(SENT // LEARNERS + 1):
        moment = datetime.fromtimestamp((began - BEAT * number) / 1000, UTC).isoformat()
        beat = {
            "courseId": course.id,
            "itemDetails": {"itemId": item_id},
            "durationMilliSeconds": BEAT,
            "clientDateTime": moment,
        }
        body = [{"query": QUERY, "variables": {"input": {"heartbeat": beat}}}]
        for learner in furnished.learners:
            yield "POST", "/graphql-gateway?opname=LearningHours_SendEvent", learner.token, body


def _enrol_long_ago(furnished: Furnished) -> None:
    """Nobody studied before they were enrolled: what the heartbeats tell lies within a day."""
    with opened(furnished.data) as taught:
        long_ago = update(memberships).values(enrolled_at=now() - DAY)
        taught.database.write(lambda connection: connection.execute(long_ago).close())


def _changes(furnished: Furnished) -> Iterator[list[Line]]:
    """The readings of the course, a part of them for each round: a reading is completed only once."""
    every = list(readings(furnished))
    for number in range(ROUNDS):
        yield every[number::ROUNDS]


def _mixed(asked: list[Line], changes: list[Line]) -> Iterator[Line]:
    """Everybody in rotation, and a change after so many reads."""
    turn = 0
    for change in changes:
        for _ in range(READS):
            yield asked[turn % len(asked)]
            turn += 1
        yield change


def written(file: Path, lines: Iterable[Line]) -> Path:
    with file.open("wb") as target:
        for number, (method, path, token, body) in enumerate(lines):
            if number == SENT:
                break
            encoded = msgspec.json.encode(body) if body is not None else b""
            target.write(b"\t".join((method.encode(), path.encode(), token.encode(), encoded)) + b"\n")
    return file
