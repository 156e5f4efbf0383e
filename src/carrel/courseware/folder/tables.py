"""Parts of the document as TOML tables: what is written, and what reading would find anyway."""

from collections.abc import Iterable
from functools import cache

import msgspec

from carrel.courseware.folder import keys

Table = dict[str, object]


def table_of(part: msgspec.Struct, own_keys: Iterable[keys.Key], defaults: Table | None = None) -> Table:
    """The values of `part` by key, without those that reading would find anyway."""
    usual = _defaults(type(part)) if defaults is None else defaults
    values = ((key, getattr(part, key.field)) for key in own_keys)
    return {
        key.name: key.form.write(value)
        for key, value in values
        if key.field not in usual or value != usual[key.field]
    }


def defaults_of(part: msgspec.Struct) -> Table:
    """The values of the fields that may be left out."""
    return dict(_defaults(type(part)))


@cache
def _defaults(kind: type[msgspec.Struct]) -> Table:
    fields = msgspec.structs.fields(kind)
    return {field.name: field.default for field in fields if field.default is not msgspec.NODEFAULT}


def with_extra(table: Table, extra: dict[str, object]) -> Table:
    """The table with the keys that nobody knew."""
    return table | {key: value for key, value in extra.items() if key not in table}
