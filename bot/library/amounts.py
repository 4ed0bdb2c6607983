"""Amounts as a search compares them: one word for each, however people write it."""

import re
from decimal import Decimal
from typing import Final

from bot.briefing.model import Figure

_DIGIT: Final = re.compile(r"\d")
_LETTERS: Final = re.compile("[a-z]+")
_OTHER: Final = re.compile("[^a-z]")
_SIGNS: Final = str.maketrans({".": "p", "-": "m"})
_COUNTED: Final = "x"
"""What stands for the unit of whatever is counted, the words for which are looked for themselves."""


def stated(figure: Figure) -> str:
    """The words by which a figure is found by its amount, one for each end of it."""
    from bot.briefing.units import canonical

    unit = canonical(figure.unit) or _COUNTED
    return _word(figure.value, unit) if figure.to is None else f"{_word(figure.value, unit)} {_word(figure.to, unit)}"


def asked(words: str) -> str | None:
    """What somebody looks for, with every amount in it as `stated` writes it; None when there is no amount in it.

    Without a unit it is the beginning of every such amount.

    >>> asked("loans of $17bn"), asked("17 billion in loans"), asked("loans")
    ('loans of n17000000000nusd', 'n17000000000n in loans', None)
    """
    if not _DIGIT.search(words):
        from bot.briefing.numerals import WORDS  # most questions have no number, and are answered before this is loaded

        if WORDS.isdisjoint(_LETTERS.findall(words.lower())):
            return None
    from bot.briefing.quantity import quantities

    parts: list[str] = []
    end = 0
    for amount in quantities(words):
        ends = (_word(value, amount.unit or "") for value in dict.fromkeys((amount.low, amount.high)))
        parts += [words[end : amount.start], *ends]
        end = amount.end if amount.unit else amount.number[1]
    return " ".join(" ".join((*parts, words[end:])).split()) if parts else None


def _word(value: Decimal, unit: str) -> str:
    """An amount as one word, which begins as that of no other number does."""
    return f"n{value.normalize():f}n".translate(_SIGNS) + _OTHER.sub("", unit.lower())
