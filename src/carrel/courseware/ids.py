"""Ids and slugs: how they look, and how they are derived where nobody wrote them.

An id that was derived is as good as one that was written for as long as what it was derived from stays.
"""

import hashlib
import re
import string
import unicodedata
from base64 import urlsafe_b64encode
from collections.abc import Callable, Container
from typing import Final

SLUG_LENGTH: Final = 80

_BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
_LONG_ID = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)
_SHORT_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_NUMBER_ID = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*", re.ASCII)

# Letters that Unicode does not decompose into an ASCII letter and its marks.
_TRANSLITERATION = """
ß=ss æ=ae œ=oe ø=o đ=d ð=d þ=th ł=l ı=i ħ=h
α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s ς=s τ=t υ=y φ=f χ=ch ψ=ps ω=o
а=a б=b в=v г=g д=d е=e ж=zh з=z и=i й=y к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts ч=ch ш=sh
щ=shch ъ= ы=y ь= э=e ю=yu я=ya і=i ї=yi є=ie ґ=g ђ=dj љ=lj њ=nj ћ=c џ=dz ј=j
"""
_LETTERS = str.maketrans({pair[0]: pair[2:] for pair in _TRANSLITERATION.split()})


def is_long_id(text: str) -> bool:
    """Whether `text` can be the id of a course or a file: 22 characters of base64url."""
    return _LONG_ID.fullmatch(text) is not None


def is_short_id(text: str) -> bool:
    """Whether `text` can be the id of a module, lesson, item or objective: at most 64 of base64url."""
    return _SHORT_ID.fullmatch(text) is not None


def is_number_id(text: str) -> bool:
    """Whether `text` can be the id of a partner or an instructor: digits, the first not 0."""
    return _NUMBER_ID.fullmatch(text) is not None


def is_slug(text: str) -> bool:
    """Whether `text` is lower-case letters and digits in words joined by hyphens, 80 characters at most."""
    return len(text) <= SLUG_LENGTH and _SLUG.fullmatch(text) is not None


def is_language(text: str) -> bool:
    """Whether `text` has the form of a BCP 47 tag such as `en`, `pt-BR` or `zh-Hant`."""
    return _LANGUAGE.fullmatch(text) is not None


def long_id(*parts: str, taken: Container[str] = ()) -> str:
    """22 characters of base64url derived from `parts`, and not one of `taken`."""
    return _derived(parts, lambda digest: urlsafe_b64encode(digest[:16]).decode()[:22], taken)


def short_id(*parts: str, taken: Container[str] = ()) -> str:
    """5 characters of base62 derived from `parts`, and not one of `taken`."""
    return _derived(parts, _five_of_base62, taken)


def number_id(*parts: str, taken: Container[str] = ()) -> str:
    """9 digits derived from `parts`, and not one of `taken`."""
    return _derived(parts, lambda digest: str(10**8 + int.from_bytes(digest) % (9 * 10**8)), taken)


def slug_of(text: str) -> str:
    """The slug that `text` reads as; empty when none of its letters can be written in ASCII.

    Latin, Greek and Cyrillic letters are transliterated, those of other scripts are dropped; what is longer
    than 80 characters is cut between words.
    """
    # Twice: й is a letter of its own in the table, ά only without its mark.
    plain = _without_marks(text.lower().translate(_LETTERS)).translate(_LETTERS)
    words = re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", plain))
    slug = "-".join(words)[: SLUG_LENGTH + 1]
    if len(slug) <= SLUG_LENGTH:
        return slug
    return slug.rpartition("-")[0] or slug[:SLUG_LENGTH]


def name_of(slug: str) -> str:
    """The slug in words: `how-to-read` is "How to read"."""
    words = " ".join(slug.replace("-", " ").split())
    return words[:1].upper() + words[1:]


def _derived(parts: tuple[str, ...], write: Callable[[bytes], str], taken: Container[str]) -> str:
    digest = hashlib.sha256("\0".join(parts).encode()).digest()
    while (derived := write(digest)) in taken:
        digest = hashlib.sha256(digest).digest()
    return derived


def _five_of_base62(digest: bytes) -> str:
    number, letters = int.from_bytes(digest), ""
    for _ in range(5):
        number, place = divmod(number, 62)
        letters += _BASE62[place]
    return letters


def _without_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
