"""Tells whether two counted nouns are the same thing: a synonym from a swap."""

import re
from functools import lru_cache
from typing import Final

from bot.briefing.nouns import STOP, singular

_LIGHT: Final = frozenset("more other further additional extra different separate new".split())
"""Adjectives that set the counted things apart without saying what they are."""

_SYNONYMS: Final = {
    word: group
    for group in (
        frozenset(words.split())
        for words in """
        person people human individual
        soldier troop serviceman servicewoman trooper
        plane airplane aeroplane aircraft
        buyer purchaser customer
        factory plant
        ship vessel
        kilometre kilometer km
        metre meter
        centimetre centimeter cm
        millimetre millimeter mm
        litre liter
        kilogram kilogramme kg kilo
        hectare ha
        megawatt mw
        gigawatt gw
        child kid
        worker employee
        country nation state
        firm company
        fatality death
        voter elector
        doctor physician
        car automobile
        film movie
        lawyer attorney
        policeman police officer
        largest biggest
        """.strip().splitlines()
    )
    for word in group
}
_PEOPLE: Final = frozenset(
    """
    personnel staff crew soldier troop serviceman servicewoman trooper civilian worker employee voter elector official
    child kid woman man resident citizen migrant refugee fighter protester demonstrator prisoner detainee victim student
    passenger patient adult teenager expert adviser advisor
    """.split()
)
"""What "people" may stand for, though not the other way round."""

_KINDS: Final = {
    "person": _PEOPLE,
    **dict.fromkeys(("plane", "aircraft"), frozenset("jet fighter bomber airliner warplane helicopter drone".split())),
    **dict.fromkeys(
        ("ship", "vessel"),
        frozenset("warship frigate destroyer tanker freighter ferry cruiser submarine trawler boat".split()),
    ),
    **dict.fromkeys(("member",), frozenset("state country nation lawmaker senator deputy".split())),
    **dict.fromkeys(("lawmaker", "legislator"), frozenset("senator deputy representative congressman mp".split())),
    **dict.fromkeys(("home",), frozenset("household house flat apartment".split())),
    **dict.fromkeys(("vehicle",), frozenset("car truck lorry bus van tank".split())),
    **dict.fromkeys(("company", "firm", "business"), frozenset("bank airline startup retailer carmaker".split())),
}
"""What a word may stand for, though not the other way round: jets are planes."""

_MEASURES: Final = frozenset("square cubic nautical watt kilowatt megawatt gigawatt terawatt light acre".split())
"""First words of measures that are another measure without them: "square miles", "kilowatt hours"."""


def agree(ours: str, theirs: str) -> bool:
    """Whether two counted nouns are the same thing: "gas field" and "lucrative field", not "field" and "plane".

    >>> agree("plane", "military aircraft"), agree("gas field", "oil well"), agree("soldier", "")
    (True, False, True)
    """
    if not ours or not theirs:
        return True
    if _MEASURES.isdisjoint(ours.split()) and not _MEASURES.isdisjoint(theirs.split()):
        return False
    mine, other = (key(noun.replace("-", " ").rpartition(" ")[2]) for noun in (ours, theirs))
    return _stands_for(mine, other)


def share(ours: str, theirs: str) -> bool:
    """Whether two phrases after a "1" have a word in common: no plural tells there which of them is the noun.

    >>> share("soldier", "soldier fell ill"), share("soldier", "plane landed")
    (True, False)
    """
    mine, others = ([key(word) for word in noun.split()] for noun in (ours, theirs))
    return not mine or not others or any(_same(one, other) for one in mine for other in others)


def strange(noun: str, said: str, *, head: bool) -> str | None:
    """The first word of a counted noun that a passage has nothing like, such as "oil" in "oil field" for "gas field".

    Without `head` the last word, the noun itself, isn't looked at.
    """
    words = [word for word in _letters(noun) if word.lower() not in STOP | _LIGHT]
    there = {key(word) for word in _letters(said)}
    for word in words if head else words[:-1]:
        mine = key(word)
        if not any(_stands_for(mine, other) or _akin(mine, other) for other in there):
            return word
    return None


@lru_cache(maxsize=1 << 14)
def key(word: str) -> str:
    """A word as `same` compares it: in the singular and in lower case."""
    return singular(word).lower()


def same(one: str, other: str) -> bool:
    """Whether two words are one by another name, or made of each other.

    >>> same("vessel", "ship"), same("russian", "russia"), same("export", "import")
    (True, True, False)
    """
    return _stands_for(one, other) or _stands_for(other, one) or _akin(one, other)


def _letters(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text)


def _same(one: str, other: str) -> bool:
    return one == other or other in _SYNONYMS.get(one, ())


def _stands_for(ours: str, theirs: str) -> bool:
    return _same(ours, theirs) or theirs in _KINDS.get(ours, ())


def _akin(one: str, other: str) -> bool:
    """Whether one word is made from the other: "Russian" and "Russia", "Venezuelan" and "Venezuela"."""
    return min(len(one), len(other)) >= 4 and (one.startswith(other) or other.startswith(one))
