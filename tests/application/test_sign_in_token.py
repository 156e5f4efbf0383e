"""The secret that proves a sign-in, as people hand it to programs."""

from pathlib import Path

from carrel.application import accounts, signing_in
from carrel.application.school import create_school
from carrel.domain.users import SchoolRole


def test_a_token_can_stand_as_an_argument_of_any_command(tmp_path: Path):
    school = create_school(tmp_path / "school", None, "The Open Desk")
    learner = school.write(
        lambda visit: accounts.add_user(visit, "learner@example.org", "L", SchoolRole.LEARNER, ""), None, 1
    )

    tokens = [
        school.write(lambda visit: signing_in.sign_in(visit, learner), None, 1).token for _ in range(20)
    ]
    school.close()

    assert len(set(tokens)) == len(tokens)
    assert [token for token in tokens if not token.isalnum()] == []
