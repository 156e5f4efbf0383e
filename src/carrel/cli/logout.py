"""`carrel logout`: end a sign-in, here and at the site."""

import click


@click.command(name="logout")
@click.argument("site", required=False)
def command(site: str | None) -> None:
    """End the sign-in at SITE (the one you signed in to last, when left out), and forget it."""
    from carrel.cli import sign_ins
    from carrel.client import Client, ClientError

    where, credentials = sign_ins.sign_in_for(site)
    sign_ins.forget(where)
    try:
        with Client(where, credentials) as client:
            client.sign_out()
    except ClientError as error:
        click.echo(f"The sign-in is forgotten here, but the site could not be told: {error}", err=True)
    click.echo(f"Signed out at {where}.")
