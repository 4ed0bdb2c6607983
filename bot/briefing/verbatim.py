"""Whether words are in passages as they stand there: whole, in their order, with their capitals, and nothing cut."""

import re
from collections.abc import Sequence
from typing import Final

from bot.briefing.cuts import Cut, cut_everywhere
from bot.briefing.normal import normalise

_CUT: Final = re.compile(
    r"\b(?:not|never|no|neither|nor|without|cannot|hardly|\w+n't) (?:[\w'-]+ ){0,3}$", re.IGNORECASE
)


def within(words: str, text: str) -> bool:
    """Whether a text has these words, whole."""
    start = text.find(words)
    while start >= 0:
        end = start + len(words)
        if not (text[start - 1 : start].isalnum() and start) and not text[end : end + 1].isalnum():
            return True
        start = text.find(words, start + 1)
    return False


def covered(words: str, pieces: Sequence[str]) -> bool:
    """Whether the pieces hold every word of a quote, in its order."""
    if any(within(words, piece) for piece in pieces):
        return True
    wanted = words.split()
    done = 0
    while done < len(wanted):
        best = max((_run(wanted, done, piece.replace('"', " ").split()) for piece in pieces), default=0)
        if best < min(3, len(wanted) - done):
            return False
        done += best
    return True


def _run(wanted: Sequence[str], done: int, piece: Sequence[str]) -> int:
    """How many words from `done` on stand in a row in a piece."""
    best = 0
    for start in range(len(piece)):
        length = 0
        while (
            done + length < len(wanted)
            and start + length < len(piece)
            and wanted[done + length].strip(".,;:!?") == piece[start + length].strip(".,;:!?")
        ):
            length += 1
        best = max(best, length)
    return best


def same_letters(said: str, pieces: Sequence[str]) -> bool:
    """Whether a quote has the capitals of its passage, but for its first letter."""
    words = normalise(said).cased.strip(' .,;:!?"')
    there = [normalise(piece).cased for piece in pieces]
    if not any(words.casefold() in piece.casefold() for piece in there):
        return True
    return any(words[:1] + words[1:] in piece or _other_case(words[:1]) + words[1:] in piece for piece in there)


def _other_case(letter: str) -> str:
    return letter.lower() if letter.isupper() else letter.upper()


def cut_not(passage: str, start: int) -> bool:
    """Whether the few words right before a quote, in the same quotation marks and clause, hold a "not"."""
    return start > 0 and _CUT.search(passage, max(0, start - 60), start) is not None


def cut_short(words: str, pieces: Sequence[str]) -> Cut | None:
    """What some words lose of an amount in every piece that has them."""
    cuts = [cut_everywhere(words, piece) for piece in pieces if words in piece.casefold()]
    return cuts[0] if all(cuts) and cuts else None
