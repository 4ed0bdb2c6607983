"""The words of a text as a search compares them: without endings, and without those that say nothing."""

import functools
import re
from typing import Final

from bot.library.names import key

_EMPTY: Final = frozenset(
    "the a an of in on at for and or to is are was were be been how much many what which who does do did by with from "
    "it its that this than".split()
)
_SHORTEST: Final = 3
"""Fewest letters that an ending leaves: less than that is no longer the word ("nation", "need")."""

_ENDINGS: Final = (
    ("ations", ""), ("ation", ""), ("ings", ""), ("ing", ""), ("ies", "y"), ("ied", "y"), ("sses", "ss"), ("ed", ""),
    ("es", ""), ("ers", "er"), ("ss", "ss"), ("us", "us"), ("s", ""),
)  # fmt: skip
_VOWEL: Final = re.compile("[aeiouy]")


def stems(text: str) -> list[str]:
    """The words of a text without their endings and without those that say nothing.

    >>> stems("How much are the sales of companies?")
    ['sal', 'compani']
    """
    return [stem(word) for word in key(text).split() if word not in _EMPTY]


@functools.lru_cache(maxsize=1 << 15)
def stem(word: str) -> str:
    """What a word has in common with its plural, its past and its -ing ("price", "prices", "priced": "pric")."""
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
