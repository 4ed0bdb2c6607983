"""Amounts as a search compares them: one word for each, however people write it."""

import re
from decimal import Decimal
from typing import Final

from bot.briefing.model import Figure
from bot.library.stems import Term, terms

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


def spoken(unit: str) -> str:
    """A currency as people say it: "dollar"; anything else as it is."""
    from bot.briefing.units import NAMES, canonical

    code = canonical(unit)
    return next((name.rpartition(" ")[2] for name, named in NAMES.items() if named == code), unit)


def asked(words: str) -> list[Term] | None:
    """What somebody looks for, with every amount in it as `stated` writes it; None when there is no amount in it.

    Without a unit it is the beginning of every such amount. How far the amount is from what is stated ("at least") is
    told, never asked.

    >>> [term.stem for term in asked("at least $17bn of loans")], asked("loans")
    (['n17000000000nusd', 'loan'], None)
    """
    if not _DIGIT.search(words):
        from bot.briefing.numerals import WORDS  # most questions have no number, and are answered before this is loaded

        if WORDS.isdisjoint(_LETTERS.findall(words.lower())):
            return None
    from bot.briefing.quantity import quantities

    found: list[Term] = []
    end = 0
    for amount in quantities(words):
        found += terms(words[end : amount.start])
        end = amount.end if amount.unit else amount.number[1]
        written = words[amount.start : end].strip()
        found += (Term(_word(value, amount.unit or ""), written) for value in dict.fromkeys((amount.low, amount.high)))
        found += (Term(one.stem, written) for one in terms(amount.per or ""))
    return [*found, *terms(words[end:])] if end else None


def _word(value: Decimal, unit: str) -> str:
    """An amount as one word, which begins as that of no other number does."""
    return f"n{value.normalize():f}n".translate(_SIGNS) + _OTHER.sub("", unit.lower())
