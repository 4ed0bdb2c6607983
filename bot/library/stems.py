"""The words of a text as a search compares them: without endings, and without those that say nothing."""

import functools
import re
from typing import Final, NamedTuple

from bot.library.names import key

_EMPTY: Final = frozenset(
    "the a an of in on at for and or to is are was were be been has have had how much many what which who whom when "
    "where why do does did can could would should will by with from about it its that this than there any "
    "based tell show give find me we please figure figures number numbers amount amounts".split()
)
_ONE_WORD: Final = {
    form: forms.split()[0]
    for forms in """
        loan loans loaned lend lends lent lending lender
        sale sales sell sells sold selling seller
        buy buys bought buying buyer buyers purchase purchases purchased purchaser purchasers
        debt debts owe owes owed owing
        arms weapon weapons weaponry
        pay pays paid paying payment payments
        spend spends spent spending
        send sends sent sending
        grow grows grew grown growing growth
        fall falls fell fallen falling
        rise rises rose risen rising
        lose loses lost losing loss losses
        die dies died dying death deaths dead
        year years annual annually yearly
        man men
        woman women
        child children
        people person persons
        defense defence
        centre center
        america american americans
        britain british
        canada canadian canadians
        china chinese
        cuba cuban cubans
        europe european europeans
        france french
        germany german germans
        greece greek greeks
        israel israeli israelis
        iraq iraqi iraqis
        italy italian italians
        japan japanese
        korea korean koreans
        mexico mexican mexicans
        poland polish
        spain spanish
        turkey turkish
    """.strip().splitlines()
    for form in forms.split()
}
"""Forms of one word, and words for one thing, that have no beginning in common."""

_SHORTEST: Final = 3
"""Fewest letters that an ending leaves: less than that is no longer the word ("nation", "need")."""

_ENDINGS: Final = (
    ("ations", ""), ("ation", ""), ("ings", ""), ("ing", ""), ("ies", "y"), ("ied", "y"), ("sses", "ss"), ("ed", ""),
    ("es", ""), ("ers", "er"), ("ss", "ss"), ("us", "us"), ("s", ""),
)  # fmt: skip
_PLACES: Final = (("ian", 3), ("ia", 3), ("an", 5), ("a", 5))
"""How countries and what is of them end ("Russia" and "Russian", "Iran" and "Iranian", "Venezuela" and "Venezuelan"),
and the fewest letters before it."""

_VOWEL: Final = re.compile("[aeiouy]")
_AROUND: Final = re.compile(r"^\W+|\W+$")


class Term(NamedTuple):
    """A word that is looked for: its stem, and how it was written."""

    stem: str
    written: str


def stems(text: str) -> list[str]:
    """What the words of a text are found by: each one's stem, and what is left of it without its ending, which a
    mistyped word is nearer to.

    >>> stems("The sales of Russian companies")
    ['sal', 'russ', 'russian', 'compani']
    """
    return [found for word in key(text).split() if word not in _EMPTY for found in _found_by(word)]


def terms(text: str) -> list[Term]:
    """The words of a question that say something, each once.

    >>> [term.stem for term in terms("How much is Venezuela's debt?")]
    ['venezuel', 'debt']
    """
    found: dict[str, Term] = {}
    for written in text.split():
        for word in key(written).split():
            if word not in _EMPTY:
                found.setdefault(stem(word), Term(stem(word), _AROUND.sub("", written) or written))
    return list(found.values())


@functools.lru_cache(maxsize=1 << 15)
def stem(word: str) -> str:
    """What a word has in common with its plural, its past and its -ing ("price", "prices", "priced": "pric"), with
    other words for the same ("lent", "loan") and with a country that it names ("Russian", "Russia": "russ")."""
    ended = _ended(_ONE_WORD.get(word, word))
    for place, shortest in _PLACES:
        if ended.endswith(place) and len(ended) >= shortest + len(place):
            return ended[: -len(place)]
    return ended


@functools.lru_cache(maxsize=1 << 15)
def _found_by(word: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((stem(word), _ended(word))))


def _ended(word: str) -> str:
    """A word without its ending."""
    if len(word) <= _SHORTEST or not word.isalpha():
        return word
    for ending, instead in _ENDINGS:
        if word.endswith(ending):
            left = word[: len(word) - len(ending)]
            if len(left) >= _SHORTEST and _VOWEL.search(left):
                word = left + instead
            break
    if len(word) > _SHORTEST and word[-1] == word[-2] and word[-1] in "bdgmnprt":
        word = word[:-1]
    if len(word) > _SHORTEST and word.endswith("e"):
        word = word[:-1]
    return word[:-1] + "i" if len(word) > _SHORTEST and word.endswith("y") else word
