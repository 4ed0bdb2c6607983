"""Who tells what in a text of ours or of a source: everybody who is the subject of a verb of saying."""

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple

from bot.briefing.naming import Names
from bot.briefing.nouns import is_plural
from bot.briefing.pairing import words
from bot.briefing.sentences import SPANS
from bot.briefing.verbs import FORMS, NOUNS, participle, said

_LETTERS: Final = re.compile("[a-z]+")
SENTENCE: Final = re.compile(r"[.!?;]\s+|\n")
_PAUSE: Final = re.compile(r"[,:]\s+|\s--?\s|\b(?:and|but|while)\b")
_AUXILIARY: Final = re.compile(
    r"(?:(?:^|[\s,]+)(?:has|have|had|also|then|later|once|just|still|himself|herself|reportedly|again|often|did|does|"
    r"would|will|could|may|might|only|now|\w+ly|to|on|goes|went|continues|continued|recently|previously))+\s*$"
)
_PASSIVE: Final = re.compile(r"(?:^|\s)(?:was|were|is|are|been|being|be|got|gets)(?:\s+\w+ly)*\s*$")
_ACCORDING: Final = re.compile(r"\b[Aa]ccording\s+to\s+")
_STRANGER: Final = re.compile(r"(?:^|(?<=\s))((?:[A-Z][\w'-]+\.?\s+)*[A-Z][\w'-]+)$")
_FIRST_NAME: Final = re.compile(r"\s+((?:[A-Z][\w'-]+\.?\s+)*[A-Z][\w'-]+)")
_NOBODY: Final = frozenset(
    "it he she they who that which this these those nobody somebody everybody neither both others many most some all "
    "each one few several another we you i there what".split()
)


def tells(text: str) -> bool:
    """Whether a text has any verb of saying at all; most have none, and this is told at once."""
    return not FORMS.isdisjoint(_LETTERS.findall(text.lower())) or "ccording to" in text


class Saying(NamedTuple):
    """Who tells something, under which names of actors or which unknown `stranger`, and the words of what."""

    names: frozenset[str]
    stranger: str
    what: frozenset[str]


class Sayings:
    """What is told in texts, each read once, by the `names` of actors and the `keys` by which texts call them."""

    def __init__(self, names: Names, keys: Mapping[str, AbstractSet[str]]) -> None:
        self._names = names
        self._keys = keys
        self._read: dict[str, tuple[Saying, ...]] = {}

    def of(self, text: str) -> tuple[Saying, ...]:
        """Everybody who tells something in a text without accents, in its order."""
        if text not in self._read:
            self._read[text] = tuple(self._sayings(text))
        return self._read[text]

    def tellers(self, text: str) -> frozenset[str]:
        """The actors among them."""
        return frozenset(name for saying in self.of(text) for name in saying.names)

    def _sayings(self, text: str) -> Iterator[Saying]:
        if not tells(text):
            return
        plain = SPANS.sub(lambda found: '"' * len(found[0]), text) if '"' in text or "'" in text else text
        begin = 0
        for stop in (*(found.end() for found in SENTENCE.finditer(plain)), len(plain)):
            yield from self._sentence(plain[begin:stop])
            begin = stop

    def _sentence(self, sentence: str) -> Iterator[Saying]:
        for found in _ACCORDING.finditer(sentence):
            rest = sentence[found.end() :]
            if names := self._named(self._names.opening(rest), rest):
                before = _PAUSE.split(sentence[: found.start()].rstrip(" ,"))[-1]
                yield Saying(names, "", words(before) or words(_ACCORDING.split(rest)[0]))
        verbs = [verb for verb in said(sentence) if not participle(verb[0])]
        for number, verb in enumerate(verbs):
            start = verbs[number - 1].end() if number else 0
            until = verbs[number + 1].start() if number + 1 < len(verbs) else len(sentence)
            clause, after = sentence[start : verb.start()], sentence[verb.end() : until]
            if _PASSIVE.search(clause):
                continue
            subject = _AUXILIARY.sub("", clause).rstrip()
            if names := self._named(self._names.subject(subject), subject):
                yield Saying(names, "", words(after) or words(sentence[: verb.start()]))
            elif verb[0] in NOUNS:
                continue
            elif subject.endswith(",") and (names := self._named(self._names.opening(after), after)):
                yield Saying(names, "", words(f"{sentence[: verb.start()]} {after}"))
            elif subject.endswith(",") and (stranger := self._inverted(after)):
                yield Saying(frozenset(), stranger, words(sentence[: verb.start()]))
            elif stranger := self._stranger(subject, first=not start):
                yield Saying(frozenset(), stranger, words(after) or words(sentence[: verb.start()]))

    def _named(self, names: AbstractSet[str], subject: str) -> frozenset[str]:
        """Those who are there by name, not by a role such as "the minister"."""
        keys = self._keys
        return frozenset(name for name in names if any(key[1:] in subject for key in keys[name]))

    def _inverted(self, after: str) -> str:
        """The name right after a verb of saying that is no actor's: "…, said Peter Miller"."""
        found = _FIRST_NAME.match(after)
        return found[1] if found and not self._names.any(found[1]) else ""

    def _stranger(self, subject: str, *, first: bool) -> str:
        """The name at the end of a subject that is no actor's."""
        found = _STRANGER.search(subject)
        if not found:
            return ""
        name = found[1]
        alone = first and found.start(1) == 0 and " " not in name
        if name.lower() in _NOBODY or self._names.any(name) or (alone and is_plural(name)):
            return ""
        return name
