"""`carrel publish`: a course folder into a school."""

from pathlib import Path

import click

from carrel.cli.orders import data_option, database_option, give


@click.command(name="publish")
@click.argument("folder", type=click.Path(path_type=Path))
@data_option
@database_option
@click.option("--write-ids", is_flag=True, help="First record the ids that the folder leaves out.")
@click.option("--yes", "-y", is_flag=True, help="Publish even when progress would be out of sight.")
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
    if not reply.edition:
        click.echo(f"“{reply.name}” is taught in this very edition already; nothing was done.")
        return
    click.echo(
        f"“{reply.name}” is published: edition {reply.edition}, {reply.items} items, "
        f"{reply.stored} new files. It is at /learn/{reply.slug}."
    )


def _record_ids(folder: Path) -> None:
    from carrel.courseware.folder import read_folder, write_ids

    for place in write_ids(read_folder(folder)):
        click.echo(f"Recorded ids in {place}.")


def _ask(losses: tuple[tuple[str, str, int], ...]) -> None:
    click.echo("This edition no longer has items that learners have begun:", err=True)
    for item_id, name, learners in losses:
        click.echo(f"  {item_id}  “{name}”, {learners} learner{'s' if learners > 1 else ''}", err=True)
    click.echo("Their progress is kept, but out of sight until items with these ids return.", err=True)
    click.echo(
        "An item that was renamed keeps its progress when its old id is written in its file.", err=True
    )
    click.confirm("Publish all the same?", abort=True, err=True)
