"""What those who run a school order it to do: the same orders whether the school is running or not.

A running school takes them through `control`; otherwise whoever gives the order opens the school first.
"""

from pathlib import Path

from msgspec import Struct

from carrel.application import accounts, granting, signing_in
from carrel.application.arranging import arrange
from carrel.application.examining import Finding, examine_contents
from carrel.application.publishing import Loss, plan_publication, publish
from carrel.application.safekeeping import BackedUp, back_up
from carrel.application.school import School
from carrel.application.visit import Visit
from carrel.courseware.faults import FaultyFolder
from carrel.courseware.folder import read_arrangement
from carrel.domain.enrollment import CourseRole
from carrel.domain.errors import LearningError
from carrel.domain.users import SchoolRole, User
from carrel.store.errors import StoreError


class AddUser(Struct, frozen=True, tag=True):
    """Open an account. An empty hash means that only a link signs in."""

    email: str
    name: str
    role: SchoolRole
    password_hash: str


class SetPassword(Struct, frozen=True, tag=True):
    """Replace a password; the sign-ins made with the old one end."""

    email: str
    password_hash: str


class SetRole(Struct, frozen=True, tag=True):
    """Make a user something else in the school."""

    email: str
    role: SchoolRole


class SetCourseRole(Struct, frozen=True, tag=True):
    """Make a user something in the course of this slug."""

    email: str
    slug: str
    role: CourseRole


class MakeLink(Struct, frozen=True, tag=True):
    """Make a link that signs a user in once."""

    email: str


class ListUsers(Struct, frozen=True, tag=True):
    """Say who has an account."""


class Publish(Struct, frozen=True, tag=True):
    """Publish a course folder (an absolute path). Progress is put out of sight only with `accept_losses`."""

    folder: str
    accept_losses: bool = False


class Arrange(Struct, frozen=True, tag=True):
    """Arrange the catalogue as a file says (an absolute path)."""

    file: str


class AddClient(Struct, frozen=True, tag=True):
    """Let a program ask users to act for them."""

    name: str
    redirect_uris: tuple[str, ...]
    is_public: bool = False


class RemoveClient(Struct, frozen=True, tag=True):
    """Forget a program, and all that users allowed it."""

    client_id: str


class ListClients(Struct, frozen=True, tag=True):
    """Say which programs may ask users."""


class BackUp(Struct, frozen=True, tag=True):
    """Copy the school into a folder (an absolute path)."""

    folder: str


class Examine(Struct, frozen=True, tag=True):
    """Look whether the database and the media are whole."""


AccountOrder = AddUser | SetPassword | SetRole | SetCourseRole | MakeLink | ListUsers
ClientOrder = AddClient | RemoveClient | ListClients
Order = AccountOrder | ClientOrder | Publish | Arrange | BackUp | Examine


class Account(Struct, frozen=True, tag=True):
    """An account, as it is told to those who run the school."""

    id: int
    email: str
    name: str
    role: SchoolRole


class Accounts(Struct, frozen=True, tag=True):
    """All accounts."""

    accounts: tuple[Account, ...]


class SignInLink(Struct, frozen=True, tag=True):
    """The path of a link that signs in once, within a day."""

    path: str


class CoursePublished(Struct, frozen=True, tag=True):
    """A course was published; `edition` is 0 when it was taught already and nothing was done.

    `former_slug` is where it was taught until now, if that was elsewhere; `doubts` are places in the folder
    that say something that is allowed, and hardly meant.
    """

    course_id: str
    slug: str
    name: str
    edition: int
    items: int
    stored: int
    former_slug: str = ""
    doubts: tuple[str, ...] = ()


class CatalogueArranged(Struct, frozen=True, tag=True):
    """The catalogue is arranged, with so many of each."""

    domains: int
    specializations: int
    lists: int


class ClientAdded(Struct, frozen=True, tag=True):
    """A program may ask users now. Its secret is told this once; a public one has none."""

    id: str
    name: str
    secret: str


class Clients(Struct, frozen=True, tag=True):
    """The programs that may ask users: all of them, or what is left of them."""

    clients: tuple[tuple[str, str, tuple[str, ...]], ...]


class WouldLose(Struct, frozen=True, tag=True):
    """Nothing was published, because learners' progress on these items would be out of sight."""

    losses: tuple[tuple[str, str, int], ...]


class Refused(Struct, frozen=True, tag=True):
    """Nothing was done, for this reason."""

    reason: str


class SchoolBackedUp(Struct, frozen=True, tag=True):
    """What was copied; `lost` are media files that the school itself no longer has whole."""

    name: str
    backed_up: BackedUp


class Examined(Struct, frozen=True, tag=True):
    """What was found."""

    findings: tuple[Finding, ...]


Reply = (
    Account
    | Accounts
    | SignInLink
    | CoursePublished
    | CatalogueArranged
    | ClientAdded
    | Clients
    | WouldLose
    | SchoolBackedUp
    | Examined
    | Refused
)


def carry_out(school: School, order: Order, now: int) -> Reply:
    """Do what is ordered. Takes its time: a hash, or all the files of a course."""
    try:
        return _done(school, order, now)
    except (LearningError, StoreError, FaultyFolder) as error:
        return Refused(str(error))


def _done(school: School, order: Order, now: int) -> Reply:
    match order:
        case Publish():
            return _publish(school, order, now)
        case Arrange(file):
            return _arrange(school, Path(file), now)
        case AddClient() | RemoveClient() | ListClients():
            return _clients(school, order, now)
        case BackUp(folder):
            return SchoolBackedUp(school.name, back_up(school, Path(folder), now))
        case Examine():
            return Examined(tuple(examine_contents(school.database, school.media)))
        case _:
            return _done_to_accounts(school, order, now)


def _done_to_accounts(school: School, order: AccountOrder, now: int) -> Reply:
    match order:
        case AddUser(email, name, role, password_hash):
            user = school.write(
                lambda visit: accounts.add_user(visit, email, name, role, password_hash), None, now
            )
            return _account(user)
        case SetPassword(email, password_hash):
            user = school.write(lambda visit: accounts.set_password(visit, email, password_hash), None, now)
            return _account(user)
        case SetRole(email, role):
            return _account(school.write(lambda visit: accounts.set_role(visit, email, role), None, now))
        case SetCourseRole():
            return _account(school.write(lambda visit: _set_course_role(visit, order), None, now))
        case MakeLink(email):
            token = school.write(lambda visit: signing_in.make_link(visit, email), None, now)
            return SignInLink(f"/sign-in/link/{token}")
        case ListUsers():
            users = school.read(accounts.list_users, None, now)
            return Accounts(tuple(_account(one) for one in users))


def _set_course_role(visit: Visit, order: SetCourseRole) -> User:
    return accounts.set_course_role(visit, order.email, order.slug, order.role)


def _account(user: User) -> Account:
    return Account(user.id, user.email, user.name, user.role)


def _publish(school: School, order: Publish, now: int) -> Reply:
    planned = plan_publication(school, Path(order.folder), now)
    if planned.losses and not order.accept_losses:
        return WouldLose(tuple(_told(loss) for loss in planned.losses))
    published = publish(school, planned, now)
    course = planned.course
    return CoursePublished(
        course_id=course.id,
        slug=course.slug,
        name=course.name,
        edition=published.edition if published else 0,
        items=sum(1 for _ in course.items()),
        stored=published.stored if published else 0,
        former_slug=planned.former_slug,
        doubts=tuple(map(str, planned.folder.doubts)),
    )


def _clients(school: School, order: ClientOrder, now: int) -> Reply:
    match order:
        case AddClient(name, redirect_uris, is_public):
            made = school.write(
                lambda visit: granting.register_client(visit, name, redirect_uris, is_public=is_public),
                None,
                now,
            )
            return ClientAdded(made.client.id, made.client.name, made.secret)
        case RemoveClient(client_id):
            school.write(lambda visit: granting.remove_client(visit, client_id), None, now)
    known = school.read(granting.list_clients, None, now)
    return Clients(tuple((one.id, one.name, one.redirect_uris) for one in known))


def _arrange(school: School, file: Path, now: int) -> Reply:
    wanted = read_arrangement(file)
    kept = school.write(lambda visit: arrange(visit, wanted), None, now)
    return CatalogueArranged(len(kept.domains), len(kept.specializations), len(kept.lists))


def _told(loss: Loss) -> tuple[str, str, int]:
    return loss.item_id, loss.name, loss.learners
