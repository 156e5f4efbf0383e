"""Importing the client is light: a command that asks one question should not wait for its imports."""

import subprocess
import sys

HEAVY = [
    "anyio",
    "asyncio",
    "h2",
    "httpcore2",
    "httpx2",
    "click",
    "lxml",
    "starlette",
    "carrel.domain",
    "carrel.store",
    "carrel.server",
]


def test_importing_the_client_imports_nothing_that_a_call_may_not_need():
    code = f"import sys, carrel.client; print([name for name in {HEAVY} if name in sys.modules])"

    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (run.stdout.strip(), run.stderr) == ("[]", "")
