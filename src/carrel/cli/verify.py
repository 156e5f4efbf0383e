"""`carrel verify`: whether a library is what was mirrored."""

import sys
from pathlib import Path

import click

from carrel.cli.words import counted


@click.command(name="verify")
@click.option(
    "--library",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    envvar="CARREL_LIBRARY",
    required=True,
    help="The folder of all mirrored courses.  [env: CARREL_LIBRARY]",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(library: Path, *, as_json: bool) -> None:
    """Check every file of a library against its hash.

    What is gone or has changed is forgotten, so that the next `carrel mirror` fetches it anew; the exit code
    is 3 then.
    """
    import msgspec

    from carrel.archiver.library import Library
    from carrel.archiver.verifying import verify

    with Library.open_existing(library) as opened:
        verdicts = list(verify(opened))
    faulty = [one for one in verdicts if one.fault]
    if as_json:
        told = {"files": len(verdicts), "faults": [{"path": one.path, "fault": one.fault} for one in faulty]}
        click.echo(msgspec.json.encode(told))
    else:
        for one in faulty:
            click.echo(f"{one.fault:<8} {one.path}")
        click.echo(f"{counted(len(verdicts), 'file')}, {len(faulty) or 'none'} of them damaged.")
        if faulty:
            click.echo("Mirror the course again: only what is damaged is fetched.")
    if faulty:
        sys.exit(3)
