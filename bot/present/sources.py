"""What a briefing rests on, and the passage behind an item."""

from collections.abc import Iterable

from bot.briefing.model import SECTIONS, Actor, Briefing, Card, Claim, Event, Evidence, Figure, Item, Quote, passages
from bot.briefing.revision import Revision
from bot.chat.document import Block, Bullet, Bullets, Document, Quotation, Text
from bot.present.wording import amount, cited, day, ref, when, who


def sources(revision: Revision) -> Document:
    """Every source with what rests on it, counted."""
    briefing = revision.briefing
    bullets = tuple(
        Bullet(f"{_by(briefing, name)}. {_resting(briefing, name)}", label=source.title, ref=ref(revision))
        for name, source in briefing.sources.items()
    )
    return Document(f"{briefing.title}: sources", (Bullets(bullets), cited(briefing)))


def passage(revision: Revision, section: str, name: str, item: Item) -> Document:
    """The passages an item rests on, each with the matched words marked."""
    briefing = revision.briefing
    path = f"{section}.{name}"
    blocks: list[Block] = [Text(_stated(briefing, item), heading="What the briefing says", ref=ref(revision, path))]
    if isinstance(item, Claim):
        for number, position in enumerate(item.positions):
            by = who(briefing, position.by)
            blocks.append(Text(position.says, heading=by, ref=ref(revision, f"{path}.positions.{number}")))
            blocks.extend(_quoted(revision, position.evidence, path))
    elif item.evidence:
        blocks.extend(_quoted(revision, item.evidence, path))
    elif isinstance(item, Card):
        for shown in item.shows:
            found = briefing.find(shown)
            if found and not isinstance(found[1], Claim):
                blocks.extend(_quoted(revision, found[1].evidence, f"{found[0]}.{shown}"))
    else:
        blocks.append(Text("No passage is recorded for this item."))
    blocks.append(cited(briefing))
    return Document(f"Evidence: {label(item)}", tuple(blocks), note=briefing.title)


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
        case _:
            return label(item)


def _quoted(revision: Revision, evidence: Iterable[Evidence], path: str) -> Iterable[Quotation]:
    for found in evidence:
        source = revision.briefing.sources[found.source]
        before, after = (f"{found.prefix} " if found.prefix else ""), (f" {found.suffix}" if found.suffix else "")
        yield Quotation(
            f"{before}{found.exact}{after}",
            f"{source.publisher}, {day(source.published)}",
            mark=(len(before), len(before) + len(found.exact)),
            ref=ref(revision, path),
        )


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
