"""What people type for a schedule: "weekdays 7:30", "mon,thu 6 pm", "1st 09:00 Europe/Madrid", or five cron fields."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Final

from bot.chat.arguments import shown
from bot.chat.errors import UserError
from bot.delivery.schedule import EXAMPLES, FIELDS, read_cron
from bot.delivery.schedule_intervals import refuse_interval
from bot.delivery.zone_reading import zone_after

_LONGEST: Final = 16
"""Most words of a schedule that was typed without quotation marks."""

_DAYS: Final = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY: Final = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?s?"
_MONTH: Final = re.compile(
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?"
)
_FILLERS: Final = frozenset("every each at on and the of month months time & o'clock".split())
_GROUPS: Final = {
    **dict.fromkeys(("daily", "day", "days", "everyday"), frozenset(range(7))),
    **dict.fromkeys(("weekday", "weekdays", "workday", "workdays"), frozenset(range(1, 6))),
    **dict.fromkeys(("weekend", "weekends"), frozenset((0, 6))),
}
_NAMED: Final = {tuple(sorted(_GROUPS[name])): name for name in ("daily", "weekdays", "weekends")}
_NICKNAMES: Final = {
    "@hourly": "0 * * * *", "@daily": "daily 00:00", "@midnight": "daily 00:00", "@weekly": "sun 00:00",
    "@monthly": "1st 00:00", "@yearly": "1 jan 00:00", "@annually": "1 jan 00:00",
    "hourly": "0 * * * *", "weekly": "mon 09:00", "monthly": "1st 09:00", "yearly": "1 jan 09:00",
}  # fmt: skip

_TIDY: Final = (
    (re.compile(r"[–—]"), "-"),
    (re.compile(r"(?<=\d)\s*([ap])\.?m\b\.?", re.IGNORECASE), r"\1m"),
    (re.compile(rf"\b({_DAY})\s*(?:-|to|through|until)\s*({_DAY})\b", re.IGNORECASE), r"\1-\2"),
    (re.compile(r"\s*,\s*"), " "),
)
_CLOCK: Final = re.compile(r"(?P<hour>\d{1,3})(?:[:.h](?P<minute>\d{1,2}))?(?P<half>[ap]m)?")
_ORDINAL: Final = re.compile(r"(\d{1,3})(?:st|nd|rd|th)")
_MIXED: Final = re.compile(r"D.*T.*D|M.*T.*M")
_CRON_ITEM: Final = re.compile(
    rf"(?:[\d*?]|L|(?:{'|'.join((*_DAYS, *_MONTHS))})(?![a-z]))[\d*?/,#LW-]*"
    rf"(?:(?:{'|'.join((*_DAYS, *_MONTHS))})(?![a-z])[\d/,#L-]*)*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class When:
    """A schedule as typed: its canonical text, its five cron fields, and the zone when one was named."""

    text: str
    cron: str
    zone: str | None = None


def read_when(text: str) -> When:
    """What somebody typed, a zone at the end included.

    Raises UserError saying what can't be read, never fires or fires too often, and how it would be right; NearMiss
    for the argument "when" with the whole schedule in the zones that are nearest when there is no such zone.
    """
    words = text.split()
    if not words:
        raise UserError("When should it come?", EXAMPLES)
    refuse_interval(text)
    if instead := _NICKNAMES.get(words[0].casefold()) if len(words) <= 2 else None:
        raise UserError(f"{shown(words[0])} doesn't say at what time.", f"Write it like “{instead}”.")
    if words[0].startswith("@"):
        raise UserError(f"{shown(words[0])} is no schedule here.", EXAMPLES)
    if _is_cron(words):
        count = max(min(5, len(words)), _cron_items(words))
        cron = read_cron(" ".join(words[:count]))
        return When(cron, cron, zone_after(cron, words[count:]))
    return _spoken(_tidied(text))


def read_apart(text: str, after: str) -> tuple[When, str | None]:
    """What somebody typed as a schedule, and what they typed right after it. Words that were taken for what comes after
    belong to the schedule where it has more cron fields, can't be read without them, or they name another time. Raises
    as `read_when`."""
    words, least = f"{text} {after}".split(), len(text.split())
    refuse_interval(f"{text} {after}")
    if _is_cron(words) and (count := _cron_items(words)) > least and count >= len(FIELDS):
        return read_when(" ".join(words[:count])), " ".join(words[count:]) or None
    try:
        when = read_when(text)
    except UserError:
        for count in range(min(len(words), _LONGEST), least, -1):
            if _sounds_like_one(words[:count]):
                return read_when(" ".join(words[:count])), " ".join(words[count:]) or None
        raise
    if not _is_cron(words):
        for count in range(min(len(words), _LONGEST), least, -1):
            heard = _heard(words[:count])
            if heard and heard.mixed:
                raise _mixed()
            if heard and _more_times(heard, words[:least]):
                return read_when(" ".join(words[:count])), " ".join(words[count:]) or None
    return when, after


def _more_times(heard: "_Spoken", before: Sequence[str]) -> bool:
    """Whether more times of day are heard than the words before name."""
    first = _heard(before)
    return first is not None and heard.order.count("T") > first.order.count("T")


def _is_cron(words: Sequence[str]) -> bool:
    numeric = re.compile(r"[\d*/,?-]+")
    return "*" in words[0] or (all(numeric.fullmatch(word) for word in words[:2]) and len(words) > 1)


def _sounds_like_one(words: Sequence[str]) -> bool:
    """Whether all of these words are such as schedules are made of, whether they make one or not."""
    return _cron_items(words) == len(words) if _is_cron(words) else _heard(words) is not None


def _heard(words: Sequence[str]) -> "_Spoken | None":
    """What all of these words say, those times and dates left out that don't exist; None when one says nothing."""
    found, previous = _Spoken(), ""
    for word in _tidied(" ".join(words).casefold()):
        try:
            if word not in _FILLERS and not _take(found, word, previous):
                return None
        except UserError:
            pass
        previous = word
    return found


def _tidied(text: str) -> list[str]:
    """The words of a spoken schedule, each of them one thing."""
    for pattern, tidy in _TIDY:
        text = pattern.sub(tidy, text)
    return text.split()


def _cron_items(words: Sequence[str]) -> int:
    """How many of the first words look like cron fields."""
    return next((n for n, word in enumerate(words) if not _CRON_ITEM.fullmatch(word)), len(words))


@dataclass(slots=True)
class _Spoken:
    """The parts of a spoken schedule as they are found, word by word."""

    weekdays: set[int] = field(default_factory=set)
    dates: set[int] = field(default_factory=set)
    """Days of the month; 0 is the last."""
    months: set[int] = field(default_factory=set)
    times: set[tuple[int, int]] = field(default_factory=set)
    numbers: list[str] = field(default_factory=list)
    order: str = ""
    """What was named one after the other: D a day, M a month, T a time."""

    @property
    def mixed(self) -> bool:
        """Whether days or months are named, then a time, then more of them: which time is meant for which?"""
        return _MIXED.search(self.order) is not None


def _spoken(words: Sequence[str]) -> When:
    found = _Spoken()
    rest: list[str] = []
    previous = ""
    for word in words:
        small = word.casefold()
        if rest or not (small in _FILLERS or _take(found, small, previous)):
            if not (found.times or found.numbers):
                raise UserError(f"{shown(word)} is no day that I know.", EXAMPLES)
            rest.append(word)
        previous = small
    if found.mixed:
        raise _mixed()
    _place_numbers(found)
    if not found.times:
        raise UserError(f"{shown(' '.join(words))} doesn't say at what time.", f"Add it. {EXAMPLES}")
    if (found.dates or found.months) and found.weekdays:
        raise UserError("That names both weekdays and dates.", "Make it two subscriptions, one for each.")
    if found.months and not found.dates:
        raise UserError("That names a month but no day.", "Write it like “1 jan 09:00”.")
    text = f"{_days_text(found)} {','.join(f'{hour:02}:{minute:02}' for hour, minute in sorted(found.times))}"
    return When(text, read_cron(_cron(found)), zone_after(text, rest))


def _take(found: _Spoken, word: str, previous: str) -> bool:
    """Note what a word says; whether it says anything."""
    if previous == "last" and word == "day":
        return True
    if word in _GROUPS:
        found.order += "D"
        found.weekdays |= _GROUPS[word]
    elif re.fullmatch(_DAY, word):
        found.order += "D"
        found.weekdays.add(_DAYS.index(word[:3]))
    elif between := re.fullmatch(rf"({_DAY})-({_DAY})", word):
        first, last = (_DAYS.index(day[:3]) for day in between.groups())
        found.order += "D"
        found.weekdays |= {n % 7 for n in range(first, last + (7 if last < first else 0) + 1)}
    elif _MONTH.fullmatch(word):
        found.order += "M"
        found.months.add(_MONTHS.index(word[:3]) + 1)
    elif word == "last":
        found.order += "D"
        found.dates.add(0)
    elif ordinal := _ORDINAL.fullmatch(word):
        found.order += "D"
        found.dates.add(_date(int(ordinal[1]), word))
    elif word in ("noon", "midnight"):
        found.order += "T"
        found.times.add((12 if word == "noon" else 0, 0))
    elif clock := _CLOCK.fullmatch(word):
        if clock["minute"] is None and clock["half"] is None:
            found.order += "" if found.months else "T"  # beside a month it is a day, which is placed later
            found.numbers.append(word)
        else:
            found.order += "T"
            found.times.add(_time(clock, word))
    else:
        return False
    return True


def _place_numbers(found: _Spoken) -> None:
    """Bare numbers are the day beside a month's name, or the hour where no time is named."""
    for number in found.numbers:
        if found.months and not found.dates:
            found.dates.add(_date(int(number), number))
        elif not found.times and (clock := _CLOCK.fullmatch(number)):
            found.times.add(_time(clock, number))
        else:
            raise UserError(
                f"I can't tell what {shown(number)} means.", f"A day of the month is written 1st. {EXAMPLES}"
            )


def _mixed() -> UserError:
    return UserError(
        "That names days, a time, and then more days.",
        "Name all the days first, then the times, like “mon,tue 09:00,18:00”; for a time of its own on other days, add "
        "another digest.",
    )


def _date(number: int, word: str) -> int:
    if not 1 <= number <= 31:
        raise UserError(f"No month has {shown(word)}.", "Days of the month go from the 1st to the 31st.")
    return number


def _time(clock: re.Match[str], word: str) -> tuple[int, int]:
    hour, minute, half = int(clock["hour"]), int(clock["minute"] or 0), clock["half"]
    last = 12 if half else 23
    if hour > last or minute > 59 or (half and hour == 0) or (clock["minute"] and len(clock["minute"]) == 1):
        hint = "Midnight is 00:00." if hour == 24 else "Times go from 00:00 to 23:59, or 12 am to 11:59 pm."
        raise UserError(f"There is no time {shown(word)}.", hint)
    return (hour % 12 + (12 if half == "pm" else 0) if half else hour), minute


def _days_text(found: _Spoken) -> str:
    if found.dates:
        bare = bool(found.months) and len(found.dates) == 1 and 0 not in found.dates  # the only number beside a month
        dates = [str(n) if bare else _ordinal(n) for n in sorted(found.dates, key=lambda n: (n == 0, n))]
        return " ".join([",".join(dates), *(_MONTHS[month - 1] for month in sorted(found.months))])
    days = tuple(sorted(found.weekdays)) or tuple(range(7))
    return _NAMED.get(days) or ",".join(_DAYS[n] for n in sorted(days, key=lambda n: (n - 1) % 7))


def _cron(found: _Spoken) -> str:
    hours, minutes = ({time[part] for time in found.times} for part in (0, 1))
    if set(product(hours, minutes)) != found.times:
        raise UserError("Those times have different minutes.", "Make them several subscriptions, one for each time.")
    weekdays = "*" if len(found.weekdays) in (0, 7) else _joined(found.weekdays).replace("1,2,3,4,5", "1-5")
    dates = ",".join("L" if n == 0 else str(n) for n in sorted(found.dates, key=lambda n: (n == 0, n))) or "*"
    return f"{_joined(minutes)} {_joined(hours)} {dates} {_joined(found.months) or '*'} {weekdays}"


def _joined(numbers: Iterable[int]) -> str:
    return ",".join(str(n) for n in sorted(numbers))


def _ordinal(number: int) -> str:
    if number == 0:
        return "last"
    ending = "th" if number in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
