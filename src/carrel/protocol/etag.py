"""Entity tags: the fingerprint of an answer, and the question whether a client still has it."""

import re
from hashlib import blake2b
from typing import Final

_TAG: Final = re.compile(r'(?:W/)?"([\x21\x23-\x7e\x80-\xff]*)"')


def etag_of(body: bytes) -> str:
    """`W/"<signed decimal integer>"`, over the bytes that are sent."""
    digest = blake2b(body, digest_size=8).digest()
    return f'W/"{int.from_bytes(digest, signed=True)}"'


def is_fresh(if_none_match: str, etag: str) -> bool:
    """Whether the header names this tag, so that 304 is the answer.

    RFC 9110, section 13.1.2: `*` or a list of tags, compared weakly: `W/` makes no difference.
    """
    if if_none_match.strip() == "*":
        return True
    own = _TAG.fullmatch(etag)
    return own is not None and own[1] in _TAG.findall(if_none_match)
