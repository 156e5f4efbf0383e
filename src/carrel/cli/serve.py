"""`carrel serve`: a school on the network."""

from contextlib import closing
from pathlib import Path

import click

from carrel.cli.orders import data_option, database_option


@click.command(name="serve")
@data_option
@database_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", default=8060, show_default=True, type=click.IntRange(0, 65535), help="Its port.")
@click.option(
    "--base-url",
    default="",
    metavar="URL",
    help="Where the school is reached from outside, such as https://school.example.org.",
)
def command(data: Path, database: str | None, host: str, port: int, base_url: str) -> None:
    """Serve the school until Ctrl-C."""
    from carrel.application.school import open_school
    from carrel.server.serving import listen, serve, site_of
    from carrel.server.settings import Settings

    # The school first: that it is running already says more than that its port is in use.
    with closing(open_school(data, database)) as school, closing(listen(host, port)) as listening:
        settings = Settings(base_url=base_url.rstrip("/"))
        at = settings.base_url or site_of(host, listening)
        serve(
            school,
            settings,
            listening,
            ready=lambda: click.echo(f"“{school.name}” is open at {at} — Ctrl-C stops it."),
        )
