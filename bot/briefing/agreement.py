"""Whether two amounts say the same, and if not, in what they differ."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from bot.briefing import nouns, synonyms, units
from bot.briefing.model import Figure
from bot.briefing.quantity import Quantity


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
    UNSURE = "speaker unsure"
    DATE = "date differs"
    LENGTH = "too long"


MEND: Final = {
    Verdict.NOT_FOUND: "Choose a passage that states it, or take it out.",
    Verdict.NUMBER: "Take the number of the source.",
    Verdict.UNIT: "Take the unit of the source.",
    Verdict.RATE: "Say per what period, as the source does.",
    Verdict.QUALIFIER: "Keep the source's “about”, “at least”, “more than” or “up to”.",
    Verdict.ONE_END: "Give both ends of the range.",
    Verdict.NOUN: "Count what the source counts.",
}
_NEARNESS: Final = (
    Verdict.OK, Verdict.QUALIFIER, Verdict.RATE, Verdict.NOUN, Verdict.UNIT, Verdict.ONE_END, Verdict.NUMBER,
)  # fmt: skip


def stated(figure: Figure) -> Quantity:
    """A figure's own fields as an amount."""
    unit = units.canonical(figure.unit)
    high = figure.value if figure.to is None else figure.to
    noun = "" if unit else nouns.counted_in(figure.unit)
    return Quantity(figure.value, high, unit, figure.per, figure.qualifier, noun, 0, 0, (0, 0))


def compare(ours: Quantity, theirs: Quantity) -> Verdict:
    """In what our amount differs from the one in the evidence, the weightiest difference first."""
    if (ours.low, ours.high) != (theirs.low, theirs.high):
        ends = {theirs.low, theirs.high}
        ranged = ours.unit == theirs.unit and theirs.low != theirs.high and {ours.low, ours.high} <= ends
        return Verdict.ONE_END if ranged else Verdict.NUMBER
    if ours.unit != theirs.unit:
        return Verdict.UNIT
    if ours.per != theirs.per:
        return Verdict.RATE
    alike = synonyms.share if ours.low == ours.high == 1 else synonyms.agree
    if ours.unit is None and not alike(ours.noun, theirs.noun):
        return Verdict.NOUN
    return Verdict.OK if ours.bound is theirs.bound else Verdict.QUALIFIER


def nearest(ours: Quantity, theirs: Sequence[Quantity]) -> tuple[Verdict, Quantity | None]:
    """The amount in the evidence that ours comes closest to, and the verdict on it; NOT_FOUND when there is none."""
    judged = [(compare(ours, other), other) for other in theirs]
    if not judged:
        return Verdict.NOT_FOUND, None
    return min(
        judged, key=lambda pair: (_NEARNESS.index(pair[0]), _strange(ours, pair[1]), abs(pair[1].low - ours.low))
    )


def _strange(ours: Quantity, theirs: Quantity) -> bool:
    """Whether two amounts are of different things."""
    return ours.unit != theirs.unit or not synonyms.agree(ours.noun, theirs.noun)
