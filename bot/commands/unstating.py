"""A correction by which something is no longer stated: taken out now, or before, while messages show it still."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from bot.briefing.editing import made, put, without
from bot.briefing.mending import MAIN, Mend, Mended
from bot.briefing.model import Briefing, Claim, Item, Position, Source
from bot.briefing.parts import label
from bot.briefing.revision import Revision
from bot.chat.errors import UserError
from bot.commands.context import Context
from bot.commands.correcting import ITSELF, TITLE, Asked, Plan, approver
from bot.commands.drafting import line_of
from bot.commands.items import find_item
from bot.library.correcting import GONE, said
from bot.present.wording import who

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

_WORDS: Final = ("nothing", GONE)


def unsaid(asked: Asked) -> bool:
    """Whether what is asked for is that something is no longer stated: an item, a source, or somebody's position."""
    item = asked.item.strip().casefold()
    return asked.part is None and item not in (ITSELF, TITLE) and asked.now.strip().casefold().rstrip(".") in _WORDS


async def unstated(context: Context, c: "AsyncConnection", topic: str, asked: Asked) -> Plan:
    """What was typed, of what is published now or was before. Raises NearMiss and Unfit."""
    from bot.store import former, history

    found = await line_of(context, c, topic)
    published = found.published
    if published is None:
        raise UserError(f"{found.line.typed} is not published.", "/briefing withdraw has taken back all that it said.")
    old = await history.briefing_of(c, published)
    now = Revision(found.line.topic, published.id, old, found.line.workspace)
    names = await former.names(c, now.workspace, now.topic, old)
    earlier = [one async for one in former.published(c, now.workspace, now.topic)]
    every = (hit for revision in (now, *reversed(earlier)) for hit in _hits(revision, asked))
    if (hit := next(every, None)) is None:
        section, name, item = find_item("item", now, asked.item)
        hit = now, f"{section}.{name}", item
    revision, path, thing = hit
    path = names.get(path, path)
    section, _, name = path.partition(".")
    here: Item | Source | None = getattr(old, section).get(name)
    new = old
    if isinstance(thing, Position):
        claim = revision.briefing.claims[hit[1].partition(".")[2]]
        subject = f"{claim.question} – {who(revision.briefing, thing.by)}"
        if isinstance(here, Claim) and thing in here.positions:
            new = _without_position(old, name, here, thing)
    else:
        if here is not None:
            revision, thing, new = now, here, without(old, section, [name])
        subject = label(thing)
    mended = Mended(new, said(revision.briefing, thing), GONE)
    mend = Mend(path, MAIN[type(thing)], GONE)
    return Plan(found, published, old, mend, mended, subject, asked.why, (), await approver(context, c, found))


_Hit = tuple[Revision, str, Item | Source | Position]
"""A thing, the path of its item, and the revision that it stands in."""


def _hits(revision: Revision, asked: Asked) -> Iterator[_Hit]:
    """What a revision has under just these words: an item, a source, or of a claim the position of the side named."""
    wanted, side = asked.item.strip().casefold(), (asked.side or "").strip().casefold()
    things: list[tuple[str, str, Item | Source]] = list(revision.briefing.items())
    things += [("sources", name, source) for name, source in revision.briefing.sources.items()]
    for section, name, thing in things:
        path = f"{section}.{name}"
        if wanted not in (name, path, label(thing).casefold()):
            continue
        if not side:
            yield revision, path, thing
        elif isinstance(thing, Claim):
            yield from ((revision, path, one) for one in _of(revision.briefing, thing.positions, side))


def _of(briefing: Briefing, positions: Sequence[Position], side: str) -> Iterator[Position]:
    return (one for one in positions if side in (one.by, who(briefing, one.by).casefold()))


def _without_position(briefing: Briefing, name: str, claim: Claim, position: Position) -> Briefing:
    """The briefing without a position; the claim goes with its last one."""
    rest = tuple(one for one in claim.positions if one != position)
    if not rest:
        return without(briefing, "claims", [name])
    return put(briefing, "claims", name, made(Claim, question=claim.question, positions=rest, note=claim.note))
