"""For what time an amount in a sentence is told, and whether that is the time its passage tells it for."""

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from bot.briefing.dates import Told, implied
from bot.briefing.quantity import Quantity

_STOP: Final = re.compile(r"[;:!?()\u2014]|\.(?=\s)")
"""What ends all that is told of an amount."""

_SENTENCE: Final = re.compile(r"[;!?]|\.(?=\s)")
"""What ends all that the time at the beginning of a sentence is told of."""

_APART: Final = re.compile(r"\b(?:and|but|while|whereas|compared|against|versus|than|after|before|up|down|from|to)\b")
"""After which a time is that of something else."""

_THEN: Final = re.compile(
    r"\b(?:year|month|quarter|week|day)s? +(?:earlier|before|ago|later|after)\b|\b(?:earlier|previous(?:ly)?|before|"
    r"until then|prior|following|later)\b"
)
"""What counts an amount to another time than the one that is named."""

_RELATIVE: Final = re.compile(r"(?P<which>last|this|next|past|previous|coming) (?P<unit>\w+)$")
_PAST: Final = {"past": "last", "previous": "last", "coming": "next"}


def times(text: str, amounts: Sequence[Quantity], roles: Sequence[str], days: Sequence[Told]) -> list[frozenset[str]]:
    """For each of the amounts of a text, in its order, which of its dates it is told for, as far as that is plain.

    `roles` say which of them a change begins "from", to whom the time of the whole sentence does not belong.
    """
    if not days:
        return [frozenset()] * len(amounts)
    free = [
        day
        for day in days
        if not any(day.start < amount.number[1] and amount.number[0] < day.end for amount in amounts)
    ]
    found: list[frozenset[str]] = []
    taken: set[Told] = set()
    ends = [0, *(amount.number[1] for amount in amounts)]
    starts = [*(amount.number[0] for amount in amounts), len(text)]
    for number in range(len(amounts)):
        here, after, before = starts[number], starts[number + 1], ends[number]
        mine = _following(text, ends[number + 1], after, free, last=number + 1 == len(amounts))
        if not mine and roles[number] != "from" and not _THEN.search(text, ends[number + 1], after):
            mine = [day for day in _leading(text, before, here, free) if day not in taken]
        taken.update(mine)
        found.append(frozenset(day.key for day in mine))
    return found


def _following(text: str, start: int, end: int, days: Sequence[Told], *, last: bool) -> list[Told]:
    """The dates right after an amount, up to what parts them from it; a comma does where more amounts come."""
    for stop in (_STOP, _APART):
        if parting := stop.search(text, start, end):
            end = min(end, parting.start())
    if not last and (comma := text.find(", ", start, end)) >= 0:
        end = comma
    return [day for day in days if start <= day.start < end]


def _leading(text: str, start: int, end: int, days: Sequence[Told]) -> list[Told]:
    """The dates before an amount in its sentence, after every other amount."""
    for parting in _SENTENCE.finditer(text, start, end):
        start = parting.end()
    return [day for day in days if start <= day.start < end]


def apart(ours: AbstractSet[str], theirs: AbstractSet[str]) -> str | None:
    """The date of ours that can't be any of theirs; None when one could be, or they can't be compared.

    >>> apart({"2018"}, {"2017"}), apart({"2018"}, {"2018-03"}), apart({"2018"}, {"last week"})
    ('2018', None, None)
    """
    there = _parts(theirs)
    for day in sorted(ours):
        for kind, value in _parts({day}).items():
            if kind in there and value.isdisjoint(there[kind]):
                return day
    return None


def _parts(days: AbstractSet[str]) -> Mapping[str, set[str]]:
    """Dates by what of them is told: years, months, days of a month, weekdays, "this year"."""
    found: dict[str, set[str]] = {}
    for day in implied(set(days)):
        for kind, value in _kind(day):
            found.setdefault(kind, set()).add(value)
    return found


def _kind(day: str) -> Iterator[tuple[str, str]]:
    if day.isdecimal():
        yield ("year" if len(day) == 4 else "month"), day
    elif len(day) == 5 and day[2] == "-":
        yield "day", day
    elif day.endswith("day") and " " not in day:
        yield "weekday", day
    elif relative := _RELATIVE.fullmatch(day):
        yield f"relative {relative['unit']}", _PAST.get(relative["which"], relative["which"])
