"""The table of who may do what, tried at the wire: every forbidden cell is refused, and changes nothing."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLList, GraphQLNonNull
from sqlalchemy import select
from starlette.routing import Route

from carrel.application import accounts
from carrel.application.school import School, open_school
from carrel.application.visit import Visit
from carrel.domain.access import RULES, Deed, Standing, is_allowed
from carrel.domain.enrollment import CourseRole
from carrel.domain.users import SchoolRole
from carrel.protocol.schema import Operation as Kind
from carrel.server.access import PEOPLE
from carrel.server.api.answering import ANSWERS
from carrel.server.api.asking import WRITING
from carrel.server.api.operations import Operation
from carrel.server.app import GATEWAY
from carrel.server.graphql.gateway import schema
from carrel.server.graphql.resolvers import DEEDS
from carrel.server.web.routes import ROUTES as PAGES
from carrel.store import tables, users
from tests.server.caller import Caller, calling, signed_in, user_id
from tests.server.conftest import copied
from tests.server.requests import KNOWN, everything, sow
from tests.server.schools import AT, LECTURE, SLUG

EMAILS = {
    Standing.LEARNER: "newcomer@example.org",
    Standing.CLASSMATE: "learner@example.org",
    Standing.MENTOR: "mentor@example.org",
    Standing.TEACHER: "instructor@example.org",
    Standing.ADMINISTRATOR: "administrator@example.org",
}
OPERATIONS = everything()
READING = [one for one in OPERATIONS if one.operation not in WRITING]
IN_PATHS = {
    "slug": SLUG,
    "item": LECTURE,
    "item_id": LECTURE,
    "event": "ended",
    "session": "x",
    "action": "getState",
    "segment": "lecture",
    "number": "1",
    "language": "en",
    "learner": "1000001",
    "attempt": "1",
}
"""What stands for the parts of hand-routed addresses."""


@pytest.fixture(scope="session")
def people(
    founded: Path, tmp_path_factory: pytest.TempPathFactory, portal: BlockingPortal
) -> Iterator[Mapping[Standing, Caller]]:
    """Somebody of every standing, in one school."""
    school = open_school(copied(founded / "data", tmp_path_factory.mktemp("access") / "data"))
    school.write(_hire, None, AT)
    school.write(sow, None, AT)
    with calling(school, portal) as guest:
        yield {
            Standing.GUEST: guest,
            **{standing: signed_in(guest, school, email) for standing, email in EMAILS.items()},
        }
    school.close()


@pytest.fixture(scope="session")
def somebody(people) -> int:
    """Whose data is nobody's of these people: another member of the course."""
    school: School = people[Standing.GUEST].app.state.visitors.school
    other = school.read(lambda visit: users.user_by_email(visit.connection, "teacher@example.org"), None, AT)
    assert other
    return other.id


@pytest.fixture(scope="session")
def ids(people) -> Mapping[Standing, int]:
    return {standing: user_id(who) if who.token else 0 for standing, who in people.items()}


def _hire(visit: Visit) -> None:
    for role in (CourseRole.MENTOR, CourseRole.INSTRUCTOR):
        email = f"{role.value.lower()}@example.org"
        accounts.add_user(visit, email, "", SchoolRole.LEARNER, "")
        accounts.set_course_role(visit, email, SLUG, role)
    accounts.add_user(visit, EMAILS[Standing.ADMINISTRATOR], "", SchoolRole.ADMINISTRATOR, "")


def all_rows(who: Caller) -> Mapping[str, list[Any]]:
    """Everything that the school keeps."""
    school: School = who.app.state.visitors.school

    def read(visit: Visit) -> Mapping[str, list[Any]]:
        return {
            table.name: sorted(map(repr, visit.connection.execute(select(table))))
            for table in tables.metadata.sorted_tables
        }

    return school.read(read, None, AT)


def forbidden(deed: Deed | None, *, own: bool) -> list[Standing]:
    """Who may not do it. What has no row is tried by nobody: another test says so."""
    return (
        [] if deed is None else [standing for standing in Standing if not is_allowed(deed, standing, own=own)]
    )


def is_refused(standing: Standing, status: int) -> bool:
    return status == (401 if standing is Standing.GUEST else 403)


@pytest.mark.parametrize("asked", OPERATIONS, ids=str)
def test_every_operation_of_every_resource_has_a_row_in_the_table(asked):
    deed = ANSWERS[asked.schema.identifier].deed(asked.operation, asked.name)

    assert deed in RULES, f"Say in Answers(...) which deed {asked} is: reads=, writes= or deeds="


def test_every_deed_has_a_row_and_every_row_is_somebodys():
    assert set(RULES) == set(Deed)
    assert all(rule.may or rule.others for rule in RULES.values())


@pytest.mark.parametrize("asked", OPERATIONS, ids=str)
def test_what_the_table_forbids_is_refused_and_changes_nothing(asked, people, ids, somebody):
    deed = ANSWERS[asked.schema.identifier].deed(asked.operation, asked.name)
    before = all_rows(people[Standing.GUEST]) if asked.operation in WRITING else None
    for own in (True, False) if asked.names_people else (True,):
        for standing in forbidden(deed, own=own):
            method, target, body = asked.request(ids[standing] if own else somebody)

            answer = people[standing].send(method, target, json=body)

            if asked.operation is Kind.MULTI_GET and standing is not Standing.GUEST:
                assert (answer.status_code, answer.json()["elements"]) == (200, []), (standing, own)
            else:
                assert is_refused(standing, answer.status_code), (standing, own, answer.text)
    if before is not None:
        assert all_rows(people[Standing.GUEST]) == before


@pytest.mark.parametrize("asked", READING, ids=str)
def test_what_the_table_allows_is_not_refused_for_want_of_a_sign_in(asked, people, ids):
    deed = ANSWERS[asked.schema.identifier].deed(asked.operation, asked.name)
    for standing in set(Standing) - set(forbidden(deed, own=True)):
        method, target, body = asked.request(ids[standing])

        answer = people[standing].send(method, target, json=body)

        assert answer.status_code != 401
        assert answer.status_code < 500


def _hand_routed(people: Mapping[Standing, Caller]) -> list[tuple[str, Operation]]:
    routes = people[Standing.GUEST].app.routes
    return [
        (one.path, one.app) for one in routes if isinstance(one, Route) and isinstance(one.app, Operation)
    ]


def test_what_the_table_forbids_at_hand_routed_addresses_is_refused_and_changes_nothing(
    people, ids, somebody
):
    before = all_rows(people[Standing.GUEST])
    tried = 0
    for path, operation in _hand_routed(people):
        for own in (True, False) if "{user}" in path else (True,):
            for standing in forbidden(operation.deed, own=own):
                about = ids[standing] if own else somebody
                target = path.format(**IN_PATHS, user=about, video=_video(people), file_id="x")

                answer = people[standing].send(operation.method, target, json={})

                assert is_refused(standing, answer.status_code), (target, standing, answer.text)
                tried += 1

    assert tried
    assert all_rows(people[Standing.GUEST]) == before


def test_what_the_table_forbids_on_pages_is_refused_and_changes_nothing(people):
    before = all_rows(people[Standing.GUEST])
    tried = 0
    for page in PAGES:
        for standing in forbidden(page.deed, own=True):
            target = page.path_format.format_map(_Anything(IN_PATHS))

            answer = people[standing].send(page.method, target, data={})

            assert is_refused(standing, answer.status_code), (target, standing, answer.text)
            tried += 1

    assert tried
    assert all_rows(people[Standing.GUEST]) == before


@pytest.mark.parametrize("owner", ["Query", "Mutation"])
def test_every_query_and_mutation_has_a_row_in_the_table(owner):
    declared = {f"{owner}.{name}" for name in schema().type_map[owner].fields}  # type: ignore[attr-defined]

    assert declared == {name for name in DEEDS if name.startswith(f"{owner}.")}, "Name their deeds in DEEDS."


@pytest.mark.parametrize("name", [name for name in DEEDS if name.startswith("Mutation.")])
def test_what_the_table_forbids_to_mutate_changes_nothing(name, people, ids, somebody):
    before = all_rows(people[Standing.GUEST])
    for own in (True, False):
        for standing in forbidden(DEEDS[name], own=own):
            about = ids[standing] if own else somebody

            answer = people[standing].post(GATEWAY, _mutation(name.partition(".")[2], about))

            assert "Success" not in answer.text, (standing, answer.text)

    assert all_rows(people[Standing.GUEST]) == before


def _mutation(name: str, about: int) -> object:
    """A mutation with everything that it takes, and nothing selected but the names of types."""
    arguments = schema().type_map["Mutation"].fields[name].args  # type: ignore[attr-defined]
    declared = ", ".join(f"${one}: {argument.type}" for one, argument in arguments.items())
    given = ", ".join(f"{one}: ${one}" for one in arguments)
    return {
        "operationName": name,
        "variables": {one: _given(one, argument.type, about) for one, argument in arguments.items()},
        "query": f"mutation {name}({declared}) {{ {name}({given}) {{ __typename }} }}",
    }


def _given(name: str, kind: object, about: int) -> Any:
    if name in PEOPLE:
        return about
    if name in KNOWN:
        return KNOWN[name]
    match kind:
        case GraphQLNonNull(of_type=inner):
            return _given(name, inner, about)
        case GraphQLInputObjectType(fields=fields):
            return {one: _given(one, field.type, about) for one, field in fields.items()}
        case GraphQLList(of_type=inner):
            return [_given(name, inner, about)]
        case GraphQLEnumType(values=values):
            return next(iter(values))
        case _:
            return {"Int": 1, "Float": 1.0, "Boolean": True}.get(str(kind), "2026-01-01T00:00:00.000Z")


def _video(people: Mapping[Standing, Caller]) -> str:
    course, item = KNOWN["courseId"], LECTURE
    answer = people[Standing.CLASSMATE].get(f"/api/onDemandLectureVideos.v1/{course}~{item}?fields=videoId")
    video: str = answer.json()["elements"][0]["videoId"]
    return video


class _Anything(dict[str, str]):
    """Stands for the parts of addresses that nothing is known of."""

    def __missing__(self, key: str) -> str:
        return "x"
