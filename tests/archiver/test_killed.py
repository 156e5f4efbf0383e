"""A mirror that is killed at any step, again and again, while the course changes under it."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from carrel.application.publishing import plan_publication, publish
from carrel.archiver.choice import EVERYTHING, Choice
from carrel.archiver.ledger import Ledger
from carrel.archiver.library import Library
from carrel.archiver.plan import Row
from carrel.archiver.verifying import verify
from carrel.courseware.folder import read_folder
from carrel.courseware.folder.keeping import Keeper
from carrel.server.visitors import now
from tests.archiver.conftest import COURSE, LESSON
from tests.archiver.schools import SLUG, Site, files_of, open_school, site_of, teaching
from tests.builders import COURSE_ID, a_folder, bytes_at
from tests.schools import LEARNER

DEMO_SLUG = "how-computers-count"

STEPS: list[tuple[Any, str]] = [
    (os, "fsync"),
    (os, "link"),
    (Path, "replace"),
    (Path, "unlink"),
    (Path, "rmdir"),
    (Ledger, "_run"),
    (Keeper, "keep_text"),
]
"""What a mirror does to the disk, and so where it can be killed."""

CHANGES: list[dict[str, str | bytes | None]] = [
    {},
    {f"{LESSON}/01-hello/slides.pdf": b"other slides"},
    {f"{LESSON}/01-hello/slides.pdf": None, "assets/logo.png": b"another logo"},
    {f"{LESSON}/01-hello/captions.fr.vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\nBonjour.\n"},
    {
        f"{LESSON}/00-before/item.toml": 'id = "befor"\nkind = "lecture"\nname = "Before"\n',
        f"{LESSON}/00-before/video.720p.mp4": bytes_at("video.720p.mp4"),
    },
]
"""Editions of the course: another file, one less, one more, another order."""


CHOICES = [
    EVERYTHING,
    Choice(resolution=360),
    Choice(kinds=("supplement",)),
    Choice(modules=("1",), languages=("fr",)),
]
"""What may be wanted, each time something else."""


class Killed(BaseException):
    """As a process that is killed: nothing after it is done."""


@contextmanager
def killed_at(step: int) -> Iterator[None]:
    """Every step from this one on (before it, or after it was done) raises `Killed`."""
    left = step

    def killing(deed: Callable[..., Any]) -> Callable[..., Any]:
        def done(*args: Any, **kwargs: Any) -> Any:
            nonlocal left
            left -= 1
            if left <= 0:
                raise Killed
            return deed(*args, **kwargs)

        return done

    kept = [(owner, name, getattr(owner, name)) for owner, name in STEPS]
    for owner, name, deed in kept:
        setattr(owner, name, killing(deed))
    try:
        yield
    finally:
        for owner, name, deed in kept:
            setattr(owner, name, deed)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A school with a lecture, its captions and slides, and a reading."""
    root = tmp_path_factory.mktemp("small")
    with teaching(root / "school", a_folder(root / "course")) as site:
        yield site


def test_a_mirror_that_is_killed_at_any_step_leaves_only_whole_files(site: Site, tmp_path: Path):
    """Every other step once, each in a library of its own, which the next run finishes."""
    site.mirror(tmp_path / "whole")
    whole, step, was_killed = files_of(tmp_path / "whole"), -1, True

    while was_killed:
        step += 2
        library = tmp_path / str(step)
        was_killed = _mirror_until(site, library, step)
        assert _rows_without_their_file(library) == []
        if step % 10 == 1:
            site.mirror(library)
            assert files_of(library) == whole

    assert step > len(whole)


def _mirror_until(site: Site, library: Path, step: int, choice: Choice = EVERYTHING) -> bool:
    """Whether the mirror was killed, and did not end before."""
    was_killed = False
    try:
        with killed_at(step):
            site.mirror(library, choice=choice)
    except Killed:
        was_killed = True
    return was_killed


def _rows_without_their_file(root: Path) -> list[Row]:
    ledger = root / ".carrel" / "ledger.db"
    if not ledger.exists():
        return []
    with Library(root, Ledger.open(ledger)) as library:
        return [
            row
            for folder in library.ledger.folders()
            for row in library.ledger.rows(folder).values()
            if not _is_whole(library.path_of(folder, row.place), row)
        ]


def _is_fetched(path: Path) -> bool:
    return path.is_file() and ".carrel" not in path.parts and path.suffix in {".mp4", ".vtt", ".pdf", ".png"}


def _is_whole(path: Path, row: Row) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == row.sha256


@pytest.mark.parametrize("lines", [1, 2, 9, 30])
def test_a_command_that_is_killed_outright_is_finished_by_the_next(
    signed_in_shell: dict[str, str], tmp_path: Path, lines: int
):
    """SIGKILL, when so many lines have told of progress; what else was under way then differs each time."""
    library = tmp_path / "library"
    words = [sys.executable, "-m", "carrel", "mirror", DEMO_SLUG, "--library", str(library)]
    with subprocess.Popen(words, env=signed_in_shell, stderr=subprocess.PIPE, text=True) as killed:
        assert killed.stderr is not None
        for _ in range(lines):
            killed.stderr.readline()
        killed.kill()

    assert _rows_without_their_file(library) == []
    finished = subprocess.run([*words, "--json"], env=signed_in_shell, capture_output=True, check=True)
    again = subprocess.run([*words, "--json"], env=signed_in_shell, capture_output=True, check=True)

    (before,), (after,) = json.loads(finished.stdout), json.loads(again.stdout)
    assert (before["missing"], after["plan"]) == ([], [])
    assert _rows_without_their_file(library) == []
    assert [path for path in library.rglob("*") if path.suffix in {".part", ".moving"}] == []
    assert read_folder(library / DEMO_SLUG).course.slug == DEMO_SLUG


def test_a_command_that_is_interrupted_says_how_to_go_on(signed_in_shell: dict[str, str], tmp_path: Path):
    words = [sys.executable, "-m", "carrel", "mirror", DEMO_SLUG, "--rate", "5", "--library", str(tmp_path)]
    with subprocess.Popen(words, env=signed_in_shell, stderr=subprocess.PIPE, text=True) as stopped:
        assert stopped.stderr is not None
        stopped.stderr.readline()
        stopped.send_signal(signal.SIGINT)
        said = stopped.stderr.read()

    assert (stopped.returncode, "goes on from there" in said, "Traceback" in said) == (130, True, False)
    assert _rows_without_their_file(tmp_path) == []


def test_a_second_command_in_the_same_library_is_refused_and_harms_nothing(
    signed_in_shell: dict[str, str], tmp_path: Path
):
    words = [sys.executable, "-m", "carrel", "mirror", DEMO_SLUG, "--library", str(tmp_path)]
    slowly = [*words, "--rate", "5"]
    with subprocess.Popen(slowly, env=signed_in_shell, stderr=subprocess.PIPE, text=True) as first:
        assert first.stderr is not None
        first.stderr.readline()
        second = subprocess.run(words, env=signed_in_shell, capture_output=True, text=True, check=False)
        first.send_signal(signal.SIGINT)
        first.stderr.read()

    finished = subprocess.run(words, env=signed_in_shell, capture_output=True, text=True, check=False)
    assert (second.returncode, "Another mirror" in second.stderr) == (1, True)
    assert "Traceback" not in second.stderr
    assert (finished.returncode, _rows_without_their_file(tmp_path)) == (0, [])


@pytest.fixture(scope="module")
def signed_in_shell(demo_school: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of somebody who is signed in at the demo school."""
    home = tmp_path_factory.mktemp("home")
    environment = {"CARREL_CONFIG": str(home), "HOME": str(home), "LANG": "C.UTF-8"}
    email, password = LEARNER
    login = [sys.executable, "-m", "carrel", "login", demo_school, "--email", email, "--password-stdin"]
    subprocess.run(login, env=environment, input=f"{password}\n", text=True, capture_output=True, check=True)
    return environment


class MirrorMachine(RuleBasedStateMachine):
    """One library, one school whose course changes, and a mirror that is killed again and again."""

    @initialize()
    def begin(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="carrel-killed-"))
        self.library = self.root / "library"
        self.opened = open_school(self.root / "school")
        self.school = self.opened.__enter__()
        self.publish(CHANGES[0])
        self.site = site_of(self.school, COURSE_ID)
        self.others = self._beside()

    @rule(change=st.sampled_from(CHANGES))
    def publish(self, change: dict[str, str | bytes | None]) -> None:
        folder = self.root / "course"
        shutil.rmtree(folder, ignore_errors=True)
        a_folder(folder, {**COURSE, **change})
        publish(self.school, plan_publication(self.school, folder, now()), now())

    @rule(step=st.integers(min_value=1, max_value=60), choice=st.sampled_from(CHOICES))
    def mirror_and_be_killed(self, step: int, choice: Choice) -> None:
        _mirror_until(self.site, self.library, step, choice)

    @rule(choice=st.sampled_from(CHOICES))
    def mirror_a_part(self, choice: Choice) -> None:
        assert self.site.mirror(self.library, choice=choice).is_whole
        assert self.site.mirror(self.library, choice=choice).plan == ()

    @rule(at=st.integers(min_value=0), bytes_left=st.sampled_from([None, 0, 7]))
    def damage_a_file_and_verify(self, at: int, bytes_left: int | None) -> None:
        files = sorted(path for path in self.library.rglob("*.*") if _is_fetched(path))
        if files:
            damaged = files[at % len(files)]
            data = damaged.read_bytes()
            damaged.unlink()
            if bytes_left is not None:
                damaged.write_bytes(data[:bytes_left].ljust(len(data), b"?"))
        if self.library.exists():
            with Library.open(self.library) as library:
                list(verify(library))

    @rule()
    def mirror(self) -> None:
        report = self.site.mirror(self.library)

        assert report.is_whole
        assert self.site.mirror(self.library).plan == ()
        whole = self.root / "whole"
        shutil.rmtree(whole, ignore_errors=True)
        self.site.mirror(whole)
        assert files_of(self.library) == files_of(whole)
        assert read_folder(self.library / SLUG).course.id == COURSE_ID

    @invariant()
    def a_row_means_a_whole_file(self) -> None:
        assert not hasattr(self, "library") or _rows_without_their_file(self.library) == []

    @invariant()
    def nothing_outside_of_the_library_is_touched(self) -> None:
        if hasattr(self, "others"):
            assert self._beside() == self.others

    def _beside(self) -> set[str]:
        ours = {"library", "school", "course", "whole"}
        return {path.name for path in self.root.iterdir()} - ours

    def teardown(self) -> None:
        if hasattr(self, "opened"):
            self.opened.__exit__(None, None, None)
            shutil.rmtree(self.root)


TestMirrorThatIsKilled = MirrorMachine.TestCase
TestMirrorThatIsKilled.settings = settings(max_examples=3, stateful_step_count=7, deadline=None)
