"""`carrel init`: a new school."""

from pathlib import Path

import click

from carrel.cli.orders import database_option


@click.command(name="init")
@click.argument("folder", type=click.Path(path_type=Path))
@database_option
@click.option("--name", default="Carrel", show_default=True, help="What the school is called.")
def command(folder: Path, database: str | None, name: str) -> None:
    """Make a new school in FOLDER, which is made too; a school that is there already is left as it is."""
    from carrel.application.school import create_school

    school = create_school(folder, database, name)
    school.close()
    click.echo(f"The school “{school.name}” is in {folder}. Next:")
    click.echo(f"  carrel user add teacher@example.org --role teacher --data {folder}")
    click.echo(f"  carrel publish COURSE-FOLDER --data {folder}")
    click.echo(f"  carrel serve --data {folder}")
