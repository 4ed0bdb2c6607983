"""Numbers that words tell without a count: "dozens of", "a third of", "the fourth biggest", "twice"."""

import re
from collections.abc import Iterator
from typing import Final

from bot.briefing import bounds
from bot.briefing.model import Bound

_MANY: Final = {
    "dozens": ("dozens", "dozen"),
    "scores": ("scores",),
    "hundreds": ("hundreds",),
    "thousands": ("thousands",),
    "millions": ("millions",),
    "billions": ("billions",),
    "trillions": ("trillions",),
    "handful": ("handful",),
}
_PARTS: Final = ("half", "third", "quarter", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "majority")
_RANKS: Final = (
    "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
)  # fmt: skip
_TIMES: Final = {
    "twice": ("twice", "double", "doubled", "two times"),
    "thrice": ("thrice", "triple", "tripled", "three times"),
    "double": ("double", "doubled", "doubles", "twice"),
    "doubled": ("doubled", "double", "doubles", "doubling", "twice"),
    "tripled": ("tripled", "triple", "triples", "trebled"),
    "quadrupled": ("quadrupled", "quadruple"),
    "halved": ("halved", "halve", "half"),
    "tenfold": ("tenfold", "ten times"),
}
_ALONE: Final = ("single", "one", "1", "sole", "lone")
WORDS: Final = frozenset((*_MANY, *_PARTS, *_RANKS, *_TIMES, "single", "thirds", "quarters", "fifths", "halves"))
"""Every word of such a number: a text without any of them has none."""

_LETTERS: Final = re.compile(r"[a-z]+")
_LOOSE: Final = re.compile(
    rf"(?P<many>{'|'.join(word for word in _MANY if word != 'handful')})\b(?= +of\b)|\ba (?P<handful>handful)\b"
    rf"|\b(?P<count>two|three|four)[ -](?P<shares>thirds|quarters|fifths)\b"
    rf"|\b(?P<half>half)\b(?= +(?:of|the|its|their|his|her|all)\b)"
    rf"|\b(?:an?|one|the) +(?P<part>{'|'.join(_PARTS)})\b(?= +of\b)(?! +of +an? +(?:million|billion|trillion)\b)"
    rf"|\b(?P<rank>{'|'.join(_RANKS)})[ -]+(?:(?:most|least)\b|\w+est\b)"
    rf"|\ba (?P<alone>single)\b|\b(?P<times>{'|'.join(_TIMES)})\b"
)


def loose(text: str) -> Iterator[tuple[str, tuple[str, ...], Bound | None]]:
    """Each such number of a text, the words of which a passage must have one to bear it out, and how exact it is said
    to be; None for what can't be more or less: "the fourth biggest"."""
    lower = text.lower()
    if WORDS.isdisjoint(_LETTERS.findall(lower)):
        return
    for found in _LOOSE.finditer(lower):
        words = found[0]
        told = bounds.before(lower, found.start(), small=False)
        bound = told[0] if told else Bound.EXACTLY
        if many := found["many"] or found["handful"]:
            yield words, _MANY[many], bound
        elif found["shares"]:
            count, shares = found["count"], found["shares"]
            yield words, (f"{count} {shares}", f"{count}-{shares}"), bound
        elif part := found["half"] or found["part"]:
            yield words, (part,), bound
        elif rank := found["rank"]:
            rest = words[len(rank) :].strip(" -")
            yield words, (f"{rank} {rest}", f"{rank}-{rest}"), None
        elif found["alone"]:
            yield words, _ALONE, None
        else:
            yield words, _TIMES[found["times"]], bound
