"""`carrel catalogue`: domains, specializations and lists of courses."""

from pathlib import Path

import click

from carrel.cli.orders import data_option, database_option, give
from carrel.cli.words import counted


@click.command(name="catalogue")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@data_option
@database_option
def command(file: Path, data: Path, database: str | None) -> None:
    """Arrange the school's courses as FILE says: its domains, specializations and lists.

    What FILE no longer names is gone from the catalogue; the courses themselves stay.
    """
    from carrel.server.administration import Arrange, CatalogueArranged

    reply = give(data, database, Arrange(str(file.absolute())))
    if isinstance(reply, CatalogueArranged):
        click.echo(
            f"The catalogue is arranged: {counted(reply.domains, 'domain')}, "
            f"{counted(reply.specializations, 'specialization')}, {counted(reply.lists, 'list')}."
        )
