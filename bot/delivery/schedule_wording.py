"""A schedule in plain words: "every weekday at 07:30, Madrid time"."""

from datetime import date, datetime
from itertools import product
from typing import Final

from cronsim import CronSim

from bot.delivery.schedule import Schedule
from bot.delivery.zones import spoken

_TIMES: Final = 4
"""Most times of day that are listed one by one."""

_WEEKDAYS: Final = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_EVERY: Final = frozenset(range(7))


def plain(schedule: Schedule) -> str:
    """When a schedule fires, as one would say it.

    >>> plain(Schedule("30 7 * * 1-5", "Europe/Madrid"))
    'every weekday at 07:30, Madrid time'
    """
    return f"{_fires(schedule.cron)}, {spoken(schedule.zone)}"


def _fires(cron: str) -> str:
    sim = CronSim(cron, datetime(2000, 1, 1))  # noqa: DTZ001 cron fields are local times
    clock = _clock(sim)
    days = _days(cron, sim)
    if clock is None or days is None:
        explained = sim.explain()
        return explained[:1].lower() + explained[1:]
    return f"{days} at {clock}"


def _clock(sim: CronSim) -> str | None:
    times = [f"{hour:02}:{minute:02}" for hour, minute in product(sorted(sim.hours), sorted(sim.minutes))]
    return _listed(times) if len(times) <= _TIMES else None


def _days(cron: str, sim: CronSim) -> str | None:
    """The days that match, when they are the kind people name; None for others."""
    _, _, dom, month, dow = cron.split()
    weekdays = {n % 7 for n in sim.weekdays if isinstance(n, int)}
    if dom == month == "*" and weekdays and all(isinstance(n, int) for n in sim.weekdays):
        return _weekly(weekdays)
    if dow == "*" and dom != "*" and not any(c in dom for c in "/-W"):
        days = ["last day" if n < 0 else _ordinal(n) for n in sorted(sim.days, key=lambda n: (n < 0, n))]
        if month == "*":
            rare = " that has it" if sim.days & {29, 30, 31} and len(sim.days) == 1 else ""
            return f"on the {_listed(days)} of each month{rare}"
        if len(sim.months) == len(sim.days) == 1 and min(sim.days) > 0:
            return f"every year on {min(sim.days)} {date(2000, min(sim.months), 1):%B}"
    return None


def _weekly(weekdays: set[int]) -> str:
    if weekdays == _EVERY:
        return "every day"
    if weekdays == {1, 2, 3, 4, 5}:
        return "every weekday"
    if weekdays == {0, 6}:
        return "every Saturday and Sunday"
    return f"every {_listed([_WEEKDAYS[n] for n in sorted(weekdays, key=lambda n: (n - 1) % 7)])}"


def _listed(words: list[str]) -> str:
    """Words with commas, and "and" before the last."""
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]


def _ordinal(number: int) -> str:
    """A day of the month: 1st, 2nd, 3rd, 4th, 11th, 21st."""
    ending = "th" if number in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
