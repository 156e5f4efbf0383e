"""`carrel user`: who has an account."""

from pathlib import Path

import click

from carrel.cli.orders import data_option, database_option, give
from carrel.cli.passwords import read_password
from carrel.cli.words import one

stdin_option = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input instead of asking."
)

IN_SCHOOL = ("learner", "teacher", "administrator")
IN_COURSE = ("learner", "mentor", "instructor")


@click.group(name="user")
def command() -> None:
    """Add users, list them, change passwords and roles, make sign-in links."""


@command.command()
@click.argument("email")
@click.option(
    "--name", default="", help="What the user is called; the first part of the email when left out."
)
@click.option(
    "--role",
    type=click.Choice(["learner", "teacher", "administrator"]),
    default="learner",
    show_default=True,
    help="What the user is in the school.",
)
@stdin_option
@data_option
@database_option
def add(email: str, name: str, role: str, data: Path, database: str | None, *, password_stdin: bool) -> None:
    """Open an account for EMAIL. The password is asked for; it never stands on the command line."""
    from carrel.domain.users import SchoolRole, is_email, normalized_email
    from carrel.server.administration import Account, AddUser

    if not is_email(normalized_email(email)):
        raise click.BadParameter(f"{email!r} is not an email address.", param_hint="EMAIL")
    order = AddUser(
        email, name, SchoolRole(role), _hash(read_password(from_stdin=password_stdin, twice=True))
    )
    reply = give(data, database, order)
    if isinstance(reply, Account):
        click.echo(f"{reply.name} <{reply.email}> is now {one(reply.role)}, with the id {reply.id}.")


@command.command()
@click.argument("email")
@stdin_option
@data_option
@database_option
def password(email: str, data: Path, database: str | None, *, password_stdin: bool) -> None:
    """Change the password of EMAIL.

    Whoever was signed in with the old one is signed out.

    Links that were printed before no longer sign anybody in.
    """
    from carrel.server.administration import Account, SetPassword

    reply = give(
        data, database, SetPassword(email, _hash(read_password(from_stdin=password_stdin, twice=True)))
    )
    if isinstance(reply, Account):
        click.echo(f"The password of {reply.email} is changed.")


@command.command()
@click.argument("email")
@click.option("--site", default="http://127.0.0.1:8060", show_default=True, help="Where the school is.")
@data_option
@database_option
def link(email: str, site: str, data: Path, database: str | None) -> None:
    """Print a link that signs EMAIL in without a password.

    It works once, within a day: for a forgotten password.
    """
    from carrel.server.administration import MakeLink, SignInLink

    reply = give(data, database, MakeLink(email))
    if isinstance(reply, SignInLink):
        click.echo(site.rstrip("/") + reply.path)


@command.command()
@click.argument("email")
@click.argument("role", type=click.Choice([*IN_SCHOOL, *IN_COURSE]))
@click.option(
    "--course",
    metavar="SLUG",
    help="The course in which EMAIL gets the role; required for mentor and instructor.",
)
@data_option
@database_option
def role(email: str, role: str, course: str | None, data: Path, database: str | None) -> None:
    """Give EMAIL another role: in the school, or in one course.

    In the school there are learner, teacher and administrator; in a course learner, mentor and instructor.
    Whoever gets a role in a course is enrolled in it.
    """
    from carrel.domain.enrollment import CourseRole
    from carrel.domain.users import SchoolRole
    from carrel.server.administration import Account, SetCourseRole, SetRole

    if role not in (IN_SCHOOL if course is None else IN_COURSE):
        where = "only in a course: say which with --course" if course is None else "only in the whole school"
        raise click.BadParameter(f"{role} is a role {where}.", param_hint="ROLE")
    if course is None:
        reply = give(data, database, SetRole(email, SchoolRole(role)))
    else:
        reply = give(data, database, SetCourseRole(email, course, CourseRole(role.upper())))
    if isinstance(reply, Account):
        click.echo(f"{reply.name} <{reply.email}> is now {one(role)}{f' in {course}' if course else ''}.")


@command.command(name="list")
@data_option
@database_option
def list_(data: Path, database: str | None) -> None:
    """List everybody with an account."""
    from carrel.server.administration import Accounts, ListUsers

    reply = give(data, database, ListUsers())
    if isinstance(reply, Accounts):
        for account in reply.accounts:
            click.echo(f"{account.id}  {account.role:<13}  {account.email}  {account.name}")
        if not reply.accounts:
            click.echo("Nobody has an account yet; `carrel user add` opens one.", err=True)


def _hash(password: str) -> str:
    from carrel.application.signing_in import hash_password

    return hash_password(password)
