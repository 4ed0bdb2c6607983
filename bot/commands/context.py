"""What every command works with: the request, the library, the table of commands, and where things are kept."""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from bot.briefing.revision import Revision
from bot.chat.adapter import Adapter
from bot.chat.arguments import shown as quoted
from bot.chat.command import Commands
from bot.chat.document import Button
from bot.chat.errors import NearMiss, UserError
from bot.chat.invocation import Invocation
from bot.chat.reply import Choice, Reply
from bot.chat.request import Request, Role
from bot.library.shelf import Listing
from bot.library.view import View
from bot.present.kept import Kept
from bot.present.wording import LABEL, day, shorten
from bot.store.errors import Unusable
from bot.store.saved import SHARED

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database

MENU: Final = 25
"""Most options of a menu on every platform (Discord's limit)."""

OFFERED: Final = 5
"""Most near misses offered at once: a row of buttons on every platform."""


@dataclass(frozen=True, slots=True)
class Context:
    """One request and what answers it.

    `library` is as the request's workspace sees it. `keep` opens the database, or gives it when it is open; None where
    nothing can be kept. `show` has the library show what was published a moment ago. `platforms` are the running ones
    by name. `clock` gives seconds since 1970. `kept` has what was made of revisions before.
    """

    request: Request
    library: View
    commands: "Commands[Context]"
    version: str
    keep: "Callable[[], Awaitable[Database]] | None" = None
    platforms: Mapping[str, Adapter] = field(default_factory=dict)
    clock: Callable[[], float] = time.time
    kept: Kept = field(default_factory=Kept)
    show: Callable[[], Awaitable[None]] | None = None

    @property
    def workspace(self) -> str:
        """The key of the workspace that the request comes from."""
        return f"{self.request.place.platform}/{self.request.place.workspace}"

    @property
    def now(self) -> int:
        """The time in whole seconds since 1970."""
        return int(self.clock())

    async def database(self) -> "Database":
        """Where things are kept. Raises UserError where nothing can be."""
        if self.keep is None:
            raise UserError("Nothing can be kept here.", "Ask where the bot runs with its database.")
        try:
            return await self.keep()
        except Unusable as error:
            raise UserError("Nothing can be kept now.", str(error)) from None

    async def record(self, c: "AsyncConnection", what: str, **detail: str) -> None:
        """Write into the audit what the caller did, in the transaction that does it."""
        from bot.store import audit
        from bot.store.entry import Entry
        from bot.store.saved import Who

        request = self.request
        who = Who(request.caller.id, request.caller.name)
        entry = Entry(at=self.now, workspace=self.workspace, who=who, what=what, detail=detail, place=request.place)
        await audit.record(c, entry)

    async def published(self) -> None:
        """Show in the library what was published or withdrawn a moment ago."""
        if self.show is not None:
            await self.show()

    def topic(self, words: str, argument: str = "topic") -> Revision:
        """The published revision of the briefing that these words, given as an argument, name.

        Raises NearMiss with the closest topics when there is none, or more than one.
        """
        if revision := self.library.get(words.strip()):
            return revision
        found = self.library.find_topics(words)
        if len(found.exact) == 1:
            return self.revision(found.exact[0].topic)
        if found.exact:
            problem = f"{quoted(words)} names several briefings."
            raise NearMiss(argument, problem, "Which one?", offered(found.exact), several=True)
        if (gone := self.library.withdrawn(words)) is not None:
            problem = f"{quoted(gone.title)} was withdrawn on {day(datetime.fromtimestamp(gone.at, UTC).date())}."
            raise NearMiss(argument, problem, gone.why or "Nothing of it holds any more.", offered(found.near))
        if found.near:
            hint = "Nothing is made up here. The closest that are covered:"
            raise NearMiss(argument, f"{quoted(words)} is not covered.", hint, offered(found.near))
        newest = self.library.topics(limit=OFFERED)
        hint = "Nothing is made up here. The newest briefings:" if newest else "No briefing is published yet."
        raise NearMiss(argument, f"{quoted(words)} is not covered.", hint, offered(newest))

    def covering(self, reply: Reply, *revisions: Revision) -> Reply:
        """An answer from these revisions, which says where one of the workspace’s own stands for a shared one."""
        titles = dict.fromkeys(one.briefing.title for one in revisions if self.library.covers(one.topic))
        if not titles:
            return reply
        which = "This is" if len(revisions) == 1 else f"{', '.join(titles)}:"
        told = f"{which} this workspace’s own briefing, shown instead of the shared one on the same topic."
        note = f"{reply.document.note.removesuffix('.')}. {told}" if reply.document.note else told
        return replace(reply, document=replace(reply.document, note=note))

    def revision(self, topic: str) -> Revision:
        """The published revision of exactly this topic. Raises UserError when it was taken away a moment ago."""
        revision = self.library.get(topic)
        if revision is None:
            raise UserError(f"{quoted(topic)} is no longer published.", "See /topics for what is covered.")
        return revision


def offered(listings: Sequence[Listing]) -> list[Choice]:
    """Topics as choices."""
    return [Choice(listing.title, listing.topic) for listing in listings[:OFFERED]]


def topics(context: Context, typed: str, limit: int) -> Sequence[Choice]:
    """Suggestions for a topic: those that go with what is typed, the newest when nothing is."""
    return [Choice(found.title, found.topic) for found in context.library.complete_topics(typed, limit)]


def actors(context: Context, typed: str, limit: int) -> Sequence[Choice]:
    """Suggestions for an actor's name."""
    return [Choice(hit.label, hit.label) for hit in context.library.complete_actors(typed, limit)]


def back(revision: Revision) -> Button:
    """A button to the whole briefing."""
    return Button(shorten(revision.briefing.title, LABEL), Invocation("brief", {"topic": revision.topic}))


def correcting(context: Context, revision: Revision, item: str) -> tuple[Button, ...]:
    """A button to put an item right, under an answer that shows it alone and that a moderator asked for.

    Under every reader's answer it would be in the way of those who can't use it; a moderator who sees one there has it
    one press away, under the evidence.
    """
    if context.request.caller.role < Role.MODERATOR or context.keep is None:
        return ()
    topic = revision.topic if revision.workspace else f"{SHARED}{revision.topic}"
    return (Button("Correct this", Invocation("briefing correct", {"topic": topic, "item": item})),)


def evidence(revision: Revision, item: str, label: str = "Evidence") -> Button:
    """A button to the passage behind an item."""
    return Button(shorten(label, LABEL), Invocation("evidence", {"topic": revision.topic, "item": item}))
