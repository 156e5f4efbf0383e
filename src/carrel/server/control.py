"""How a running school takes orders: a line of JSON each way, through a socket only its owner may open.

One process owns a school's database, so `carrel publish` beside a running school cannot open it too: it asks.
"""

import asyncio
import logging
import os
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import msgspec

from carrel.application.school import School
from carrel.server.administration import Order, Refused, Reply, carry_out
from carrel.server.visitors import now
from carrel.store.errors import DatabaseUnavailable
from carrel.store.translating import from_system

SOCKET: Final = "carrel.sock"
LONGEST_ADDRESS: Final = 100
"""Bytes of a socket's address that every system takes."""
LONGEST_ORDER: Final = 64 * 1024
"""Bytes."""
PATIENCE: Final = 0.5
"""Seconds that orders under way get to finish when the school is stopped."""

_NOBODY = (
    "The school in {data} is owned by a process that takes no orders. If it is still starting, try again in "
    "a moment; otherwise stop that process first."
)
_STOPPED = "The school stopped before it had done this. Look whether it was done, then try again."
_OTHER_VERSION = "The running school speaks otherwise ({reason}). Is it of another version than this command?"
_UNEXPECTED = (
    "Something went wrong in the school ({reason}). It may not have been done; the school's log says more."
)


def listen_for_orders(data: Path) -> socket.socket:
    """The socket in a folder that is ours, which only its owner may open; raises `StoreError`."""
    path = data / SOCKET
    listening = socket.socket(socket.AF_UNIX)
    try:
        # What lies there was left by a process that was killed.
        path.unlink(missing_ok=True)
        with _address(data) as address:
            listening.bind(address)
        # Nobody can connect before the socket listens, so nobody does who must not.
        path.chmod(0o600)
    except OSError as error:
        listening.close()
        raise from_system(error) from error
    return listening


@asynccontextmanager
async def taking_orders(
    school: School, listening: socket.socket, done: Callable[[], None]
) -> AsyncIterator[None]:
    """Take orders for an open school. `done` is called in the event loop after each."""
    under_way: set[asyncio.Task[Any]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if task := asyncio.current_task():
            under_way.add(task)
            task.add_done_callback(under_way.discard)
        # Cancelled when the school stops first: whoever gave the order sees the connection close.
        with closing(writer), suppress(ConnectionError, asyncio.CancelledError):
            reply = await _reply(school, reader)
            done()
            writer.write(msgspec.json.encode(reply) + b"\n")
            await writer.drain()

    server = await asyncio.start_unix_server(serve, sock=listening, limit=LONGEST_ORDER)
    try:
        yield
    finally:
        server.close()
        (school.data / SOCKET).unlink(missing_ok=True)
        await _finish(under_way)


async def _finish(orders: Iterable[asyncio.Task[Any]]) -> None:
    """Give orders under way a moment more, then let go of them."""
    if waiting := list(orders):
        _, late = await asyncio.wait(waiting, timeout=PATIENCE)
        for task in late:
            task.cancel()
        await asyncio.gather(*late)


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
        line = b""
        with suppress(ConnectionError), connection.makefile("rb") as stream:
            connection.sendall(msgspec.json.encode(order) + b"\n")
            line = stream.readline()
    if not line.endswith(b"\n"):
        return Refused(_STOPPED)
    try:
        reply: Reply = msgspec.json.decode(line, type=Reply)
    except msgspec.DecodeError as error:
        return Refused(_OTHER_VERSION.format(reason=error))
    return reply


async def _reply(school: School, reader: asyncio.StreamReader) -> Reply:
    try:
        order = msgspec.json.decode(await reader.readline(), type=Order)
    except ValueError as error:
        # What is no order of ours, and what is longer than any.
        return Refused(_OTHER_VERSION.format(reason=error))
    return await _begin(school, order)


def _begin(school: School, order: Order) -> "asyncio.Future[Reply]":
    """Carry out an order in a thread of its own.

    It does not keep the process: a school that is stopped while it publishes goes on teaching the old edition
    when it is started again.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[Reply] = loop.create_future()

    def settle(reply: Reply) -> None:
        if not answer.done():
            answer.set_result(reply)

    def work() -> None:
        reply = _carried_out(school, order)
        # A loop that is closed has nobody left to tell.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(settle, reply)

    threading.Thread(target=work, name="carrel-order", daemon=True).start()
    return answer


def _carried_out(school: School, order: Order) -> Reply:
    try:
        return carry_out(school, order, now())
    except Exception as error:
        logging.getLogger(__name__).exception("An order could not be carried out.")
        return Refused(_UNEXPECTED.format(reason=error))


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
