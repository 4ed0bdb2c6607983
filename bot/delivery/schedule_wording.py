"""A schedule in plain words: "every weekday at 07:30, Madrid time"."""

from calendar import monthrange
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from itertools import pairwise, product
from typing import Final

from cronsim import CronSim

from bot.delivery.schedule import Schedule
from bot.delivery.zones import spoken

_TIMES: Final = 4
"""Most times of day that are listed one by one, where there is a shorter way to say them."""

_RUN: Final = 3
"""Least things that follow each other which are said as a first and a last one."""

_WEEKDAYS: Final = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_EVERY_WEEKDAY: Final = frozenset(range(7))
_EVERY_DATE: Final = frozenset(range(1, 32))
_EVERY_MONTH: Final = frozenset(range(1, 13))
_LENGTHS: Final = {month: monthrange(2000, month)[1] for month in _EVERY_MONTH}
"""The most days of each month."""


def plain(schedule: Schedule) -> str:
    """When a schedule fires, as one would say it; the words mean exactly what the cron fields do.

    >>> plain(Schedule("30 7 * * 1-5", "Europe/Madrid"))
    'every weekday at 07:30, Madrid time'
    """
    sim = CronSim(schedule.cron, datetime(2000, 1, 1))  # noqa: DTZ001 cron fields are local times
    days, clock = _days(sim), _clock(sim)
    if clock.startswith(","):
        joined = clock.removeprefix(", ") if days == "every day" else f"{days.removesuffix(',')}{clock}"
    else:
        joined = f"{days}{clock}"
    return f"{joined}, {spoken(schedule.zone)}"


def _clock(sim: CronSim) -> str:
    """The times of day, with what joins them to the days before."""
    times = sorted(hour * 60 + minute for hour, minute in product(sim.hours, sim.minutes))
    steps = {later - earlier for earlier, later in pairwise(times)}
    if len(times) > _TIMES and len(steps) == 1:
        return f", every {_lasting(steps.pop())} from {_time(times[0])} to {_time(times[-1])}"
    if len(times) <= _TIMES or len(sim.minutes) == 1:
        return f" at {_listed([_time(at) for at in times])}"
    minutes, hours = ([f"{n:02}" for n in sorted(found)] for found in (sim.minutes, sim.hours))
    return f" at {_listed(minutes)} minutes past {_listed(hours)} o’clock"


def _days(sim: CronSim) -> str:
    """The days that match. Where cron is given both dates and weekdays it takes either, but only days that are both
    where one of the two begins with a star."""
    weekdays = _weekdays(sim)
    every_date, every_weekday = sim.days >= _EVERY_DATE, weekdays[0] == _EVERY_WEEKDAY
    months = "" if sim.months >= _EVERY_MONTH else f" {_listed(_runs(sorted(sim.months), _month))}"
    if (every_date and every_weekday) if sim.day_and else (every_date or every_weekday):
        return f"every day in{months}" if months else "every day"
    longest = max(_LENGTHS[month] for month in sim.months)
    dates = {day for day in sim.days if day <= longest}  # none is said that never comes
    if every_date or not (dates or every_weekday):
        return _weekly(*weekdays, months)
    if every_weekday:
        return _yearly(sim) or _dated(dates, months)
    if sim.day_and:
        return f"{_weekly(*weekdays, months)}, but only {_dated(dates, '')},"
    return f"{_dated(dates, months)}, and also {_weekly(*weekdays, months)},"


def _weekdays(sim: CronSim) -> tuple[set[int], list[tuple[int, int]]]:
    """The weekdays that match each week, and those (weekday, which) that match once a month."""
    weekly = {n % 7 for n in sim.weekdays if isinstance(n, int)}
    monthly = {(n[0] % 7, n[1]) for n in sim.weekdays if isinstance(n, tuple) and n[0] % 7 not in weekly}
    return weekly, sorted(monthly, key=lambda n: (n[1] < 0, n[1], n[0]))


def _weekly(weekly: Collection[int], monthly: Sequence[tuple[int, int]], months: str) -> str:
    said: list[str] = []
    if weekly:
        said.append(f"every {_weekday_names(weekly)}{f' in{months}' if months else ''}")
    if monthly:
        listed = _listed([f"{'last' if nth < 0 else _ordinal(nth)} {_WEEKDAYS[day]}" for day, nth in monthly])
        rare = " that has it" if monthly[0][1] == 5 and len(monthly) == 1 and not months else ""
        said.append(f"on the {listed} of{months or ' each month'}{rare}")
    return " and ".join(said)


def _weekday_names(weekdays: Collection[int]) -> str:
    if weekdays == {1, 2, 3, 4, 5}:
        return "weekday"
    return _listed([_WEEKDAYS[n] for n in sorted(weekdays, key=lambda n: (n - 1) % 7)])


def _dated(days: Collection[int], months: str) -> str:
    dates = sorted(n for n in days if n > 0)
    named = _runs(dates, _ordinal)
    named += ["last weekday"] if CronSim.LAST_WEEKDAY in days else []
    named += ["last day"] if CronSim.LAST in days else []
    steps = {later - earlier for earlier, later in pairwise(dates)}
    if len(steps) == 1 and steps != {1} and len(dates) == len(days) > _TIMES:
        ends = f"from the {_ordinal(dates[0])} to the {_ordinal(dates[-1])}"
        return f"on every {_ordinal(steps.pop())} day {ends} of{months or ' each month'}"
    rare = " that has it" if len(days) == 1 and dates and dates[0] > 28 and not months else ""
    return f"on the {_listed(named)} of{months or ' each month'}{rare}"


def _yearly(sim: CronSim) -> str | None:
    """The one day of the year that matches, when it has a number."""
    if len(sim.months) == len(sim.days) == 1 and min(sim.days) > 0:
        return f"every year on {min(sim.days)} {_month(min(sim.months))}"
    return None


def _runs(numbers: Sequence[int], name: Callable[[int], str]) -> list[str]:
    """Numbers by their names; of those that follow each other the first and the last."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said: list[str] = []
    for run in runs:
        said += [f"{name(run[0])} to {name(run[-1])}"] if len(run) >= _RUN else [name(n) for n in run]
    return said


def _listed(words: Sequence[str]) -> str:
    """Words with commas, and "and" before the last."""
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]


def _ordinal(number: int) -> str:
    """A day of the month: 1st, 2nd, 3rd, 4th, 11th, 21st."""
    ending = "th" if number in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _month(number: int) -> str:
    return f"{date(2000, number, 1):%B}"


def _time(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _lasting(minutes: int) -> str:
    hours, odd = divmod(minutes, 60)
    return f"{minutes} minutes" if odd else "hour" if hours == 1 else f"{hours} hours"
