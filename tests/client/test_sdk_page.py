"""The page about the SDK tells the truth: its examples are well typed, and run against a real school."""

import re
import sys
from pathlib import Path

import pytest
from mypy import api

from carrel.client import Credentials

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "sdk.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
HEADINGS = re.findall(r"^## (.*?)\n(?:(?!^## ).*\n)*?```python$", PAGE, re.MULTILINE)


def test_the_examples_are_well_typed(tmp_path, monkeypatch):
    for number, example in enumerate(EXAMPLES):
        (tmp_path / f"example_{number}.py").write_text(example, encoding="utf-8")
    monkeypatch.chdir(ROOT)

    said, complaints, status = api.run(["--strict", *map(str, sorted(tmp_path.glob("*.py")))])

    assert (status, complaints) == (0, ""), said


@pytest.mark.parametrize("example", EXAMPLES, ids=HEADINGS)
def test_every_example_runs(example, live, signed_in: Credentials, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    cookie = ["127.0.0.1", "FALSE", "/", "FALSE", "0", "CAUTH", signed_in.reveal()["CAUTH"]]
    Path("cookies.txt").write_text("\t".join(cookie), encoding="utf-8")
    here = example.replace("http://127.0.0.1:8060", live).replace("writing-that-argues", "study-well-online")

    exec(compile(here, "sdk.md", "exec"), {"__name__": "__main__"})

    assert capsys.readouterr().out or Path("captions.vtt.part").read_bytes().startswith(b"WEBVTT")


def test_the_page_names_every_error():
    errors = sys.modules["carrel.client.errors"]
    names = [name for name, kind in vars(errors).items() if isinstance(kind, type)]

    assert [name for name in names if f"`{name}`" not in PAGE] == []
