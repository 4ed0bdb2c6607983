"""Finds per what an amount is told: "a year", "per barrel", "annually", "annual exports of"."""

import re
from typing import Final

from bot.briefing.periods import EACH, PERIODS

_ADVERBS: Final = {
    "annually": "year",
    "annual": "year",
    "yearly": "year",
    "quarterly": "quarter",
    "monthly": "month",
    "weekly": "week",
    "daily": "day",
    "hourly": "hour",
    "apiece": "piece",
    "fortnightly": "fortnight",
}
_SAME: Final = {"annum": "year", "diem": "day", "mensem": "month", "h": "hour", "hr": "hour", "s": "second",
                "sec": "second", "min": "minute", "yr": "year"}  # fmt: skip
"""What Latin and shortened periods are in English."""

_AFTER: Final = re.compile(
    rf"\b(?P<annum>p\. ?a\b\.?)|(?P<stop>[,;:.!?](?= |$)|\d)"
    rf"|\b(?:(?:per +|/ ?)(?P<any>[a-z]+)|(?P<led>(?:for|within|after|over|once|than|during|of|half) +)?"
    rf"(?:an?|each|every) +(?P<each>{EACH})(?! +of\b))\b(?! +(?:ago|earlier|later|before|after|old)\b)"
    rf"|/ ?(?P<slash>{EACH})\b"
    rf"|\b(?P<adverb>{'|'.join(_ADVERBS)})\b"
)
_BEFORE: Final = re.compile(
    rf"\b(?P<adverb>{'|'.join(_ADVERBS)})(?: +[a-z'-]+){{0,4}} +$"
    rf"|\b(?:each|every) +(?P<each>{PERIODS})\b[^.;:!?\d]*$"
)
_SPOKEN: Final = re.compile(
    rf"\b(?:(?P<adverb>{'|'.join(_ADVERBS)})|(?:each|every|per|an?) +(?P<each>{PERIODS}|annum))\b"
    rf"(?! +(?:ago|earlier|later|before|after|old))"
)
REACH: Final = 60
"""How many characters after (or before) an amount its rate may be: "$70 million worth of non-military goods a year"."""


def after(lower: str, end: int, until: int) -> tuple[str, int] | None:
    """The rate told after `end` of a lower-case text, before the next number, which is at `until`, or the next pause,
    with where it ends."""
    for found in _AFTER.finditer(lower, end, min(end + REACH, until)):
        if found["stop"]:
            return None
        if found["led"]:
            continue
        if found["annum"]:
            return "year", found.end()
        if adverb := found["adverb"]:
            return _ADVERBS[adverb], found.end()
        return _SAME.get(found["any"], found["any"]) or found["each"] or found["slash"], found.end()
    return None


def before(lower: str, start: int) -> str | None:
    """The rate told before `start`: "annual exports of $70 million", "each year it exports $70 million"."""
    found = _BEFORE.search(lower, max(0, start - REACH), start)
    if not found:
        return None
    return _ADVERBS[found["adverb"]] if found["adverb"] else found["each"]


def spoken(text: str) -> str | None:
    """The rate that a label or a time tells without an amount: "Annual earnings", "every year"."""
    lower = text.lower()
    if found := _SPOKEN.search(lower):
        return _ADVERBS[found["adverb"]] if found["adverb"] else _SAME.get(found["each"], found["each"])
    return None
