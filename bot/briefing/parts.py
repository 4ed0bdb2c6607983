"""What each thing in a briefing states, part by part, and how each part reads."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple, assert_never

from bot.briefing.model import Actor, Briefing, Card, Claim, Event, Evidence, Figure, Item, Position, Quote, Source
from bot.briefing.spelling import spell

Read = Callable[[Briefing, Any], str | None]
"""What a part of an item says, as people read it: (the briefing it is in, the item) -> words."""


class Part(NamedTuple):
    """One thing that an item states: the words for it, the fields of the model that make it, and how it reads."""

    words: str
    fields: tuple[str, ...]
    read: Read


def _field(words: str, name: str | None = None) -> Part:
    attribute = name or words

    def read(_: Briefing, item: object) -> str | None:
        value = getattr(item, attribute)
        return None if value is None else str(value)

    return Part(words, (attribute,), read)


def _names(words: str, name: str) -> Part:
    return Part(words, (name,), lambda _, item: ", ".join(getattr(item, name)) or None)


def _by(words: str, name: str) -> Part:
    return Part(words, (name,), lambda briefing, item: known(briefing, getattr(item, name)))


def _passages(evidence: Sequence[Evidence]) -> str | None:
    return " · ".join(f"“{passage.exact}” ({passage.source})" for passage in evidence) or None


UNVERIFIED: Final = "Unverified: "
"""What stands before words that no passage bears out."""

CHECKED: Final = "as of"
_UNVERIFIED: Final = Part(
    "whether it is verified", ("unverified",), lambda _, item: "unverified" if item.unverified else "verified"
)
_EVIDENCE: Final = Part("evidence", ("evidence",), lambda _, item: _passages(item.evidence))

PARTS: Final[Mapping[type, tuple[Part, ...]]] = {
    Briefing: (
        _field("title"),
        _field("summary"),
        _field(CHECKED, "as_of"),
        _names("other names", "aliases"),
    ),
    Source: (
        _field("title"),
        _field("publisher"),
        _field("author"),
        _field("publication date", "published"),
        _field("link", "url"),
        _field("checksum of the text", "sha256"),
    ),
    Actor: (
        _field("name"),
        _field("kind"),
        _field("role"),
        _field("affiliation"),
        _field("what is known", "about"),
        Part("whether the source names it", ("named",), lambda _, item: "named" if item.named else "not named"),
        _names("other names", "aliases"),
        _UNVERIFIED,
        _EVIDENCE,
    ),
    Figure: (
        _field("label"),
        Part("amount", ("value", "to", "unit", "per", "qualifier"), lambda _, item: spell(item)),
        _field("when"),
        _by("stated by", "stated_by"),
        _field("note"),
        _UNVERIFIED,
        _EVIDENCE,
    ),
    Claim: (_field("question"), _field("note")),
    Position: (_by("by", "by"), _field("position", "says"), _field("when"), _UNVERIFIED, _EVIDENCE),
    Quote: (
        _by("said by", "by"),
        _field("words", "said"),
        _field("said to", "to"),
        _field("when"),
        _field("about"),
        _UNVERIFIED,
        _EVIDENCE,
    ),
    Event: (_field("when"), _field("what happened", "what"), _UNVERIFIED, _EVIDENCE),
    Card: (_field("question"), _field("answer"), _names("items shown", "shows"), _UNVERIFIED, _EVIDENCE),
}
"""What each thing in a briefing states. Every field of the model is in a part, or holds parts of its own."""

ASIDES: Final = frozenset(
    (CHECKED, "evidence", "other names", "items shown", "checksum of the text", "order of the positions")
)
"""Parts that are no facts to readers."""


def known(briefing: Briefing, name: str) -> str:
    """The actor or source of this name as readers know it; the name itself when there is none."""
    if actor := briefing.actors.get(name):
        return actor.name if actor.named else f"{actor.name} (unnamed)"
    source = briefing.sources.get(name)
    return source.publisher if source else name


def label(item: Item | Source) -> str:
    """The words by which readers know an item or a source."""
    match item:
        case Actor():
            return item.name
        case Figure():
            return item.label
        case Claim() | Card():
            return item.question
        case Quote():
            return item.about or item.said
        case Event():
            return item.when
        case Source():
            return item.title
        case _:
            assert_never(item)


def says(briefing: Briefing, item: Item | Source) -> str:
    """What an item or a source of a briefing states, in one line; what is unverified says so."""
    return marked(item, _states(briefing, item))


def marked(item: Item | Position | Source, words: str) -> str:
    """Words of an item; what is unverified says so."""
    return f"{UNVERIFIED}{words}" if getattr(item, "unverified", False) else words


def _states(briefing: Briefing, item: Item | Source) -> str:
    match item:
        case Actor():
            return ", ".join(part for part in (item.role, item.affiliation) if part) or item.kind.value
        case Figure():
            return f"{spell(item)} ({_said(known(briefing, item.stated_by), item.when)})"
        case Claim():
            return " · ".join(f"{known(briefing, p.by)}: {marked(p, p.says)}" for p in item.positions)
        case Quote():
            return f"“{item.said}” ({_said(known(briefing, item.by), item.when)})"
        case Event():
            return item.what
        case Card():
            return item.answer
        case Source():
            return ", ".join(part for part in (item.publisher, item.author, str(item.published)) if part)
        case _:
            assert_never(item)


def _said(by: str, when: str | None) -> str:
    return f"{by}, {when}" if when else by
