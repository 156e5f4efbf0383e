"""`carrel api`: any question to a site, its answer as JSON."""

import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

site_option = click.option("--site", help="The site; the one you signed in to last, when left out.")


def body_option(command: F) -> F:
    """The option for what is sent."""
    return click.option("--data", default="{}", help="The body, as JSON; `-` reads it from standard input.")(
        command
    )


@click.group(name="api")
def command() -> None:
    """Ask a site anything that the learner API has. The answer is printed as JSON.

    PATH is what follows /api/, such as 'courses.v1?q=slug&slug=study-well-online'.
    """


@command.command()
@click.argument("path")
@site_option
def get(path: str, site: str | None) -> None:
    """Read what is at PATH.

    Such as 'courses.v1?q=slug&slug=study-well-online'.
    """
    _ask("GET", path, None, site)


@command.command()
@click.argument("path")
@body_option
@site_option
def post(path: str, data: str, site: str | None) -> None:
    """Create something at PATH, or do an action there.

    Such as 'learnerNotes.v1', or 'onDemandDeadlineSettings.v1?action=reset&userId=…&courseId=…'.
    """
    _ask("POST", path, _body(data), site)


@command.command()
@click.argument("path")
@body_option
@site_option
def put(path: str, data: str, site: str | None) -> None:
    """Replace what is at PATH."""
    _ask("PUT", path, _body(data), site)


@command.command()
@click.argument("path")
@body_option
@site_option
def patch(path: str, data: str, site: str | None) -> None:
    """Change some of what is at PATH."""
    _ask("PATCH", path, _body(data), site)


@command.command()
@click.argument("path")
@site_option
def delete(path: str, site: str | None) -> None:
    """Remove what is at PATH. It cannot be undone from here."""
    _ask("DELETE", path, None, site)


def _body(data: str) -> dict[str, Any]:
    import msgspec

    try:
        return msgspec.json.decode(sys.stdin.buffer.read() if data == "-" else data, type=dict[str, Any])
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise click.BadParameter(f"This is not a JSON object: {error}.", param_hint="--data") from error


def _ask(method: str, path: str, body: dict[str, Any] | None, site: str | None) -> None:
    import msgspec

    from carrel.cli import sign_ins
    from carrel.client import Client

    where, credentials = sign_ins.sign_in_for(site)
    with Client(where, credentials) as client:
        answer = client.call(method, path.removeprefix("/").removeprefix("api/"), body)
    if answer is not None:
        click.echo(msgspec.json.format(msgspec.json.encode(answer), indent=2))
