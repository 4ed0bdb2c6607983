"""The words of a schedule mean what it does: read again, by another reader, they fire on the same days and times."""

import calendar
import re
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import Final

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.chat.errors import UserError
from bot.delivery.schedule import Schedule, read_cron, times
from bot.delivery.schedule_wording import plain

Days = Callable[[date], bool]

WEEKDAYS: Final = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS: Final = {name: number for number, name in enumerate(calendar.month_name) if name}
CLOCK: Final = re.compile(r"(?P<days>.*?),? at (?P<times>\d\d:\d\d.*)")
PAST: Final = re.compile(r"(?P<days>.*?),? at (?P<minutes>[\d, and]+) minutes past (?P<hours>[\d, and]+) o’clock")
STEPS: Final = re.compile(
    r"(?:(?P<days>.*), )?every (?P<step>hour|\d+ hours|\d+ minutes) from (?P<first>\d\d:\d\d) to (?P<last>\d\d:\d\d)"
)


@pytest.mark.parametrize(
    ("cron", "words"),
    [
        ("0 8 1 * 1", "on the 1st of each month, and also every Monday, at 08:00"),
        ("0 8 1,15 6 MON-FRI", "on the 1st and 15th of June, and also every weekday in June, at 08:00"),
        ("0 8 1-7 * */7", "every Sunday, but only on the 1st to 7th of each month, at 08:00"),
        ("0 8 */2 * 5", "every Friday, but only on every 2nd day from the 1st to the 31st of each month, at 08:00"),
        ("0 8 1 * 0-6", "every day at 08:00"),
        ("0 8 21,22,L * *", "on the 21st, 22nd and last day of each month at 08:00"),
        ("0 8-18/2 * * 1-5", "every weekday, every 2 hours from 08:00 to 18:00"),
        ("0,20 8,9,12,18 * * *", "every day at 00 and 20 minutes past 08, 09, 12 and 18 o’clock"),
        ("0 8 * * 1,5L", "every Monday and on the last Friday of each month at 08:00"),
    ],
)  # fmt: skip
def test_how_it_is_said(cron: str, words: str) -> None:
    assert plain(Schedule(cron, "UTC")) == f"{words}, UTC"


def field(*values: str) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True).map(",".join)


CRONS: Final = st.tuples(
    st.sampled_from(["0", "30", "0,20", "*/15", "7,37", "5-59/15"]),
    st.just("*") | field("0", "8", "9-17", "8-18/2", "23", "*/3", "20-22"),
    st.just("*") | field("1", "2", "1-7", "*/2", "*/10", "15", "28-31", "29", "30", "31", "L", "LW", "1-31"),
    st.just("*") | field("1", "2", "JUN", "7-9", "*/3", "12", "1-12"),
    st.just("*") | field("0", "1", "5", "7", "MON-FRI", "*/2", "*/7", "0-6", "6,0", "1#1", "5L", "MON#3", "2#5"),
).map(" ".join)


@given(CRONS)
@example("0 8 1 * 1")
@example("0 8 1-31 * 1")
@example("0 8 31 * 1")
@settings(max_examples=150, deadline=None)
def test_read_again_it_fires_at_the_same_times(cron: str) -> None:
    try:
        cron = read_cron(cron)
    except UserError:
        return
    words = plain(Schedule(cron, "UTC")).removesuffix(", UTC")
    days, clocks = understood(words)
    minute, hour, *rest = cron.split()
    first, last = date(2027, 12, 1), date(2029, 3, 1)  # with the end of a leap year's February
    told = [day for n in range((last - first).days) if days(day := first + timedelta(days=n))]
    assert told == [due.date() for due in between(" ".join(("0 0", *rest)), first, last)], words
    assert clocks == [due.time() for due in between(f"{minute} {hour} * * *", first, first + timedelta(days=1))], words


def between(cron: str, first: date, last: date) -> Iterator[datetime]:
    """The times that cron itself finds from one day to before another."""
    found = times(cron, datetime.combine(first, time()) - timedelta(minutes=1))
    return takewhile(lambda due: due.date() < last, found)


def understood(words: str) -> tuple[Days, list[time]]:
    """The days and the times of day that words name."""
    if match := STEPS.fullmatch(words):
        number, _, unit = match["step"].rpartition(" ")
        step = int(number or 1) * (60 if unit.startswith("hour") else 1)
        clocks = list(range(minutes(match["first"]), minutes(match["last"]) + 1, step))
    elif match := PAST.fullmatch(words):
        clocks = [int(h) * 60 + int(m) for h in listed(match["hours"]) for m in listed(match["minutes"])]
    else:
        match = CLOCK.fullmatch(words)
        assert match, words
        clocks = [minutes(one) for one in listed(match["times"])]
    return on(match["days"] or "every day"), [time(at // 60, at % 60) for at in sorted(clocks)]


def on(words: str) -> Days:
    if ", but only " in words:
        left, right = (on(part) for part in words.split(", but only "))
        return lambda day: left(day) and right(day)
    if ", and also " in words:
        one, other = (on(part) for part in words.split(", and also "))
        return lambda day: one(day) or other(day)
    if match := re.fullmatch(r"(every .+?) and (on the .+)", words):
        weekly, monthly = on(match[1]), on(match[2])
        return lambda day: weekly(day) or monthly(day)
    if match := re.fullmatch(r"every year on (\d+) (\w+)", words):
        birthday = (int(match[1]), MONTHS[match[2]])
        return lambda day: (day.day, day.month) == birthday
    if match := re.fullmatch(r"every (.+?)(?: in (.+))?", words):
        named, during = weekdays(match[1]), months(match[2])
        return lambda day: day.weekday() in named and day.month in during
    match = re.fullmatch(r"on (?:the )?(.+) of (each month|.+?)(?: that has it)?", words)
    assert match, words
    return dated(match[1], months(match[2]))


def dated(words: str, during: AbstractSet[int]) -> Days:
    if match := re.fullmatch(r"every (\d+)\w\w day from the (\d+)\w\w to the (\d+)\w\w", words):
        step, first, last = map(int, match.groups())
        return lambda day: day.month in during and day.day in range(first, last + 1, step)
    matches = [date_named(one) for one in listed(words)]
    return lambda day: day.month in during and any(match(day) for match in matches)


def date_named(words: str) -> Days:
    if words == "last day":
        return lambda day: (day + timedelta(days=1)).month != day.month
    if words == "last weekday":
        return lambda day: day.weekday() < 5 and not any(
            later.month == day.month and later.weekday() < 5
            for later in (day + timedelta(days=n) for n in range(1, 7))
        )  # fmt: skip
    if match := re.fullmatch(r"(last|\d)(?:\w\w)? (\w+day)", words):
        which, weekday = match[1], WEEKDAYS.index(match[2])
        return lambda day: (
            day.weekday() == weekday
            and (
                (day + timedelta(days=7)).month != day.month
                if which == "last"
                else (day.day - 1) // 7 + 1 == int(which)
            )
        )
    ends = [int(number) for number in re.findall(r"\d+", words)]
    return lambda day: ends[0] <= day.day <= ends[-1]


def weekdays(words: str) -> AbstractSet[int]:
    if words in ("day", "weekday"):
        return set(range(7 if words == "day" else 5))
    return {WEEKDAYS.index(name) for name in listed(words)}


def months(words: str | None) -> AbstractSet[int]:
    if words in (None, "each month"):
        return set(range(1, 13))
    found: set[int] = set()
    for one in listed(words or ""):
        first, _, last = one.partition(" to ")
        found |= set(range(MONTHS[first], MONTHS[last or first] + 1))
    return found


def listed(words: str) -> list[str]:
    return re.split(r", | and ", words)


def minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])
