"""`carrel backup`: a copy of a school to restore it from."""

import sys
from pathlib import Path

import click

from carrel.cli.orders import data_option, database_option, give
from carrel.cli.words import counted


@click.command(name="backup")
@click.argument("folder", type=click.Path(path_type=Path))
@data_option
@database_option
def command(folder: Path, data: Path, database: str | None) -> None:
    """Copy the school into FOLDER: a new one, or that of an earlier backup, which is brought up to date.

    The school may go on running. The exit code is 1 when media files of the school itself are missing or
    damaged; everything else is backed up then all the same.
    """
    from carrel.server.administration import BackUp, SchoolBackedUp

    reply = give(data, database, BackUp(str(folder.absolute())))
    if not isinstance(reply, SchoolBackedUp):
        raise click.ClickException(f"The school answered something else: {reply}")
    done = reply.backed_up
    rows = "its database and " if done.with_database else ""
    media = counted(done.media, "media file")
    click.echo(f"“{reply.name}” is backed up in {folder}: {rows}{media}, {done.copied} new.")
    if not done.with_database:
        click.echo("Its rows are in PostgreSQL and not in this backup. Before each backup, copy them with:")
        click.echo("  pg_dump --format=custom --file=rows.dump DATABASE-ADDRESS")
    if done.lost:
        click.echo(
            "Missing or damaged in the school itself, and so not in the backup: "
            f"{counted(len(done.lost), 'media file')}. `carrel doctor` says what to do about them.",
            err=True,
        )
        sys.exit(1)
