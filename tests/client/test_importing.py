"""Importing the client: light, and without a trace of the server."""

import subprocess
import sys

FORBIDDEN = ["sqlalchemy", "alembic", "starlette", "uvicorn", "jinja2", "argon2", "psycopg"]
HEAVY = [
    "asyncio",
    "h2",
    "click",
    "lxml",
    "carrel.courseware",
    "carrel.domain",
    "carrel.store",
    "carrel.server",
]


def test_the_client_imports_where_the_servers_libraries_are_not_installed():
    code = f"""
import sys
sys.modules |= dict.fromkeys({FORBIDDEN}, None)
import carrel.client
print([name for name in {HEAVY} if name in sys.modules])
"""

    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.strip() == "[]"
