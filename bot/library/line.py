"""Who works on briefings, and which line of which topic they mean: their workspace's own, or what is shared."""

from dataclasses import dataclass
from typing import Self

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.request import Place
from bot.store import history
from bot.store.saved import SHARED, Saved, Who


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """A moderator, or an `owner`, at work in a workspace (by its key): who, from where, when (seconds since 1970)."""

    who: Who
    workspace: str
    owner: bool
    place: Place
    now: int

    @property
    def shared_line(self) -> str:
        """The line of their drafts on shared topics."""
        return "" if self.owner else self.workspace


@dataclass(frozen=True, slots=True)
class Line:
    """Where a draft is written: on a topic of `workspace` ("" = shared), in the line of a workspace or of the owners
    (""). A line that is not the topic's own has proposals to the owners."""

    workspace: str
    topic: str
    line: str

    @property
    def proposes(self) -> bool:
        """Whether only owners can publish what is written here, and somebody else writes it."""
        return not self.workspace and bool(self.line)

    @property
    def typed(self) -> str:
        """How the topic is typed in its workspace."""
        return self.topic if self.workspace else f"{SHARED}{self.topic}"

    @classmethod
    def of(cls, saved: Saved) -> Self:
        """The line of a revision. That of a file is one of its own: what waits there waits for the owners too."""
        return cls(saved.workspace, saved.topic, saved.line)


@dataclass(frozen=True, slots=True)
class Open:
    """A line as it is: its `head` (a draft, else what is published, else what was withdrawn last; None: there is
    nothing yet) and what is `published` of the topic."""

    line: Line
    head: Saved | None
    published: Saved | None

    @property
    def draft(self) -> Saved | None:
        """The draft, or what is submitted."""
        return self.head if self.head is not None and self.head.state.open else None


async def opened(c: AsyncConnection, editor: Editor, topic: str) -> Open | None:
    """The line that an editor means by a topic: of the workspace's own where there is one, else of the shared one.

    None when there is no such topic, or none that they may know of.
    """
    shared = topic.startswith(SHARED)
    topic = topic.removeprefix(SHARED)
    lines = [Line("", topic, editor.shared_line)]
    if not shared and editor.workspace:
        lines.insert(0, Line(editor.workspace, topic, editor.workspace))
    for line in lines:
        found = await at(c, line)
        if found.head is not None:
            return found
    return None


async def at(c: AsyncConnection, line: Line) -> Open:
    """A line as it is now."""
    head = await history.head(c, line.workspace, line.topic, line.line)
    return Open(line, head, await history.published(c, line.workspace, line.topic))
