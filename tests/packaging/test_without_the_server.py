"""What works where only the core is installed, without the libraries that a server needs."""

import subprocess
import sys

import pytest

WITHOUT = """
import sys

class Missing:
    names = {"alembic", "argon2", "jinja2", "psycopg", "sqlalchemy", "starlette", "uvicorn"}

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in self.names:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing())
"""
IMPORT_ALL = """
import importlib, pkgutil
room = importlib.import_module(sys.argv[1])
for module in pkgutil.walk_packages(room.__path__, room.__name__ + "."):
    importlib.import_module(module.name)
"""
HELP = """
sys.argv = ["carrel", "--help"]
from carrel.cli.root import main
main()
"""


@pytest.mark.parametrize(
    "room", ["carrel.courseware", "carrel.protocol", "carrel.resources", "carrel.client", "carrel.archiver"]
)
def test_the_ground_and_the_road_need_none_of_the_servers_libraries(room: str):
    done = _run(WITHOUT + IMPORT_ALL, room)

    assert (done.returncode, done.stderr) == (0, "")


def test_the_command_explains_itself_without_them():
    done = _run(WITHOUT + HELP)

    assert done.returncode == 0, done.stderr
    assert "serve" in done.stdout


def test_the_server_does_need_them():
    done = _run(WITHOUT + IMPORT_ALL, "carrel.server")

    assert "ModuleNotFoundError" in done.stderr


def _run(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True)
