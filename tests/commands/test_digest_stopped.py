"""What waits to be sent when its digest is paused or removed, or the bot is: it isn't sent, and that is said."""

import asyncio
from pathlib import Path

import pytest

from bot.chat.delivery import Later, Unknown
from bot.delivery.presence import Presence
from bot.store import subscriptions
from bot.store.database import Database
from tests.briefs import briefing
from tests.commands.newsroom import HERE, MONDAY, Newsroom, read

DAY = 86_400


@pytest.fixture
async def room(database: Database, tmp_path: Path) -> Newsroom:
    """A newsroom whose digest comes every day at 08:00."""
    made = Newsroom(database, tmp_path)
    await made.publish_file("planes", briefing(), "p1")
    await made.ask("digest add", when="daily 08:00")
    return made


async def waiting(room: Newsroom, trouble: Exception) -> None:
    """Let a digest be tried once and wait for its next try."""
    room.board.trouble = lambda place: trouble
    room.now += DAY
    await room.tick()
    await room.deliver(room.retries)
    room.board.trouble = lambda place: None


@pytest.mark.parametrize(
    ("trouble", "outcome", "why"),
    [
        (Later(30), "Skipped", "Paused by Ann"),
        (Unknown("it broke"), "Perhaps sent", "Paused by Ann; it may have been posted before"),
    ],
)
async def test_a_paused_digest_that_waits_is_not_sent(
    room: Newsroom, trouble: Exception, outcome: str, why: str
) -> None:
    await waiting(room, trouble)
    assert (await room.ask("digest pause")).ok
    assert await room.run(60) == []
    said = read((await room.ask("digest why")).document)
    assert outcome in said
    assert why in said
    assert (await room.ask("digest resume")).ok
    assert "This digest begins with" in read((await room.run(DAY))[0].document), "it was not told, so it is told now"


async def test_what_follows_a_digest_in_its_thread_is_not_sent_either(room: Newsroom) -> None:
    room.board.trouble = lambda place: Later(30) if room.board.posted else None
    room.now += DAY
    await room.tick()
    await room.deliver(room.retries)
    assert len(room.board.posted) == 1
    room.board.trouble = lambda place: None
    await room.ask("digest pause")
    assert await room.run(60) == []


async def test_when_the_bot_is_removed_nothing_that_waits_is_sent(room: Newsroom) -> None:
    await waiting(room, Later(30))
    await Presence(room.database, "board", lambda: room.now).gone("w")
    assert await room.run(60) == []
    assert "Paused: the bot was removed" in read((await room.ask("digest why")).document)


@pytest.mark.parametrize("command", ["digest pause", "digest remove"])
async def test_one_that_is_just_being_sent_is_not_tried_again(room: Newsroom, command: str) -> None:
    asked: list[asyncio.Task[object]] = []

    async def stopped() -> bool:
        return bool(asked) and asked[0].done() and await room.finished()

    def trouble(_: object) -> Exception:
        asked.append(asyncio.create_task(room.ask(command)))
        return Later(0.2)

    room.board.trouble = trouble
    room.now += DAY
    await room.tick()
    await room.deliver(stopped)
    assert len(asked) == 1, "it was tried once"


async def test_a_digest_removed_while_it_is_run_is_not_sent(postgresql_url: str, tmp_path: Path, monkeypatch) -> None:
    async with await Database.open(postgresql_url) as database:
        room = Newsroom(database, tmp_path)
        await room.publish_file("planes", briefing(), "p1")
        await room.ask("digest add", when="daily 08:00")
        begun, advance = asyncio.Event(), subscriptions.advance

        async def slowly(*given: object) -> None:
            begun.set()
            await asyncio.sleep(0.5)
            await advance(*given)  # type: ignore[arg-type]

        monkeypatch.setattr(subscriptions, "advance", slowly)
        room.now = MONDAY + DAY
        ticking = asyncio.create_task(room.tick())
        await begun.wait()
        assert (await room.ask("digest remove")).ok
        await ticking
        assert await room.run() == []


async def test_preview_of_several_offers_each_of_them(room: Newsroom) -> None:
    await room.ask("digest add", when="daily 09:00", topics="planes")
    several = await room.refused("digest preview")
    assert len(several.buttons) == 2
    for button in several.buttons:
        assert "Preview: News digest" in (await room.press(button)).document.title


@pytest.mark.parametrize("command", ["digest pause", "digest remove", "digest now", "digest resume"])
async def test_a_digest_of_another_channel_is_offered_and_not_taken(room: Newsroom, command: str) -> None:
    (kept,) = await room.subscriptions()
    elsewhere = HERE.__class__("board", "w", "other")
    offered = await room.refused(command, place=elsewhere)
    assert "no digest here" in offered.document.title
    assert [button.run.values["subscription"] for button in offered.buttons] == [kept.id]
