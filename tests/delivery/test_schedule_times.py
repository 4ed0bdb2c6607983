"""When schedules fire: the clock changes people live through, in every zone."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

import pytest
from apscheduler.schedulers.background import BackgroundScheduler  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

import bot.delivery.deliveries  # noqa: F401 it makes schedules known to APScheduler
from bot.delivery.schedule import Schedule, times
from bot.delivery.schedule_reading import read_when
from bot.delivery.zones import names, zone

TABLE = [
    # (when, zone, from local midnight, fire times: local with offset)
    # A time in a gap fires at the first instant after it, and only the day after at its own time again.
    ("daily 02:30", "Europe/Berlin", "2027-03-27", ["27T02:30+01:00", "28T03:00+02:00", "29T02:30+02:00"]),
    ("daily 02:00", "Europe/Berlin", "2027-03-27", ["27T02:00+01:00", "28T03:00+02:00", "29T02:00+02:00"]),
    ("daily 03:00", "Europe/Berlin", "2027-03-27", ["27T03:00+01:00", "28T03:00+02:00", "29T03:00+02:00"]),
    ("daily 01:59", "Europe/Berlin", "2027-03-27", ["27T01:59+01:00", "28T01:59+01:00", "29T01:59+02:00"]),
    # A time in a fold fires once, the first time the clocks show it.
    ("daily 02:30", "Europe/Berlin", "2027-10-30", ["30T02:30+02:00", "31T02:30+02:00", "01T02:30+01:00"]),
    ("daily 03:00", "Europe/Berlin", "2027-10-30", ["30T03:00+02:00", "31T03:00+01:00", "01T03:00+01:00"]),
    ("daily 02:30", "America/New_York", "2027-03-13", ["13T02:30-05:00", "14T03:00-04:00", "15T02:30-04:00"]),
    ("daily 01:30", "America/New_York", "2027-11-06", ["06T01:30-04:00", "07T01:30-04:00", "08T01:30-05:00"]),
    # The day after a spring-forward is not lost.
    ("daily 00:00", "America/Chicago", "2027-03-13", ["13T00:00-06:00", "14T00:00-06:00", "15T00:00-05:00"]),
    ("weekdays 00:00", "America/Chicago", "2027-03-12", ["12T00:00-06:00", "15T00:00-05:00", "16T00:00-05:00"]),
    # Clocks that skip midnight.
    ("daily 00:00", "America/Santiago", "2027-09-04", ["04T00:00-04:00", "05T01:00-03:00", "06T00:00-03:00"]),
    ("daily 00:30", "America/Santiago", "2027-09-04", ["04T00:30-04:00", "05T01:00-03:00", "06T00:30-03:00"]),
    ("daily 23:30", "America/Santiago", "2027-04-03", ["03T23:30-03:00", "04T23:30-04:00", "05T23:30-04:00"]),
    ("daily 00:00", "Africa/Cairo", "2027-04-29", ["29T00:00+02:00", "30T01:00+03:00", "01T00:00+03:00"]),
    ("daily 23:30", "Africa/Cairo", "2027-10-28", ["28T23:30+03:00", "29T23:30+02:00", "30T23:30+02:00"]),
    # Half an hour, forward and back.
    ("daily 02:15", "Australia/Lord_Howe", "2027-10-02", ["02T02:15+10:30", "03T02:30+11:00", "04T02:15+11:00"]),
    ("daily 01:45", "Australia/Lord_Howe", "2027-04-03", ["03T01:45+11:00", "04T01:45+11:00", "05T01:45+10:30"]),
    ("0 * * * *", "Australia/Lord_Howe", "2027-10-03T01", ["03T01:00+10:30", "03T02:30+11:00", "03T03:00+11:00"]),
    # A day that never was: 30 December 2011.
    ("daily 00:00", "Pacific/Apia", "2011-12-29", ["29T00:00-10:00", "31T00:00+14:00", "01T00:00+14:00"]),
    ("daily 08:00", "Pacific/Apia", "2011-12-29", ["29T08:00-10:00", "31T00:00+14:00", "31T08:00+14:00"]),
    ("fri 08:00", "Pacific/Apia", "2011-12-23", ["23T08:00-10:00", "31T00:00+14:00", "06T08:00+14:00"]),
    # Monthly, across a change on the 1st.
    ("1st 09:00", "Europe/Madrid", "2027-03-01", ["01T09:00+01:00", "01T09:00+02:00", "01T09:00+02:00"]),
    ("1st 00:30", "America/Asuncion", "2017-09-01", ["01T00:30-04:00", "01T01:00-03:00", "01T00:30-03:00"]),
    ("1st 02:30", "Europe/Lisbon", "1992-08-01", ["01T02:30+01:00", "01T02:30+01:00", "01T02:30+01:00"]),
    ("1st 01:30", "America/New_York", "2026-10-01", ["01T01:30-04:00", "01T01:30-04:00", "01T01:30-05:00"]),
    ("31st 02:30", "Europe/Berlin", "2024-03-01", ["31T03:00+02:00", "31T02:30+02:00", "31T02:30+02:00"]),
    # The last Saturday evening of March ends at 23:00.
    ("daily 23:30", "America/Scoresbysund", "2027-03-27", ["28T00:00-01:00", "28T23:30-01:00", "29T23:30-01:00"]),
    # Offsets that change for Ramadan, and for good.
    ("daily 02:30", "Africa/Casablanca", "2026-02-14", ["14T02:30+01:00", "15T02:30+01:00", "16T02:30+00:00"]),
    ("29 feb 12:00", "UTC", "2027-01-01", ["29T12:00+00:00", "29T12:00+00:00", "29T12:00+00:00"]),
]


@pytest.mark.parametrize(("when", "name", "start", "expected"), TABLE, ids=[" ".join(row[:3]) for row in TABLE])
def test_clock_changes(when: str, name: str, start: str, expected: list[str]) -> None:
    schedule = Schedule(read_when(when).cron, name)
    after = datetime.fromisoformat(start).replace(tzinfo=zone(name)) - timedelta(seconds=1)
    found: list[str] = []
    while len(found) < len(expected):
        due = schedule.next_after(after)
        assert due is not None
        found.append(due.astimezone(zone(name)).isoformat(timespec="minutes")[8:])
        after = due
    assert found == expected


def test_a_time_that_clocks_show_twice_is_not_fired_again_after_a_restart() -> None:
    schedule = Schedule("30 2 * * *", "Europe/Berlin")
    fired = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert schedule.next_after(fired - timedelta(seconds=1)) == fired
    for minutes in (0, 1, 30, 59, 60, 61, 90):
        assert schedule.next_after(fired + timedelta(minutes=minutes)) == datetime(2027, 11, 1, 1, 30, tzinfo=UTC)


def test_times_that_a_gap_makes_one_fire_once() -> None:
    schedule = Schedule("0,20,40 2,3 * * *", "Europe/Berlin")
    start = datetime(2027, 3, 28, tzinfo=UTC)
    fired = [f"{due:%H:%M}" for due in schedule.between(start, start + timedelta(hours=12))]
    assert fired == ["01:00", "01:20", "01:40"]


def test_it_is_a_trigger_of_apscheduler() -> None:
    schedule = Schedule("0 8 * * *", "UTC")
    now = datetime(2027, 1, 1, 8, tzinfo=UTC)
    job = BackgroundScheduler(timezone=UTC).add_job(print, Schedule("0 8 * * *", "UTC"))
    assert job.trigger == schedule
    assert schedule.get_next_fire_time(None, now) == now
    assert schedule.get_next_fire_time(now, now) == now + timedelta(days=1)


Piece = tuple[int, int]
"""From which POSIX second on, and how many seconds east of Greenwich."""


def pieces(name: str, first: int, last: int) -> Sequence[Piece]:
    """The offsets of a zone from one POSIX second to another, found without asking for any local time."""
    where = zone(name)

    def offset(second: int) -> int:
        found = datetime.fromtimestamp(second, where).utcoffset()
        assert found is not None
        return int(found.total_seconds())

    found = [(first, offset(first))]
    step = 5 * 86400
    for second in range(first + step, last + step, step):
        while (changed := offset(second)) != found[-1][1]:
            low, high = second - step, second
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset(middle) == found[-1][1] else (low, middle)
            found.append((high, offset(high)))
            if offset(high) == changed:
                break
    return found


def expected(local: datetime, known: Sequence[Piece]) -> int:
    """The POSIX second at which a local time comes, by the offsets alone: its first, or that of the end of its gap."""
    shown = int(local.replace(tzinfo=UTC).timestamp())
    ends = [start for start, _ in known[1:]] + [2**40]
    for (start, east), end in zip(known, ends, strict=True):
        if start <= shown - east < end:
            return shown - east
        if shown - east < start:
            return start
    raise AssertionError


def around(known: Sequence[Piece], first: date, last: date) -> list[date]:
    """The days from two before to two after each change of offset, from one date to another."""
    changes = {datetime.fromtimestamp(second, UTC).date() for second, _ in known[1:]}
    days = {change + timedelta(days=n) for change in changes for n in range(-2, 3)}
    return sorted(day for day in days | {first, last} if first <= day <= last)


@pytest.mark.parametrize("clock", ["00:00", "00:30", "02:15", "23:30"])
def test_in_every_zone_each_day_fires_exactly_once(clock: str) -> None:
    """Every change of five years in each zone; what is expected comes from the offsets alone."""
    at = time.fromisoformat(clock)
    first, last = date(2025, 1, 1), date(2029, 12, 31)
    for name in names():
        known = changes(name)
        schedule = Schedule(f"{at.minute} {at.hour} * * *", name)
        for day in around(known, first, last):
            due, following = (expected(datetime.combine(d, at), known) for d in (day, day + timedelta(days=1)))
            before = datetime.fromtimestamp(due - 1, UTC)
            assert [int(fired.timestamp()) for fired in schedule.between(before, before + timedelta(seconds=1))] == [
                due
            ]
            found = schedule.next_after(datetime.fromtimestamp(due, UTC))
            assert found is not None
            assert int(found.timestamp()) == following, (name, day)


@lru_cache(maxsize=1024)
def changes(name: str) -> Sequence[Piece]:
    return pieces(
        name, int(datetime(2024, 12, 1, tzinfo=UTC).timestamp()), int(datetime(2030, 2, 1, tzinfo=UTC).timestamp())
    )


@settings(max_examples=100, deadline=None)
@given(
    name=st.sampled_from(names()),
    day=st.dates(date(1900, 1, 1), date(2037, 1, 1)),
    cron=st.sampled_from(
        ["{m} {h} * * *", "{m} {h} 1 * *", "{m} {h} * * 1-5", "{m} {h} L * 6", "{m} * * * *", "*/20 {h}-23 1,15 * *"]
    ),
    hour=st.integers(0, 23),
    minute=st.sampled_from([0, 1, 15, 30, 45, 59]),
)
def test_any_schedule_in_any_zone_and_year_fires_at_each_of_its_local_times_once(
    name: str, day: date, cron: str, hour: int, minute: int
) -> None:
    """The zones' whole history, with days that never were, offsets of odd seconds and changes twice a year."""
    start = datetime.combine(day, time(), UTC)
    end = start + timedelta(days=200)
    known = pieces(name, int(start.timestamp()) - 4 * 86400, int(end.timestamp()) + 4 * 86400)
    schedule = Schedule(cron.format(h=hour, m=minute), name)
    local = start.replace(tzinfo=None)
    wanted: list[int] = []
    for shown in times(schedule.cron, local - timedelta(days=2)):
        if shown > local + timedelta(days=204):
            break
        wanted.append(expected(shown, known))
    due = sorted({second for second in wanted if start.timestamp() < second <= end.timestamp()})
    assert [int(fired.timestamp()) for fired in schedule.between(start, end)] == due
