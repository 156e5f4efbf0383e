"""How a running school takes orders: a line of JSON each way, through a socket only its owner may open.

One process owns a school's database, so `carrel publish` beside a running school cannot open it too: it asks.
"""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Final

import msgspec

from carrel.application.school import School
from carrel.server.administration import Order, Refused, Reply, carry_out
from carrel.server.visitors import now
from carrel.store.errors import DatabaseUnavailable

SOCKET: Final = "carrel.sock"
LONGEST_ADDRESS: Final = 100
"""Bytes of a socket's address that every system takes."""
LONGEST_ORDER: Final = 64 * 1024
"""Bytes."""

_NOBODY = (
    "The school in {data} is owned by a process that takes no orders. If it is still starting, try again in "
    "a moment; otherwise stop that process first."
)


@asynccontextmanager
async def taking_orders(school: School, done: Callable[[], None]) -> AsyncIterator[None]:
    """Take orders for an open school. `done` is called in the event loop after each."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, ValueError):
            reply = await _reply(school, await reader.readline())
            done()
            writer.write(msgspec.json.encode(reply) + b"\n")
            await writer.drain()
        writer.close()

    listening = _listening(school.data)
    server = await asyncio.start_unix_server(serve, sock=listening, limit=LONGEST_ORDER)
    try:
        yield
    finally:
        server.close()
        (school.data / SOCKET).unlink(missing_ok=True)


def give(data: Path, order: Order) -> Reply:
    """Have the running school of this folder carry out an order; blocks until it is done.

    Raises `DatabaseUnavailable` when no school listens there.
    """
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            with _address(data) as address:
                connection.connect(address)
        except OSError as error:
            raise DatabaseUnavailable(_NOBODY.format(data=data)) from error
        connection.sendall(msgspec.json.encode(order) + b"\n")
        with connection.makefile("rb") as stream:
            line = stream.readline()
    if not line:
        return Refused(
            "The school stopped before it had done this. Look whether it was done, then try again."
        )
    reply: Reply = msgspec.json.decode(line, type=Reply)
    return reply


async def _reply(school: School, line: bytes) -> Reply:
    try:
        order = msgspec.json.decode(line, type=Order)
    except msgspec.DecodeError as error:
        return Refused(f"The running school does not understand this order ({error}); is it another version?")
    return await asyncio.to_thread(carry_out, school, order, now())


@contextmanager
def _address(data: Path) -> Iterator[str]:
    """An address for the socket in a folder, however long the folder's own path is."""
    direct = str(data.absolute() / SOCKET)
    if len(os.fsencode(direct)) <= LONGEST_ADDRESS:
        yield direct
        return
    folder = os.open(data, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{SOCKET}"
    finally:
        os.close(folder)


def _listening(data: Path) -> socket.socket:
    # What lies there was left by a process that was killed: the folder is ours.
    (data / SOCKET).unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX)
    before = os.umask(0o177)
    try:
        with _address(data) as address:
            listening.bind(address)
    finally:
        os.umask(before)
    listening.listen()
    return listening
