"""What was to be told below a digest and was not: the place knows again what it knew before, and is told it the next
time, once."""

import asyncio
from dataclasses import dataclass

import pytest

from bot.chat.delivery import Gone, Later, Rejected
from bot.chat.document import Document, Text
from bot.delivery.composer import Asked, Digest
from bot.delivery.presence import Presence
from bot.store import subscriptions
from bot.store.content import Content, Told
from bot.store.database import Database
from tests.delivery.memory import Platform
from tests.delivery.world import (
    DAY,
    EIGHT,
    Clock,
    Stories,
    add,
    delivering,
    place,
    rows,
    settled,
    states,
    subscription,
    ticker,
    until,
)


@dataclass
class Chapters(Stories):
    """Digests with one message below for each topic that is news."""

    async def compose(self, asked: Asked) -> Digest | None:
        digest = await super().compose(asked)
        if digest is None:
            return None
        known = {one.topic: one for one in asked.known or ()}
        news = [one for one in digest.message.shows if known.get(one.topic) != one]
        under = [
            Content(
                Document(f"{one.topic} {one.revision}", (Text("more"),)), tells=Told(one.topic, known.get(one.topic))
            )
            for one in news
        ]
        return Digest(digest.message, tuple(under))


TWO = {"oslo": "r1", "rome": "r1"}


def below(platform: Platform, said: Exception, through: int = 2) -> None:
    """Let as many more messages through, the digest first, and say this to all that follow."""
    last = len(platform.messages) + through
    platform.trouble = lambda call, where: said if call == "send" and len(platform.messages) >= last else None


async def the_next(database: Database, stories: Stories, platform: Platform, day: int) -> list[str]:
    """What is posted on a later day, when the platform takes everything."""
    before, platform.trouble = len(platform.messages), lambda call, where: None
    await ticker(database, stories).tick(EIGHT + day * DAY)
    async with delivering(database, platform, clock=Clock(EIGHT + day * DAY)):
        await settled(database)
    return [kept.document.title for kept in platform.messages[before:]]


async def test_what_a_pause_kept_from_being_told_is_told_after_it(database: Database) -> None:
    await add(database, subscription())
    stories, platform = Chapters(dict(TWO)), Platform()
    below(platform, Later(3600))
    await ticker(database, stories).tick(EIGHT)
    async with delivering(database, platform):
        await until(lambda: platform.counted("send") > 2)
    assert await states(database) == ["sent", "sent", "waiting"]
    async with database.write() as c:
        await subscriptions.pause(c, "s000001", "by Ann", EIGHT + 60)
    assert await states(database) == ["sent", "sent", "skipped"]
    assert await the_next(database, stories, platform, 1) == [], "it is paused"
    async with database.write() as c:
        await subscriptions.resume(c, "s000001", EIGHT + 2 * DAY)
    assert await the_next(database, stories, platform, 2) == ["News: rome r1", "rome r1"], "oslo was told"
    assert await the_next(database, stories, platform, 3) == [], "once"


@pytest.mark.parametrize("how", ["paused", "bot removed"])
async def test_what_is_skipped_while_the_digest_itself_is_on_its_way_is_told_by_the_next(
    database: Database, how: str
) -> None:
    await add(database, subscription())
    stories, platform = Chapters(dict(TWO)), Platform(opens=asyncio.Event())
    assert platform.opens
    await ticker(database, stories).tick(EIGHT)
    async with delivering(database, platform):
        await until(lambda: platform.counted("send") == 1)
        if how == "paused":
            async with database.write() as c:
                await subscriptions.pause(c, "s000001", "by Ann", EIGHT + 1)
        else:
            await Presence(database, "discord", Clock(EIGHT + 1)).gone("w")
        assert await states(database) == ["sending", "skipped", "skipped"]
        platform.opens.set()
        await settled(database)
    assert await states(database) == ["sent", "skipped", "skipped"]
    async with database.write() as c:
        await subscriptions.resume(c, "s000001", EIGHT + DAY)
    told = ["oslo r1", "rome r1"]
    assert await the_next(database, stories, platform, 1) == ["News: oslo r1, rome r1", *told]
    assert await the_next(database, stories, platform, 2) == [], "once"


async def test_what_a_pause_kept_back_and_changed_meanwhile_is_told_as_it_is_then(database: Database) -> None:
    await add(database, subscription())
    stories, platform = Chapters(dict(TWO)), Platform()
    assert await the_next(database, stories, platform, 0) == ["First: oslo r1, rome r1", "oslo r1", "rome r1"]
    stories.published |= {"oslo": "r2", "rome": "r2"}
    await ticker(database, stories).tick(EIGHT + DAY)
    below(platform, Later(3600), 1)
    async with delivering(database, platform, clock=Clock(EIGHT + DAY)):
        await until(lambda: platform.counted("send") > 4)
    async with database.write() as c:
        await subscriptions.pause(c, "s000001", "by Ann", EIGHT + DAY + 60)
        await subscriptions.resume(c, "s000001", EIGHT + 2 * DAY)
    stories.published["oslo"] = "r3"
    assert await the_next(database, stories, platform, 2) == ["News: oslo r3, rome r2", "oslo r3", "rome r2"]
    assert [one.revision for one in stories.asked[-1].known or ()] == ["r1", "r1"], "the diff is against what it knew"


async def test_a_restart_loses_nothing_of_what_is_told_below(database: Database) -> None:
    await add(database, subscription())
    stories, platform = Chapters(dict(TWO)), Platform()
    below(platform, Later(30))
    await ticker(database, stories).tick(EIGHT)
    async with delivering(database, platform):
        await until(lambda: platform.counted("send") > 2)
    platform.trouble = lambda call, where: None
    async with delivering(database, platform, clock=Clock(EIGHT + 60), owner="started again"):
        await settled(database)
    assert platform.said() == ["First: oslo r1, rome r1", "oslo r1", "rome r1"]
    assert await the_next(database, stories, platform, 1) == []


async def test_what_a_removed_subscription_kept_back_is_nobodys(database: Database) -> None:
    await add(database, subscription(1), subscription(2, place=place(1), next_run_at=EIGHT + DAY))
    stories, platform = Chapters(dict(TWO)), Platform()
    below(platform, Later(3600))
    await ticker(database, stories).tick(EIGHT)
    async with delivering(database, platform):
        await until(lambda: platform.counted("send") > 2)
    async with database.write() as c:
        await subscriptions.remove(c, ["s000001"], EIGHT + 60)
    assert (await the_next(database, stories, platform, 1))[0] == "First: oslo r1, rome r1", "the other one's own first"


async def test_what_a_platform_never_takes_comes_twice_and_no_more(database: Database) -> None:
    await add(database, subscription())
    stories, platform = Chapters(dict(TWO)), Platform()
    for day in range(4):
        below(platform, Rejected("too long"), 1)
        await ticker(database, stories).tick(EIGHT + day * DAY)
        async with delivering(database, platform, clock=Clock(EIGHT + day * DAY)):
            await settled(database)
    assert platform.said() == ["First: oslo r1, rome r1", "News: oslo r1, rome r1"]
    assert {row.state for row in await rows(database, kind="detail")} == {"failed"}


async def test_what_a_closed_channel_did_not_take_below_is_told_once_it_is_open_again(database: Database) -> None:
    await add(database, subscription())
    stories, platform = Chapters(dict(TWO)), Platform()
    below(platform, Gone("403"), 1)
    await ticker(database, stories).tick(EIGHT)
    async with delivering(database, platform):
        await settled(database)
    assert {row.state for row in await rows(database, kind="detail")} == {"gone"}
    async with database.write() as c:
        await subscriptions.resume(c, "s000001", EIGHT + DAY)
    assert await the_next(database, stories, platform, 1) == ["News: oslo r1, rome r1", "oslo r1", "rome r1"]
    assert await the_next(database, stories, platform, 2) == [], "once"
