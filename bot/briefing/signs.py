"""Finds the unit that stands right before or right after a number in running text."""

import re
from collections.abc import Iterable
from typing import Final

from bot.briefing.units import CALLED, CODES, NAMES, PERCENT, PLURALS, POINTS, SYMBOLS


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


SIGN: Final = re.compile(
    rf"(?:(?<![a-z])(?:{_any(s for s in SYMBOLS if s[0].isalpha())})"
    rf"|(?:{_any(s for s in SYMBOLS if len(s) == 1)})) *$"
)
"""A currency's sign at the end of a lower-case text, as it stands before a number."""

_CODED: Final = re.compile(r"(?<![A-Za-z])([A-Z]{3}) ?$")
_WORDED: Final = _any(name for name in (*NAMES, *(PLURALS.get(name, f"{name}s") for name in NAMES)))
_AFTER: Final = re.compile(
    rf"""[ ]*(?P<points>%[ -]points?\b|pp\b|p\.p\.)
    |[ -]+(?P<longer>percentage[ -]points?)\b
    |[ ]*(?P<percent>%)
    |[ -]+(?P<worded>per[ ]?cent|pct)\b
    |[ -]+(?P<name>{_WORDED})\b
    |[ ]*(?P<symbol>(?:{_any(s for s in SYMBOLS if len(s) == 1)}))(?![ ]*\d)""",
    re.VERBOSE,
)
_CODE_AFTER: Final = re.compile(r" ?([A-Z]{3})(?![A-Za-z])")


def before(text: str, lower: str, start: int) -> tuple[str, int] | None:
    """The currency whose sign or code stands right before `start`, with where the sign begins."""
    near = max(0, start - 5)
    if found := SIGN.search(lower, near, start):
        return SYMBOLS[found[0].rstrip()], found.start()
    if (coded := _CODED.search(text, near, start)) and coded[1] in CODES:
        return coded[1], coded.start()
    return None


def after(text: str, lower: str, end: int) -> tuple[str, int] | None:
    """The unit that stands right after `end`, with where it ends."""
    if found := _AFTER.match(lower, end):
        if found["points"] or found["longer"]:
            return POINTS, found.end()
        if found["percent"] or found["worded"]:
            return PERCENT, found.end()
        return (CALLED[found["name"]] if found["name"] else SYMBOLS[found["symbol"]]), found.end()
    if (coded := _CODE_AFTER.match(text, end)) and coded[1] in CODES:
        return coded[1], coded.end()
    return None
