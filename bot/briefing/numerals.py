"""Reads numbers out of running text, in digits ("11.4bn", "1 200") and in words ("half a million", "twenty-five")."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

_ONES: Final = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
_TENS: Final = {
    word: 10 * value for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
SCALES: Final = {
    "dozen": 12,
    "hundred": 10**2,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
_SHORT: Final = {
    "k": 10**3,
    **dict.fromkeys(("m", "mn", "mln"), 10**6),
    **dict.fromkeys(("b", "bn", "bln"), 10**9),
    **dict.fromkeys(("t", "tn", "trn"), 10**12),
}
_PARTS: Final = {"half": Decimal("0.5"), "quarter": Decimal("0.25"), "quarters": Decimal("0.75")}
WORDS: Final = frozenset((*_ONES, *_TENS, *SCALES, "pair", "couple"))
"""Every word that numbers are made of: a text without any of them and without a digit holds no number."""

_SCALE: Final = "|".join(SCALES)
_COUNT: Final = "|".join((*_ONES, *_TENS))
_START = re.compile(
    rf"\d[\d.,:/]*"
    rf"|\b(?:(?P<part>half) an? |(?:an? |one )?(?P<quarter>quarter) of an? |three[- ](?P<three>quarters) of an? )"
    rf"(?P<of>{_SCALE})\b"
    rf"|\b(?:(?:an? )?(?P<pair>pair|couple) of|an? (?:{_SCALE})|{_COUNT})\b"
)
_ORDINARY = re.compile(r"\d+(?:\.\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_SPACED = re.compile(r"\d{1,3}(?: \d{3})+(?:\.\d+)?(?![.,:/]?\d)")
_STEP = re.compile(rf"(?: +|-|(?:(?<=hundred)|(?<=thousand)|(?<=million)|(?<=billion)) and )({_COUNT}|{_SCALE})\b")
_SCALED = re.compile(rf"(?: *|-)({_SCALE})\b")
_SHORTLY = re.compile(r" *(?:mn|mln|bn|bln|tn|trn)(?!\w)|[kmb](?!\w)")
_PRICED = re.compile(r" *(?:mn|mln|bn|bln|tn|trn|[kmbt])(?!\w)")
_POINT = re.compile(r" point((?: (?:zero|oh|one|two|three|four|five|six|seven|eight|nine)\b)+)")
_AND_PART = re.compile(r" and an? (half|quarter)\b")
_MEASURE = re.compile(r"(?:[ckm]?m2?|[km]?g|k?t|ha|[gkmt]wh?|ft|in|lbs?|mph|kmh|m?l|[gkm]?hz|[gkmt]b)\b")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number at `start:end` of a text: `number` times `scale`, which is 1 when no "million" or "bn" follows."""

    number: Decimal
    scale: int
    start: int
    end: int
    worded: bool

    @property
    def value(self) -> Decimal:
        """What it stands for."""
        return self.number if self.scale == 1 else self.number * self.scale


def numerals(text: str, price: re.Pattern[str]) -> Iterator[Numeral]:
    """Every number of a lower-case text, from left to right; numbers inside names ("G20", "Su-30") are none.

    Where `price` matches the text that ends at the number, "70 m" is 70 million and "5t" five trillion; elsewhere
    they would be metres and tonnes.
    """
    after = 0
    for found in _START.finditer(text):
        if found.start() < after:
            continue
        numeral = _in_digits(text, found, price) if text[found.start()].isdigit() else _in_words(text, found)
        if numeral:
            after = numeral.end
            yield numeral


def _in_digits(text: str, found: re.Match[str], price: re.Pattern[str]) -> Numeral | None:
    start = found.start()
    priced = price.search(text, max(0, start - 12), start) is not None
    if not priced and _tied(text, start):
        return None
    spaced = _SPACED.match(text, start)
    digits = spaced[0] if spaced else found[0].rstrip(".,:/")
    end = start + len(digits)
    digits = digits.replace(" ", "")
    if not _ORDINARY.fullmatch(digits):
        return None
    number = Decimal(digits.replace(",", ""))
    if start and text[start - 1] == ".":
        number, start = number.scaleb(-len(digits)), start - 1
    if part := _AND_PART.match(text, end):
        number, end = number + _PARTS[part[1]], part.end()
    if short := (_PRICED if priced else _SHORTLY).match(text, end):
        return Numeral(number, _SHORT[short[0].strip()], start, short.end(), worded=False)
    scale, stop = _scale(text, end)
    if text[stop : stop + 1].isalpha() and not _MEASURE.match(text, stop):
        return None
    return Numeral(number, scale, start, stop, worded=False)


def _tied(text: str, start: int) -> bool:
    """Whether the digits at `start` go on something before them: "G20", "Su-30", "v2.1", "9:10"."""
    one, two = text[start - 1 : start], text[max(0, start - 2) : start - 1]
    return (
        one.isalpha()
        or (one == "-" and two.isalpha())
        or (one == "." and two != "" and not two.isspace())
        or (one in {",", ":", "/"} and two.isdigit())
    )


def _scale(text: str, end: int) -> tuple[int, int]:
    """The product of the scale words that follow, and where they end."""
    scale = 1
    while found := _SCALED.match(text, end):
        scale, end = scale * SCALES[found[1]], found.end()
    return scale, end


def _in_words(text: str, found: re.Match[str]) -> Numeral | None:
    start, end = found.span()
    if _tied(text, start):
        return None
    if of := found["of"]:
        part = _PARTS[found["part"] or found["quarter"] or found["three"]]
        return Numeral(part, SCALES[of], start, end, worded=True)
    if found["pair"]:
        return Numeral(Decimal(2), 1, start, end, worded=True)
    words = ["one", *found[0].split()[1:]] if " " in found[0] else [found[0]]
    stops = [end] * len(words)
    while step := _STEP.match(text, end):
        end = step.end()
        words.append(step[1])
        stops.append(end)
    number, scale, used = _sum(words)
    end = stops[used - 1]
    if scale == 1 and (point := _POINT.match(text, end)):
        digits = "".join(str(_ONES.get(word, 0)) for word in point[1].split())
        number, end = Decimal(f"{number:f}.{digits}"), point.end()
        scale, end = _scale(text, end)
    elif more := _AND_PART.match(text, end):
        number, end = number * scale + _PARTS[more[1]] * scale, more.end()
        scale, end = _scale(text, end)
    return Numeral(number, scale, start, end, worded=True)


def _sum(words: list[str]) -> tuple[Decimal, int, int]:
    """How far number words make one number ("two hundred and five", but not "two three"): it, its scale, the words."""
    total = group = used = 0
    scale, smallest = 1, max(SCALES.values()) + 1
    for word in words:
        value = _ONES.get(word, _TENS.get(word))
        if value is not None:
            if used and (value == 0 or group % (10 if value < 10 and group % 100 >= 20 else 100)):
                break
            group, scale = group + value, 1
        elif word == "hundred":
            if not 0 < group < 100:
                break
            group, scale = group * 100, 100
        else:
            factor = SCALES[word]
            if not group or factor >= smallest:
                break
            total, group, smallest = total + group * factor, 0, factor
            scale *= factor
        used += 1
    return Decimal(total + group) / scale, scale, used
