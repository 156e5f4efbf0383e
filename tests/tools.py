"""Programs of the machine that some tests need."""

import os
import shutil

import pytest


def program(*names: str) -> str:
    """The path of the first of these programs that is installed.

    Where none is, the tests that ask for it are skipped. In CI, and wherever CARREL_REQUIRE_TOOLS is set to
    1, they fail instead: there nothing may pass because it did not run.
    """
    found = next(filter(None, map(shutil.which, names)), None)
    if found:
        return found
    missing = (
        f"{' or '.join(names)} is not installed; install it to run these tests (apt-get install {names[0]})"
    )
    if os.environ.get("CI") == "true" or os.environ.get("CARREL_REQUIRE_TOOLS") == "1":
        pytest.fail(missing, pytrace=False)
    pytest.skip(missing)
