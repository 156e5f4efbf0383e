"""The command `carrel`: every subcommand by name, and what becomes of errors."""

import gc
from importlib import import_module

import click

from carrel import __version__

COMMANDS = {
    "init": "Make a new school in a folder.",
    "serve": "Serve a school.",
    "publish": "Publish a course folder into a school.",
    "catalogue": "Arrange the courses: domains, specializations, lists.",
    "backup": "Copy a school into a folder, while it runs or not.",
    "restore": "Make a school from a backup.",
    "doctor": "Check whether a school is whole, and say what to do about what is not.",
    "user": "Add users, list them, change passwords, make sign-in links.",
    "client": "Register programs that may ask users to act for them.",
    "login": "Sign in at a site, and keep the sign-in.",
    "logout": "End a sign-in, here and at the site.",
    "whoami": "Say who is signed in.",
    "courses": "List your courses at a site.",
    "mirror": "Mirror courses into a library on disk.",
    "verify": "Check every file of a library.",
    "api": "Ask a site anything.",
}
"""The subcommands, each in a module of its name, and one line about each."""

REFUSALS = frozenset(
    {
        "carrel.archiver.errors.ArchiverError",
        "carrel.client.errors.ClientError",
        "carrel.courseware.faults.FaultyFolder",
        "carrel.courseware.faults.UnwritableCourse",
        "carrel.domain.errors.LearningError",
        "carrel.server.serving.PortTaken",
        "carrel.store.errors.StoreError",
    }
)
"""The errors whose text is meant for people, with all their descendants."""

SERVER_MISSING = (
    "This command needs the server, and only the client is installed here ({module} is missing). "
    "Install Carrel with it: pip install '.[server]' in a clone."
)


class Commands(click.Group):
    """Subcommands that are imported only when they run."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the framework's signature
        """All of them, in the order in which one meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The subcommand of this name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"carrel.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list in `--help`, without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> object:
        """Run the command. A refusal is told in its own words, without a traceback; the exit code is 1."""
        try:
            return super().invoke(ctx)
        except ModuleNotFoundError as error:
            if (error.name or "carrel").partition(".")[0] == "carrel":
                raise
            raise click.ClickException(SERVER_MISSING.format(module=error.name)) from error
        except Exception as error:
            if not _is_refusal(error):
                raise
            raise click.ClickException(str(error)) from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="Carrel %(version)s")
def carrel() -> None:
    """Keep and teach on-demand courses."""


def main() -> None:
    """Run the command that the arguments name."""
    try:
        carrel()
    finally:
        # What is left goes with the process: nobody has to look through it once more.
        gc.freeze()


def _is_refusal(error: Exception) -> bool:
    # Looked up by name, because an error that was raised has had its module imported already.
    return any(f"{kind.__module__}.{kind.__qualname__}" in REFUSALS for kind in type(error).__mro__)
