"""`catalogue.toml`: how a school arranges its courses, from a file to the document."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, TypeVar

from carrel.courseware.arrangement import Arrangement, CourseList, Domain, Specialization, Subdomain
from carrel.courseware.faults import Fault, FaultyFolder, Findings
from carrel.courseware.folder.keys import LONG_ID, MARKDOWN, NAME, SLUG, TEXT, TEXTS, Key
from carrel.courseware.folder.sheets import Sheet, read_sheet
from carrel.courseware.ids import long_id, name_of

Part = TypeVar("Part", Specialization, CourseList)
Field = TypeVar("Field", Domain, Subdomain)

DOMAIN: Final = (Key("id", SLUG), Key("name", NAME), Key("description", TEXT))
CHOICE: Final = (
    Key("id", LONG_ID),
    Key("slug", SLUG),
    Key("name", NAME),
    Key("description", MARKDOWN),
    Key("courses", TEXTS),
)
SPECIALIZATION: Final = (*CHOICE, Key("tagline", TEXT))


def read_arrangement(path: Path) -> Arrangement:
    """The arrangement in a file; raises `FaultyFolder` with everything that is wrong, and `OSError`."""
    findings = Findings([], [])
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FaultyFolder([Fault(path.name, 0, "It is not UTF-8.", "Save it as UTF-8.")]) from error
    sheet = read_sheet(path.name, text, findings)
    arrangement = Arrangement(
        domains=_domains(sheet.take_sheets("domains")),
        specializations=_choices(sheet.take_sheets("specializations"), Specialization, SPECIALIZATION),
        lists=_choices(sheet.take_sheets("lists"), CourseList, CHOICE),
    )
    for key in sheet.rest():
        sheet.fault(key, f"`{key}` is not known here.", "Write domains, specializations or lists.")
    if findings.faults:
        raise FaultyFolder(findings.faults)
    return arrangement


def _domains(sheets: Iterable[Sheet]) -> tuple[Domain, ...]:
    domains, seen = [], set[str]()
    for sheet in sheets:
        below = tuple(_named(one, Subdomain, seen) for one in sheet.take_sheets("subdomains"))
        domains.append(_named(sheet, Domain, seen, subdomains=below))
    return tuple(domains)


def _named(sheet: Sheet, form: type[Field], seen: set[str], **more: Any) -> Field:  # noqa: ANN401 - members
    written = sheet.take(DOMAIN)
    own = written.get("id", "")
    if not own:
        sheet.fault("id", "The id is missing.", "Write a slug, as courses name it in `domains`.")
    _refuse_twins(sheet, "id", own, seen)
    _refuse_rest(sheet)
    return form(**({"id": "", "name": name_of(own)} | written | more))


def _choices(sheets: Iterable[Sheet], form: type[Part], keys: Iterable[Key]) -> tuple[Part, ...]:
    choices, seen = [], set[str]()
    for sheet in sheets:
        written = sheet.take(keys)
        slug = written.get("slug", "")
        for key in ("slug", "courses"):
            if not written.get(key):
                sheet.fault(key, f"`{key}` is missing.", "Write it.")
        _refuse_twins(sheet, "slug", slug, seen)
        _refuse_rest(sheet)
        courses = tuple(dict.fromkeys(written.pop("courses", ())))
        usual = {"id": long_id(form.__name__, slug), "slug": "", "name": name_of(slug)}
        choices.append(form(**(usual | written), courses=courses))
    return tuple(choices)


def _refuse_twins(sheet: Sheet, key: str, value: str, seen: set[str]) -> None:
    if value and value in seen:
        sheet.fault(key, f"The {key} {value!r} is there twice.", "Give each its own.")
    seen.add(value)


def _refuse_rest(sheet: Sheet) -> None:
    for key in sheet.rest():
        sheet.fault(key, f"`{key}` is not known here.", "Leave it out, or mend its spelling.")
