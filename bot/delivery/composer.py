"""What the ticker asks of whoever writes digests."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.store.content import Content, Known
from bot.store.subscription import Empty


@dataclass(frozen=True, slots=True)
class Asked:
    """All that a digest depends on, so that equal ones are composed once.

    `workspace` is where the topics (none named: all) are looked up. `known` is what the place was shown last, None when
    it was shown nothing yet. `day` is the date in the subscription's zone.
    """

    workspace: str
    topics: tuple[str, ...]
    empty: Empty
    known: tuple[Known, ...] | None
    day: date


@dataclass(frozen=True, slots=True)
class Digest:
    """A composed digest: the message, and what follows in its thread. `message.shows` is what the place knows then."""

    message: Content
    details: tuple[Content, ...] = ()


class Composer(Protocol):
    """Writes digests. Both methods are asked often and may be asked at once."""

    def view(self, workspace: str) -> str:
        """The workspace whose briefings a workspace sees: "" when it has none of its own, so that all such workspaces
        share their digests."""
        ...

    async def compose(self, asked: Asked) -> Digest | None:
        """The digest, or None when there is nothing new and nothing is to be said then."""
        ...
