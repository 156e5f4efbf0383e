"""Bodies as they come, unpacked, and poured into buffers."""

import zlib
from collections.abc import Callable, Iterator
from typing import Final

from carrel.client.connection import NetworkFailed

PACKED: Final = frozenset({"gzip", "x-gzip", "deflate"})
"""The encodings that can be unpacked."""
PIECE: Final = 2**20
"""Bytes that a packed chunk becomes at most at a time, however small it is."""
GZIP_OR_ZLIB: Final = 32 + zlib.MAX_WBITS


def unpacked(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The bytes that were packed. Raises `NetworkFailed` for what was not."""
    unpacking = zlib.decompressobj(GZIP_OR_ZLIB)
    try:
        for chunk in chunks:
            piece = unpacking.decompress(chunk, PIECE)
            while piece:
                yield piece
                piece = unpacking.decompress(unpacking.unconsumed_tail, PIECE)
        yield unpacking.flush()
    except zlib.error as error:
        raise NetworkFailed(f"the answer cannot be unpacked: {error}") from error


def pouring(chunks: Iterator[bytes]) -> Callable[[memoryview], int]:
    """What puts the bytes that come next at the beginning of a buffer: how many; 0 when there are no more."""
    chunk = b""

    def pour(buffer: memoryview) -> int:
        nonlocal chunk
        while not chunk and (following := next(chunks, None)) is not None:
            chunk = following
        count = min(len(chunk), len(buffer))
        buffer[:count], chunk = chunk[:count], chunk[count:]
        return count

    return pour
