"""`carrel api`: any question to a site, its answer as JSON."""

import sys
from typing import Any

import click

site_option = click.option("--site", help="The site; the one signed in at last, when left out.")


@click.group(name="api")
def command() -> None:
    """Ask a site anything that the learner API has. The answer is printed as JSON."""


@command.command()
@click.argument("path")
@site_option
def get(path: str, site: str | None) -> None:
    """Get PATH, such as 'courses.v1?q=slug&slug=study-well-online'."""
    _ask("GET", path, None, site)


@command.command()
@click.argument("path")
@click.option("--data", default="{}", help="The body, as JSON; `-` reads it from standard input.")
@site_option
def post(path: str, data: str, site: str | None) -> None:
    """Post to PATH. What it does cannot be undone from here."""
    import msgspec

    try:
        body = msgspec.json.decode(sys.stdin.buffer.read() if data == "-" else data, type=dict[str, Any])
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise click.BadParameter(f"This is no JSON object: {error}.", param_hint="--data") from error
    _ask("POST", path, body, site)


def _ask(method: str, path: str, body: dict[str, Any] | None, site: str | None) -> None:
    import msgspec

    from carrel.cli import sign_ins
    from carrel.client import Client

    where, credentials = sign_ins.sign_in_for(site)
    with Client(where, credentials) as client:
        answer = client.call(method, path.removeprefix("/api/"), body)
    if answer is not None:
        click.echo(msgspec.json.format(msgspec.json.encode(answer), indent=2))
