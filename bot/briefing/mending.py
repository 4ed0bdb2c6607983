"""Putting one thing right in a briefing: which thing is meant, and the briefing with it as it should have been."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from bot.briefing.amounts import amounts
from bot.briefing.editing import Unfit, changed, made, put
from bot.briefing.model import Actor, Briefing, Card, Claim, Event, Evidence, Figure, Position, Quote, Source
from bot.briefing.parts import PARTS, Part

MAIN: Final[Mapping[type, str]] = {
    Briefing: "summary",
    Source: "title",
    Actor: "role",
    Figure: "amount",
    Claim: "question",
    Position: "position",
    Quote: "words",
    Event: "what happened",
    Card: "answer",
}
"""The part of each thing that is meant when none is named."""

Thing = Briefing | Source | Actor | Figure | Claim | Position | Quote | Event | Card

_WHO: Final = frozenset(("stated by", "by", "said by"))
_NOT_HERE: Final = frozenset(
    (
        "evidence",
        "other names",
        "items shown",
        "checksum of the text",
        "whether the source names it",
        "whether it is verified",
    )
)


class Mended(NamedTuple):
    """A briefing with one part of one thing as it should have been, and how that read and reads."""

    briefing: Briefing
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Mend:
    """What is to be put right: the path of an item, of a position (`claims.why.positions.0`), of a source, or "" for
    the briefing itself; which part of it; what it should say; and the passage for it, where that is another one, or
    that it rests on none (`unverified`)."""

    path: str
    part: str
    value: str
    evidence: tuple[Evidence, ...] = ()
    unverified: bool = False

    def of(self, briefing: Briefing) -> Mended:
        """The briefing put right. Raises Unfit, also when the thing is not there or says so already."""
        item = thing(briefing, self.path)
        part = part_of(item, self.part)
        new = changed(item, **self._fields(briefing, part), **self._backing(item))
        if new == item:
            raise Unfit(part.words, "It says that already.", "Nothing has to be corrected.")
        mended = _with(briefing, self.path, new)
        return Mended(mended, part.read(briefing, item) or "nothing", part.read(mended, new) or "nothing")

    def _backing(self, item: Thing) -> dict[str, object]:
        if not (self.evidence or self.unverified) or not hasattr(item, "evidence"):
            return {}
        marked = {"unverified": self.unverified} if hasattr(item, "unverified") else {}
        return {"evidence": self.evidence, **marked}

    def _fields(self, briefing: Briefing, part: Part) -> dict[str, object]:
        if part.words == "amount":
            return amounts(self.value)
        value: object = self.value
        if part.words in _WHO:
            value = _who(briefing, part.words, self.value)
        elif part.words == "words":
            value = self.value.strip('“”"')
        return {part.fields[0]: value}


def thing(briefing: Briefing, path: str) -> Thing:
    """What a path leads to. Raises Unfit when it is not there."""
    section, _, rest = path.partition(".")
    name, _, number = rest.partition(".positions.")
    found: Thing | None = getattr(briefing, section).get(name) if section else briefing
    if number and isinstance(found, Claim):
        found = found.positions[int(number)] if int(number) < len(found.positions) else None
    if found is None:
        raise Unfit("item", f"The briefing has no {path} any more.", "Look at what is published now.")
    return found


def part_of(item: object, words: str) -> Part:
    """The part of a thing that some words name. Raises Unfit, naming those there are."""
    wanted = words.strip().casefold().replace("-", " ").replace("_", " ")
    parts = [part for part in PARTS[type(item)] if part.words not in _NOT_HERE]
    for part in parts:
        if wanted in (part.words, *part.fields):
            return part
    raise Unfit("part", f"It has no “{wanted[:60]}”.", f"It has: {', '.join(part.words for part in parts)}.")


def _with(briefing: Briefing, path: str, new: Thing) -> Briefing:
    section, _, rest = path.partition(".")
    name, _, number = rest.partition(".positions.")
    match new:
        case Briefing():
            return changed(new)
        case Position():
            claim = briefing.claims[name]
            sides = tuple(new if at == int(number) else one for at, one in enumerate(claim.positions))
            return put(briefing, section, name, made(Claim, question=claim.question, positions=sides, note=claim.note))
        case _:
            return put(briefing, section, name, new)


def _who(briefing: Briefing, part: str, words: str) -> str:
    wanted = words.strip().casefold()
    for name, actor in briefing.actors.items():
        if wanted in (name, actor.name.casefold(), *(alias.casefold() for alias in actor.aliases)):
            return name
    if part == "stated by":
        for name, source in briefing.sources.items():
            if wanted in (name, source.publisher.casefold()):
                return name
    raise Unfit(part, f"The briefing has no “{words[:60]}”.", "Name one of its actors; /actors lists them.")
