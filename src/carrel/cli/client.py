"""`carrel client`: the programs that may ask users to act for them."""

from pathlib import Path

import click

from carrel.cli.orders import data_option, database_option, give


@click.group(name="client")
def command() -> None:
    """Register programs that may ask users of the school to act for them (OAuth 2.0)."""


@command.command()
@click.argument("name")
@click.option(
    "--redirect-uri",
    "redirect_uris",
    multiple=True,
    required=True,
    help="Where users are returned to, to the letter; may be given several times.",
)
@click.option("--public", "is_public", is_flag=True, help="The program can keep no secret, and uses PKCE.")
@data_option
@database_option
def add(
    name: str, redirect_uris: tuple[str, ...], data: Path, database: str | None, *, is_public: bool
) -> None:
    """Let the program NAME ask users. Its secret is printed this once, and kept nowhere."""
    from carrel.server.administration import AddClient, ClientAdded

    if not name.strip():
        raise click.BadParameter("Users must be told who asks.", param_hint="NAME")
    reply = give(data, database, AddClient(name, redirect_uris, is_public))
    if isinstance(reply, ClientAdded):
        click.echo(f"client_id      {reply.id}")
        if reply.secret:
            click.echo(f"client_secret  {reply.secret}")


@command.command(name="list")
@data_option
@database_option
def list_(data: Path, database: str | None) -> None:
    """List the programs that may ask users."""
    from carrel.server.administration import Clients, ListClients

    reply = give(data, database, ListClients())
    if isinstance(reply, Clients):
        for client_id, name, redirect_uris in reply.clients:
            click.echo(f"{client_id}  {name}  {' '.join(redirect_uris)}")
        if not reply.clients:
            click.echo("No program may ask users yet; `carrel client add` lets one.", err=True)


@command.command()
@click.argument("client_id")
@data_option
@database_option
def remove(client_id: str, data: Path, database: str | None) -> None:
    """Forget the program CLIENT_ID, and all that users allowed it."""
    from carrel.server.administration import Clients, RemoveClient

    reply = give(data, database, RemoveClient(client_id))
    if isinstance(reply, Clients):
        click.echo("The program is forgotten; what it was given no longer works.")
