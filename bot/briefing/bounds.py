"""Knows how people say that an amount is not exact: "about", "at least", "more than", "up to", "or so"."""

import re
from typing import Final

from bot.briefing.model import Bound

_BEFORE: Final = {
    Bound.UP_TO: (
        "up to", "as many as", "as much as", "as high as", "at most", "at best", "no more than", "not more than",
        "a maximum of", "maximum of", "not exceeding", "maximum", "a maximum", "at the most", "at the very most",
        "no higher than", "not over", "no greater than", "up to and including", "≤",
    ),
    Bound.AT_LEAST: (
        "at least", "as few as", "as little as", "as low as", "no fewer than", "no less than", "not less than",
        "not fewer than", "a minimum of", "minimum of", "minimum", "a minimum", "at the least", "at the very least",
        "no lower than", "not under", "≥",
    ),
    Bound.MORE_THAN: (
        "more than", "greater than", "higher than", "upwards of", "upward of", "in excess of", "well over",
        "just over", "slightly over", "a little over", "slightly more than", "a little more than", "over", "above",
        "well above", "just above", "slightly above", "a little above", "exceeding", "exceed", "exceeds", "exceeded",
        "surpassing", "surpass", "surpasses", "surpassed", "north of", "beyond", "topping", "topped", "something over",
        "a shade over", "a shade above", "barely over", "barely above", "barely more than", ">",
    ),
    Bound.LESS_THAN: (
        "less than", "fewer than", "lower than", "smaller than", "just under", "well under", "slightly under",
        "a little under", "slightly less than", "a little less than", "slightly fewer than", "under", "below",
        "well below", "just below", "slightly below", "a little below", "almost", "nearly", "not quite", "shy of",
        "just shy of", "short of", "just short of", "south of", "practically", "virtually", "approaching", "nearing",
        "not even", "a shade under", "a shade below", "<",
    ),
    Bound.ABOUT: (
        "about", "around", "approximately", "approx.", "roughly", "some", "circa", "ca.", "ca", "c.", "an estimated",
        "estimated at", "estimated", "close to", "in the region of", "more or less", "close on", "in the order of",
        "on the order of", "of the order of", "an average of", "average of", "on average", "averaging", "perhaps",
        "maybe", "possibly", "probably", "presumably", "something like", "in the neighborhood of",
        "in the neighbourhood of", "in the vicinity of", "give or take", "barely", "hardly", "scarcely",
        "hardly more than", "scarcely more than", "little more than", "not much more than", "little over",
        "not much over", "an approximate", "around about", "~", "≈",
    ),
}  # fmt: skip
_AFTER: Final = {
    Bound.AT_LEAST: (
        "or more", "and more", "or greater", "or over", "and over", "and up", "if not more", "at least", "plus",
        "at a minimum", "minimum", "at the least", "at the very least",
    ),
    Bound.UP_TO: (
        "or less", "or fewer", "or under", "at most", "at best", "at a maximum", "maximum", "at the most",
        "at the very most",
    ),
    Bound.ABOUT: (
        "or so", "or thereabouts", "approximately", "give or take", "odd", "on average", "perhaps", "roughly",
    ),
}  # fmt: skip
_KINDS: Final = {words: bound for bound, every in _BEFORE.items() for words in every}
_LATER: Final = {words: bound for bound, every in _AFTER.items() for words in every} | {"+": Bound.AT_LEAST}
_PLACES: Final = frozenset(("over", "above", "under", "below"))
"""Words that tell a place as often as a bound: "a dispute over two islands"."""

_COMPARED: Final = re.compile(
    r"(?:(?<![\d.,])(?!(?:1[5-9]|20)\d\d )\d[\d.,]*|%|\b(?:percent|points?|times|[bmtr]+illion)) $"
)
"""A number, but no year, before a comparison, which tells by how much: "24 more than four years ago"."""

_SIGNS: Final = frozenset(words for words in _KINDS if len(words) == 1 and not words.isalpha())
_BY_LAST: Final = {
    last: sorted((w for w in _KINDS if w.rpartition(" ")[2] == last), key=len, reverse=True)
    for last in {words.rpartition(" ")[2] for words in _KINDS}
}
"""The ways of saying it by their last words, the longest first."""

_LAST: Final = re.compile(r"[a-z.]+$")
_BETWEEN: Final = re.compile(r" +(?:a +total +of|another|the|an? +(?:[a-z'-]+ +)?[a-z'-]+)$")
_LEADING: Final = ("a", "an", "another", "the")
"""One of them is among the last three words of all that may stand between a bound and its number."""

_TIED: Final = ("-", "_")
REACH: Final = 40
"""How many characters before a number its bound may begin."""

_TRAILING: Final = "|".join(re.escape(w) for w in sorted(_LATER, key=len, reverse=True) if w != "+")
_FOLLOWING: Final = re.compile(rf"(?P<plus>\+)|(?:,? +|-)(?P<words>{_TRAILING})\b(?! +\d)")


def before(lower: str, start: int, *, small: bool) -> tuple[Bound, int] | None:
    """The bound told right before `start` of a lower-case text, with where it begins.

    `small` says that the number is a bare small word: after it "over" and "under" are taken for places.
    """
    tail = lower[max(0, start - REACH) : start]
    said = tail.rstrip(" ")
    first = start - len(tail)
    if said[-1:] in _SIGNS:
        return _KINDS[said[-1]], first + len(said) - 1
    if len(said) == len(tail):
        return None
    words = _ending(said)
    if not words and any(word in _LEADING for word in said.rsplit(" ", 3)[-3:]) and (rest := _BETWEEN.search(said)):
        said = said[: rest.start()]
        words = _ending(said)
        if words and words.endswith(" than") and rest[0].endswith(" the"):
            return None  # "more than the 5 ships of last year" compares
    if not words or (small and words in _PLACES):
        return None
    begin = first + len(said) - len(words)
    if words.endswith(" than") and _COMPARED.search(lower, max(0, begin - 20), begin):
        return None
    return _KINDS[words], begin


def _ending(said: str) -> str | None:
    """The longest bound that a text ends with, in whole words."""
    if not (last := _LAST.search(said, max(0, len(said) - 16))):
        return None
    for words in _BY_LAST.get(last[0], ()):
        if said.endswith(words) and not ((before := said[-len(words) - 1 : -len(words)]).isalnum() or before in _TIED):
            return words
    return None


def after(lower: str, end: int) -> tuple[Bound, int] | None:
    """The bound told right after `end`, with where it ends."""
    found = _FOLLOWING.match(lower, end)
    return (_LATER[found["plus"] or found["words"]], found.end()) if found else None
