"""What is in the wheel, and that a school can be made and served from it alone."""

import os
import re
import subprocess
from pathlib import Path
from urllib.request import urlopen
from zipfile import ZipFile

import pytest

from tests.schools import ROOT, serving

SOURCE = ROOT / "src"


@pytest.fixture
def environment(installed: Path) -> dict[str, str]:
    """An environment in which `carrel` is the one that was installed from the wheel."""
    return {**os.environ, "PYTHONPATH": str(installed)}


def test_the_wheel_holds_the_package_whole_and_nothing_else(wheel: Path):
    names = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}

    assert names == {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*")
        if path.is_file() and path.parent.name != "__pycache__"
    }


@pytest.mark.parametrize(
    "path",
    [
        "carrel/py.typed",
        "carrel/server/web/static/room.css",
        "carrel/server/web/templates/base.html",
        "carrel/store/migrations/versions/v0001_the_first_tables.py",
    ],
)
def test_the_wheel_holds_what_is_not_found_by_importing(wheel: Path, path: str):
    assert path in ZipFile(wheel).namelist()


def test_the_wheel_carries_its_licence(wheel: Path):
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in ZipFile(wheel).namelist())


def test_a_school_is_made_and_served_from_the_wheel(
    installed: Path, environment: dict[str, str], tmp_path: Path
):
    carrel, school = installed / "bin" / "carrel", tmp_path / "school"
    made = subprocess.run([carrel, "init", school], env=environment, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr

    with serving([carrel, "serve", "--data", school], environment) as address:
        page = urlopen(address).read().decode()
        style = re.search(r'href="(/static/[^"]+\.css)"', page)
        assert style
        served = urlopen(address + style[1]).read()

    assert (installed / "carrel/server/web/static/room.css").read_bytes().strip() in served
