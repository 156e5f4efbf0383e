"""Typing commands: in this process, or in one of its own."""

import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from click.testing import CliRunner, Result

from carrel.cli.root import carrel as command

PATIENCE = 20
"""Seconds that a busy machine gets for what takes one."""


def carrel(*arguments: object, stdin: str = "") -> Result:
    """Run `carrel` with these arguments, here."""
    result = CliRunner().invoke(command, [str(one) for one in arguments], input=stdin)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def process(*arguments: object) -> subprocess.Popen[str]:
    """Run `carrel` with these arguments in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "carrel", *(str(one) for one in arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@dataclass
class Running:
    """A school that is being served."""

    data: Path
    site: str
    process: subprocess.Popen[str]

    def connect(self) -> HTTPConnection:
        address = urlsplit(self.site)
        return HTTPConnection(address.hostname or "", address.port, timeout=PATIENCE)

    def ask(self, path: str, *, method: str = "GET", body: str = "", cookie: str = "") -> HTTPResponse:
        """One request, answered whole."""
        headers = {"Cookie": cookie, "Origin": self.site, "Content-Type": "application/x-www-form-urlencoded"}
        connection = self.connect()
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.body = answer.read()  # type: ignore[attr-defined]
        connection.close()
        return answer

    def sign_in(self, email: str, password: str) -> str:
        """The cookie of a new sign-in; empty when the school refuses."""
        form = urlencode({"email": email, "password": password})
        answer = self.ask("/api/login/v3", method="POST", body=form)
        return (answer.getheader("set-cookie") or "").partition(";")[0]

    def end(self, number: signal.Signals = signal.SIGINT) -> tuple[int, str]:
        """End it by a signal: its exit code, and what it complained of."""
        self.process.send_signal(number)
        _, complaints = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, complaints


def start(data: Path, *arguments: object) -> Running:
    """Serve the school, and wait until it says where."""
    served = process("serve", "--data", data, "--port", 0, *arguments)
    assert served.stdout
    line = served.stdout.readline()
    found = re.search(r"http://\S+", line)
    assert found, f"{line}{served.communicate(timeout=PATIENCE)}"
    return Running(data, found.group(), served)
