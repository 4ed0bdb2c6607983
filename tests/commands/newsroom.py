"""A running bot without a platform's SDK: typed requests, a real database, a tick and a courier onto a board."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.app import table
from bot.briefing.model import Briefing
from bot.briefing.revision import Revision
from bot.chat.delivery import Message, Receipt
from bot.chat.dispatcher import Dispatcher
from bot.chat.document import Button, Document, Facts
from bot.chat.reply import Choice, Reply
from bot.chat.request import Caller, Place, Request, Role
from bot.commands.context import Context
from bot.delivery.compose import Digests
from bot.delivery.courier import Courier
from bot.delivery.past import Revisions
from bot.delivery.tick import Ticker
from bot.delivery.untold import Untold
from bot.library.library import Library
from bot.library.shelf import pack
from bot.platforms.console.renderer import ConsoleRenderer
from bot.store import files, revisions, subscriptions
from bot.store.database import Database
from bot.store.saved import Correction, Draft, Who
from bot.store.subscription import Subscription

MONDAY = int(datetime(2027, 3, 1, 8, tzinfo=UTC).timestamp())
"""1 March 2027, 08:00 UTC."""

HERE = Place("board", "w", "news")
ANN = Who("u1", "Ann")


@dataclass
class Board:
    """A platform that keeps what is posted. `closed` says why some channels can't be posted in, `trouble` what goes
    wrong where something is posted."""

    name: str = "board"
    posted: list[Message] = field(default_factory=list)
    closed: Mapping[str, str] = field(default_factory=dict)
    trouble: Callable[[Place], Exception | None] = lambda place: None

    async def run(self, dispatcher: Dispatcher[Any]) -> None:
        await asyncio.Event().wait()

    async def send(self, message: Message) -> Receipt:
        if error := self.trouble(message.place):
            raise error
        self.posted.append(message)
        return Receipt(message.place, f"m{len(self.posted)}")

    async def find(self, message: Message) -> Receipt | None:
        return None

    async def edit(self, receipt: Receipt, document: Document) -> Receipt | None:
        return None

    async def why_not_post(self, place: Place) -> str | None:
        return self.closed.get(place.channel)


class Newsroom:
    """Answers, publishes and delivers, by a clock set by hand."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.now = MONDAY
        self.board = Board()
        self.library = Library(folder)
        self.shared: dict[str, Revision] = {}
        self.dispatcher = Dispatcher(table(), self._context, Untold(database).said)

    def _context(self, request: Request) -> Context:
        async def keep() -> Database:
            return self.database

        workspace = f"{request.place.platform}/{request.place.workspace}"
        return Context(
            request,
            self.library.view(workspace),
            self.dispatcher.commands,
            "1",
            keep=keep,
            platforms={self.board.name: self.board},
            clock=lambda: self.now + 0.25,
        )

    async def ask(
        self,
        command: str,
        text: str | None = None,
        *,
        role: Role = Role.MODERATOR,
        place: Place = HERE,
        timezone: str | None = None,
        **values: str,
    ) -> Reply:
        """The reply to a typed or filled-in request."""
        caller = Caller("u1", "Ann", role, timezone=timezone)
        reply = await self.dispatcher.answer(Request(command, caller, place, text=text, values=values))
        assert reply.ok or reply.private, "a refusal is for the caller alone"
        assert "on our side" not in reply.document.title, reply.document
        return reply

    async def press(self, button: Button) -> Reply:
        """The reply to a button."""
        caller = Caller("u1", "Ann", Role.MODERATOR)
        return await self.dispatcher.answer(Request(button.run.command, caller, HERE, values=button.run.values))

    async def refused(self, command: str, text: str | None = None, **more: Any) -> Reply:
        """The reply to a request that must be refused, and must have kept nothing."""
        before = await self.subscriptions()
        reply = await self.ask(command, text, **more)
        assert not reply.ok
        assert reply.private
        assert reply.document.blocks, "it says what to do next"
        assert await self.subscriptions() == before
        return reply

    async def suggest(self, command: str, argument: str, partial: str, **values: str) -> Sequence[Choice]:
        caller = Caller("u1", "Ann", Role.MODERATOR)
        return await self.dispatcher.suggest(Request(command, caller, HERE, values=values), argument, partial, 25)

    async def subscriptions(self) -> list[Subscription]:
        """Those of all workspaces, by workspace and by when they come."""
        async with self.database.read() as c:
            return sorted(await subscriptions.every(c, 1000), key=lambda one: (one.workspace, one.when, one.zone))

    async def publish_file(self, topic: str, content: Briefing, revision: str) -> None:
        """Publish a briefing as a file of the shared library."""
        self.shared[topic] = Revision(topic, revision, content)
        self.library.publish(self.shared[topic])
        await self._load()

    async def withdraw_file(self, topic: str) -> None:
        del self.shared[topic]
        self.library.withdraw("", topic)
        await self._load()

    async def correct(self, topic: str, content: Briefing, item: str, why: str, workspace: str = "board/w") -> None:
        """Publish a correction of a workspace's own briefing."""
        async with self.database.write() as c:
            base = await self._head(c, workspace, topic)
            wrong = (Correction(item, "was", "now", why),) if item else ()
            draft = Draft(
                workspace=workspace, topic=topic, line=workspace, base=base, briefing=content, author=ANN,
                corrections=wrong,
            )  # fmt: skip
            saved = await revisions.save(c, draft, self.now)
            await revisions.publish(c, saved, ANN, self.now, over=base)
        self.library.publish(Revision(topic, saved.id, content, workspace))

    async def run(self, seconds: int = 0) -> list[Message]:
        """Let time pass, tick, and deliver what is due; what was posted."""
        self.now += seconds
        before = len(self.board.posted)
        await self.tick()
        await self.deliver(self.finished)
        return self.board.posted[before:]

    async def tick(self) -> None:
        """Run the digests that are due."""
        await Ticker(self.database, Digests(self.library, Revisions(self.database)), lambda: None).tick(self.now)

    async def deliver(self, done: Callable[[], Awaitable[bool]]) -> None:
        """Post what is due until something is so."""
        courier = asyncio.create_task(Courier(self.database, self.board, lambda: float(self.now), "node").run())
        try:
            async with asyncio.timeout(20):
                while not courier.done() and not await done():
                    await asyncio.sleep(0.005)
        finally:
            courier.cancel()
            await asyncio.wait([courier])

    async def _head(self, c: Any, workspace: str, topic: str) -> str | None:
        from bot.store import history

        found = await history.head(c, workspace, topic, workspace)
        return found.id if found else None

    async def _load(self) -> None:
        async with self.database.write() as c:
            await files.load(c, [pack(one) for one in self.shared.values()], self.now)

    async def retries(self) -> bool:
        """Whether something was tried and waits for its next try."""
        from bot.store.tables import delivery

        async with self.database.read() as c:
            found = select(delivery.c.id).where(delivery.c.state == "waiting", delivery.c.attempts > 0)
            return (await c.execute(found)).first() is not None

    async def finished(self) -> bool:
        """Whether nothing waits or is being sent."""
        from bot.store import deliveries
        from bot.store.delivery import State

        async with self.database.read() as c:
            counts = await deliveries.counts(c)
        return not (counts.get(State.WAITING) or counts.get(State.SENDING))


def read(document: Document) -> str:
    """A document as the terminal shows it, on wide lines, times in UTC."""
    lines = ConsoleRenderer(columns=10_000, zone=UTC).render(document)
    return "\n".join("".join(text for _, text in line) for line in lines)


def moments(document: Document) -> list[datetime]:
    """The times in a document that readers see in their own zone."""
    facts = (fact for block in document.blocks if isinstance(block, Facts) for fact in block.facts)
    return [fact.value for fact in facts if isinstance(fact.value, datetime)]
