"""The real clients, and what they leave on disk."""

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from carrel.courseware.course import Course
from carrel.courseware.items import Item
from tests.interop.environments import environment

LAUNCHER = Path(__file__).with_name("launch.py")
PATIENCE = 120
"""Seconds after which a client that still runs is a failure."""

Account = tuple[str, str]


@dataclass(frozen=True)
class Ran:
    """What a client said and how it ended."""

    status: int
    log: str


@dataclass(frozen=True)
class Client:
    """A published downloader, pointed at a school. `home` is all that it may think its home."""

    package: str
    python: Path
    school: str
    home: Path
    sign_in: Callable[[str, Account], list[str]]

    def run(self, account: Account, *arguments: str | Path) -> Ran:
        """Run it signed in with an account."""
        done = subprocess.run(
            [
                *(self.python, LAUNCHER, self.school, self.package),
                *self.sign_in(self.school, account),
                *arguments,
            ],
            cwd=self.home,
            env={"HOME": str(self.home), "TMPDIR": str(self.home), "LANG": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=PATIENCE,
            text=True,
        )
        return Ran(done.returncode, done.stdout)


@dataclass(frozen=True)
class Download:
    """A course as it was published, and as a client saved it below `folder`."""

    course: Course
    published: Path
    folder: Path
    ran: Ran

    def saved(self, item: Item, suffix: str) -> Path:
        """The one file of an item with this suffix; raises `ValueError` unless there is one."""
        module, lesson = next(
            (module, lesson)
            for module in self.course.modules
            for lesson in module.lessons
            if item in lesson.items
        )
        number = "[0-9][0-9]_"
        place = f"{number}{module.slug}/{number}{lesson.slug}/{number}{item.slug}{suffix}"
        (found,) = (self.folder / self.course.slug).glob(place)
        return found


def coursera_dl(school: str, home: Path) -> Client:
    """The one that signs in with a password."""
    return Client("coursera", environment("coursera-dl"), school, home, _with_password)


def coursera_helper(school: str, home: Path) -> Client:
    """Its successor, which signs in with the cookie of a browser that is signed in."""
    return Client("coursera_helper", environment("coursera-helper"), school, home, _with_cookie)


def _with_password(school: str, account: Account) -> list[str]:
    email, password = account
    return ["-u", email, "-p", password]


def _with_cookie(school: str, account: Account) -> list[str]:
    email, password = account
    form = urlencode({"email": email, "password": password, "webrequest": "true"}).encode()
    headers = {
        "Cookie": "csrftoken=one; csrf2_token_two=three",
        "X-CSRFToken": "one",
        "X-CSRF2-Cookie": "csrf2_token_two",
        "X-CSRF2-Token": "three",
    }
    with urlopen(Request(f"{school}/api/login/v3", form, headers)) as answer:
        cookie: str = answer.headers["Set-Cookie"]
    return ["--cauth", cookie.partition(";")[0].removeprefix("CAUTH=")]
