"""One saved state of a briefing."""

from dataclasses import dataclass

from bot.briefing.model import Briefing


@dataclass(frozen=True, slots=True)
class Revision:
    """A briefing as it was saved once: its topic, the revision's id, and the workspace it belongs to ("" = shared)."""

    topic: str
    id: str
    briefing: Briefing
    workspace: str = ""
