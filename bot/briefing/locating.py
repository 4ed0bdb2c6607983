"""From words that somebody typed to a passage of a source's text: the one that is meant, or the nearest there are."""

import re
from typing import Final

from bot.briefing.model import EVIDENCE_WORDS, Evidence
from bot.briefing.passage import SourceText

AROUND: Final = 60
"""Characters shown before and after a passage, to recognise it by."""

LIKE: Final = 55.0
"""Least rapidfuzz ratio of a passage that is offered for another."""

_SENTENCE: Final = re.compile(r"[^.!?\n]+(?:[.!?](?!\s)[^.!?\n]*)*[.!?]?")


def located(words: str, source: str, text: SourceText) -> tuple[Evidence, str, str] | None:
    """The passage that these words are, at its place in a source's text, with what stands right before and after it
    there, white space and all; None when it is not in the text."""
    match = text.find(Evidence(source=source, exact=words))
    if match is None:
        return None
    there = " ".join(text.text[match.start : match.end].split())
    # Typed as it stands, or dressed otherwise there: what was typed is told. Something looked like it: what is there.
    exact = there if match.how == "fuzzy" else words
    before = text.text[max(0, match.start - AROUND) : match.start]
    after = text.text[match.end : match.end + AROUND]
    words_before = before.split()[1:] if match.start > AROUND else before.split()
    words_after = after.split()[:-1] if match.end + AROUND < len(text.text) else after.split()
    return (
        Evidence(source=source, exact=exact, at=match.start),
        " ".join(words_before) + (" " if words_before and before[-1:].isspace() else ""),
        (" " if words_after and after[:1].isspace() else "") + " ".join(words_after),
    )


def nearest(words: str, text: SourceText, most: int = 3) -> list[str]:
    """Passages of the text that are most like some words, the likest first; none of more words than evidence may
    have."""
    from rapidfuzz import fuzz, process, utils

    count = max(1, min(len(words.split()), EVIDENCE_WORDS))
    sentences = list(dict.fromkeys(" ".join(found[0].split()) for found in _SENTENCE.finditer(text.text)))
    likely = process.extract(
        words, sentences, scorer=fuzz.token_set_ratio, processor=utils.default_process, limit=8, score_cutoff=LIKE
    )
    windows: list[str] = []
    for sentence, _, _ in likely:
        parts = sentence.split()
        cut = [" ".join(parts[at : at + count]) for at in range(max(1, len(parts) - count + 1))]
        best = process.extractOne(words, cut, scorer=fuzz.ratio, processor=utils.default_process)
        windows.append(best[0].strip(" ,;:"))
    found = process.extract(
        words, windows, scorer=fuzz.ratio, processor=utils.default_process, limit=most, score_cutoff=LIKE
    )
    return list(dict.fromkeys(window for window, _, _ in found))
