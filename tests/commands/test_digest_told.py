"""Digests that can't be posted any more: their moderators hear of it once, where they can, and nobody else does."""

from pathlib import Path

import pytest

from bot.chat.delivery import Gone, Rejected
from bot.chat.request import Place, Role
from bot.store.database import Database
from bot.store.delivery import Kind
from tests.briefs import briefing
from tests.commands.newsroom import HERE, Newsroom, read

DAY = 86_400
PAUSED = "A digest is paused, as its channel doesn’t take it any more."
ANN = HERE.direct("u1")


@pytest.fixture
async def room(database: Database, tmp_path: Path) -> Newsroom:
    """A newsroom whose only digest comes every day at 08:00."""
    return await opened(database, tmp_path)


async def opened(database: Database, folder: Path) -> Newsroom:
    made = Newsroom(database, folder)
    await made.publish_file("planes", briefing(), "p1")
    await made.ask("digest add", when="daily 08:00")
    return made


async def test_with_one_channel_alone_whoever_set_it_up_is_written_to(room: Newsroom) -> None:
    room.board.trouble = lambda place: Gone("Unknown Channel") if place == HERE else None
    (told,) = await room.run(DAY)
    assert told.place == ANN
    words = read(told.document)
    assert "It can’t be posted in channel news of w any more: Unknown Channel" in words
    assert "/digest resume" in words
    assert await room.run(DAY) == []
    assert PAUSED not in read((await room.ask("digest list")).document)
    assert "Unknown Channel" in read((await room.ask("digest list")).document)


@pytest.mark.parametrize("trouble", [Gone("they take no messages"), Rejected("400")], ids=["gone", "rejected"])
async def test_who_can_not_be_written_to_is_told_with_the_next_private_answer(
    room: Newsroom, trouble: Exception, tmp_path: Path
) -> None:
    room.board.trouble = lambda place: Gone("Unknown Channel") if place == HERE else trouble
    assert await room.run(DAY) == []
    again = Newsroom(room.database, tmp_path)  # the bot starts anew
    again.now = room.now
    for asked in (
        await again.ask("help", role=Role.READER),
        await again.ask("help", place=Place("board", "other", "news")),
        await again.ask("settings zone", "Europe/Berlin"),
    ):
        assert "paused" not in read(asked.document)
    told = read((await again.ask("help")).document)
    assert told.count(PAUSED) == 1
    assert "planes" not in told.split(PAUSED)[0]
    assert "news" not in told.split(PAUSED)[0], "not which channel"
    assert PAUSED not in read((await again.ask("help")).document)
    assert PAUSED not in read((await Newsroom(room.database, tmp_path).ask("help")).document)


async def test_a_refusal_is_a_private_answer_too(room: Newsroom) -> None:
    room.board.trouble = lambda place: Gone("Unknown Channel")
    await room.run(DAY)
    refused = await room.ask("brief", topic="atlantis")
    assert PAUSED in read(refused.document)
    assert "not covered" in refused.document.title


async def test_what_was_mended_meanwhile_is_not_told(room: Newsroom) -> None:
    room.board.trouble = lambda place: Gone("Unknown Channel")
    await room.run(DAY)
    (kept,) = await room.subscriptions()
    # Resumed without a private answer: that is a public one.
    assert (await room.ask("digest resume", subscription=kept.id)).ok
    assert "paused" not in read((await room.ask("help")).document)
    room.board.trouble = lambda place: None
    await room.run(DAY)
    assert (await room.ask("digest pause", subscription=kept.id)).ok
    assert "paused" not in read((await room.ask("help")).document), "Ann knows what she did herself"


async def test_two_channels_gone_at_once(room: Newsroom) -> None:
    """The notice about the one waits for the other, and goes with it."""
    other = Place("board", "w", "other")
    await room.ask("digest add", when="daily 08:00", place=other)
    room.board.trouble = lambda place: Gone("Unknown Channel")
    assert await room.run(DAY) == []
    told = read((await room.ask("help")).document)
    assert "2 digests are paused, as their channels don’t take them any more." in told
    assert "paused" not in read((await room.ask("help")).document)
    async with room.database.read() as c:
        rows = await c.exec_driver_sql(f"SELECT state FROM delivery WHERE kind = '{Kind.NOTICE}'")
        assert {state for (state,) in rows} == {"gone"}
