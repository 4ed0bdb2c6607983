"""What people mean by PST or UTC+2, which are no names of zones: the places whose clocks show such a time."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

from bot.delivery.zones import UNIVERSAL, zone

_PLACES: Final = tuple(
    """
    America/New_York America/Chicago America/Denver America/Los_Angeles America/Toronto America/Vancouver
    America/Mexico_City Europe/London Europe/Berlin Europe/Paris
    Europe/Madrid Europe/Rome Europe/Athens Europe/Helsinki Europe/Kyiv Europe/Istanbul Europe/Moscow Europe/Lisbon
    Asia/Kolkata Asia/Shanghai Asia/Tokyo Asia/Seoul Asia/Hong_Kong Asia/Singapore Asia/Manila Asia/Bangkok Asia/Jakarta
    Asia/Dubai Asia/Riyadh Asia/Tehran Asia/Karachi Asia/Dhaka Asia/Kathmandu Asia/Tashkent Asia/Yangon Asia/Kabul
    Asia/Jerusalem Africa/Cairo Africa/Johannesburg Africa/Lagos Africa/Nairobi Africa/Maputo Europe/Dublin
    Australia/Sydney Australia/Brisbane Australia/Adelaide Australia/Darwin Australia/Perth Pacific/Auckland
    America/Sao_Paulo America/Argentina/Buenos_Aires America/Santiago America/Bogota America/Lima America/Caracas
    America/Phoenix America/Halifax America/Puerto_Rico
    America/St_Johns America/Anchorage Pacific/Honolulu Atlantic/Azores Atlantic/Reykjavik Pacific/Guam
    """.split()
)
"""Places that many people know, of every offset where many people live, the better known first."""

_ALSO: Final = {
    "art": "America/Argentina/Buenos_Aires", "brt": "America/Sao_Paulo", "clst": "America/Santiago",
    "clt": "America/Santiago", "cot": "America/Bogota", "gst": "Asia/Dubai", "ict": "Asia/Bangkok",
    "irst": "Asia/Tehran", "npt": "Asia/Kathmandu", "pet": "America/Lima", "sgt": "Asia/Singapore",
    "trt": "Europe/Istanbul", "utc": UNIVERSAL, "vet": "America/Caracas", "et": "America/New_York",
    "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles",
}  # fmt: skip
"""Short names in use that the time zone database has none of."""

_WORDS: Final = frozenset("art cat cot ct eat est et ist mt pet pt vet wit".split())
"""Short names that are words, or parts of them, as well."""

_DAYS: Final = (datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC))
"""One day of winter and one of summer, whichever is which in a place."""

_OFFSET: Final = re.compile(
    r"(?:utc|gmt)\s*(?P<bare>[+-]\d{1,2})|(?:utc|gmt)?\s*(?P<hour>[+-]\d{1,2}):?(?P<minute>[0-5]\d)", re.ASCII
)
_MOST: Final = range(-12, 15)
"""Whole hours east of Greenwich that there is a zone for which shows them all year."""


def meant(typed: str) -> tuple[str, ...] | None:
    """The zones that an abbreviation or an offset may mean, best first; None when it is neither.

    >>> meant("pst"), meant("UTC-12"), meant("+05:45"), meant("UTC+99"), meant("Madrid")
    (('America/Los_Angeles', 'America/Vancouver', 'Asia/Manila'), ('Etc/GMT+12',), ('Asia/Kathmandu',), (), None)
    """
    wanted = typed.strip().casefold().replace("\N{MINUS SIGN}", "-")
    if found := _OFFSET.fullmatch(wanted):
        offset = _of_offset(int(found["bare"] or found["hour"]), int(found["minute"] or 0), wanted)
        return tuple(dict.fromkeys(offset))
    return _by_abbreviation().get(wanted)


def is_meant(word: str) -> bool:
    """Whether a word among others is meant for a zone: one that is also another word only in capitals."""
    return meant(word) is not None and (word.isupper() or word.casefold() not in _WORDS)


def _of_offset(hours: int, minutes: int, typed: str) -> Iterator[str]:
    if not minutes and hours in _MOST:
        yield f"Etc/GMT{-hours:+}" if hours else UNIVERSAL  # the sign is turned round there: hours west of Greenwich
    offset = timedelta(hours=hours, minutes=-minutes if "-" in typed else minutes)
    for day in _DAYS:
        yield from (name for name in _PLACES if day.astimezone(zone(name)).utcoffset() == offset)


@lru_cache(maxsize=1)
def _by_abbreviation() -> Mapping[str, tuple[str, ...]]:
    found = {short: {name: None} for short, name in _ALSO.items()}
    for name in _PLACES:
        for day in _DAYS:
            short = day.astimezone(zone(name)).tzname() or ""
            if short.isalpha():
                found.setdefault(short.casefold(), {})[name] = None
    return {short: tuple(names) for short, names in found.items()}
