"""`carrel whoami`: who is signed in, and whether the site still thinks so."""

import click


@click.command(name="whoami")
@click.option("--site", help="The site; the one you signed in to last, when left out.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(site: str | None, *, as_json: bool) -> None:
    """Say who is signed in, after asking the site."""
    import msgspec

    from carrel.cli import sign_ins
    from carrel.client import Client

    where, credentials = sign_ins.sign_in_for(site)
    with Client(where, credentials) as client:
        user = client.me()
    if as_json:
        click.echo(msgspec.json.encode({"site": where, "userId": user}))
    else:
        click.echo(f"User {user} at {where}.")
