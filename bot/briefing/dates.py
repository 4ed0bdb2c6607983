"""The dates that a text names: years, months, days, weekdays and times of day, and words like "last week"."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Final, NamedTuple

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL: Final = "January|February|March|April|May|June|July|August|September|October|November|December"
_NAME: Final = rf"(?:{_FULL}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?"
_YEARS: Final = r"(?:1[5-9]|20)\d\d"
_LEAD: Final = "|".join(
    f"[{word[0].upper()}{word[0]}]{word[1:]}"
    for word in "in by of to since until till from during last next this late early mid between before after".split()
)
_SURE: Final = "|".join(name for name in _FULL.split("|") if name not in {"March", "May"})
"""Months whose names are hardly ever anything else."""

_SEASON: Final = "(?:[Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter)"
_FEASTS: Final = (
    "christmas easter thanksgiving ramadan halloween passover hanukkah yuletide midsummer pentecost epiphany diwali "
    "whitsun advent"
)
_FEAST: Final = "|".join(name.capitalize() for name in _FEASTS.split())
_DATE: Final = re.compile(
    rf"""\b(?:(?=\d)(?:
        (?P<iso>(?<!-){_YEARS}-(?:0[1-9]|1[0-2])(?:-[0-3]\d)?(?![\w-]))
        |(?P<numeric>(?<![\d./-])(?:[0-3]?\d(?P<stop>[./-])[0-3]?\d(?P=stop){_YEARS}|{_YEARS}(?P<cut>[./])[01]?\d(?P=cut)[0-3]?\d)
            (?![./-]?\d))
        |(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{_NAME})
        |(?P<clock>(?<![\d:.])[0-2]?\d:[0-5]\d)(?![\d:])
        |(?P<year>(?<![\d.,$€£]){_YEARS})(?P<decade>s)?\b(?![.,]\d))
    |(?=[JFMASOND])(?:
        (?P<month2>{_NAME})\s+(?P<day2>[0-3]?\d)(?:st|nd|rd|th)?\b(?!:)
        |(?P<alone>{_FULL})\b(?=,?\s+(?:of\s+)?{_YEARS})
        |(?P<bare>(?:{_SURE}|March(?!\s+(?:on|for|against)\b))\b(?!\s+\d)))
    |(?=[SsAaWwFf])(?:
        (?P<season>(?:{_SEASON}|[Ff]all)\s+(?:of\s+)?{_YEARS})\b
        |(?P<season2>(?<=[Tt]he\s){_SEASON}|(?<=[Ii]n\s){_SEASON}|(?<=[Ee]arly\s){_SEASON}|(?<=[Ll]ate\s){_SEASON})\b)
    |(?P<feast>(?:{_FEAST}|New\s+Year(?:'s|’s)?(?:\s+(?:Day|Eve))?)\b(?:\s+(?:of\s+)?{_YEARS}\b)?)
    |(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b
    |(?:{_LEAD})[\s-]+(?:(?:late|early|mid)[\s-]+)?(?P<within>{_FULL})\b(?!\s+\d)
    |(?P<relative>(?:[Ll]ast|[Tt]his|[Nn]ext|[Pp]ast|[Pp]revious|[Cc]oming)\s+
        (?:week|month|year|quarter|decade|century|night|spring|summer|autumn|fall|winter|weekend)\b
        |[Yy]esterday\b|[Tt]omorrow\b))""",
    re.VERBOSE,
)
WORDS: Final = frozenset(
    f"{_FULL} last this next past previous coming yesterday tomorrow monday tuesday wednesday thursday friday "
    f"saturday sunday spring summer autumn winter {_FEASTS} new".replace("|", " ")
    .lower()
    .split()
)
"""Every word that a date without digits has one of."""

_RELATIONS: Final = {
    **dict.fromkeys(("since", "from"), "since"),
    **dict.fromkeys(("until", "till", "through"), "until"),
    **dict.fromkeys(("before", "prior to"), "before"),
    **dict.fromkeys(("after", "following"), "after"),
    **dict.fromkeys(("early", "early in", "the beginning of", "the start of", "beginning of", "start of"), "early"),
    **dict.fromkeys(("late", "late in"), "late"),
    **dict.fromkeys(("mid", "the middle of", "middle of"), "mid"),
    **dict.fromkeys(("the end of", "end of", "end"), "end"),
    "by": "by", "by the": "by", "earlier": "earlier", "later": "later", "between": "between",
}  # fmt: skip
_RELATED: Final = re.compile(
    rf"(?<![\w-])({'|'.join(sorted(_RELATIONS, key=len, reverse=True))})(?:\s+|-)(?P<the>the\s+)?$"
)
_FROM: Final = "from"
_TO: Final = "to"
_SPAN: Final = re.compile(r"\s*[-‐‑‒–—]\s*")
_LINKED: Final = re.compile(r",?\s+(?:(to|until|till|through)|and)\s+(?:the\s+)?(?:(?:early|late|mid)[\s-]+)?")
_UNTOLD: Final[frozenset[str]] = frozenset()


class Told(NamedTuple):
    """A date in a text, how what is told lies to it ("since", "before", "early" …), and from where to where it is."""

    key: str
    relation: frozenset[str]
    start: int
    end: int


_LETTERS: Final = re.compile(r"[a-z]+")
_YEAR: Final = re.compile(rf",?\s+(?:of\s+)?({_YEARS})\b")
_DIGIT: Final = re.compile(r"\d")
_DAYS: Final = re.compile(rf"\d[-:]\d\d|\d[./-]\d\d?[./-]\d|\d(?:st|nd|rd|th)? +(?:of +)?{_NAME}|{_NAME} +\d")


def dates(text: str) -> set[str]:
    """What a text dates by: days, months and years as far as they are told ("2019-04-04", "2019-04", "2019", "04-04",
    "04"), decades as "2000s", the rest in words."""
    return {_key(match) for match in _found(text)}


def told(text: str) -> list[Told]:
    """Every date of a text with what it says of it: "since 2006" is not "before 2006", nor "early 2006"."""
    found = [_related(text, match) for match in _found(text)]
    for number, (one, other) in enumerate(pairwise(found)):
        between = text[one.end : other.start]
        linked = _LINKED.fullmatch(between)
        led = {"since", "between"} & one.relation if linked and linked[1] else {"between"} & one.relation
        if _SPAN.fullmatch(between) or (linked and (led or (linked[1] and len(one.key) == len(other.key) == 4))):
            kept, later = one.relation - {"since", "between"}, other.relation - {"until"}
            found[number : number + 2] = one._replace(relation=kept | {_FROM}), other._replace(relation=later | {_TO})
    return found


def following(known: set[tuple[str, frozenset[str]]]) -> set[tuple[str, frozenset[str]]]:
    """Dates told, with all that follows from them: "since March 2006" is since 2006, "before March 2006" not before."""
    more = set(known)
    for key, relation in known:
        if relation <= {"since"}:
            more |= {(day, relation) for day in implied({key})}
    return more


def _found(text: str) -> Iterator[re.Match[str]]:
    if not _DIGIT.search(text) and WORDS.isdisjoint(_LETTERS.findall(text.lower())):
        return iter(())
    return _DATE.finditer(text)


def _related(text: str, match: re.Match[str]) -> Told:
    start = match.start("within") if match["within"] else match.start()
    year = (
        _YEAR.match(text, match.end()) if match["day"] or match["day2"] or match["alone"] or match["within"] else None
    )
    relations: set[str] = set()
    lower = text[max(0, start - 40) : start].lower() if start else ""
    shift, end = start - len(lower), len(lower)
    while found := _RELATED.search(lower, 0, end):
        if found["the"] and not (relations & {"early", "late", "mid", "end"} or match["decade"]):
            break
        relations.add(_RELATIONS[found[1]])
        end = found.start()
    return Told(_key(match), frozenset(relations) or _UNTOLD, shift + end, (year or match).end())


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
    if match["numeric"]:
        return _numeric(match["numeric"])
    if season := match["season"] or match["season2"] or match["feast"]:
        return " ".join(season.lower().replace(" of ", " ").replace("’", "'").split())
    if match["year"]:
        return match["year"] + (match["decade"] or "")
    if told := match["day"] or match["day2"]:
        key = f"{_month(match['month'] or match['month2'])}-{int(told):02}"
    elif month := match["alone"] or match["within"] or match["bare"]:
        key = _month(month)
    else:
        return " ".join((match["weekday"] or match["relative"] or match["clock"].zfill(5)).lower().split())
    year = _YEAR.match(match.string, match.end())
    return f"{year[1]}-{key}" if year else key


def _month(name: str) -> str:
    return f"{_MONTHS.index(name[:3].lower()) + 1:02}"


def _numeric(text: str) -> str:
    """A date in digits as ISO writes it where only one reading makes sense: "28/03/2019", but not "12/5/2018"."""
    first, second, third = (int(part) for part in re.split(r"[./-]", text))
    if first > 31:
        year, month, day = first, second, third
    elif first > 12 >= second or first == second:
        day, month, year = first, second, third
    elif second > 12 >= first:
        month, day, year = first, second, third
    else:
        return text
    return f"{year}-{month:02}-{day:02}" if year > 99 else text
