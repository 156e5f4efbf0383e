"""`carrel mirror`: courses of a site into a library on disk."""

import gc
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from carrel.cli.words import counted

if TYPE_CHECKING:
    from carrel.archiver.choice import Choice
    from carrel.archiver.mirror import Report, Watcher
    from carrel.archiver.syllabus import Missing

INCOMPLETE: Final = 3
"""The exit code when something that should be there is missing."""
INTERRUPTED: Final = 130
"""The exit code after Ctrl-C, as shells have it."""
HERE: Final = ("localhost", "127.", "[::1]")
USUAL_RATE: Final = 20.0


@click.command(name="mirror")
@click.argument("courses", nargs=-1, required=True, metavar="SLUG|URL…")
@click.option(
    "--library",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="CARREL_LIBRARY",
    required=True,
    help="The folder of all mirrored courses.  [env: CARREL_LIBRARY]",
)
@click.option(
    "--site", help="The site, where the courses do not name it; the one you signed in to last, when left out."
)
@click.option(
    "--resolution",
    default="720p",
    show_default=True,
    help="The tallest picture wanted, such as 360p; `all` fetches every rendition.",
)
@click.option("--languages", default="", help="Of captions, such as en,pt-BR; all when left out.")
@click.option("--modules", default="", help="Numbers, slugs or ids, such as 1,3; all when left out.")
@click.option("--kinds", default="", help="Of items, such as lecture,supplement; all when left out.")
@click.option("--jobs", type=click.IntRange(1, 64), default=16, show_default=True, help="Files at a time.")
@click.option(
    "--rate",
    type=click.FloatRange(min=0),
    help="Requests a second to one host; 0 sets no pace.  [default: 20, on this machine 0]",
)
@click.option(
    "--discussions",
    is_flag=True,
    help="Bring the discussions too: what others wrote there, under the names that the site shows.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be done; fetch and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def command(
    courses: Sequence[str],
    library: Path,
    site: str | None,
    resolution: str,
    languages: str,
    modules: str,
    kinds: str,
    jobs: int,
    rate: float | None,
    *,
    discussions: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Mirror courses into a library: their lectures, captions, readings and files.

    What is there already is not fetched again; what broke off goes on where it was. A file that cannot be had
    does not stop the others: the end names what is missing and why, and the exit code is 3.
    """
    # What a mirror makes it keeps until its end: looking for what could go finds little and takes long.
    gc.set_threshold(20_000)
    from carrel.archiver.choice import Choice
    from carrel.cli.watching import watching

    choice = Choice(
        modules=_list(modules), kinds=_list(kinds), languages=_list(languages), resolution=_lines(resolution)
    )
    try:
        with watching(quiet=as_json or dry_run) as watcher:
            outcomes = _mirror_all(
                courses,
                library,
                site,
                choice,
                jobs=jobs,
                rate=rate,
                discussions=discussions,
                dry_run=dry_run,
                watcher=watcher,
            )
    except KeyboardInterrupt:
        click.echo("Stopped. What came is kept: the same command goes on from there.", err=True)
        sys.exit(INTERRUPTED)
    if as_json:
        _print_json(outcomes)
    else:
        for _, outcome in outcomes:
            _print(outcome, library, dry_run=dry_run)
    if any(isinstance(outcome, Exception) for _, outcome in outcomes):
        sys.exit(1)
    if any(not isinstance(outcome, Exception) and not outcome.is_whole for _, outcome in outcomes):
        sys.exit(INCOMPLETE)


def _mirror_all(
    courses: Sequence[str],
    root: Path,
    site: str | None,
    choice: "Choice",
    *,
    jobs: int,
    rate: float | None,
    discussions: bool,
    dry_run: bool,
    watcher: "Watcher",
) -> "list[tuple[str, Report | Exception]]":
    """One course after the other: the outcome of each, be it the refusal."""
    from carrel.archiver.errors import BadChoice
    from carrel.archiver.library import Library
    from carrel.archiver.mirror import Mirror
    from carrel.cli import sign_ins
    from carrel.client import Client, ClientError, Politeness

    outcomes: list[tuple[str, Report | Exception]] = []
    with Library.open(root, dry=dry_run) as library:
        for text in courses:
            named, slug = sign_ins.course_at(text)
            where, credentials = sign_ins.sign_in_for(named or site)
            manners = Politeness(calls=jobs, downloads=jobs, per_second=_pace(where, rate))
            with Client(where, credentials, politeness=manners) as client:
                mirror = Mirror(
                    client=client,
                    library=library,
                    choice=choice,
                    jobs=jobs,
                    watcher=watcher,
                    discussions=discussions,
                )
                try:
                    outcomes.append((text, mirror.run(slug, dry=dry_run)))
                except (ClientError, BadChoice) as refusal:
                    outcomes.append((text, _about_the_course(refusal, slug, where)))
    return outcomes


def _about_the_course(refusal: Exception, slug: str, site: str) -> Exception:
    """A refusal in the words of whoever wants a course, and not of whoever asks an API."""
    from carrel.client.errors import NotEnrolled, NotFound, NotSignedIn

    match refusal:
        case NotSignedIn():
            return click.ClickException(
                f"The sign-in at {site} is over. Sign in again with `carrel login {site}`, then try again."
            )
        case NotEnrolled():
            return click.ClickException(
                f"You are not enrolled in {slug} at {site}. Enrol there, then mirror it again."
            )
        case NotFound():
            return click.ClickException(
                f"There is no course {slug!r} at {site}. Check its spelling; `carrel courses` lists yours."
            )
    return refusal


def _pace(site: str, rate: float | None) -> float:
    if rate is not None:
        return rate
    # Nobody else is served more slowly for what this machine asks of itself.
    return 0.0 if site.partition("://")[2].startswith(HERE) else USUAL_RATE


def _print(outcome: "Report | Exception", library: Path, *, dry_run: bool) -> None:
    if isinstance(outcome, Exception):
        click.echo(f"Error: {outcome}", err=True)
        return
    from carrel.client.errors import quoted

    place, name = library / outcome.folder, quoted(outcome.name)
    if dry_run:
        for action in outcome.plan:
            click.echo(_line(action))
        for path in outcome.threads:
            click.echo(f"fetch    {path}")
        count = counted(len(outcome.plan) + len(outcome.threads), "file")
        click.echo(f"“{name}” would be in {place}: {count} to see to.")
        return
    news = f"{counted(outcome.fetched, 'file')} fetched" if outcome.fetched else "nothing new"
    click.echo(f"“{name}” is in {place}: {news}, {outcome.files} there.")
    if outcome.discussions is not None:
        came = counted(len(outcome.threads), "thread")
        click.echo(f"  discussions: {came} fetched, {outcome.discussions} there.")
    _print_without("not shown", outcome.unseen)
    _print_without("missing", outcome.missing, err=True)


def _print_without(what: str, gaps: "Sequence[Missing]", *, err: bool = False) -> None:
    """Each reason once, and below it the places that it keeps out."""
    for reason in dict.fromkeys(gap.reason for gap in gaps):
        click.echo(f"  {what}: {reason}", err=err)
        for gap in gaps:
            if gap.reason == reason:
                click.echo(f"    {gap.place}", err=err)


def _line(action: Any) -> str:  # noqa: ANN401 - any action of a plan
    verb = type(action).__name__.lower()
    match verb:
        case "move":
            return f"move     {action.row.place} → {action.place}"
        case "retire":
            return f"retire   {action.row.place}"
    return f"{verb:<8} {action.asset.place}"


def _print_json(outcomes: "list[tuple[str, Report | Exception]]") -> None:
    import msgspec

    told = [
        {"course": text, "error": str(outcome)}
        if isinstance(outcome, Exception)
        else {
            "course": text,
            "name": outcome.name,
            "slug": outcome.slug,
            "folder": outcome.folder,
            "plan": [_line(action).split(maxsplit=1) for action in outcome.plan],
            "fetched": outcome.fetched,
            "files": outcome.files,
            "threads": list(outcome.threads),
            "discussions": outcome.discussions,
            "missing": [{"place": one.place, "reason": one.reason} for one in outcome.missing],
            "unseen": [{"place": one.place, "reason": one.reason} for one in outcome.unseen],
        }
        for text, outcome in outcomes
    ]
    click.echo(msgspec.json.format(msgspec.json.encode(told), indent=2))


def _list(text: str) -> tuple[str, ...]:
    return tuple([one.strip() for one in text.split(",") if one.strip()])


def _lines(text: str) -> int:
    if text == "all":
        return 0
    digits = text.removesuffix("p")
    if not digits.isascii() or not digits.isdecimal() or int(digits) == 0:
        raise click.BadParameter(f"{text!r} is not a resolution. Write one such as 720p, or `all`.")
    return int(digits)
