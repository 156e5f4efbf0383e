import json
import subprocess
import sys
from importlib.metadata import version

import pytest

from carrel.cli.root import COMMANDS
from tests.cli.hands import carrel

SLOW = {"alembic", "argon2", "asyncio", "jinja2", "lxml", "msgspec", "sqlalchemy", "starlette", "uvicorn"}
SHOW_HELP = """
import json, sys
from carrel.cli.root import main
sys.argv = ["carrel", "--help"]
try:
    main()
except SystemExit:
    print(json.dumps(sorted(sys.modules)))
"""


def test_help_imports_nothing_that_takes_long():
    shown = subprocess.run([sys.executable, "-c", SHOW_HELP], capture_output=True, text=True, check=True)

    imported = set(json.loads(shown.stdout.splitlines()[-1]))
    assert not imported & SLOW
    assert "carrel.server" not in imported


def test_help_names_every_command():
    shown = carrel("--help").stdout

    assert [name for name in COMMANDS if name not in shown] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str):
    result = carrel(name, "--help")

    assert result.exit_code == 0
    assert COMMANDS[name].rstrip(".").split()[0] in result.stdout


def test_the_version_is_that_of_the_package():
    assert carrel("--version").stdout.strip() == f"Carrel {version('carrel')}"


def test_a_command_that_is_not_there_is_refused():
    result = carrel("teach")

    assert result.exit_code == 2
    assert "teach" in result.stderr


WITHOUT_THE_SERVER = """
import sys
sys.modules["sqlalchemy"] = None
from carrel.cli.root import main
sys.argv = ["carrel", "serve", "--data", "school"]
main()
"""


def test_where_only_the_client_is_installed_a_command_of_the_server_says_so():
    shown = subprocess.run(
        [sys.executable, "-c", WITHOUT_THE_SERVER], capture_output=True, text=True, check=False
    )

    assert shown.returncode == 1
    assert "only the client is installed here (sqlalchemy is missing)" in shown.stderr
    assert "Traceback" not in shown.stderr
