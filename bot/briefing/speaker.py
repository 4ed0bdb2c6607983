"""To whom a source gives a quoted passage."""

import re
from collections.abc import Mapping
from typing import Final

from bot.briefing.model import Actor, Kind

_SAYING: Final = (
    r"(?:said|says|told|tells|noted|notes|added|adds|insisted|insists|claimed|claims|argued|argues|stated|warned|explained|"
    r"shot\s+back|labell?ed|called|declared)"
)
_QUOTED: Final = re.compile(r'["“][^"“”]*["”]')
_END: Final = re.compile(r"(?<=[a-z)][.!?])\s+(?=[A-Z ])")
_PRONOUN: Final = re.compile(rf"\b(?:he|she)\s+{_SAYING}\b|\b{_SAYING}\s+(?:he|she)\b", re.IGNORECASE)


def keys(actor: Actor) -> set[str]:
    """What a source may call an actor: its name, its last name, its aliases."""
    names = {actor.name, *actor.aliases}
    if actor.kind is Kind.PERSON and actor.named:
        names |= {actor.name.split()[-1]}
    return {name for name in names if len(name) > 2}


def speakers(text: str, start: int, end: int, actors: Mapping[str, Actor]) -> set[str]:
    """The names of the actors to whom the words at `start` to `end` can belong; empty when the text doesn't tell.

    An actor next to a verb of saying in the passage's paragraph is the one; for a pronoun it is the person named last
    before it; otherwise everybody the paragraph names outside of quotation marks, the object right before the words apart.
    """
    begin = text.rfind("\n\n", 0, start) + 1
    stop = text.find("\n\n", end)
    paragraph = text[begin : stop if stop >= 0 else len(text)]
    narration = _QUOTED.sub(lambda match: " " * len(match[0]), paragraph)
    sentence = _sentence(narration, start - begin, end - begin)
    told = sentence if re.search(r"\w", sentence) else narration
    direct = {name for name, actor in actors.items() for key in keys(actor) if _says(key, told)}
    if direct:
        return direct
    before = _QUOTED.sub(" ", text[max(0, text.rfind("\n\n", 0, max(0, begin - 3))) : begin])
    if pronoun := _PRONOUN.search(narration):
        told = f"{before} {narration[: pronoun.start()]}"
        people = [
            (position, name)
            for name, actor in actors.items()
            if actor.kind is Kind.PERSON
            for key in keys(actor)
            if (position := _last(key, told)) >= 0
        ]
        return {max(people)[1]} if people else set()
    lead = narration[: max(0, start - begin)].rstrip(' "“')
    objects = {
        name for name, a in actors.items() for key in keys(a) if re.search(rf"{re.escape(key)}\W+(?:an?|the)?$", lead)
    }
    return {n for n, a in actors.items() if any(_last(key, narration) >= 0 for key in keys(a))} - objects


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence around these characters."""
    first = max((match.end() for match in _END.finditer(text, 0, max(0, start))), default=0)
    last = next((match.start() for match in _END.finditer(text, end)), len(text))
    return text[first:last]


def _says(key: str, narration: str) -> bool:
    name = re.escape(key)
    return bool(
        re.search(rf"\b{name}\b\s+{_SAYING}\b", narration)
        or re.search(rf"\b(?:said|says)\s+(?:[\w.’'-]+\s+){{0,3}}?{name}\b", narration)
        or re.search(rf"\baccording\s+to\s+(?:[\w.’'-]+\s+){{0,4}}?{name}\b", narration, re.IGNORECASE)
        or re.search(rf"\b{name}\b,[^,.;\"“]{{3,120}},\s+{_SAYING}\b", narration)
    )


def _last(key: str, text: str) -> int:
    found = [match.start() for match in re.finditer(rf"\b{re.escape(key)}\b", text)]
    return found[-1] if found else -1
