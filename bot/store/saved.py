"""A revision as it is kept: who saved it, when, why, and what has become of it."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from bot.briefing.model import Briefing

FILE: Final = "file"
"""The line of what comes from the folder of briefings, and who published it."""

SHARED: Final = "shared/"
"""What stands before a topic that is meant as it is shared, where the workspace has its own of the same name."""


ASIDE: Final = "!"
"""What stands between a line and the id of a revision that waits beside the draft of that line."""


class State(StrEnum):
    """What has become of a revision."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"
    SUPERSEDED = "superseded"

    @property
    def open(self) -> bool:
        """Whether it may still be published."""
        return self in {State.DRAFT, State.SUBMITTED}


class Origin(StrEnum):
    """How a revision came about."""

    CHAT = "chat"
    FILE = "file"
    UPLOAD = "upload"
    RESTORE = "restore"
    ARTICLE = "article"


@dataclass(frozen=True, slots=True)
class Who:
    """The person who did something: the platform's id, and the name as it was shown then. Whoever has the same id is
    the same person: names are changed, and prove nothing."""

    id: str
    name: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class Correction:
    """What was wrong: the item's path (`section.name`), its old and new wording, and why it was changed."""

    item: str
    was: str
    now: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is to be saved: a briefing on a topic of `workspace` ("" = shared), written in `line` (a workspace, or ""
    by owners), made from the revision `base` (None: from nothing). `author` saves it; `authors` are those who wrote
    before in what it goes on from and is not published yet. `aside`: beside the draft that is open in the line, which
    stays; it is made from what is published."""

    workspace: str
    topic: str
    line: str
    base: str | None
    briefing: Briefing
    author: Who
    authors: tuple[Who, ...] = ()
    note: str = ""
    corrections: tuple[Correction, ...] = ()
    origin: Origin = Origin.CHAT
    aside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that was done with a revision; `at` in seconds since 1970."""

    state: State
    at: int
    who: Who
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A revision as lists show it: `id` is unique in its topic, `number` counts within its line from 1, `parent` is the
    id of the revision it was made from, `last` what was done with it last. `authors` are all who wrote in it since what
    was published then, its `author` among them."""

    seq: int
    workspace: str
    topic: str
    id: str
    line: str
    number: int
    parent: str | None
    title: str
    as_of: date
    author: Who
    authors: tuple[Who, ...]
    note: str
    corrections: tuple[Correction, ...]
    origin: Origin
    created_at: int
    last: Step

    @property
    def state(self) -> State:
        """What has become of it."""
        return self.last.state

    @property
    def reasons(self) -> dict[str, str]:
        """Why each thing that it corrects was, by the path of that."""
        return {one.item: one.why for one in self.corrections}


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A briefing that somebody took back: its title, when (seconds since 1970), and why."""

    title: str
    at: int
    why: str


class Conflict(Exception):
    """Somebody was faster: `newer` is what is there now instead of what was expected; None when nothing is. `by` is who
    replaced what was expected; None when that isn't known."""

    def __init__(self, newer: Saved | None, by: Who | None = None) -> None:
        super().__init__(f"revision {newer.id} came in between" if newer else "it is not there any more")
        self.newer = newer
        self.by = by or (newer.last.who if newer else None)


class Settled(Exception):
    """It was decided before what becomes of this revision; `saved` says what and by whom."""

    def __init__(self, saved: Saved) -> None:
        super().__init__(f"revision {saved.id} is {saved.state} already")
        self.saved = saved
