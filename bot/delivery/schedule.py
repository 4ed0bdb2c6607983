"""When a digest is due: five cron fields in a zone, and the instants they mean there."""

from bisect import bisect_left
from collections.abc import Iterator
from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise, product
from typing import Final
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from bot.chat.errors import UserError
from bot.delivery.zones import zone

CLOSEST: Final = timedelta(minutes=15)
"""Least time between two runs of one schedule: a digest is a summary, and places have rate limits."""

FIELDS: Final = (
    ("minute", "0 to 59"),
    ("hour", "0 to 23"),
    ("day of the month", "1 to 31, or L for the last"),
    ("month", "1 to 12, or JAN to DEC"),
    ("weekday", "0 to 7, or SUN to SAT; 0 and 7 are Sunday"),
)
"""What the five fields are and what each may hold."""

EXAMPLES: Final = "Write it like “daily 08:00”, “weekdays 7:30”, “mon,thu 18:00”, “1st 09:00”, or five cron fields."

_FIRST_DAY: Final = date(2000, 1, 1)
_DAYS_REPEAT: Final = 28 * 1461 // 4
"""In 28 years every weekday meets every date (between 1901 and 2099)."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """Five cron fields, weekdays as in cron, in the local time of an IANA zone; both are valid.

    A local time that the zone's clocks skip counts as the first instant after the gap, one that they show twice as the
    first of the two; times that a gap makes one instant fire once. It is a trigger of APScheduler wherever that is
    imported: the scheduler is long to import, and an answer needs schedules only.
    """

    cron: str
    zone: str

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime | None:
        """The first fire time after the previous one, or from now on when there was none; APScheduler's question."""
        # In UTC: what comes before a time on a zone's clocks may be one that they skip.
        return self.next_after(previous_fire_time or now.astimezone(UTC) - timedelta(microseconds=1))

    def next_after(self, instant: datetime, ran: datetime | None = None) -> datetime | None:
        """The first fire time after an instant, in UTC; None when there is none for 50 years, or ever.

        With the time for which one `ran` last, the first that is not too close to it: clocks that skip an hour bring
        times closer together than digests may come, and the later ones are left out.
        """
        due = _next(self.cron, self.zone, instant.astimezone(UTC))
        while due is not None and ran is not None and due - ran < CLOSEST:
            due = _next(self.cron, self.zone, due)
        return due

    def coming(self, start: datetime) -> Iterator[datetime]:
        """The times at which digests come from an instant on, in UTC."""
        due = self.get_next_fire_time(None, start)
        while due is not None:
            yield due
            due = self.next_after(due, due)

    def between(self, after: datetime, until: datetime) -> Iterator[datetime]:
        """The fire times after one instant up to and including another, in UTC."""
        due = self.next_after(after)
        while due is not None and due <= until:
            yield due
            due = self.next_after(due)


def read_cron(text: str) -> str:
    """Five cron fields as they are stored: single spaces, capital names.

    Raises UserError when there are not five, one can't be read, they never match a day, or match too often.
    """
    cron = " ".join(text.upper().split())
    fields = cron.split()
    if len(fields) != len(FIELDS):
        said = "1 field" if len(fields) == 1 else f"{len(fields)} fields"
        names = ", ".join(name for name, _ in FIELDS)
        hint = "Seconds are not one of them." if len(fields) > len(FIELDS) else EXAMPLES
        raise UserError(f"A cron schedule has five fields ({names}); this has {said}.", hint)
    for number, (field, (name, allowed)) in enumerate(zip(fields, FIELDS, strict=True)):
        try:
            CronSim(" ".join(field if n == number else "*" for n in range(len(FIELDS))), datetime(2000, 1, 1))  # noqa: DTZ001
        except (CronSimError, AssertionError, ValueError):  # a number of thousands of digits too
            raise UserError(f"The {name} of this schedule can't be “{field[:20]}”.", f"It may be {allowed}.") from None
    try:
        compiled = _compiled(cron)
    except CronSimError:
        raise _never() from None
    if next(times(cron, compiled.dt), None) is None:
        raise _never()
    if (closest := _closest(compiled)) < CLOSEST:
        minutes = int(closest.total_seconds() // 60)
        raise UserError(
            f"That would run {minutes} minute{'' if minutes == 1 else 's'} apart.",
            f"A digest comes at most every {CLOSEST.seconds // 60} minutes: choose fewer times.",
        )
    return cron


def instant(local: datetime, where: ZoneInfo) -> datetime:
    """The first instant, in UTC, at which the clocks of a zone show this local time or a later one."""
    found = local.replace(tzinfo=where, fold=0).astimezone(UTC)
    if _shown(found.timestamp(), where) == local:
        return found
    # The time is in a gap: counted with the offset after the gap (fold 1) it lies before it, with the other, after it.
    before = local.replace(tzinfo=where, fold=1).astimezone(UTC)
    seconds = range(int(before.timestamp()), int(found.timestamp()) + 1)
    return datetime.fromtimestamp(seconds[bisect_left(seconds, local, key=lambda second: _shown(second, where))], UTC)


def times(cron: str, after: datetime) -> Iterator[datetime]:
    """The local times after one that five valid cron fields match, as if clocks never changed."""
    found = copy(_compiled(cron))
    found.dt = after.replace(second=0, microsecond=0)
    return found


@lru_cache(maxsize=4096)
def _compiled(cron: str) -> CronSim:
    return CronSim(cron, datetime(2000, 1, 1))  # noqa: DTZ001 cron fields are local times


@lru_cache(maxsize=4096)
def _next(cron: str, name: str, after: datetime) -> datetime | None:
    where = zone(name)
    local = _shown(after.timestamp(), where)
    with suppress(OverflowError):  # after the last day that there is a date for
        for due in times(cron, local):
            if (found := instant(due, where)) > after:
                return found
    return None


def _shown(second: float, where: ZoneInfo) -> datetime:
    """What the clocks of a zone show at a POSIX time."""
    return datetime.fromtimestamp(second, where).replace(tzinfo=None, fold=0)


def _closest(compiled: CronSim) -> timedelta:
    """The least time between two matching local times."""
    due = sorted(timedelta(hours=hour, minutes=minute) for hour, minute in product(compiled.hours, compiled.minutes))
    day = timedelta(days=1)
    within = min((later - earlier for earlier, later in pairwise(due)), default=day)
    over_midnight = day - due[-1] + due[0]
    return over_midnight if over_midnight < min(within, CLOSEST) and _two_days_running(compiled) else within


def _two_days_running(compiled: CronSim) -> bool:
    """Whether any two days that follow each other both match."""
    days = range(_FIRST_DAY.toordinal(), _FIRST_DAY.toordinal() + _DAYS_REPEAT)
    matches = (day.month in compiled.months and compiled.match_day(day) for day in map(date.fromordinal, days))
    return any(earlier and later for earlier, later in pairwise(matches))


def _never() -> UserError:
    return UserError("That day never comes: no month that is meant has it.", EXAMPLES)
