"""Finds the noun that a number counts, and folds it to the singular."""

import re
from typing import Final

_IRREGULAR: Final = {
    "people": "person",
    "men": "man",
    "women": "woman",
    "servicemen": "serviceman",
    "servicewomen": "servicewoman",
    "policemen": "policeman",
    "fishermen": "fisherman",
    "gunmen": "gunman",
    "spokesmen": "spokesman",
    "children": "child",
    "feet": "foot",
    "lives": "life",
    "wives": "wife",
    "knives": "knife",
    "halves": "half",
    "wolves": "wolf",
    "criteria": "criterion",
    "crises": "crisis",
    "analyses": "analysis",
    "buses": "bus",
    "viruses": "virus",
    "campuses": "campus",
    "gases": "gas",
    "movies": "movie",
    "shoes": "shoe",
    "lies": "lie",
    "ties": "tie",
}
_SAME: Final = frozenset(
    """
    personnel staff crew aircraft spacecraft police series species sheep fish cattle livestock means
    headquarters barracks crossroads offspring km mm cm kg mw gw kw mwh gwh kwh ha mph kmh infantry cavalry
    clergy
    """.split()
)
_SINGULAR_IN_S: Final = frozenset(
    """
    gas bus virus campus news chaos politics economics kudos atlas bias canvas
    """.split()
)
_ATTRIBUTIVE: Final = frozenset(
    """
    arms sales sports goods customs systems operations savings news
    """.split()
)
"""Plurals that stand before another noun: in "two arms deals" deals are counted."""

STOP: Final = frozenset(
    """
    a an the this that these those who whom which what when where while why how and or nor but yet so than then
    as if of in on at by to from for with without within into onto over under above below between among amid
    across along around about after before since until till during through throughout against toward towards
    upon per via versus is are was were be been being am has have had having do does did will would can could
    may might must shall should not no never also ever there here it its his her their our your my he she they
    we you i him them us me each every all both any some such worth out off up down away back ago later earlier
    perhaps always says said plus thus hence however because although though unless whether only just even still
    already
    """.split()
)
"""Words that belong to no counted noun."""

_WORD = re.compile(r"\s+((?:[A-Z]\.){2,}|[^\W\d_]\w*(?:['-]\w+)*)")
_TIED = re.compile(r"-([^\W\d_]+)")
_OF = re.compile(r"\s+of\s+(?:the|these|those|its|their|his|her|our)(?=\s)")
WINDOW: Final = 5
"""How many words after a number may lead up to the noun it counts."""


def singular(noun: str) -> str:
    """A noun or noun phrase with its last word in the singular; words that can't be plurals stay as they are.

    >>> singular("gas fields"), singular("people"), singular("Russian personnel")
    ('gas field', 'person', 'Russian personnel')
    """
    before, space, last = noun.strip().rpartition(" ")
    return f"{before}{space}{_singular(last)}"


def _singular(word: str) -> str:
    small = word.lower()
    if small in _IRREGULAR:
        one = _IRREGULAR[small]
        return one.capitalize() if word[0].isupper() else one
    if not is_plural(word) or small in _SAME:
        return word
    if small.endswith("ies") and len(small) > 4:
        return word[:-3] + "y"
    if small.endswith(("sses", "xes", "ches", "shes", "zzes")) or (small.endswith("oes") and len(small) > 5):
        return word[:-2]
    return word[:-1]


def is_plural(word: str) -> bool:
    """Whether a word looks like a plural: "planes", "personnel", "people"; not "was", "class" or "Caracas"."""
    small = word.lower()
    return (
        small in _IRREGULAR
        or small in _SAME
        or (
            len(small) > 2
            and small.endswith("s")
            and not small.endswith(("ss", "us", "is", "'s"))
            and not (small.endswith("as") and word[0].isupper())
            and small not in _SINGULAR_IN_S
            and small not in STOP
        )
    )


def counted(text: str, start: int, *, several: bool) -> tuple[str, int] | None:
    """The noun counted by a number that ends at `start`, folded to the singular, with where it ends.

    It is the first plural among the next few words, with the words before it ("lucrative gas field"); after a number
    that is not several it is all words up to one that can't belong to a noun.
    """
    if tied := _TIED.match(text, start):
        return _singular(tied[1]), tied.end(1)
    words: list[str] = []
    end = of.end() if several and (of := _OF.match(text, start)) else start
    while len(words) < WINDOW and (found := _WORD.match(text, end)):
        word = found[1]
        if word.lower() in STOP or word.endswith("'s") or (words and not several and word.endswith(("ed", "ing"))):
            break
        words.append(word)
        end = found.end()
        if several and is_plural(word) and not _before_noun(word, _WORD.match(text, end)):
            return singular(" ".join(words)), end
    return (" ".join(words), end) if words and not several else None


def counted_in(unit: str) -> str:
    """The noun that a figure's unit counts, in the singular: "barrels of oil" counts barrels.

    >>> counted_in("barrels of oil"), counted_in("biggest purchasers"), counted_in("MW")
    ('barrel', 'biggest purchaser', 'MW')
    """
    found = counted(f" {unit}", 0, several=True) or counted(f" {unit}", 0, several=False)
    return found[0] if found else singular(unit)


def _before_noun(word: str, after: re.Match[str] | None) -> bool:
    """Whether a plural only describes the plural after it: "arms deals", "Los Angeles firms"."""
    return after is not None and is_plural(after[1]) and (word.lower() in _ATTRIBUTIVE or word[0].isupper())
