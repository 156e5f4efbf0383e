"""`carrel publish`: a course folder into a school."""

from pathlib import Path

import click

from carrel.cli.orders import data_option, database_option, give
from carrel.cli.words import counted


@click.command(name="publish")
@click.argument("folder", type=click.Path(path_type=Path))
@data_option
@database_option
@click.option("--write-ids", is_flag=True, help="First write the ids that the folder leaves out into it.")
@click.option("--yes", "-y", is_flag=True, help="Publish even when learners' progress would be out of sight.")
def command(folder: Path, data: Path, database: str | None, *, write_ids: bool, yes: bool) -> None:
    """Publish the course in FOLDER. Learners keep their progress on every item that stays."""
    from carrel.server.administration import CoursePublished, Publish, WouldLose

    if write_ids:
        _record_ids(folder)
    absolute = str(folder.absolute())
    reply = give(data, database, Publish(absolute, accept_losses=yes))
    if isinstance(reply, WouldLose):
        _ask(reply.losses)
        reply = give(data, database, Publish(absolute, accept_losses=True))
    if not isinstance(reply, CoursePublished):
        raise click.ClickException(f"The school answered something else: {reply}")
    for doubt in reply.doubts:
        click.echo(f"Note: {doubt}", err=True)
    if not reply.edition:
        click.echo(f"“{reply.name}” is taught in this very edition already; nothing was done.")
        return
    click.echo(
        f"“{reply.name}” is published: edition {reply.edition}, {counted(reply.items, 'item')}, "
        f"{counted(reply.stored, 'new file')}. It is at /learn/{reply.slug}."
    )
    if reply.former_slug:
        click.echo(
            f"Until now it was at /learn/{reply.former_slug}. If this is a copy that was to be a "
            "course of its own, take the ids out of this folder, and publish the old folder again."
        )


def _record_ids(folder: Path) -> None:
    from carrel.courseware.folder import read_folder, write_ids

    for place in write_ids(read_folder(folder)):
        click.echo(f"Recorded ids in {place}.")


def _ask(losses: tuple[tuple[str, str, int], ...]) -> None:
    click.echo("This edition no longer has items that learners have begun:", err=True)
    for item_id, name, learners in losses:
        click.echo(f"  {item_id}  “{name}”, {counted(learners, 'learner')}", err=True)
    click.echo("Their progress is kept, but out of sight until items with these ids return.", err=True)
    click.echo(
        "An item that was renamed keeps its progress when its old id is written in its file.", err=True
    )
    if not click.confirm("Publish all the same?", err=True):
        raise click.ClickException("Nothing was published. --yes answers the question.")
