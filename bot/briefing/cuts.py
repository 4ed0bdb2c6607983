"""Whether words taken out of a text cut an amount of it short: "$6" out of "$6 billion", "6" out of "about 6"."""

from typing import Final, NamedTuple

from bot.briefing import signs
from bot.briefing.agreement import Verdict, compare
from bot.briefing.quantity import Quantity, lowered, readings

AROUND: Final = 80
"""How many characters around words may hold what belongs to an amount in them."""

WIDEN: Final = "Widen it to the whole amount, or leave the amount out."


class Cut(NamedTuple):
    """What is lost of an amount, and the whole of it in the words of the text."""

    verdict: Verdict
    whole: str


def cut_at(text: str, start: int, end: int) -> Cut | None:
    """What the words at `start` to `end` of a text lose of an amount that they have a part of."""
    first = max(0, start - AROUND)
    near = text[first : end + AROUND]
    begin, stop = start - first, end - first
    kept = readings(near[begin:stop])
    for full in readings(near):
        core = _core(near, full)
        if _overlap(core, (begin, stop)):
            inside = (full.number[0] - begin, full.number[1] - begin)
            part = next((amount for amount in kept if _overlap(amount.number, inside)), None)
            verdict = compare(part, full) if part else Verdict.NUMBER
            if verdict is Verdict.OK and (core[0] < begin or stop < core[1]):
                verdict = Verdict.NUMBER
            if verdict not in {Verdict.OK, Verdict.NOUN}:
                return Cut(verdict, near[full.start : full.end].strip())
    return None


def cut_everywhere(words: str, text: str) -> Cut | None:
    """What some words (without accidents of form) lose of an amount wherever a text, with its capitals, has them."""
    plain = text.casefold()
    first: Cut | None = None
    start = plain.find(words) if words else -1
    while start >= 0:
        cut = cut_at(text, start, start + len(words))
        if cut is None:
            return None
        first, start = first or cut, plain.find(words, start + 1)
    return first


def _core(text: str, amount: Quantity) -> tuple[int, int]:
    """Where an amount's number stands with its unit, whichever side that is on."""
    lower, (start, end) = lowered(text), amount.number
    sign, unit = signs.before(text, lower, start), signs.after(text, lower, end)
    return sign[1] if sign else start, unit[1] if unit else end


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
