"""How a school arranges its courses: the domains they belong to, specializations, and lists by hand."""

from msgspec import Struct


class Subdomain(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A part of a domain. `id` is a slug."""

    id: str
    name: str
    description: str = ""


class Domain(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A field of knowledge. `id` is the slug that courses name."""

    id: str
    name: str
    description: str = ""
    subdomains: tuple[Subdomain, ...] = ()


class Specialization(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Courses that are meant to be taken one after the other.

    `id` is 22 characters of base64url; `description` is Markdown; `courses` are slugs in a file, and ids once
    the arrangement is kept.
    """

    id: str
    slug: str
    name: str
    tagline: str = ""
    description: str = ""
    courses: tuple[str, ...] = ()


class CourseList(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Courses that staff chose for a purpose. `id` and `courses` as in a specialization."""

    id: str
    slug: str
    name: str
    description: str = ""
    courses: tuple[str, ...] = ()


class Arrangement(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The whole of it, as one file says it."""

    domains: tuple[Domain, ...] = ()
    specializations: tuple[Specialization, ...] = ()
    lists: tuple[CourseList, ...] = ()
