"""What a briefing rests on, and the passage behind an item."""

from collections.abc import Iterator, Sequence

from bot.briefing.model import SECTIONS, Actor, Briefing, Card, Claim, Event, Figure, Item, Quote, passages
from bot.briefing.parts import marked
from bot.briefing.revision import Revision
from bot.chat.document import Block, Bullet, Bullets, Document, Quotation, Text
from bot.present.actor import described
from bot.present.passages import quoted
from bot.present.wording import amount, cited, day, ref, when, who, whole


def sources(revision: Revision) -> Document:
    """Every source with what rests on it, counted."""
    briefing = revision.briefing
    bullets = tuple(
        Bullet(f"{_by(briefing, name)}. {_resting(briefing, name)}", label=source.title, ref=ref(revision))
        for name, source in briefing.sources.items()
    )
    return Document(f"{briefing.title}: sources", (Bullets(bullets), cited(revision)))


def passage(revision: Revision, section: str, name: str, item: Item) -> Document:
    """The passages an item rests on, each with the matched words marked."""
    briefing = revision.briefing
    blocks = (*_passages(revision, f"{section}.{name}", item), cited(revision))
    return Document(f"Evidence: {label(item)}", blocks, note=whole(briefing))


def _passages(revision: Revision, path: str, item: Item) -> Iterator[Block]:
    """What the briefing says and, under it, what that rests on."""
    for said, backing in _backed(revision, path, item, "What the briefing says"):
        yield said
        yield from backing
    if isinstance(item, Figure | Claim) and item.note:
        yield Text(item.note, ref=ref(revision, path))
    shown = tuple(_shown(revision, item)) if isinstance(item, Card) else ()
    yield from shown
    if not shown and not passages(item):
        yield Text("No passage is recorded for this item.")


def _backed(revision: Revision, path: str, item: Item, heading: str) -> Iterator[tuple[Text, Sequence[Quotation]]]:
    """What an item states, a claim each of its positions by itself, and the passages that each rests on."""
    briefing = revision.briefing
    if isinstance(item, Claim):
        for number, position in enumerate(item.positions):
            own = f"{path}.positions.{number}"
            said = Text(marked(position, position.says), heading=who(briefing, position.by), ref=ref(revision, own))
            yield said, tuple(quoted(revision, item, own, position.evidence))
    else:
        said = Text(marked(item, _stated(briefing, item)), heading=heading, ref=ref(revision, path))
        yield said, tuple(quoted(revision, item, path, item.evidence))


def _shown(revision: Revision, card: Card) -> Iterator[Block]:
    """What a card shows and the passages that rests on, each passage once: under the first that it backs."""
    seen: set[tuple[str, str | None]] = {
        (quotation.words, quotation.by) for quotation in quoted(revision, card, "", card.evidence)
    }
    for name in card.shows:
        if found := revision.briefing.find(name):
            for said, backing in _backed(revision, f"{found[0]}.{name}", found[1], found[0][:-1].capitalize()):
                fresh = {(one.words, one.by): one for one in reversed(backing) if (one.words, one.by) not in seen}
                if fresh:
                    seen.update(fresh)
                    yield said
                    yield from reversed(fresh.values())


def label(item: Item) -> str:
    """The words by which an item is known to readers."""
    match item:
        case Actor():
            return item.name
        case Figure():
            return item.label
        case Claim() | Card():
            return item.question
        case Quote():
            return item.said
        case Event():
            return item.what


def _stated(briefing: Briefing, item: Item) -> str:
    match item:
        case Figure():
            return f"{item.label}: {amount(item)}, stated by {who(briefing, item.stated_by)}"
        case Quote():
            return f"{who(briefing, item.by)}: “{item.said}”"
        case Event():
            return f"{when(item.when)}: {item.what}"
        case Card():
            return item.answer
        case Actor():
            return described(item)
        case Claim():
            return item.question


def _by(briefing: Briefing, name: str) -> str:
    source = briefing.sources[name]
    parts = [source.publisher, source.author or "", day(source.published)]
    return ", ".join(part for part in parts if part)


def _resting(briefing: Briefing, name: str) -> str:
    """How many items of each section have evidence in a source."""
    counts = dict.fromkeys(SECTIONS, 0)
    for section, _, item in briefing.items():
        counts[section] += any(evidence.source == name for evidence in passages(item))
    said = [f"{count} {section if count > 1 else section[:-1]}" for section, count in counts.items() if count]
    return f"{', '.join(said)} rest on it." if said else "Nothing rests on it yet."
