"""How dates, labels and sources read in words, for what is shown and for what is said aloud."""

from datetime import UTC, date, datetime
from typing import Final

from bot.chat.document import Citation

_MONTHS: Final = (
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

_ENDS: Final = "?!.:…"


def day(value: date) -> str:
    """A date as people write it.

    >>> day(date(2019, 4, 4))
    '4 April 2019'
    """
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def moment(value: str | datetime | date) -> str:
    """A fact's value in words; a time in UTC, where the reader's own time can't be shown.

    >>> moment(datetime.fromisoformat("2019-04-04T08:00+02:00"))
    '4 April 2019 06:00 UTC'
    """
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        value = value.astimezone(UTC)
        return f"{day(value)} {value:%H:%M} UTC"
    return day(value)


def before(label: str | None) -> str:
    """A label as what stands before its text on one line.

    >>> before("Owed"), before("Why did they come?"), before(None)
    ('Owed: ', 'Why did they come? ', '')
    """
    if not label or label.isspace():
        return ""
    return f"{label} " if label[-1] in _ENDS else f"{label}: "


def cited(citation: Citation) -> str:
    """A source on one line: title, publisher, author, day."""
    parts = [citation.title, citation.publisher, citation.author, day(citation.published)]
    return ", ".join([part for part in parts if part])
