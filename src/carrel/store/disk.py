"""Files that are whole or not there, and still there after a power cut."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from carrel.store.translating import from_system

CHUNK = 1 << 20
"""Bytes that are read, hashed and written at a time."""


@contextmanager
def system_errors() -> Iterator[None]:
    """Raise the store's errors in place of the system's."""
    try:
        yield
    except OSError as error:
        raise from_system(error) from error


def sync(folder: Path) -> None:
    """Make the names in a folder durable."""
    file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def put_file(path: Path, chunks: Iterable[bytes]) -> str:
    """Put a file in its place, whole, for its owner alone; answers the SHA-256 of its content."""
    part, digest = path.with_name(f"{path.name}.part"), hashlib.sha256()
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        for chunk in chunks:
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync(path.parent)
    return digest.hexdigest()


def chunks_of(path: Path) -> Iterator[bytes]:
    """The content of a file, a megabyte at a time."""
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's content."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
