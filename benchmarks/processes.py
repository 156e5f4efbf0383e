"""The programs that are measured and those that measure, each in a process of its own."""

import http.client
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from typing import Final, TypedDict, Unpack

import msgspec

NEEDED: Final = ("wrk", "nginx", "curl")
ROTATION: Final = Path(__file__).parent / "rotation.lua"
REPLAY: Final = Path(__file__).parent / "replay.lua"
NGINX: Final = """
daemon off; worker_processes 1; pid {root}/nginx.pid; error_log {root}/error.log; user root;
events {{ worker_connections 256; }}
http {{
  access_log off; sendfile on; tcp_nopush on; types {{ }} default_type application/octet-stream;
  client_body_temp_path {root}/body; proxy_temp_path {root}/proxy; fastcgi_temp_path {root}/fastcgi;
  uwsgi_temp_path {root}/uwsgi; scgi_temp_path {root}/scgi;
  server {{ listen 127.0.0.1:{port}; root {root}/files; }}
}}
"""


class Load(TypedDict, total=False):
    """What wrk sends: by how many connections, for how long, as whom.

    `tokens` is a file with the tokens of sign-ins, one a line, used in rotation. When `is_cold`, every
    request gives another Host, so that nothing kept answers it. `range_size` bytes are asked for at a time,
    at places spread over the file; 0 asks for all of it.
    """

    connections: int
    seconds: int
    tokens: Path | None
    is_cold: bool
    range_size: int


class Answers(msgspec.Struct, frozen=True):
    """What came back: how many answers and bytes in how many seconds, and the latency in milliseconds."""

    requests: int
    bytes: int
    seconds: float
    errors: int
    median: float
    p99: float

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.requests / self.seconds

    @property
    def throughput(self) -> float:
        """Bytes a second."""
        return self.bytes / self.seconds


class NotMeasured(Exception):
    """Something could not be measured; the text says what and why."""


def require_tools() -> None:
    """Raise `NotMeasured` when a program that measures is missing."""
    if missing := [name for name in NEEDED if _program(name) is None]:
        names = " ".join(missing)
        raise NotMeasured(f"{names} must be there to compare with. On Debian: apt-get install {names}")


@dataclass(frozen=True)
class Running:
    """A server that answers at a port of this machine."""

    process: subprocess.Popen[str]
    port: int

    def get(self, path: str, token: str = "") -> bytes:
        """The body of an answer, which must be a good one."""
        return self.send("GET", path, headers=_cookie(token))

    def send(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> bytes:
        """Send one request on a connection of its own; the body of the answer, which must be a good one."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        if answer.status >= 400:
            raise NotMeasured(f"{method} {path} was answered with {answer.status}: {content[:300]!r}")
        return content

    @property
    def resident(self) -> float:
        """The memory that the process holds, in MB of 1,000,000 bytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) * 1024 / 1e6


@contextmanager
def school(data: Path, constant: Path) -> Iterator[Running]:
    """The school of this folder beside a constant answer, until the block ends."""
    with _started([sys.executable, "-m", "benchmarks.served", str(data), str(constant)]) as (process, line):
        yield Running(process, int(line))


@contextmanager
def slowed_school(data: Path, seconds: float) -> Iterator[Running]:
    """The school of this folder, each of whose answers begins so many seconds late."""
    with _started([sys.executable, "-m", "benchmarks.slowed", str(data), str(seconds)]) as (process, line):
        yield Running(process, int(line))


@contextmanager
def carrel_serve(data: Path) -> Iterator[Running]:
    """The school of this folder, served by the command that an operator would use."""
    command = [str(Path(sys.executable).parent / "carrel"), "serve", "--data", str(data), "--port", "0"]
    with _started(command) as (process, line):
        yield Running(process, int(line.split("http://127.0.0.1:")[1].split()[0]))


@contextmanager
def demo(data: Path) -> Iterator[None]:
    """The demo school, until the block ends; the block begins when it answers."""
    with _started([sys.executable, "demo/school.py", "--data", str(data), "--port", "0"]):
        yield


@contextmanager
def nginx(root: Path, file: Path) -> Iterator[Running]:
    """nginx with one worker, serving one file as `/file`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (root / "files").mkdir(parents=True)
    (root / "files" / "file").symlink_to(file)
    configuration = root / "nginx.conf"
    configuration.write_text(NGINX.format(root=root, port=port))
    command = [_program("nginx") or "nginx", "-e", str(root / "error.log"), "-c", str(configuration)]
    process = subprocess.Popen(command, text=True)
    try:
        _wait_for(process, port)
        yield Running(process, port)
    finally:
        process.terminate()
        process.wait()


def wrk(target: Running, path: str, **wanted: Unpack[Load]) -> Answers:
    """Load the target from one thread; raises `NotMeasured` when any answer is not a good one."""
    load: Load = {
        "connections": 16,
        "seconds": 2,
        "tokens": None,
        "is_cold": False,
        "range_size": 0,
        **wanted,
    }
    arguments = [str(load["tokens"] or ""), str(int(load["is_cold"])), str(load["range_size"])]
    return _loaded(target, path, ROTATION, load["connections"], load["seconds"], arguments)


def replay(target: Running, requests: Path, *, connections: int = 16, seconds: int = 2) -> Answers:
    """Load the target with the requests in a file, in rotation; raises as `wrk`.

    A line of the file is a method, a path, a token and a body, with tabs between.
    """
    return _loaded(target, "/", REPLAY, connections, seconds, [str(requests)])


def _loaded(
    target: Running, path: str, script: Path, connections: int, seconds: int, arguments: list[str]
) -> Answers:
    url = f"http://127.0.0.1:{target.port}{path}"
    options = ["-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "20s"]
    ran = subprocess.run(
        ["wrk", *options, "-s", str(script), url, "--", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line for line in ran.stdout.splitlines() if line.startswith("{")]
    if ran.returncode or not lines:
        raise NotMeasured(f"wrk failed at {path}: {ran.stderr or ran.stdout}")
    answers = msgspec.json.decode(lines[-1], type=Answers)
    if answers.errors or not answers.requests:
        raise NotMeasured(f"{answers.errors} of {answers.requests} answers to {path} were no good ones")
    return answers


@contextmanager
def _started(command: list[str]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A program that has printed its first line that is not empty, and that line."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        line = next((line for line in process.stdout or () if line.strip()), "")
        if not line:
            raise NotMeasured(f"{' '.join(command)} ended before it was ready")
        yield process, line
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate()


def _wait_for(process: subprocess.Popen[str], port: int) -> None:
    for _ in range(200):
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise NotMeasured(f"{process.args!r} does not listen at port {port}")


def _program(name: str) -> str | None:
    # On Debian, nginx is where only root's PATH leads.
    return which(name) or which(name, path="/usr/sbin")


def _cookie(token: str) -> dict[str, str]:
    return {"cookie": f"CAUTH={token}"} if token else {}
