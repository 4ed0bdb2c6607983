"""Judges a sentence of ours by the passages behind it: its amounts, its dates, its names with digits."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from bot.briefing import synonyms
from bot.briefing.agreement import MEND, Verdict, nearest
from bot.briefing.backing import Backing
from bot.briefing.dates import WORDS as DATE_WORDS
from bot.briefing.dates import dates
from bot.briefing.finding import Doubt, Path
from bot.briefing.normal import plain
from bot.briefing.numerals import WORDS as NUMBER_WORDS
from bot.briefing.quantity import Quantity, names, quantities

SPANS: Final = re.compile(r"[\"“„«]([^\"“”„«»]+)[\"”“»]")
"""Words between quotation marks."""

_DIGIT: Final = re.compile(r"\d")
_LETTERS: Final = re.compile(r"[a-z]+")
_WORDS: Final = NUMBER_WORDS | DATE_WORDS
"""A sentence without any of these and without a digit has nothing to judge; most sentences are so."""


def judge(path: Path, text: str, backing: Backing, published: AbstractSet[str]) -> Iterator[Doubt]:
    """Every amount, date and name with digits of a sentence that nothing behind it bears out.

    `published` are the dates of the sources themselves, which everything may name.
    """
    if not _DIGIT.search(text) and _WORDS.isdisjoint(_LETTERS.findall(text.lower())):
        return
    yield from _amounts(path, SPANS.sub(_blank, text), backing)
    if found := dates(text) - published:
        for missing in sorted(found - backing.dates):
            problem = f"The date {missing} is in no passage this rests on."
            yield Doubt(path, Verdict.DATE, problem, "Leave it as vague as the source does, or add the passage.")


def differs(path: Path, verdict: Verdict, ours: str, there: str | None) -> Doubt:
    """The doubt that an amount of ours is not the source's."""
    said = f"the passage says “{there}”" if there else "no passage states an amount"
    return Doubt(path, verdict, f"{verdict.capitalize()}: “{ours}”, but {said}.", MEND[verdict])


def spans(text: str) -> list[tuple[int, int, str]]:
    """What a text has in quotation marks: from where to where, and made plain without its last punctuation."""
    if '"' not in text and "“" not in text and "«" not in text and "„" not in text:
        return []
    return [(found.start(), found.end(), bare(found[1])) for found in SPANS.finditer(text)]


def bare(words: str) -> str:
    """Words made plain, without what ends a sentence around them."""
    return plain(words).strip(" .,;:!?")


def _amounts(path: Path, text: str, backing: Backing) -> Iterator[Doubt]:
    for ours in quantities(text):
        theirs: Sequence[Quantity] = backing.amounts
        told = text[ours.start : ours.end].strip()
        if _one(ours, text):
            theirs = [other for other in theirs if other.noun and synonyms.agree(ours.noun, other.noun)]
            if not theirs:
                continue
        verdict, other = nearest(ours, theirs)
        if verdict is Verdict.OK and other and _strange(ours, other, backing):
            verdict = Verdict.NOUN
        if verdict is not Verdict.OK:
            yield differs(path, verdict, told, backing.of(other) if other else None)
    for name in names(text):
        if name not in backing.names:
            problem = f"“{name}” is in no passage this rests on."
            yield Doubt(path, Verdict.NUMBER, problem, "Take the name as the source has it, or add the passage.")


def _strange(ours: Quantity, theirs: Quantity, backing: Backing) -> bool:
    """Whether the words before our noun are not the source's: "oil fields" where the passage counts "gas fields"."""
    described = " " in theirs.noun
    said = backing.of(theirs) if described else backing.text
    return synonyms.strange(ours.noun, said or "", head=not theirs.noun) is not None


def _one(amount: Quantity, text: str) -> bool:
    """Whether it is a bare "one", which counts only where the source counts the same thing: "one field" of two."""
    return text[slice(*amount.number)].lower() == "one" and amount.low == amount.high == 1


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])
