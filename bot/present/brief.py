"""A briefing on one screen, or whole."""

from collections.abc import Sized

from bot.briefing.model import Briefing
from bot.briefing.parts import marked
from bot.briefing.revision import Revision
from bot.chat.document import Block, Bullet, Bullets, Button, Document, Facts, Text
from bot.chat.invocation import Invocation
from bot.present.actor import actor_bullets
from bot.present.claims import claim_blocks
from bot.present.figure import figure_facts
from bot.present.quotes import quotation
from bot.present.timeline import event_bullets
from bot.present.wording import cited, ref, who

KEY_FIGURES = 6
"""A brief shows the first figures of the file, which its author put in order of weight."""

INVOLVED = 10
"""Names in the line of who is involved; the rest are counted and one button away."""


def brief(revision: Revision) -> Document:
    """Summary, key figures, what is contested, who is involved, and the sources."""
    briefing = revision.briefing
    blocks: list[Block] = [Text(briefing.summary, ref=ref(revision))]
    if briefing.figures:
        names = list(briefing.figures)[:KEY_FIGURES]
        blocks.append(Facts(figure_facts(revision, names), heading=_of("Key figures", names, briefing.figures)))
    if contested := _contested(revision):
        blocks.append(Bullets(contested, heading="Contested"))
    if briefing.actors:
        blocks.append(Text(_involved(briefing), heading="Who is involved", ref=ref(revision, "actors")))
    blocks.append(cited(revision))
    return Document(briefing.title, tuple(blocks))


def full(revision: Revision) -> Document:
    """Everything the briefing holds, in reading order."""
    briefing = revision.briefing
    blocks: list[Block] = [Text(briefing.summary, ref=ref(revision))]
    for name, card in briefing.cards.items():
        blocks.append(Text(marked(card, card.answer), heading=card.question, ref=ref(revision, f"cards.{name}")))
    if briefing.figures:
        blocks.append(Facts(figure_facts(revision, list(briefing.figures)), heading="Figures"))
    for name in briefing.claims:
        blocks.extend(claim_blocks(revision, name))
    for number, name in enumerate(briefing.quotes):
        if number == 0:
            count = len(briefing.quotes)
            passages = "1 quoted passage" if count == 1 else f"{count} quoted passages"
            blocks.append(Text(f"{passages}, word for word.", heading="Quotes"))
        blocks.append(quotation(revision, name))
    if briefing.events:
        blocks.append(Bullets(event_bullets(revision), heading="Timeline"))
    if briefing.actors:
        blocks.append(Bullets(actor_bullets(revision), heading="Who is involved"))
    blocks.append(cited(revision))
    return Document(briefing.title, tuple(blocks))


def buttons(revision: Revision, whole: bool) -> tuple[Button, ...]:
    """The parts of a briefing, each one press away, and the other depth; parts it lacks are left out."""
    briefing, topic = revision.briefing, {"topic": revision.topic}
    parts = (
        ("Actors", Invocation("actors", topic), briefing.actors),
        ("Figures", Invocation("figures", topic), briefing.figures),
        ("Claims", Invocation("claims", topic), briefing.claims),
        ("Quotes", Invocation("quotes", {"of": revision.topic}), briefing.quotes),
        ("Timeline", Invocation("timeline", topic), briefing.events),
    )
    found = [Button(label, run) for label, run, items in parts if items]
    other = (
        Button("In short", Invocation("brief", topic))
        if whole
        else Button("Everything", Invocation("brief", {**topic, "depth": "full"}))
    )
    return (*found, other)


def _contested(revision: Revision) -> tuple[Bullet, ...]:
    """A line for each claim that has more than one side."""
    briefing = revision.briefing
    return tuple(
        Bullet(
            " · ".join(dict.fromkeys(who(briefing, position.by) for position in claim.positions)),
            label=claim.question,
            ref=ref(revision, f"claims.{name}"),
        )
        for name, claim in briefing.claims.items()
        if len({position.by for position in claim.positions}) > 1
    )


def _involved(briefing: Briefing) -> str:
    names = [actor.name for actor in briefing.actors.values() if actor.named]
    more = len(briefing.actors) - len(names[:INVOLVED])
    line = ", ".join(names[:INVOLVED])
    return f"{line} and {more} more" if more and line else line or f"{more} unnamed"


def _of(heading: str, shown: Sized, every: Sized) -> str:
    return heading if len(shown) == len(every) else f"{heading} ({len(shown)} of {len(every)})"
