"""To whom a text gives words in quotation marks."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Final

from bot.briefing.model import Actor, Kind
from bot.briefing.normal import normalise

_SAYING: Final = (
    r"(?:said|says|say|saying|told|tells|tell|not(?:ed|es)|add(?:ed|s)|insist(?:ed|s)?|claim(?:ed|s)?|argu(?:ed|es)|"
    r"stat(?:ed|es)|warn(?:ed|s)|explain(?:ed|s)|shot\s+back|label(?:l?ed|s)|call(?:ed|s)?|declar(?:ed|es)|"
    r"answer(?:ed|s)|repl(?:ied|ies)|wrote|writes|tweeted|announced|announces|describ(?:ed|es)|speaks|spoke|puts|put|"
    r"ask(?:ed|s)|den(?:ied|ies)|admit(?:s|ted)|believ(?:ed|es)|think(?:s)?|thought|finds|found|sees|saw|"
    r"concluded|concludes|quipped|remarked|remarks|commented|comments|acknowledged|suggest(?:ed|s)|complain(?:ed|s)|"
    r"vow(?:ed|s)|promis(?:ed|es)|threaten(?:ed|s)|urg(?:ed|es)|demand(?:ed|s)|accus(?:ed|es)|refer(?:red|s))"
)
_INVERTED: Final = r"(?:said|says|noted|notes|added|adds|wrote|writes|insisted|argued|explained|warned|asked|replied)"
_ADVERBS: Final = r"(?:\s+(?:has|have|had|also|then|later|once|just|still|himself|herself|\w+ly))*"
_QUOTED: Final = re.compile(r'"[^"]*(?:"|$)')
_END: Final = re.compile(r"(?<=[a-z)][.!?])\s+(?=[A-Z ])|;\s+")
_PRONOUN: Final = re.compile(
    rf"\b(?:he|she|they)\b{_ADVERBS}\s+{_SAYING}\b|\b{_SAYING}\s+(?:he|she|they)\b", re.IGNORECASE
)
_WORDS: Final = re.compile(r"\w")
_AND: Final = re.compile(r"\b(?:and|but|while|whereas)\b|;")
_FAR: Final = 10_000
_CHUNK: Final = re.compile(r"\s*[,;:]\s*|\s+and\s+")


def keys(actor: Actor) -> set[str]:
    """What a text may call an actor, without accents: its name, its aliases, a person's last name."""
    names = {actor.name, *actor.aliases}
    if actor.kind is Kind.PERSON and actor.named:
        names.add(actor.name.split()[-1])
    return {name for name in map(fold, names) if len(name) > 1}


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """A text made plain but for its case, and without accents."""
    return unaccented(normalise(text).cased)


def unaccented(text: str) -> str:
    """A text without accents, letter by letter, so that positions stay true."""
    if text.isascii():
        return text
    return "".join(unicodedata.normalize("NFD", letter)[0] for letter in text)


class Speakers:
    """The actors of a briefing, by what a text may call them."""

    def __init__(self, actors: Mapping[str, Actor]) -> None:
        self.actors = actors

    @cached_property
    def keys(self) -> dict[str, set[str]]:
        """What a text may call each actor."""
        return {name: keys(actor) for name, actor in self.actors.items()}

    def said(self, paragraph: str, start: int, end: int, before: str) -> set[str]:
        """The names of the actors to whom the words at `start` to `end` of a plain paragraph can belong.

        An actor next to a verb of saying in the words' sentence is the one; for a pronoun it is the person named last
        before it, in the paragraph or the one `before`; otherwise everybody named outside of quotation marks but the
        one spoken to or of. Empty when the text doesn't tell.
        """
        narration = _narration(paragraph)
        sentence = _sentence(narration, start, end)
        told = sentence if _WORDS.search(sentence) else narration
        shift = paragraph_start if (paragraph_start := narration.find(told)) >= 0 else 0
        if direct := self.saying(told, start - shift, end - shift) or self._described(told):
            return direct
        if pronoun := _PRONOUN.search(told) or _PRONOUN.search(narration):
            return self._last(f"{_narration(before)} {narration[: narration.find(pronoun[0])]}")
        objects = self.addressed(narration[:start])
        return self.named(told) - objects or self.named(narration) - objects

    def saying(self, narration: str, start: int, end: int) -> set[str]:
        """Who stands next to a verb of saying, the one nearest to the words at `start` to `end`."""
        found = [(_apart(narration, span, start, end), name) for name, key in self._there(narration)
                 for span in _says(re.escape(key), narration)]  # fmt: skip
        nearest = min(found, default=None)
        return {name for apart, name in found if nearest and apart == nearest[0]}

    def named(self, text: str) -> set[str]:
        """Everybody a text names."""
        return {name for name, _ in self._there(text)}

    def addressed(self, lead: str) -> set[str]:
        """Who stands right before the words: the object of "called Maduro a", "told Russia"."""
        lead = lead.rstrip(' "')
        return {
            name for name, key in self._there(lead) if re.search(rf"\b{re.escape(key)}\W*(?:\s(?:an?|the|as))?$", lead)
        }

    def _described(self, sentence: str) -> set[str]:
        """Whom a sentence tells by their role: "the former leader of the National Assembly"."""
        lower = sentence.lower()
        return {
            name
            for name, actor in self.actors.items()
            for chunk in _CHUNK.split(fold(actor.role or "").lower())
            if chunk.count(" ") >= 2 and chunk in lower and any(_says(re.escape(chunk), lower))
        }

    def _there(self, text: str) -> list[tuple[str, str]]:
        return [
            (name, key)
            for name, every in self.keys.items()
            for key in every
            if key in text and re.search(rf"\b{re.escape(key)}(?!\w)", text)
        ]

    def _last(self, text: str) -> set[str]:
        """The person named last."""
        people = [(text.rfind(key), name) for name, key in self._there(text) if self.actors[name].kind is Kind.PERSON]
        return {max(people)[1]} if people else set()


def _narration(text: str) -> str:
    """A text with the words in quotation marks blanked, by marks that no pattern reads across."""
    return _QUOTED.sub(lambda match: '"' * len(match[0]), unaccented(text))


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence around these characters."""
    first = max((match.end() for match in _END.finditer(text, 0, max(0, start))), default=0)
    last = next((match.start() for match in _END.finditer(text, end)), len(text))
    return text[first:last]


def _says(name: str, narration: str) -> Iterator[tuple[int, int]]:
    """Where a name is the subject of a verb of saying."""
    for pattern in (
        rf"(?<!\bof )(?<!\bof the )\b{name}{_ADVERBS}\s+{_SAYING}\b",
        rf"\b{_INVERTED}\s+(?:[\w.'-]+\s+){{0,4}}?{name}(?!\w)",
        rf"\b[Aa]ccording\s+to\s+(?:[\w.'-]+\s+){{0,4}}?{name}(?!\w)",
        rf"(?<!\bof )(?<!\bof the )\b{name},[^,.;\"]{{3,120}},\s+{_SAYING}\b",
        rf",\s+{name},\s+{_SAYING}\b",
    ):
        yield from (found.span() for found in re.finditer(pattern, narration))


def _apart(narration: str, span: tuple[int, int], start: int, end: int) -> int:
    """How far what is said is from who says it; an "and" between them begins another statement."""
    first, last = (span[1], start) if span[1] <= start else (end, span[0])
    return last - first + (_FAR if _AND.search(narration, first, max(first, last)) else 0)
