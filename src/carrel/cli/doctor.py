"""`carrel doctor`: whether a school is whole, and the way back where it is not."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from carrel.cli.orders import data_option, database_option

if TYPE_CHECKING:
    from carrel.application.examining import Finding


@click.command(name="doctor")
@data_option
@database_option
def command(data: Path, database: str | None) -> None:
    """Check the school's folder, database and media; nothing is changed.

    A running school looks at itself. Every media file is read, which takes its time. The exit code is 1 when
    there is trouble.
    """
    from carrel.application.examining import Weight

    has_trouble = False
    for finding in _findings(data, database):
        has_trouble |= finding.weight is Weight.TROUBLE
        click.echo(f"{finding.weight:<8} {finding.text}")
    if has_trouble:
        sys.exit(1)


def _findings(data: Path, database: str | None) -> "Iterator[Finding]":
    from carrel.application.examining import Finding, Weight, examine_contents, examine_folder
    from carrel.store.engine import Database
    from carrel.store.errors import AlreadyRunning, NotASchool, StoreError
    from carrel.store.media import MediaStore

    if not data.is_dir():
        raise NotASchool(f"There is no folder {data}. Name the school's folder with --data.")
    yield from examine_folder(data, is_postgres=database is not None)
    try:
        with Database.open(data, database) as opened:
            yield Finding(Weight.GOOD, "The school is not running.")
            yield from examine_contents(opened, MediaStore(data / "media"))
    except AlreadyRunning:
        yield from _asked(data)
    except StoreError as error:
        yield Finding(Weight.TROUBLE, str(error))


def _asked(data: Path) -> "Iterator[Finding]":
    """What the running school finds."""
    from carrel.application.examining import Finding, Weight
    from carrel.server import control
    from carrel.server.administration import Examine, Examined

    yield Finding(Weight.GOOD, "The school is running.")
    reply = control.give(data, Examine())
    if isinstance(reply, Examined):
        yield from reply.findings
    else:
        yield Finding(Weight.TROUBLE, f"The running school could not look: {reply}")
