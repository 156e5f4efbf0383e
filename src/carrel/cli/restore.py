"""`carrel restore`: a school from a backup."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from carrel.cli.orders import data_option
from carrel.cli.words import counted


@click.command(name="restore")
@click.argument("backup", type=click.Path(path_type=Path))
@data_option
def command(backup: Path, data: Path) -> None:
    """Make a school's folder from BACKUP, which stays as it is. The folder must be missing or empty.

    The exit code is 1 when media files of the backup are missing or damaged; everything else is restored.
    """
    from carrel.application.safekeeping import restore

    done = restore(backup, data)
    made = datetime.fromtimestamp(done.made_at / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
    click.echo(
        f"“{done.name}”, as it was on {made}, is in {data} again, with {counted(done.media, 'media file')}."
    )
    if done.with_database:
        click.echo(f"Next:  carrel serve --data {data}")
    else:
        click.echo("Its rows are in PostgreSQL. Restore them from the dump of that day:")
        click.echo("  pg_restore --dbname=DATABASE-ADDRESS rows.dump")
        click.echo(f"Next:  carrel serve --data {data} --database DATABASE-ADDRESS")
    if done.lost:
        click.echo(
            f"Missing or damaged in the backup: {counted(len(done.lost), 'media file')}. "
            "Publish the courses that need them again.",
            err=True,
        )
        sys.exit(1)
