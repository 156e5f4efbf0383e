"""Asking for a password: at the terminal, where nobody sees it, or on standard input."""

import sys
import warnings
from getpass import GetPassWarning

import click


def read_password(*, from_stdin: bool, twice: bool = False) -> str:
    """The password, asked for `twice` where a slip would lock somebody out.

    Ends the command where there is no terminal to ask at.
    """
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    with warnings.catch_warnings():
        warnings.simplefilter("error", GetPassWarning)
        try:
            return str(click.prompt("Password", hide_input=True, confirmation_prompt=twice, err=True))
        except GetPassWarning:
            raise click.ClickException(
                "There is no terminal to ask at. Send the password to standard input, with --password-stdin."
            ) from None
