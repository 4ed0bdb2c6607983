"""Amounts as people write them: "at least $2 billion", "$70-80 million a year", "two factories", "0.01 percent"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Final, NamedTuple

from bot.briefing import bounds, rates, signs, units
from bot.briefing.dates import days, places
from bot.briefing.model import Bound
from bot.briefing.nouns import counted
from bot.briefing.numerals import WORDS, Numeral, numerals
from bot.briefing.periods import PERIODS

NEAR: Final = 60
"""How many characters around an amount may tell that its points are of percent."""

_PLAIN: Final = str.maketrans(
    dict.fromkeys("‘’‚‛`´ʼ", "'")
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\\*_\n\t\r\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{FIGURE SPACE}", " ")
)
"""Characters that only dress a text, each exchanged for one so that positions stay true."""

_LETTERS: Final = re.compile(r"[a-z]+")
_DIGIT: Final = re.compile(r"\d")
_NUMBERED: Final = re.compile(r"\b(?:[^\W\d_]+-?\d|\d+[^\W\d_])[^\W_]*(?:[-./][^\W_]+)*")
_NUMERIC: Final = re.compile(r"\d+|[^\x00-\x7f]")
_TOKEN: Final = re.compile(r"\S+(?: (?:trillion|billion|million|thousand|hundred|per ?cent|dollars|euros|[bmt]n)\b)?")
_YEAR: Final = re.compile(r"(?:1[5-9]|20)\d\d")
_TO: Final = re.compile(
    r" *(?:(?P<dash>-)|\bto\b|\b(?P<and>and)\b|\b(?P<or>or)\b) *(?P<minus>-|minus +)?(?:[^\w\s-]|us\$|[a-z]{3})? *$"
)
_LEAD: Final = re.compile(r"\b(between|from) +$")
_SHARE: Final = re.compile(r"\b(?:one|two|three|four|nine|[1-9]) +(?:in|out +of)(?: +every)? +$")
"""What stands between a bound and the second number of "roughly one in five farms"."""

_CHANGE: Final = re.compile(
    r"\b(?:rose|risen|rises?|rising|fell|fallen|falls?|grew|grown|grows?|growth|increas\w+|decreas\w+|dropp?\w*|"
    r"declin\w+|climb\w*|jump\w*|rais\w+|lower\w*|reduc\w+|cut\w*|up(?! +to\b)|down|went|gone|shr[aiu]nk\w*|slump\w*|"
    r"soar\w*|chang\w+|plung\w+|expand\w*|doubl\w+|slid|slides?|slipp?\w*|gain\w*|add(?:s|ed|ing)?|los[eti]\w*|surg\w+|edg\w+|"
    r"advanc\w+|tumbl\w+|plummet\w*|rebound\w*|recover\w*|widen\w*|narrow\w*|eas(?:es?|ed|ing)|swell\w*|halv\w+|"
    r"tripl\w+|higher|sank|sinks?|mov(?:es?|ed)|return\w*|improv\w+|worsen\w*|slow\w*|accelerat\w+)\b[^.;!?\d]*$"
)
_POINTS: Final = re.compile(r" +points?\b")
_PERCENT: Final = re.compile(r"%|\bper ?cent")
_STRETCH: Final = re.compile(
    r"(?:\d|illion|percent|%|dollars|euros|\b(?:spread|spent|spend\w*|paid|pay\w*|repa\w+|invest\w*))\b[^.;:!?]{0,40}$"
)
"""What makes "over 10 years" a stretch of time, and not more than ten years: "$5 billion over 10 years"."""

_PERIODS: Final = frozenset(PERIODS.split("|"))
_FAST: Final = {"mph": ("mile", "hour"), "kph": ("kilometre", "hour"), "kmh": ("kilometre", "hour")}
"""Measures that hold a rate."""

_MINUS: Final = re.compile(r"(?:(?<![\w)%-])-|\bminus +)$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount in a text: `low` to `high` (equal unless a range) in `unit` (ISO currency code, "percent",
    "percentage points", None) or of a counted `noun` in the singular ("gas field"; "" when none is told), `per` a
    period or unit, with its bound, at the characters `start` to `end`; its digits or number words are at `number`."""

    low: Decimal
    high: Decimal
    unit: str | None
    per: str | None
    bound: Bound
    noun: str
    start: int
    end: int
    number: tuple[int, int]


def quantities(text: str) -> list[Quantity]:
    """Every amount in running text, in order. Years, dates, names like "G20" and the pronoun "one" are none."""
    return [amount for amount, year in _amounts(text) if not year]


def readings(text: str) -> list[Quantity]:
    """Every amount, and every number that may be a year as well: "2014" in "2014 protests"."""
    return [amount for amount, _ in _amounts(text)]


def both(text: str) -> tuple[list[Quantity], list[Quantity]]:
    """What `quantities` and what `readings` give, at once."""
    found = list(_amounts(text))
    return [amount for amount, year in found if not year], [amount for amount, _ in found]


def names(text: str) -> list[str]:
    """The names with digits in a text, such as "G20" and "Su-30": what is neither amount nor date."""
    if not _DIGIT.search(text) or not _NUMBERED.search(plain := text.translate(_PLAIN)):
        return []
    taken = [amount.number for amount in readings(text)] + places(plain)
    return [name[0].lower() for name in _named(plain, taken)]


class Numbers(NamedTuple):
    """Everything in a text that counts: its amounts, its names with digits, and what can't be read as either or as a
    date ("99,9", "1/3", "½")."""

    amounts: list[Quantity]
    names: list[str]
    unread: list[str]


def numbers(text: str) -> Numbers:
    """What a text states in numbers, to the last digit."""
    found = list(_amounts(text))
    amounts = [amount for amount, year in found if not year]
    if text.isascii() and not _DIGIT.search(text):
        return Numbers(amounts, [], [])
    plain = text.translate(_PLAIN)
    dated = places(plain)
    named = list(_named(plain, [amount.number for amount, _ in found] + dated))
    read = [*(amount.number for amount in amounts), *dated, *(name.span() for name in named)]
    odd = [
        _TOKEN.match(plain, _token(plain, digit.start()))
        for digit in _NUMERIC.finditer(plain)
        if not any(start <= digit.start() and digit.end() <= end for start, end in read)
        and (digit[0].isdecimal() or digit[0].isnumeric())
    ]
    unread = dict.fromkeys(token[0].strip(" .,;:!?()\"'") for token in odd if token)
    return Numbers(amounts, [name[0].lower() for name in named], list(unread))


def _token(text: str, position: int) -> int:
    """Where the word around a position begins."""
    return text.rfind(" ", 0, position) + 1


def _named(plain: str, taken: list[tuple[int, int]]) -> Iterator[re.Match[str]]:
    for name in _NUMBERED.finditer(plain):
        if not any(start < name.end() and name.start() < end for start, end in taken):
            yield name


def read(text: str) -> Quantity:
    """The one amount that somebody typed. Raises ValueError when there is none, or more than one."""
    found = quantities(text) or readings(text)
    if len(found) != 1:
        raise ValueError(
            f"{text!r} is not one amount; write it like “at least $2 billion” or “70-80 million USD a year”"
        )
    return found[0]


def lowered(text: str) -> str:
    """The text in lower case, character by character, so that positions stay true."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def _amounts(text: str) -> Iterator[tuple[Quantity, bool]]:
    """Every amount, and whether it may be a year."""
    lower = text.lower()
    if not _DIGIT.search(lower) and WORDS.isdisjoint(_LETTERS.findall(lower)):
        return
    plain = text.translate(_PLAIN)
    lower = lowered(plain)
    dated = days(plain)
    found = [n for n in numerals(lower, signs.SIGN) if not any(start <= n.start < end for start, end in dated)]
    position = 0
    while position < len(found):
        first = _Reader(plain, lower, found, position)
        second = found[position + 1] if position + 1 < len(found) else None
        amount = ranged = first.range(second) if second else None
        amount = amount or first.single()
        if amount and second and first.leads_to(second):
            amount = _shared(amount, _Reader(plain, lower, found, position + 1).single())
        if amount:
            yield amount
        position += 2 if ranged else 1


def _shared(amount: tuple[Quantity, bool], later: tuple[Quantity, bool] | None) -> tuple[Quantity, bool]:
    """The first of two amounts with what it shares with the second: the unit of "5 and 6 percent"."""
    first, year = amount
    if later is None or first.unit or first.noun or year:
        return amount
    second = later[0]
    return replace(first, unit=second.unit, noun=second.noun, per=first.per or second.per), year


class _Reader:
    """Reads the amount around one numeral."""

    def __init__(self, text: str, lower: str, numbers: Sequence[Numeral], position: int) -> None:
        self.text = text
        self.lower = lower
        self.first = first = numbers[position]
        self.later = numbers[position + 1 : position + 3]
        self.sign = signs.before(text, lower, first.start)
        self.start = self.sign[1] if self.sign else first.start
        self.minus = _MINUS.search(lower, max(0, self.start - 7), self.start)
        if self.minus:
            self.start = self.minus.start()

    @cached_property
    def lead(self) -> re.Match[str] | None:
        """The "between" or "from" before the amount, whether a bound stands between them or not."""
        bound = bounds.before(self.lower, self.start, small=False)
        start = bound[1] if bound else self.start
        return _LEAD.search(self.lower, max(0, start - 10), start)

    def single(self) -> tuple[Quantity, bool] | None:
        """The numeral as an amount of its own."""
        value = -self.first.value if self.minus else self.first.value
        return self._amount(value, value, self.first, self.sign)

    def leads_to(self, second: Numeral) -> bool:
        """Whether nothing but "to", "and", "or" or a dash is between the numeral and the next."""
        return self.first.end < second.start and _TO.fullmatch(self.lower, self.first.end, second.start) is not None

    def range(self, second: Numeral) -> tuple[Quantity, bool] | None:
        """The numeral and the next one as the two ends of a range, or None when they are not."""
        first, lower = self.first, self.lower
        unit = None if self.sign else self._unit(first.end)
        between = _TO.fullmatch(lower, unit[1] if unit else first.end, second.start)
        if not between or self._apart(first, second, between):
            return None
        sign = signs.before(self.text, lower, second.start)
        later = sign or self._unit(second.end)
        if (mine := self.sign or unit) and later and (mine[0] != later[0] or self._changed(between)):
            return None
        if sign and _years(self.text, first) and not mine:
            return None
        own = not (between["dash"] or between["and"] or between["minus"]) and (self.sign or unit or first.scale > 1)
        if own and not (later or second.scale > 1):
            return None
        low, high = first.value, second.value
        if first.scale == 1 and first.number * second.scale <= high:
            low = first.number * second.scale
        if self.minus or between["minus"]:
            if between["dash"] and not between["minus"]:
                return None
            low, high = -low if self.minus else low, -high if between["minus"] else high
        if low >= high or (_years(self.text, first) and _years(self.text, second)):
            return None
        return self._amount(low, high, second, self.sign or sign or unit)

    def _changed(self, between: re.Match[str]) -> bool:
        """Whether a "to" leads from a change to what it came to: "fell $2 billion to $7 billion"."""
        if between["dash"] or between["and"] or between["or"] or self.lead:
            return False
        return _CHANGE.search(self.lower, max(0, self.start - 60), self.start) is not None

    def _unit(self, end: int) -> tuple[str, int] | None:
        """The unit that stands right after `end`; mere "points" are percentage points where percent are near."""
        if found := signs.after(self.text, self.lower, end):
            return found
        if self.lower.startswith(" point", end) and (points := _POINTS.match(self.lower, end)):
            near = slice(max(0, self.first.start - NEAR), points.end() + NEAR)
            return (units.POINTS, points.end()) if _PERCENT.search(self.lower[near]) else None
        return None

    def _apart(self, first: Numeral, second: Numeral, between: re.Match[str]) -> bool:
        """Whether the words between two numbers keep them apart: "from 5 to 6" after "rose", "5 and 6", "5 or $6"."""
        if between["and"]:
            return self.lead is None or self.lead[1] != "between"
        if between["or"]:
            return first.worded != second.worded
        if self.lead and self.lead[1] == "from":
            start = self.lead.start()
            return _CHANGE.search(self.lower, max(0, start - 60), start) is not None
        return False

    def _amount(
        self, low: Decimal, high: Decimal, last: Numeral, sign: tuple[str, int] | None
    ) -> tuple[Quantity, bool] | None:
        end = last.end
        unit = sign[0] if sign else None
        if told := self._unit(end):
            unit, end = unit or told[0], told[1]
        bare = unit is None and self.first.scale == 1 and last.scale == 1
        bound = bounds.before(self.lower, self.start, small=bare and self.first.worded)
        if bound is None and (lead := self.lead or self._shared()):
            bound = bounds.before(self.lower, lead.start(), small=False)
        start = bound[1] if bound else self.start
        if later := None if bound else bounds.after(self.lower, end):
            end = later[1]
        noun = ""
        if unit is None and (what := counted(self.text, end, several=not low == high == 1)):
            noun, end = what
            later = later or (None if bound else bounds.after(self.lower, end))
        if bound and noun in _PERIODS and self._lasting(bound[1]):
            bound, start = None, self.start
        kind = bound[0] if bound else later[0] if later else Bound.EXACTLY
        year = bare and kind is Bound.EXACTLY and low == high and _years(self.text, last)
        if self.first.worded and bare and low == high == 1 and not noun:
            return None
        until = next((number.start for number in self.later if number.start >= end), len(self.lower))
        rate = rates.after(self.lower, end, until)
        per = rate[0] if rate else None if self._grew(unit, start) else rates.before(self.lower, start)
        if noun in _FAST:
            noun, per = _FAST[noun]
        place = (self.first.start, last.end)
        return Quantity(low, high, unit, per, kind, noun, start, rate[1] if rate else end, place), year

    def _grew(self, unit: str | None, start: int) -> bool:
        """Whether it is a change of something, whose rate is not the change's: "quarterly sales rose 5%"."""
        part = unit in {units.PERCENT, units.POINTS}
        return part and _CHANGE.search(self.lower, max(0, start - rates.REACH), start) is not None

    def _shared(self) -> re.Match[str] | None:
        """The first number of "one in five", right before the second."""
        start = max(0, self.start - 20)
        tied = self.lower.endswith(("in ", "of ", "every "), start, self.start)
        return _SHARE.search(self.lower, start, self.start) if tied else None

    def _lasting(self, start: int) -> bool:
        """Whether the "over" at `start` tells how long something takes."""
        over = self.lower.startswith("over ", start)
        return over and _STRETCH.search(self.lower, max(0, start - 60), start) is not None


def _years(text: str, numeral: Numeral) -> bool:
    return numeral.scale == 1 and _YEAR.fullmatch(text, numeral.start, numeral.end) is not None
