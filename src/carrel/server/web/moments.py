"""Times as people say them: in a learner's own time zone, near ones by their distance."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from carrel.domain.users import User

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
SOON = 2
"""Days before a deadline from which it presses."""
FAR = 60
"""Days from which a date says more than a count of days."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Urgency(StrEnum):
    """How much a deadline presses."""

    OVERDUE = "overdue"
    SOON = "soon"
    CALM = "calm"


@dataclass(frozen=True, slots=True)
class Moment:
    """When a page is made (epoch ms), and where its reader lives."""

    now: int
    zone: tzinfo

    def local(self, at: int) -> datetime:
        """An instant (epoch ms) on the reader's clock."""
        return (EPOCH + timedelta(milliseconds=at)).astimezone(self.zone)


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline in words. `words` are by distance, `exact` is the date; `stamp` is for machines."""

    words: str
    exact: str
    stamp: str
    urgency: Urgency


def moment_of(actor: User | None, now: int) -> Moment:
    """The reader's moment; guests, and users of a zone that this machine does not know, live in UTC."""
    try:
        return Moment(now, ZoneInfo(actor.timezone if actor else "UTC"))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return Moment(now, UTC)


def due_of(at: int, moment: Moment) -> Due:
    """How a deadline (epoch ms) is told; days are the calendar's, not 24 hours."""
    local = moment.local(at)
    days = (local.date() - moment.local(moment.now).date()).days
    if at < moment.now:
        words, urgency = _overdue_words(-days), Urgency.OVERDUE
    else:
        words, urgency = _due_words(days, local), Urgency.SOON if days <= SOON else Urgency.CALM
    exact = f"{WEEKDAYS[local.weekday()]} {date_words(local)}, {local:%H:%M} ({local.tzname()})"
    return Due(words, exact, local.isoformat(timespec="seconds"), urgency)


def date_words(day: datetime) -> str:
    """`27 November 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def exact_words(moment: datetime) -> str:
    """`27 November 2026, 14:05`."""
    return f"{date_words(moment)}, {moment:%H:%M}"


def duration_words(milliseconds: int) -> str:
    """`37 s`, `9 min`, `1 h 30 min`; minutes are rounded. Empty for nothing."""
    if milliseconds <= 0:
        return ""
    if milliseconds < 59_500:
        return f"{max(1, round(milliseconds / 1000))} s"
    hours, minutes = divmod(round(milliseconds / 60_000), 60)
    return " ".join(filter(None, (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "")))


def size_words(size: int) -> str:
    """`512 bytes`, `4.4 kB`, `12 MB`: decimal units, two digits that matter."""
    if size < 1000:
        return f"{size} bytes"
    power = 1 + (size >= 999_500) + (size >= 999_500_000)
    value, unit = size / 1000**power, ("kB", "MB", "GB")[power - 1]
    return f"{value:.1f} {unit}" if value < 9.95 else f"{value:.0f} {unit}"


def away_words(days: int) -> str:
    """How long somebody has not opened a course, in whole days."""
    match days:
        case 0:
            return "Opened within the last day"
        case 1:
            return "Last opened 1 day ago"
        case _:
            return f"Last opened {days} days ago"


def _overdue_words(days: int) -> str:
    match days:
        case 0:
            return "Overdue since today"
        case 1:
            return "1 day overdue"
        case _:
            return f"{days} days overdue"


def _due_words(days: int, local: datetime) -> str:
    match days:
        case 0:
            return f"Due today at {local:%H:%M}"
        case 1:
            return "Due tomorrow"
        case _ if days < FAR:
            return f"Due in {days} days"
        case _:
            return f"Due on {date_words(local)}"
