"""Straight connections through TLS: to a host whose certificate is trusted, and to no other."""

import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from carrel.client import Client, Patience, trust
from carrel.client.errors import Unreachable

OPENSSL = shutil.which("openssl")
BYTES = b"every byte of the file" * 10_000
ONCE = Patience(attempts=1, deadline=10.0)

pytestmark = pytest.mark.skipif(OPENSSL is None, reason="certificates are made by openssl")


class Files(BaseHTTPRequestHandler):
    """Answers everything with the same file, and goes on listening on the connection."""

    protocol_version = "HTTP/1.1"
    callers: ClassVar[set[object]] = set()

    def do_GET(self) -> None:
        self.callers.add(self.client_address)
        self.send_response(200)
        self.send_header("Content-Length", str(len(BYTES)))
        self.end_headers()
        self.wfile.write(BYTES)

    def log_message(self, *_: object) -> None:
        """Nothing is said."""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of `localhost`, signed by itself, and its key in one file."""
    pem = tmp_path_factory.mktemp("tls") / "localhost.pem"
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    key = ["-newkey", "rsa:2048", "-nodes", "-keyout", str(pem.with_suffix(".key"))]
    made = ["req", "-x509", "-days", "2", *key, *names, "-out", str(pem)]
    subprocess.run([str(OPENSSL), *made], check=True, capture_output=True)
    return pem


@pytest.fixture(scope="module")
def port(certificate: Path) -> Iterator[int]:
    """Where a server listens that proves to be `localhost`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_suffix(".key"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), Files)
    server.daemon_threads = True
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def trusting(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """For as long as the test takes, the certificate is one of those that this machine trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    trust.straight_context.cache_clear()
    yield
    trust.straight_context.cache_clear()


@pytest.mark.usefixtures("trusting")
def test_a_file_comes_through_tls_and_the_connection_is_used_again(port: int):
    Files.callers.clear()

    with Client(f"https://localhost:{port}") as client:
        for _ in range(2):
            with client.download("/file") as download:
                assert b"".join(download) == BYTES

    assert len(Files.callers) == 1


@pytest.mark.usefixtures("trusting")
def test_a_host_of_another_name_is_not_believed(port: int):
    with Client(f"https://127.0.0.1:{port}", patience=ONCE) as client, pytest.raises(Unreachable):
        client.call("GET", "courses.v1")


def test_a_certificate_that_nobody_vouches_for_is_not_believed(port: int):
    trust.straight_context.cache_clear()

    with Client(f"https://localhost:{port}", patience=ONCE) as client, pytest.raises(Unreachable):
        client.call("GET", "courses.v1")
