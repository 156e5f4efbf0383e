"""How a mirror is watched: one calm line that moves on a terminal, plain lines everywhere else."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from carrel.archiver.mirror import Unwatched, Watcher
from carrel.archiver.syllabus import Missing
from carrel.client.errors import quoted

if TYPE_CHECKING:
    from rich.progress import Progress


@contextmanager
def watching(*, quiet: bool) -> Iterator[Watcher]:
    """What shows how a mirror goes on, on standard error. Nothing is shown when `quiet`."""
    if quiet:
        yield Unwatched()
    elif sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
        )

        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[mib]:.0f} MiB"),
        )
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            yield _Bar(progress)
    else:
        yield _Lines()


class _Bar:
    def __init__(self, progress: "Progress") -> None:
        self._progress = progress
        self._bytes = 0
        self._task = progress.add_task("Asking", total=None, mib=0.0)

    def planned(self, name: str, files: int) -> None:
        self._progress.update(self._task, description=quoted(name), total=files, completed=0)

    def came(self, count: int) -> None:
        self._bytes += count
        self._progress.update(self._task, mib=self._bytes / 2**20)

    def settled(self, place: str) -> None:  # noqa: ARG002 - what a watcher is told
        self._progress.advance(self._task)

    def failed(self, missing: Missing) -> None:  # noqa: ARG002 - as above
        self._progress.advance(self._task)


class _Lines:
    def planned(self, name: str, files: int) -> None:
        click.echo(f"“{quoted(name)}”: {files} files to fetch.", err=True)

    def came(self, count: int) -> None:
        """Bytes are not worth a line."""

    def settled(self, place: str) -> None:
        click.echo(f"  {place}", err=True)

    def failed(self, missing: Missing) -> None:
        click.echo(f"  failed: {missing.place}", err=True)
