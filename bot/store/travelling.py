"""A correction or withdrawal as it travels, and how far it has come."""

from dataclasses import dataclass, field
from enum import StrEnum

from bot.store.saved import Correction


class Kind(StrEnum):
    """What happened to what was published."""

    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Travelling:
    """A correction on its way: of which revision (its number in the database and its id), when (seconds since 1970),
    what was wrong, and why. Of a withdrawal `corrections` is empty."""

    id: int
    kind: Kind
    seq: int
    workspace: str
    topic: str
    revision: str
    title: str
    at: int
    why: str
    who: str
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a correction has come: of its `messages` so many are edited, wait to be, are gone with their place or
    their text, say something else by now, could not be edited for good, or never can (`fixed`: answers for one
    person's eyes). Of those that ended long ago it is not known any more (`past`)."""

    messages: int = 0
    edited: int = 0
    waiting: int = 0
    gone: int = 0
    replaced: int = 0
    failed: int = 0
    fixed: int = 0
    past: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """A correction and how far it has come; `here`: only the messages of the workspace that asks are counted."""

    of: Travelling
    reach: Reach = field(default_factory=Reach)
    here: bool = False
