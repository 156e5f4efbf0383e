"""The small school that the golden answers come from, and the option that renews them."""

import pytest

from tests.server.conftest import (
    _cheap_passwords,
    founded,
    guest,
    learner,
    portal,
    school,
    still_guest,
    still_learner,
    still_school,
)

__all__ = [
    "_cheap_passwords",
    "founded",
    "guest",
    "learner",
    "portal",
    "school",
    "still_guest",
    "still_learner",
    "still_school",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest tests/golden --renew-golden` writes what is answered now. Then read the difference."""
    parser.addoption("--renew-golden", action="store_true", help="write the golden answers anew")


@pytest.fixture
def is_renewing(pytestconfig: pytest.Config) -> bool:
    """Whether golden answers are to be written and not compared."""
    # The option is not known to a run that began in another folder.
    return bool(pytestconfig.getoption("--renew-golden", default=False))
