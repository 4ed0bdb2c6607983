"""Subscriptions, digests and clocks for the tests of delivery."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from bot.chat.document import Bullet, Bullets, Document, Ref, Text
from bot.chat.request import Place
from bot.delivery.composer import Asked, Digest
from bot.delivery.courier import Courier
from bot.delivery.tick import Ticker
from bot.store import subscriptions
from bot.store.content import Content, Known
from bot.store.database import Database
from bot.store.subscription import Catchup, Empty, Subscription
from bot.store.tables import delivery

EIGHT = int(datetime(2027, 3, 1, 8, tzinfo=UTC).timestamp())
"""A Monday, 08:00."""

HOUR = 3600
DAY = 24 * HOUR


@dataclass
class Clock:
    """Seconds since 1970, set by hand."""

    now: float = EIGHT

    def __call__(self) -> float:
        return self.now


@dataclass
class Stories:
    """A composer over what is published: topic -> revision. A digest lists what differs from what is known."""

    published: dict[str, str] = field(default_factory=lambda: {"venezuela": "r1"})
    details: int = 0
    asked: list[Asked] = field(default_factory=list)
    fails: Exception | None = None

    def view(self, workspace: str) -> str:
        return ""

    async def compose(self, asked: Asked) -> Digest | None:
        self.asked.append(asked)
        if self.fails:
            raise self.fails
        topics = {name: self.published[name] for name in asked.topics or self.published}
        known = {one.topic: one.revision for one in asked.known or ()}
        news = {name: revision for name, revision in topics.items() if known.get(name) != revision}
        shows = tuple(sorted(Known("", name, revision) for name, revision in topics.items()))
        if not news:
            if asked.empty is Empty.SKIP:
                return None
            return Digest(Content(Document("Nothing new"), shows=shows))
        title = "First" if asked.known is None else "News"
        lines = tuple(Bullet(f"{name} {revision}", ref=ref(name, revision)) for name, revision in news.items())
        message = Content(
            Document(f"{title}: {', '.join(map(' '.join, news.items()))}", (Bullets(lines),)), shows=shows
        )
        under = tuple(Content(Document(f"Detail {n}", (Text("more"),))) for n in range(1, self.details + 1))
        return Digest(message, under)


def ref(topic: str = "venezuela", revision: str = "r1", item: str = "figures.owed") -> Ref:
    return Ref("", topic, item, revision)


def place(channel: int | str = 1, platform: str = "discord", workspace: str = "w", thread: str | None = None) -> Place:
    return Place(platform, workspace, str(channel), thread)


def subscription(number: int = 1, **more: Any) -> Subscription:
    """A subscription to a digest at 08:00 UTC every day, first due at EIGHT."""
    where = more.pop("place", None) or place(number)
    one = Subscription(
        id=f"s{number:06}",
        workspace=subscriptions.workspace_of(where),
        place=where,
        when="daily 08:00",
        cron="0 8 * * *",
        zone="UTC",
        catchup=Catchup.LATEST,
        created_by="u1",
        created_at=EIGHT - DAY,
        next_run_at=EIGHT,
    )
    return replace(one, **more)


async def add(database: Database, *new: Subscription) -> None:
    async with database.write() as c:
        for one in new:
            await subscriptions.add(c, one)


async def rows(database: Database, **where: Any) -> list[Any]:
    """The deliveries, in order."""
    async with database.read() as c:
        found = select(delivery).order_by(delivery.c.seq)
        for name, value in where.items():
            found = found.where(delivery.c[name] == value)
        return list((await c.execute(found)).all())


async def states(database: Database) -> list[str]:
    return [row.state for row in await rows(database)]


def ticker(database: Database, stories: Stories | None = None) -> Ticker:
    return Ticker(database, stories or Stories(), lambda: None)


@asynccontextmanager
async def delivering(
    database: Database, *platforms: Any, clock: Clock | None = None, owner: str = "node"
) -> AsyncIterator[Sequence[Courier]]:
    """Couriers for these platforms while the block lasts."""
    at = clock or Clock()
    couriers = [Courier(database, platform, at, owner) for platform in platforms]
    tasks = [asyncio.create_task(courier.run()) for courier in couriers]
    try:
        yield couriers
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


async def until(true: Any, seconds: float = 10.0) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(seconds):
        while not await _value(true):
            await asyncio.sleep(0.01)


async def settled(database: Database, seconds: float = 10.0) -> None:
    """Wait until no delivery is unfinished."""

    async def done() -> bool:
        return not {"waiting", "sending"} & set(await states(database))

    await until(done, seconds)


async def _value(true: Any) -> Any:
    found = true()
    return await found if asyncio.iscoroutine(found) else found
