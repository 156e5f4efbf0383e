"""The name of a file as a client may save it."""

from pathlib import Path

import pytest
from httpx2 import ASGITransport, AsyncClient

from carrel.application import accounts, enrolling, signing_in
from carrel.application.publishing import plan_publication, publish
from carrel.application.school import create_school
from carrel.domain.users import SchoolRole
from carrel.server.app import create_app
from carrel.server.settings import Settings
from carrel.server.visitors import COOKIE, now
from tests.builders import A_FOLDER, COURSE_ID, FOLDER, a_file, a_folder

SLIDES = f"{FOLDER}/01-hello/slides.pdf"


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("name", "saved_as"),
    [("Slides: the first hour", "Slides: the first hour.pdf"), ("Hour 1.PDF", "Hour 1.PDF")],
)
async def test_a_files_name_ends_in_its_extension(tmp_path: Path, name: str, saved_as: str):
    manifest = f'{A_FOLDER["course.toml"]!s}[files]\n"{SLIDES}" = {{ name = "{name}" }}\n'
    folder = a_folder(tmp_path / "course", {"course.toml": manifest})
    school = create_school(tmp_path / "school", None, "The Open Desk")
    publish(school, plan_publication(school, folder, now()), now())
    learner = school.write(
        lambda visit: accounts.add_user(visit, "learner@example.org", "L", SchoolRole.LEARNER, ""),
        None,
        now(),
    )
    school.write(lambda visit: enrolling.enroll(visit, learner.id, COURSE_ID), learner, now())
    token = school.write(lambda visit: signing_in.sign_in(visit, learner), None, now()).token
    cookies = {COOKIE: token}

    async with AsyncClient(
        transport=ASGITransport(create_app(school, Settings())), base_url="http://x", cookies=cookies
    ) as client:
        answer = await client.get(f"/api/assets.v1?ids={a_file(SLIDES).id}")
    school.close()

    assert [element["name"] for element in answer.json()["elements"]] == [saved_as]
