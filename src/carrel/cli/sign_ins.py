"""The sign-ins that `carrel login` keeps: one for each site, in a file that only its owner can read.

The file is in the user's configuration folder, or in the folder that CARREL_CONFIG names.
"""

import os
import tempfile
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import click
import msgspec

from carrel.client import Credentials

FILE: Final = "sign-ins.json"


class _Kept(msgspec.Struct, kw_only=True):
    """`sites` holds cookies by name; `usual` is the site that was signed in at last."""

    usual: str = ""
    sites: dict[str, dict[str, str]] = {}


def remember(site: str, credentials: Credentials) -> None:
    """Keep this sign-in; its site is the usual one from now on."""
    kept = _read()
    kept.sites[site] = credentials.reveal()
    kept.usual = site
    _write(kept)


def forget(site: str) -> bool:
    """Keep the sign-in no longer; whether there was one."""
    kept = _read()
    was_there = kept.sites.pop(site, None) is not None
    if kept.usual == site:
        kept.usual = next(iter(kept.sites), "")
    _write(kept)
    return was_there


def sign_in_for(site: str | None) -> tuple[str, Credentials]:
    """The site (the usual one for None) and the sign-in there. Ends the command when there is none."""
    kept = _read()
    wanted = normalized(site) if site else kept.usual
    if not wanted or wanted not in kept.sites:
        at = wanted or "any site"
        raise click.ClickException(
            f"Nobody is signed in at {at}. Sign in with `carrel login {wanted or 'SITE'}`, then try again."
        )
    return wanted, Credentials(kept.sites[wanted])


def normalized(site: str) -> str:
    """The address of a site as it is kept. Raises `BadAddress`."""
    from carrel.client import Client

    with Client(site) as client:
        return client.site


def course_at(text: str) -> tuple[str | None, str]:
    """The site (None: not said) and the slug in a course's address, or in its slug alone."""
    if "/" not in text:
        return None, text
    parts = urlsplit(text if "://" in text else f"https://{text}")
    steps = [step for step in parts.path.split("/") if step]
    if len(steps) < 2 or steps[0] != "learn":
        raise click.BadParameter(
            f"{text!r} is not an address of a course. Give its slug, or an address such as "
            "https://school.example.org/learn/study-well-online."
        )
    return f"{parts.scheme}://{parts.netloc}", steps[1]


def _place() -> Path:
    from platformdirs import user_config_path

    own = os.environ.get("CARREL_CONFIG")
    return (Path(own) if own else user_config_path("carrel")) / FILE


def _read() -> _Kept:
    place = _place()
    try:
        return msgspec.json.decode(place.read_bytes(), type=_Kept)
    except FileNotFoundError:
        return _Kept()
    except (OSError, msgspec.DecodeError) as error:
        raise click.ClickException(
            f"The sign-ins in {place} cannot be read. Delete the file, then sign in again."
        ) from error


def _write(kept: _Kept) -> None:
    place = _place()
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Made with 0600 from its first byte, and in its place only when it is whole.
        handle, part = tempfile.mkstemp(dir=place.parent, prefix=f".{FILE}.")
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.encode(kept))
        Path(part).replace(place)
    except OSError as error:
        raise click.ClickException(f"The sign-in cannot be kept in {place}: {error.strerror}.") from error
