"""Where in a source's text a passage is, however the text was wrapped, quoted or marked up."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import Final

from bot.briefing.model import Evidence
from bot.briefing.quantity import quantities

CLOSE_ENOUGH: Final = 88.0
"""Lowest rapidfuzz partial ratio that is still the same passage; a changed digit scores 97-99, so numbers are compared too."""

_SAME: Final = str.maketrans(dict.fromkeys("‘’‚‛`´", "'") | dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("‐‑‒–—―−", "-"))
_GONE: Final = frozenset("*_\\\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}\ufeff")
_LINK: Final = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")


@dataclass(frozen=True, slots=True)
class Match:
    """A passage found at the characters `start` to `end` of the source's own text, and by which of the four steps."""

    start: int
    end: int
    how: str


@dataclass(frozen=True, slots=True)
class Normalised:
    """A text without the accidents of its form; character i of it came from character `origin[i]`."""

    text: str
    origin: tuple[int, ...]


def normalise(text: str) -> Normalised:
    """Case, white space, quotation marks, dashes, Markdown and invisible characters made the same everywhere."""
    dropped: set[int] = set()
    for link in _LINK.finditer(text):
        dropped |= {link.start(), *range(link.end(1), link.end())}
    letters: list[str] = []
    origin: list[int] = []
    for number, character in enumerate(text):
        if number in dropped or character in _GONE:
            continue
        for letter in unicodedata.normalize("NFKC", character).translate(_SAME).casefold():
            if letter.isspace():
                if not letters or letters[-1] == " ":
                    continue
                letter = " "  # noqa: PLW2901
            letters.append(letter)
            origin.append(number)
    while letters and letters[-1] == " ":
        letters.pop()
        origin.pop()
    return Normalised("".join(letters), tuple(origin))


def find(evidence: Evidence, text: str, *, verbatim: bool = False) -> Match | None:
    """Where the evidence's passage is in the text: at its position, exactly, normalised, or (unless `verbatim`) fuzzily.

    None when it is not there, or when the numbers on both sides differ.
    """
    exact = evidence.exact
    if evidence.at is not None and text[evidence.at : evidence.at + len(exact)] == exact:
        return Match(evidence.at, evidence.at + len(exact), "position")
    if not evidence.prefix and not evidence.suffix and (start := text.find(exact)) >= 0:
        return Match(start, start + len(exact), "exact")
    source, wanted = normalise(text), normalise(exact).text
    if not wanted:
        return None
    start = _in_context(source.text, wanted, normalise(evidence.prefix).text, normalise(evidence.suffix).text)
    if start is not None:
        return Match(source.origin[start], source.origin[start + len(wanted) - 1] + 1, "normalised")
    if verbatim:
        return None
    from rapidfuzz import fuzz

    found = fuzz.partial_ratio_alignment(wanted, source.text, score_cutoff=CLOSE_ENOUGH)
    if found is None or found.dest_end <= found.dest_start:
        return None
    near = source.text[found.dest_start : found.dest_end]
    if numbers(near) != numbers(wanted):
        return None
    return Match(source.origin[found.dest_start], source.origin[found.dest_end - 1] + 1, "fuzzy")


def numbers(text: str) -> Counter[str]:
    """The multiset of amounts and written digits in a text."""
    return Counter(re.findall(r"\d[\d,.]*\d|\d", text)) + Counter(str(q.low) for q in quantities(text))


def _in_context(text: str, wanted: str, prefix: str, suffix: str) -> int | None:
    start = text.find(wanted)
    while start >= 0:
        before = text[:start].rstrip().endswith(prefix)
        after = text[start + len(wanted) :].lstrip().startswith(suffix)
        if before and after:
            return start
        start = text.find(wanted, start + 1)
    return None
