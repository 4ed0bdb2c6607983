"""What is set for a workspace."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace by its key (`platform/workspace`): its IANA time zone, whether an author may approve their own
    drafts (None: as usual), and when the bot was removed from it, in seconds since 1970."""

    key: str
    zone: str | None = None
    four_eyes: bool | None = None
    removed_at: int | None = None
