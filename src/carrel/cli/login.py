"""`carrel login`: sign in at a site, and keep the sign-in."""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from carrel.client import Credentials


@click.command(name="login")
@click.argument("site")
@click.option("--email", help="The account's email; asked for when left out.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.option("--cauth", metavar="VALUE", help="The cookie CAUTH of a browser that is signed in.")
@click.option(
    "--cauth-stdin", is_flag=True, help="Read that cookie from standard input, where nobody sees it."
)
@click.option(
    "--cookies", type=click.Path(path_type=Path, dir_okay=False), help="A cookies.txt file of such a browser."
)
def command(
    site: str,
    email: str | None,
    cauth: str | None,
    cookies: Path | None,
    *,
    password_stdin: bool,
    cauth_stdin: bool,
) -> None:
    """Sign in at SITE, such as https://school.example.org.

    The password is asked for, or read from standard input; it is not kept. What is kept is the cookie that
    the site gives for it, in a file that only you can read.
    """
    from carrel.cli import sign_ins
    from carrel.cli.passwords import read_password
    from carrel.client import Client, Credentials

    if sum(map(bool, (password_stdin, cauth, cauth_stdin, cookies))) > 1:
        raise click.UsageError("Choose one of --password-stdin, --cauth, --cauth-stdin and --cookies.")
    with Client(site) as client:
        if cookies:
            credentials = _from_file(cookies, client.site)
        elif cauth or cauth_stdin:
            credentials = Credentials.from_cauth(cauth or sys.stdin.readline())
        else:
            credentials = client.sign_in(
                email or click.prompt("Email", err=True), read_password(from_stdin=password_stdin)
            )
        # A cookie proves nothing until the site has answered for it.
        with Client(site, credentials) as signed_in:
            user = signed_in.me()
        sign_ins.remember(client.site, credentials)
        click.echo(f"Signed in at {client.site} as user {user}.")


def _from_file(cookies: Path, site: str) -> "Credentials":
    from urllib.parse import urlsplit

    from carrel.client import Credentials

    try:
        text = cookies.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise click.ClickException(f"{cookies} cannot be read: {error.strerror}. Check its name.") from error
    return Credentials.from_cookies_txt(text, urlsplit(site).hostname or "", time.time())
