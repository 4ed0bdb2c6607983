"""The dates that a text names: years, months, days, weekdays and times of day, and words like "last week"."""

import re
from datetime import date
from typing import Final

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL: Final = "January|February|March|April|May|June|July|August|September|October|November|December"
_NAME: Final = rf"(?:{_FULL}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?"
_YEARS: Final = r"(?:1[5-9]|20)\d\d"
_LEAD: Final = "|".join(
    f"[{word[0].upper()}{word[0]}]{word[1:]}"
    for word in "in by of to since until till from during last next this late early mid between before after".split()
)
_DATE: Final = re.compile(
    rf"""\b(?:(?=\d)(?:
        (?P<iso>(?<!-){_YEARS}-(?:0[1-9]|1[0-2])(?:-[0-3]\d)?(?![\w-]))
        |(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{_NAME})
        |(?P<clock>(?<![\d:.])[0-2]?\d:[0-5]\d)(?![\d:])
        |(?P<year>(?<![\d.,$€£]){_YEARS})(?P<decade>s)?\b(?![.,]\d))
    |(?=[JFMASOND])(?:
        (?P<month2>{_NAME})\s+(?P<day2>[0-3]?\d)(?:st|nd|rd|th)?\b(?!:)
        |(?P<alone>{_FULL})\b(?=\s+(?:of\s+)?{_YEARS}))
    |(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b
    |(?:{_LEAD})[\s-]+(?:(?:late|early|mid)[\s-]+)?(?P<within>{_FULL})\b(?!\s+\d)
    |(?P<relative>(?:[Ll]ast|[Tt]his|[Nn]ext|[Pp]ast|[Pp]revious|[Cc]oming)\s+
        (?:week|month|year|quarter|decade|century|night|spring|summer|autumn|fall|winter|weekend)\b
        |[Yy]esterday\b|[Tt]omorrow\b))""",
    re.VERBOSE,
)
WORDS: Final = frozenset(
    f"{_FULL} last this next past previous coming yesterday tomorrow monday tuesday wednesday thursday friday "
    "saturday sunday".replace("|", " ")
    .lower()
    .split()
)
"""Every word that a date without digits has one of."""

_LETTERS: Final = re.compile(r"[a-z]+")
_YEAR: Final = re.compile(rf",?\s+(?:of\s+)?({_YEARS})\b")
_DIGIT: Final = re.compile(r"\d")
_DAYS: Final = re.compile(rf"\d[-:]\d\d|\d(?:st|nd|rd|th)? +(?:of +)?{_NAME}|{_NAME} +\d")


def dates(text: str) -> set[str]:
    """What a text dates by: days, months and years as far as they are told ("2019-04-04", "2019-04", "2019", "04-04",
    "04"), decades as "2000s", the rest in words."""
    if not _DIGIT.search(text) and WORDS.isdisjoint(_LETTERS.findall(text.lower())):
        return set()
    return {_key(match) for match in _DATE.finditer(text)}


def implied(known: set[str]) -> set[str]:
    """Dates with all that follows from them: who knows the day knows the month and the year."""
    found = set(known)
    for key in known:
        year, month, day = [*key.split("-"), "", ""][:3] if len(key) in {7, 10} and key[4] == "-" else ("", "", "")
        if year:
            found |= {year, month, f"{year}-{month}", *([f"{month}-{day}"] if day else [])}
        elif len(key) == 5 and key[2] == "-":
            found.add(key[:2])
    return found


def days(text: str) -> list[tuple[int, int]]:
    """From where to where days of a month, ISO dates and times of day stand: the numbers in them are no amounts."""
    if not _DAYS.search(text):
        return []
    return [match.span() for match in _DATE.finditer(text) if not match["year"] and _DIGIT.search(match[0])]


def places(text: str) -> list[tuple[int, int]]:
    """From where to where every date of a text stands."""
    return [match.span() for match in _DATE.finditer(text)]


def named(day: date) -> set[str]:
    """A date as `dates` gives it, with all that follows from it."""
    return implied({day.isoformat()})


def _key(match: re.Match[str]) -> str:
    if match["iso"]:
        return match["iso"]
    if match["year"]:
        return match["year"] + (match["decade"] or "")
    if told := match["day"] or match["day2"]:
        key = f"{_month(match['month'] or match['month2'])}-{int(told):02}"
    elif month := match["alone"] or match["within"]:
        key = _month(month)
    else:
        return " ".join((match["weekday"] or match["relative"] or match["clock"].zfill(5)).lower().split())
    year = _YEAR.match(match.string, match.end())
    return f"{year[1]}-{key}" if year else key


def _month(name: str) -> str:
    return f"{_MONTHS.index(name[:3].lower()) + 1:02}"
