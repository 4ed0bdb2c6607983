"""Contested claims: who says what, side by side, and no verdict."""

from collections.abc import Iterable

from bot.briefing.parts import marked
from bot.briefing.revision import Revision
from bot.chat.document import Block, Document, Positions, Stance, Text
from bot.present.wording import cited, nothing, ref, when, who


def claim_blocks(revision: Revision, name: str) -> Iterable[Block]:
    """One claim with every position taken on it."""
    briefing = revision.briefing
    claim = briefing.claims[name]
    stances = tuple(
        Stance(
            who(briefing, position.by),
            marked(position, position.says),
            when(position.when) if position.when else None,
            ref(revision, f"claims.{name}.positions.{number}"),
        )
        for number, position in enumerate(claim.positions)
    )
    sides = len({position.by for position in claim.positions})
    yield Positions(claim.question, stances, status="Contested" if sides > 1 else "Attributed: one side only")
    if claim.note:
        yield Text(claim.note, ref=ref(revision, f"claims.{name}"))


def claims(revision: Revision) -> Document:
    """Every claim of a briefing."""
    briefing = revision.briefing
    blocks = [block for name in briefing.claims for block in claim_blocks(revision, name)] or [nothing("claims")]
    return Document(f"{briefing.title}: who says what", (*blocks, cited(revision)))
