"""Whether two amounts say the same, and if not, in what they differ."""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from bot.briefing.model import Figure
from bot.briefing.quantity import Quantity

_MEASURES: Final = frozenset(("percent", "percentage points"))
_PLAIN: Final = re.compile(r"[^\w\s-]")


class Verdict(StrEnum):
    """What a comparison with the evidence came to."""

    OK = "ok"
    NOT_FOUND = "not found"
    NUMBER = "number differs"
    UNIT = "unit differs"
    RATE = "rate differs"
    QUALIFIER = "qualifier differs"
    ONE_END = "one end of a range"
    NOUN = "noun differs"
    WORDS = "words differ"
    SPEAKER = "speaker differs"
    DATE = "date differs"
    LENGTH = "too long"


_NEARNESS: Final = (
    Verdict.OK, Verdict.QUALIFIER, Verdict.RATE, Verdict.NOUN, Verdict.UNIT, Verdict.ONE_END, Verdict.NUMBER,
)  # fmt: skip


def stated(figure: Figure) -> Quantity:
    """A figure's own fields as an amount."""
    unit = figure.unit if figure.unit in _MEASURES or (len(figure.unit) == 3 and figure.unit.isupper()) else None
    high = figure.value if figure.to is None else figure.to
    noun = "" if unit else figure.unit.casefold()
    return Quantity(figure.value, high, unit, figure.per, figure.qualifier, noun, 0, 0)


def compare(ours: Quantity, theirs: Quantity) -> Verdict:
    """In what our amount differs from the one in the evidence, the weightiest difference first."""
    if (ours.low, ours.high) != (theirs.low, theirs.high):
        ends = {theirs.low, theirs.high}
        return Verdict.ONE_END if theirs.low != theirs.high and {ours.low, ours.high} <= ends else Verdict.NUMBER
    if ours.unit != theirs.unit:
        return Verdict.UNIT
    if ours.per != theirs.per:
        return Verdict.RATE
    if ours.unit is None and ours.noun and theirs.noun and not _same_noun(ours.noun, theirs.noun):
        return Verdict.NOUN
    return Verdict.OK if ours.bound is theirs.bound else Verdict.QUALIFIER


def nearest(ours: Quantity, theirs: Sequence[Quantity]) -> tuple[Verdict, Quantity | None]:
    """The amount in the evidence that ours comes closest to, and the verdict on it; NOT_FOUND when there is none."""
    judged = [(compare(ours, other), other) for other in theirs]
    if not judged:
        return Verdict.NOT_FOUND, None
    return min(judged, key=lambda pair: (_NEARNESS.index(pair[0]), abs(pair[1].low - ours.low)))


def _same_noun(ours: str, theirs: str) -> bool:
    """Whether the words after both numbers share one that counts; verbs and adjectives after it don't matter."""
    return bool(_stems(ours) & _stems(theirs))


def _stems(words: str) -> set[str]:
    found = _PLAIN.sub(" ", words).replace("-", " ").split()
    return {word[:-3] + "y" if word.endswith("ies") else word.rstrip("s") for word in found if len(word) > 2}
