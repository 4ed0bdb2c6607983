"""Whether an amount stands with the words that its passage has it with, or with those of another amount."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple

from bot.briefing.agreement import Verdict, compare
from bot.briefing.nouns import STOP
from bot.briefing.quantity import Quantity
from bot.briefing.synonyms import key, same

_APART: Final = re.compile(
    r"[,;:()\u2014]|[.!?](?=\s)|\b(?:and|but|or|as|of which|while|whereas|against|versus|than|to|with)\b",
    re.IGNORECASE,
)
"""What parts the words of one amount from those of the next."""

_WORD: Final = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")


class Labelled(NamedTuple):
    """An amount in a text and the words that stand with it."""

    amount: Quantity
    words: frozenset[str]
    text: str


def labelled(text: str, amounts: Sequence[Quantity]) -> list[Labelled]:
    """Some amounts of a text with their words: those up to where the ones of the next amount in that unit begin.

    What stands between two amounts and could be either's is neither's.
    """
    found = []
    for unit in dict.fromkeys(amount.unit for amount in amounts):
        alike = [amount for amount in amounts if amount.unit == unit]
        places = [(0, 0), *(amount.number for amount in alike), (len(text), len(text))]
        for number, amount in enumerate(alike, 1):
            before = text[places[number - 1][1] : places[number][0]]
            after = text[places[number][1] : places[number + 1][0]]
            near = f"{_last(before, alone=number == 1)} {_first(after, alone=number == len(alike))}"
            found.append(Labelled(amount, words(near), text))
    return found


def words(text: str) -> frozenset[str]:
    """The words of a text that tell what something is, each as `synonyms.same` takes it."""
    return frozenset(key(word) for found in _WORD.finditer(text) if (word := found[0].lower()) not in STOP)


def misplaced(ours: Sequence[Labelled], theirs: Sequence[Labelled]) -> Iterator[tuple[Labelled, str, str]]:
    """Each amount of ours that stands with a word which belongs to another amount: it, the word, the text of theirs.

    It is so when one text has both amounts, or when two amounts of ours stand with each other's words.
    """
    homes = {one: [other for other in theirs if compare(one.amount, other.amount) is Verdict.OK] for one in ours}
    for one, there in homes.items():
        strange = [_strange(one, home, [other for other in theirs if other.text == home.text]) for home in there]
        for two, elsewhere in homes.items():
            if not all(strange) and _rivals(one, two) and all(_strange(two, home, there) for home in elsewhere):
                strange = [_strange(one, home, elsewhere) for home in there]
        if strange and (word := strange[0]) and all(strange):
            yield one, word, there[0].text


def _strange(one: Labelled, home: Labelled, others: Sequence[Labelled]) -> str | None:
    """The word of an amount of ours that belongs to one of the others, when none of its words is of its home."""
    for other in others:
        own = {word for word in home.words if not _among(word, other.words)}
        if _rivals(home, other) and own and not any(_among(word, own) for word in one.words):
            foreign = {word for word in other.words if not _among(word, home.words)}
            if word := next((word for word in sorted(one.words) if _among(word, foreign)), None):
                return word
    return None


def _rivals(one: Labelled, other: Labelled) -> bool:
    """Whether two amounts could be taken for one another: they are in one unit and not the same."""
    mine, theirs = one.amount, other.amount
    return mine.unit == theirs.unit and (mine.low, mine.high) != (theirs.low, theirs.high)


def _among(word: str, there: AbstractSet[str]) -> bool:
    return word in there or any(same(word, other) for other in there)


def _last(before: str, *, alone: bool) -> str:
    """The part of what stands before an amount that is its own; all of it when it is `alone` there."""
    parting = [*_APART.finditer(before)]
    if not parting:
        return before if alone else ""
    last = before[parting[-1].end() :]
    return last if words(last) or not alone else before


def _first(after: str, *, alone: bool) -> str:
    """The part of what stands after an amount that is its own; all of it when it is `alone` there."""
    parting = _APART.search(after)
    return after[: parting.start()] if parting else after if alone else ""
