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
    from carrel.server import administration, control
    from carrel.server.visitors import now
    from carrel.store.errors import AlreadyRunning

    try:
        school = open_school(data, database)
    except AlreadyRunning:
        reply = control.give(data, order)
    else:
        try:
            reply = administration.carry_out(school, order, now())
        finally:
            school.close()
    if isinstance(reply, Refused):
        raise click.ClickException(reply.reason)
    return reply
