"""What is wrong with a draft, in words and by the item it is wrong with."""

from collections.abc import Sequence

from bot.briefing.finding import Doubt, Severity
from bot.chat.document import Block, Bullet, Bullets, Text


def finding_blocks(doubts: Sequence[Doubt]) -> tuple[Block, ...]:
    """Every finding: errors, which keep a draft from being published, before warnings."""
    ordered = sorted(doubts, key=lambda doubt: doubt.severity is not Severity.ERROR)
    if not ordered:
        return (Text("Everything is borne out by its evidence."),)
    return (Bullets(tuple(Bullet(f"{one.problem} {one.hint}".strip(), label=_where(one)) for one in ordered)),)


def counted(doubts: Sequence[Doubt]) -> str:
    """How many errors and warnings there are: "2 errors, 1 warning"."""
    errors = sum(doubt.severity is Severity.ERROR for doubt in doubts)
    counts = ((errors, "error"), (len(doubts) - errors, "warning"))
    told = ", ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counts if count)
    return told or "No errors"


def _where(doubt: Doubt) -> str:
    place = ".".join(str(part) for part in doubt.path) or "briefing"
    return place if doubt.severity is Severity.ERROR else f"{place} (warning)"
