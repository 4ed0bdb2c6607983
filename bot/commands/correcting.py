"""A correction as it was typed, and what it comes to: which fact, how it read, how it reads, who has to agree."""

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from bot.briefing.editing import Unfit
from bot.briefing.links import NOWHERE, public
from bot.briefing.mending import MAIN, Mend, Mended, part_of, thing
from bot.briefing.model import Briefing, Claim, Evidence
from bot.briefing.packing import pack
from bot.briefing.parts import label
from bot.briefing.revision import Revision
from bot.chat.arguments import shown
from bot.chat.document import Block
from bot.chat.errors import NearMiss, UserError
from bot.chat.reply import Choice
from bot.commands.adding import Draft
from bot.commands.context import Context
from bot.commands.drafting import editor, line_of
from bot.commands.items import find_item
from bot.present.wording import LABEL, shorten, who
from bot.store.saved import Correction, Saved

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.library.line import Open

ITSELF: Final = "summary"
"""The item that is the briefing's own text."""

TITLE: Final = "title"
"""Its title, which people name as an item of its own."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A correction as it was typed."""

    item: str
    now: str
    why: str
    part: str | None
    side: str | None
    passage: str | None
    source: str | None
    unverified: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """A correction of what is published now: what is to be put right, and how the briefing reads then. `direct` says
    whether it is published at once, and not submitted to others."""

    line: "Open"
    published: Saved
    old: Briefing
    mend: Mend
    mended: Mended
    subject: str
    why: str
    found: tuple[Block, ...]
    proposed: str | None

    @property
    def mark(self) -> str:
        """What stands for all of this: another one when anything has changed."""
        parts = (self.published.id.encode(), pack(self.mended.briefing), self.why.encode())
        return blake2b(b"\0".join(parts), digest_size=8).hexdigest()

    @property
    def correction(self) -> Correction:
        """What is kept of it."""
        return Correction(self.mend.path, self.mended.was, self.mended.now, self.why)


async def plan_of(context: Context, c: "AsyncConnection", topic: str, asked: Asked) -> Plan:
    """What was typed, of what is published now. Raises NearMiss and Unfit."""
    from bot.library import desk
    from bot.store import history

    found = await line_of(context, c, topic)
    published = found.published
    if published is None:
        hint = f"What was never shown needs no correction. /briefing edit {found.line.typed} changes it."
        raise UserError(f"{found.line.typed} is not published.", hint)
    old = await history.briefing_of(c, published)
    revision = Revision(found.line.topic, published.id, old, found.line.workspace)
    path, subject = _path(revision, asked)
    wanted = thing(old, path)
    part = part_of(wanted, asked.part or (TITLE if _is_title(asked) else MAIN[type(wanted)]))
    evidence: tuple[Evidence, ...] = ()
    blocks: tuple[Block, ...] = ()
    if asked.passage is not None:
        evidence, blocks = Draft(found, old, await desk.texts(c, found.line, old)).evidence(asked.passage, asked.source)
    if part.words == "link" and not public(asked.now.strip()):
        raise UserError(NOWHERE, "Give the public address, from https:// on.", wrong="now")
    mend = Mend(path, part.words, asked.now, evidence, asked.unverified and not evidence)
    proposed = await approver(context, c, found)
    named = subject if part.words == MAIN[type(wanted)] else f"{subject} ({part.words})"
    try:
        mended = mend.of(old)
    except Unfit as unfit:
        raise Unfit("now", unfit.problem, unfit.hint) from None
    return Plan(found, published, old, mend, mended, named, asked.why, blocks, proposed)


async def approver(context: Context, c: "AsyncConnection", found: "Open") -> str | None:
    """Who has to approve a correction; None when it can be published at once."""
    from bot.library import desk

    if found.line.proposes:
        return "the owners of this bot, because the briefing is shared"
    if await desk.four_eyes(c, editor(context), found.line.workspace):
        return "another moderator" if found.line.workspace else "another owner"
    return None


def _path(revision: Revision, asked: Asked) -> tuple[str, str]:
    """The path of what is to be corrected, and the words that it is known by."""
    wanted = asked.item.strip().casefold()
    if wanted in (ITSELF, "briefing", revision.topic) or _is_title(asked):
        return "", revision.briefing.title
    if wanted.removeprefix("sources.") in revision.briefing.sources:
        name = wanted.removeprefix("sources.")
        return f"sources.{name}", revision.briefing.sources[name].title
    section, name, item = find_item("item", revision, asked.item)
    path = f"{section}.{name}"
    if not isinstance(item, Claim) or (asked.part or "").strip().casefold() in ("question", "note"):
        return path, label(item)
    number = _side(revision.briefing, item, asked.side)
    return f"{path}.positions.{number}", f"{item.question} – {who(revision.briefing, item.positions[number].by)}"


def _is_title(asked: Asked) -> bool:
    return asked.item.strip().casefold() == TITLE


def _side(briefing: Briefing, claim: Claim, words: str | None) -> int:
    """Which position of a claim is meant. Raises NearMiss."""
    if words is None and len(claim.positions) == 1:
        return 0
    wanted = (words or "").strip().casefold()
    for number, position in enumerate(claim.positions):
        if wanted in (position.by, who(briefing, position.by).casefold()):
            return number
    choices = [Choice(shorten(who(briefing, one.by), LABEL), one.by) for one in claim.positions]
    problem = f"{shown(words)} takes no position on it." if words else "Whose position is wrong?"
    raise NearMiss("side", problem, claim.question, choices, several=words is None)


def meanwhile(published: Saved) -> UserError:
    """Something else is published than what was shown before it was confirmed."""
    by = published.last.who.name
    return UserError(
        f"What is published has changed meanwhile: revision {published.number} by {by}.",
        "Nothing was done. Look at what is there now, and ask again.",
    )
