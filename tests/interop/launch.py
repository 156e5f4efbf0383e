"""Runs a published downloader against another host: python launch.py ADDRESS PACKAGE [ARGUMENT ...].

Its code stays as it was published. From outside, only the hosts in its module of constants are replaced, and
the standard library gets back a function that Python 3.9 removed and that old clients call. Whoever is not on
this machine cannot be reached.
"""

import html
import html.parser
import importlib
import ipaddress
import re
import sys
from typing import Any

HOSTS = re.compile(r"https://[\w.]+\.(?:coursera|coursera-notebooks)\.org")


def main() -> None:
    """Run the client as its own command would."""
    address, package, *arguments = sys.argv[1:]
    sys.addaudithook(stay_on_this_machine)
    if not hasattr(html.parser.HTMLParser, "unescape"):
        html.parser.HTMLParser.unescape = staticmethod(html.unescape)  # type: ignore[attr-defined]
    point_at(address, importlib.import_module(f"{package}.define"))
    sys.argv = [package, *arguments]
    importlib.import_module(f"{package}.coursera_dl").main()


def point_at(address: str, constants: Any) -> None:
    """Replace the hosts in a module of constants."""
    for name, value in list(vars(constants).items()):
        if name.isupper() and isinstance(value, str):
            setattr(constants, name, HOSTS.sub(address, value))


def stay_on_this_machine(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse a connection that would leave the machine, and the question where a host is."""
    if event == "socket.getaddrinfo":
        ipaddress.ip_address(arguments[0])
    elif event == "socket.connect" and not ipaddress.ip_address(arguments[1][0]).is_loopback:
        raise ConnectionRefusedError(f"{arguments[1][0]} is not on this machine")


if __name__ == "__main__":
    main()
