"""Amounts as people write them: "at least $2 billion", "$70-80 million a year", "two factories", "0.01 percent"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from bot.briefing.model import Bound, Figure

_SCALES: Final = {
    "thousand": 3, "k": 3, "million": 6, "mn": 6, "m": 6, "billion": 9, "bn": 9, "b": 9, "trillion": 12, "tn": 12,
}  # fmt: skip
_SIGNS: Final = {"US$": "USD", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₽": "RUB", "₴": "UAH", "₹": "INR"}
_NAMES: Final = {
    "dollar": "USD", "dollars": "USD", "usd": "USD", "euro": "EUR", "euros": "EUR", "eur": "EUR", "pound": "GBP",
    "pounds": "GBP", "gbp": "GBP", "yen": "JPY", "jpy": "JPY", "rouble": "RUB", "roubles": "RUB", "ruble": "RUB",
    "rubles": "RUB", "rub": "RUB", "yuan": "CNY", "cny": "CNY", "francs": "CHF", "chf": "CHF",
}  # fmt: skip
_WORDS: Final = {
    word: number
    for number, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"]
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "dozen": 12}
_BOUNDS: Final = (
    (Bound.AT_LEAST, r"at\sleast|no\s(?:fewer|less)\sthan|a\sminimum\sof|not\sless\sthan"),
    (Bound.UP_TO, r"up\sto|as\s(?:many|much)\sas|at\smost|no\smore\sthan|a\smaximum\sof"),
    (Bound.MORE_THAN, r"more\sthan|over|above|upwards\sof|in\sexcess\sof"),
    (Bound.LESS_THAN, r"less\sthan|fewer\sthan|under|below|almost|nearly"),
    (Bound.ABOUT, r"(?:only\s)?about|around|approximately|roughly|some|circa|an\sestimated"),
)
_PERIODS: Final = r"second|minute|hour|day|week|month|quarter|year|decade"
_TENS: Final = r"twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_NUMBER: Final = (
    rf"\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|(?:{_TENS})-(?:one|two|three|four|five|six|seven|eight|nine)"
    rf"|half\sa(?=\s(?:million|billion|trillion|dozen))|an?(?=\s(?:hundred|thousand|million|billion|trillion|dozen)\b)"
    rf"|(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})(?!-)"
)
_SCALE: Final = r"(?:hundred|thousand|million|billion|trillion|dozen)\b|(?:bn|mn|tn|[kmb])\b"
_SIGN: Final = r"US\$|[$€£¥₽₴₹]"
_NAME: Final = "|".join(sorted(_NAMES, key=len, reverse=True))
_AMOUNT: Final = re.compile(
    rf"""(?:\b(?P<bound>{"|".join(f"(?P<b{n}>{words})" for n, (_, words) in enumerate(_BOUNDS))})\s+)?
    (?:\b(?:between|from)\s+)?
    (?<![\w.,-])(?P<sign>{_SIGN})?\s?(?P<low>{_NUMBER})(?:[\s-]?(?P<low_scale>{_SCALE}))?
    (?:\s?(?:-|–|—|\bto\b|\band(?=\s+(?:{_SIGN})?\d))\s?(?P<sign2>{_SIGN})?(?P<high>\d[\d,]*(?:\.\d+)?)(?:\s?(?P<high_scale>{_SCALE}))?)?
    (?:\s?(?P<percent>%|per\s?cent\b(?!age)|percentage\spoints?\b|pp\b)|\s(?P<name>{_NAME})\b|\s?(?P<code>(?-i:[A-Z]{{3}}))\b)?
    (?P<rest>(?:\s+[\w'.’-]+){{0,7}})""",
    re.VERBOSE | re.IGNORECASE,
)
_RATE: Final = re.compile(
    rf"\b(?:per|an?|each|every)\s+(?P<period>{_PERIODS})\b|\b(?P<adverb>annual|year|month|week|dai|day)ly\b"
)
_YEAR: Final = re.compile(r"(?:1[5-9]|20)\d\d")
_MONTHS: Final = r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount in a text: `low` to `high` (equal unless a range) in `unit` (ISO currency code, "percent",
    "percentage points", None) or of a counted `noun` (the words that follow), `per` a period, with its bound, at the
    characters `start` to `end`."""

    low: Decimal
    high: Decimal
    unit: str | None
    per: str | None
    bound: Bound
    noun: str
    start: int
    end: int


def quantities(text: str) -> list[Quantity]:
    """Every amount in running text, in order. Years, dates and the pronoun "one" are none."""
    return list(_found(text.replace("\\$", " $").replace("\N{NO-BREAK SPACE}", " ")))


def read(text: str) -> Quantity:
    """The one amount that somebody typed. Raises ValueError when there is none, or more than one."""
    found = quantities(text)
    if len(found) != 1:
        raise ValueError(
            f"{text!r} is not one amount; write it like “at least $2 billion” or “70-80 million USD a year”"
        )
    return found[0]


def spell(figure: Figure) -> str:
    """A figure's amount as people write it, such as "about $70–80 million a year"."""
    return written(figure.value, figure.to, figure.unit, figure.per, figure.qualifier)


def written(value: Decimal, to: Decimal | None, unit: str, per: str | None, bound: Bound) -> str:
    """An amount in words and digits; `read` gives the same amount back."""
    power, name = next(
        (
            (power, name)
            for power, name in ((12, "trillion"), (9, "billion"), (6, "million"))
            if _fits(value, to, power)
        ),
        (0, ""),
    )
    ends = [_digits(end, power) for end in (value, to) if end is not None]
    scale = f" {name}" if name else ""
    signs = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}
    if unit == "percent":
        amount = "–".join(ends) + scale + "%"
    elif unit in signs:
        amount = signs[unit] + "–".join(ends) + scale
    else:
        amount = "–".join(ends) + f"{scale} {unit}"
    before = "" if bound is Bound.EXACTLY else f"{bound} "
    return f"{before}{amount}{f' a {per}' if per else ''}"


def _fits(value: Decimal, to: Decimal | None, power: int) -> bool:
    return all(abs(end) >= 10**power and end * 1000 % 10**power == 0 for end in (value, to) if end is not None)


def _digits(value: Decimal, power: int) -> str:
    scaled = value.scaleb(-power)
    return f"{scaled.normalize():,f}"


def _found(text: str) -> Iterator[Quantity]:
    position = 0
    while match := _AMOUNT.search(text, position):
        position = max(match.end() - len(match["rest"]), match.start() + 1)
        quantity = _read(match, text)
        if quantity is not None:
            yield quantity


def _read(match: re.Match[str], text: str) -> Quantity | None:
    word = match["low"].casefold()
    rest = " ".join(match["rest"].split())
    plain = not (match["sign"] or match["percent"] or match["name"] or match["low_scale"] or match["high_scale"])
    if plain and _YEAR.fullmatch(word) and not match["bound"] and not rest.casefold().startswith(("people", "troop")):
        return None
    if plain and word == "one" and not match["bound"]:
        return None
    before = text[: match.start("low")].casefold()
    if plain and (
        re.search(rf"\b(?:{_MONTHS})[a-z]*\.?\s$", before) or re.match(rf"(?:{_MONTHS})[a-z]*\b", rest.casefold())
    ):
        return None
    low_scale, high_scale = match["low_scale"], match["high_scale"]
    low = _value(word, low_scale or (high_scale if match["high"] else None))
    high = _value(match["high"], high_scale or low_scale) if match["high"] else low
    high = max(high, low)
    code = (match["code"] or "").casefold()
    if match["percent"]:
        unit: str | None = (
            "percentage points" if "point" in match["percent"].casefold() or match["percent"] == "pp" else "percent"
        )
    elif sign := match["sign"] or match["sign2"]:
        unit = _SIGNS[sign.upper()]
    elif match["name"]:
        unit = _NAMES[match["name"].casefold()]
    elif code in _NAMES:
        unit, rest = _NAMES[code], rest
    else:
        unit, rest = None, f"{match['code'] or ''} {rest}".strip()
    rate = _RATE.search(rest)
    per = None
    if rate:
        per = rate["period"] or {"annual": "year", "dai": "day"}.get(rate["adverb"], rate["adverb"])
        rest = rest[: rate.start()]
    bound = next((kind for n, (kind, _) in enumerate(_BOUNDS) if match[f"b{n}"]), Bound.EXACTLY)
    start = match.start("bound") if match["bound"] else match.start("sign") if match["sign"] else match.start("low")
    return Quantity(
        low, high, unit, per, bound, rest.strip(" .").casefold() if unit is None else "", start, match.start("rest")
    )


def _value(word: str, scale: str | None) -> Decimal:
    if word.startswith("half"):
        number = Decimal("0.5")
    elif word in ("a", "an"):
        number = Decimal(1)
    elif word[0].isdigit():
        number = Decimal(word.replace(",", ""))
    else:
        number = Decimal(sum(_WORDS[part] for part in word.casefold().split("-")))
    if not scale:
        return number
    name = scale.casefold()
    factor = {"hundred": Decimal(100), "dozen": Decimal(12)}.get(name) or Decimal(10) ** _SCALES[name]
    return number * factor
