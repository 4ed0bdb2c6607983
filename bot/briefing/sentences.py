"""Judges a sentence of ours by the passages behind it: its amounts, its dates, its names with digits."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Final

from bot.briefing import pairing, synonyms
from bot.briefing.agreement import MEND, Verdict, nearest
from bot.briefing.backing import WORD, Backing
from bot.briefing.dates import WORDS as DATE_WORDS
from bot.briefing.dates import Told, told
from bot.briefing.finding import Doubt, Path
from bot.briefing.loose import WORDS as LOOSE_WORDS
from bot.briefing.loose import loose
from bot.briefing.model import Bound
from bot.briefing.normal import plain
from bot.briefing.numerals import WORDS as NUMBER_WORDS
from bot.briefing.pairing import Labelled, labelled
from bot.briefing.quantity import Quantity, numbers

SPANS: Final = re.compile(
    '["“”„‟«»＂〝″]([^"“”„‟«»＂〝〞″]+)["“”‟«»＂〝〞″]|[「『]([^「」『』]+)[」』]'
    "|‚([^‘’‚]+)[‘’]|(?<![\\w'’])[‘‛‹›'](?![\\s\\dn])([^‘‚‹›\"“”]*?[^\\s‘‚‹›\"“”])[’'‹›](?!\\w)"
)
"""Words between quotation marks."""

_DIGIT: Final = re.compile(r"\d")
_LETTERS: Final = re.compile(r"[a-z]+")
_WORDS: Final = NUMBER_WORDS | DATE_WORDS | LOOSE_WORDS
"""A sentence without any of these and without a digit has nothing to judge; most sentences are so."""

UNDATED: Final = frozenset(("no date given", "no date", "undated", "date unknown", "not dated"))
"""What a `when` says where the source has no time at all."""

_ISSUED: Final = re.compile(
    r"\b(?:as of|published|reported|reports?|article|dated|written|printed)"
    r"(?: (?:in|on|of|from|by|as of|the))*(?: \d{1,2})?(?: [A-Z][a-z]+)?(?: \d{1,2},)?\s*$",
    re.IGNORECASE,
)
_LINKS: Final = frozenset("a an and as at between by during for from in of on or over the to with".split())


def judge(path: Path, text: str, backing: Backing, published: AbstractSet[str]) -> Iterator[Doubt]:
    """Every amount, date and name with digits of a sentence that nothing behind it bears out.

    `published` are the dates of the sources themselves, which may be named where the passages tell no time, or as the
    dates of the sources: "as of April 2019".
    """
    if text.isascii() and not _DIGIT.search(text) and _WORDS.isdisjoint(_LETTERS.findall(text.lower())):
        return
    own = SPANS.sub(_blank, text)
    dated = told(text)
    yield from _amounts(path, own, backing, dated)
    for words, stems, bound in loose(own):
        there = {kind for stem in stems for kind in backing.bounds(stem)}
        if not there:
            problem = f"“{words}” is in no passage this rests on."
            yield Doubt(path, Verdict.NUMBER, problem, "Count as the source counts, or add the passage.")
        elif bound is not None and bound not in there:
            problem = f"Qualifier differs: “{words}” is not “{bound}” in the passage."
            if bound is Bound.EXACTLY:
                problem = f"Qualifier differs: “{words}” is “{min(there)}” in the passage."
            yield Doubt(path, Verdict.QUALIFIER, problem, MEND[Verdict.QUALIFIER])
    days = {(day.key, day.relation): " ".join(text[day.start : day.end].split()) for day in dated}
    for day in sorted(days.keys() - backing.dates, key=lambda day: days[day]):
        key, relation = day
        if not relation and key in published and (not backing.timed or _issued(text, days[day])):
            continue
        problem = f"The date “{days[day]}” ({key}) is in no passage this rests on."
        yield Doubt(path, Verdict.DATE, problem, "Leave it as vague as the source does, or add the passage.")


def moment(path: Path, text: str, backing: Backing, published: AbstractSet[str]) -> Iterator[Doubt]:
    """Every word of a `when` that nothing behind it has: a time is told in the source's own words, or in dates."""
    if text.lower() in UNDATED:
        return
    yield from judge(path, text, backing, published)
    strange = [
        word
        for word in WORD.finditer(text)
        if (small := word[0].lower()) not in _LINKS and backing.words.isdisjoint((small, small.removesuffix("ly")))
    ]
    if not strange:
        return
    taken = [(day.start, day.end) for day in told(text)] + [amount.number for amount in numbers(text).amounts]
    for word in strange:
        if not any(start <= word.start() and word.end() <= end for start, end in taken):
            problem = f"The time “{text}” is in no passage this rests on: none has “{word[0]}”."
            yield Doubt(path, Verdict.DATE, problem, "Take the source's own words for the time, or “no date given”.")
            return


def _issued(text: str, day: str) -> bool:
    """Whether a sentence gives a day as that of a source or of the briefing itself: "published on 4 April 2019"."""
    return _ISSUED.search(" ".join(text.split()).partition(day)[0]) is not None


def differs(path: Path, verdict: Verdict, ours: str, there: str | None) -> Doubt:
    """The doubt that an amount of ours is not the source's."""
    said = f"the passage says “{there}”" if there else "no passage states an amount"
    return Doubt(path, verdict, f"{verdict.capitalize()}: “{ours}”, but {said}.", MEND[verdict])


def spans(text: str) -> list[tuple[int, int, str]]:
    """What a text has in quotation marks: from where to where, and made plain without its last punctuation."""
    return [(found.start(), found.end(), bare(found[found.lastindex or 1])) for found in SPANS.finditer(text)]


def bare(words: str) -> str:
    """Words made plain, without what ends a sentence around them."""
    return plain(words).strip(" .,;:!?")


def _amounts(path: Path, text: str, backing: Backing, dates: Sequence[Told]) -> Iterator[Doubt]:
    found = numbers(text)
    known: list[Quantity] = []
    for ours in found.amounts:
        theirs: Sequence[Quantity] = backing.amounts
        told = text[ours.start : ours.end].strip()
        if _one(ours, text):
            theirs = [other for other in theirs if other.noun and synonyms.agree(ours.noun, other.noun)]
            if not theirs:
                continue
        verdict, other = nearest(ours, theirs)
        whole = _completed(ours, found.amounts, theirs) if verdict in {Verdict.UNIT, Verdict.RATE} else None
        if whole:
            verdict = Verdict.OK
        elif verdict is Verdict.OK and other and _strange(ours, other, backing):
            verdict = Verdict.NOUN
        if verdict is not Verdict.OK:
            yield differs(path, verdict, told, backing.of(other) if other else None)
        else:
            known.append(whole or ours)
    yield from _beside(path, text, known, backing, dates)
    for words in found.unread:
        if not backing.has(words):
            problem = f"The number in “{words}” can't be read."
            yield Doubt(path, Verdict.NUMBER, problem, "Write it like 11.4 billion, 0.1 percent or 2018-12-05.")
    for name in found.names:
        if name not in backing.names:
            problem = f"“{name}” is in no passage this rests on."
            yield Doubt(path, Verdict.NUMBER, problem, "Take the name as the source has it, or add the passage.")


def _beside(
    path: Path, text: str, known: Sequence[Quantity], backing: Backing, dates: Sequence[Told]
) -> Iterator[Doubt]:
    """Amounts of a sentence that a passage states, but with other words or for another time."""
    if not known:
        return
    crowded = len(known) > 1 or backing.crowded
    dated = bool(dates) and len(backing.days) > (0 if backing.crowded else 1)
    if crowded or dated:
        ours = labelled(text, known, dates)
        if crowded:
            yield from misplaced(path, ours, backing)
        if dated:
            yield from mistimed(path, ours, backing)


def misplaced(path: Path, ours: Sequence[Labelled], backing: Backing) -> Iterator[Doubt]:
    """Amounts of ours, each in a passage, that stand with the words of other amounts."""
    for one, word, there in pairing.misplaced(ours, backing.labelled):
        told = one.text[one.amount.start : one.amount.end].strip() or one.text
        called = next((found[0] for found in WORD.finditer(one.text) if synonyms.key(found[0]) == word), word)
        problem = f"Swapped: “{told}” stands with “{called}”, but the passage has another amount there: “{there}”."
        yield Doubt(path, Verdict.NOUN, problem, "Put each number with what the source has it with.")


def mistimed(path: Path, ours: Sequence[Labelled], backing: Backing) -> Iterator[Doubt]:
    """Amounts of ours, each in a passage, that are told for the time of another."""
    for one, day, there in pairing.mistimed(ours, backing.labelled):
        told = one.text[one.amount.start : one.amount.end].strip() or one.text
        problem = f"“{told}” is told for {day}, but the passage has it for another time: “{there}”."
        yield Doubt(path, Verdict.DATE, problem, "Put each number with the time that the source has it for.")


def _completed(ours: Quantity, beside: Sequence[Quantity], theirs: Sequence[Quantity]) -> Quantity | None:
    """An amount of ours with the unit and the rate that it leaves to another in its sentence, when a passage states it
    so: the first of "from 61 to nearly 68 percent"."""
    if ours.noun:
        return None
    for other in beside:
        if other is ours or (ours.unit and ours.unit != other.unit):
            continue
        whole = replace(
            ours, unit=ours.unit or other.unit, noun="" if other.unit else other.noun, per=ours.per or other.per
        )
        if whole != ours and nearest(whole, theirs)[0] is Verdict.OK:
            return whole
    return None


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
