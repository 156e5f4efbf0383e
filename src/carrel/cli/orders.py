"""Giving orders to a school, whether it is running or not, and the options that say which school."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from carrel.server.administration import Order, Refused, Reply

data_option: Callable[[Any], Any] = click.option(
    "--data",
    type=click.Path(path_type=Path),
    envvar="CARREL_DATA",
    required=True,
    help="The school's folder.  [env: CARREL_DATA]",
)
database_option: Callable[[Any], Any] = click.option(
    "--database",
    envvar="CARREL_DATABASE",
    metavar="URL",
    help="A PostgreSQL address; SQLite in the school's folder when left out.  [env: CARREL_DATABASE]",
)


def give(data: Path, database: str | None, order: Order) -> Reply:
    """Have the order carried out: by the running school, or here if none is running.

    Ends the command with the reason when it is refused.
    """
    from carrel.application.school import open_school
    from carrel.server import administration
    from carrel.server.visitors import now
    from carrel.store.errors import AlreadyRunning, NotASchool

    try:
        school = open_school(data, database)
    except (AlreadyRunning, NotASchool) as refusal:
        reply = _by_the_running_school(data, order, refusal)
    else:
        try:
            reply = administration.carry_out(school, order, now())
        finally:
            school.close()
    if isinstance(reply, Refused):
        raise click.ClickException(reply.reason)
    return reply


def _by_the_running_school(data: Path, order: Order, refusal: Exception) -> Reply:
    from carrel.server import control
    from carrel.store.errors import DatabaseUnavailable, NotASchool

    try:
        return control.give(data, order)
    except DatabaseUnavailable:
        # Without its address a school in PostgreSQL looks like none; a running one knows it.
        if isinstance(refusal, NotASchool):
            raise refusal from None
        raise
