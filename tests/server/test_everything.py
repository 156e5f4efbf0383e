"""Laws that hold of every resource, drawn from the declarations: nothing new is left out by forgetting."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from anyio.from_thread import BlockingPortal

from carrel.application.school import open_school
from carrel.protocol.schema import Operation
from carrel.resources.registry import SCHEMAS
from carrel.server.api.asking import WRITING
from tests.server.caller import Caller, calling, signed_in, user_id
from tests.server.conftest import copied
from tests.server.requests import everything, sow
from tests.server.schools import AT
from tests.server.test_bad_input import check

READS = [one for one in everything() if one.operation not in WRITING]
WRITES = [one for one in everything() if one.operation in WRITING and one.operation is not Operation.DELETE]
BAD = {
    "separators": "~~!~",
    "a lone escape": "!",
    "slashes": "a/../../b",
    "a newline": "a\r\nset-cookie: x=y",
    "10,000 characters": "x" * 10_000,
    "markup": "<script>alert(1)</script>",
}
VALUES: tuple[object, ...] = (*BAD.values(), 2**63, -1, 0.5, True, None, [], {}, {"x": {"y": "z"}})
"""What members of bodies are tried with."""


@pytest.fixture(scope="module")
def teacher_of_all(
    founded: Path, tmp_path_factory: pytest.TempPathFactory, portal: BlockingPortal
) -> Iterator[Caller]:
    """A teacher, who may do the most, in a school that anything may happen to."""
    school = open_school(copied(founded / "data", tmp_path_factory.mktemp("everything") / "data"))
    school.write(sow, None, AT)
    with calling(school, portal) as guest:
        guest.app.state.visitors.writes.admit = lambda *_: None
        yield signed_in(guest, school, "teacher@example.org")
    school.close()


@pytest.mark.parametrize("asked", READS, ids=str)
def test_where_relations_lead_is_told_when_it_is_asked(teacher_of_all, asked):
    method, target, _ = asked.request(user_id(teacher_of_all))
    relations = ",".join(["_links", *asked.schema.relations])

    answer = teacher_of_all.send(method, f"{target}{'&' if '?' in target else '?'}includes={relations}")

    if answer.status_code == 200:
        body = answer.json()
        assert body["links"]["elements"] == dict(asked.schema.relations)
        assert {name: body["links"][name] for name in body["linked"]} == {
            name: dict(SCHEMAS[name].relations) for name in body["linked"]
        }


@pytest.mark.parametrize("asked", READS, ids=str)
def test_every_name_in_an_address_may_hold_anything(teacher_of_all, asked):
    me = user_id(teacher_of_all)
    method, target, _ = asked.request(me)
    path, query = urlsplit(target).path, urlsplit(target).query
    names = [one.partition("=")[0] for one in query.split("&") if one]
    for text in BAD.values():
        bad = quote(text, safe="")
        if asked.is_on_an_element:
            collection = path.rpartition("/")[0]
            check(teacher_of_all.send(method, f"{collection}/{bad}"))
            check(teacher_of_all.send(method, f"{collection}/{me}~{bad}"))
            check(teacher_of_all.send(method, f"{collection}/{me}~{bad}~{bad}"))
        for name in [*names, "ids", "start", "limit", "fields", "includes"]:
            others = "&".join(one for one in query.split("&") if one and not one.startswith(f"{name}="))
            check(teacher_of_all.send(method, f"{path}?{others}&{name}={bad}"))


@pytest.mark.parametrize("asked", WRITES, ids=str)
def test_every_member_of_a_body_may_be_anything(teacher_of_all, asked):
    method, target, body = asked.request(user_id(teacher_of_all))
    for bad in VALUES:
        check(teacher_of_all.send(method, target, json=bad))
        for changed in _changed(body, bad):
            check(teacher_of_all.send(method, target, json=changed))
    for sent in (b"", b"{", b"[" * 50_000, b"\xff", b'{"a":' * 50_000):
        check(teacher_of_all.send(method, target, content=sent))


def _changed(body: object, bad: object) -> Iterator[Mapping[str, Any]]:
    """The body with one member after the other made bad."""
    if isinstance(body, dict):
        for name in body:
            yield {**body, name: bad}
