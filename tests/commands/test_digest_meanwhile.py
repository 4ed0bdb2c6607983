"""What others do to a digest while the bot still asks whether it can post: what was found before counts no more."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from bot.chat.request import Place
from bot.delivery.presence import Presence
from bot.store.database import Database
from bot.store.subscription import State
from tests.briefs import briefing
from tests.commands.newsroom import Newsroom, moments

DAY: Final = 86_400
HOUR: Final = 3600


@pytest.fixture
async def room(database: Database, tmp_path: Path) -> Newsroom:
    """A newsroom whose digest comes every day at 20:00, also when nothing is new."""
    made = Newsroom(database, tmp_path)
    await made.publish_file("planes", briefing(), "p1")
    await made.ask("digest add", when="daily 20:00", empty="line")
    return made


@pytest.fixture
def checks(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> list[asyncio.Event]:
    """Each check whether the bot can post takes until the event that it adds here is set."""
    begun: list[asyncio.Event] = []

    async def why_not_post(place: Place) -> str | None:
        begun.append(asyncio.Event())
        await begun[-1].wait()
        return None

    monkeypatch.setattr(room.board, "why_not_post", why_not_post)
    return begun


async def begun(checks: list[asyncio.Event], number: int) -> None:
    async with asyncio.timeout(10):
        while len(checks) < number:
            await asyncio.sleep(0.005)


@pytest.mark.parametrize("posted", [False, True], ids=["kept", "posted"])
async def test_now_pressed_twice_sends_one_however_slow_the_checks_are(
    room: Newsroom, checks: list[asyncio.Event], posted: bool
) -> None:
    first = asyncio.create_task(room.ask("digest now"))
    await begun(checks, 1)
    second = asyncio.create_task(room.ask("digest now"))
    await begun(checks, 2)
    checks[0].set()
    assert (await first).ok
    room.now += 1
    if posted:
        assert len(await room.run(1)) == 2
    checks[1].set()
    assert not (await second).ok
    assert len(await room.run(3)) == (0 if posted else 2)
    assert await room.run(5) == []


async def test_now_is_refused_shortly_after_a_late_one_was_posted(room: Newsroom) -> None:
    assert len(await room.run(14 * HOUR)) == 2, "it is 22:00"
    room.now += 60
    await room.refused("digest now")
    room.now += 15 * 60
    assert (await room.ask("digest now")).ok


@pytest.mark.parametrize("command", ["digest now", "digest resume"])
async def test_one_that_is_removed_meanwhile_is_neither_sent_nor_resumed(
    room: Newsroom, checks: list[asyncio.Event], command: str
) -> None:
    if command == "digest resume":
        await room.ask("digest pause")
    asked = asyncio.create_task(room.ask(command))
    await begun(checks, 1)
    assert (await room.ask("digest remove")).ok
    checks[0].set()
    assert not (await asked).ok
    assert await room.subscriptions() == []
    assert await room.run(5) == []


async def test_one_that_is_paused_meanwhile_is_not_sent(room: Newsroom, checks: list[asyncio.Event]) -> None:
    asked = asyncio.create_task(room.ask("digest now"))
    await begun(checks, 1)
    assert (await room.ask("digest pause")).ok
    checks[0].set()
    assert not (await asked).ok
    assert await room.run(5) == []


async def test_a_bot_that_is_removed_meanwhile_resumes_nothing(room: Newsroom, checks: list[asyncio.Event]) -> None:
    await room.ask("digest pause")
    asked = asyncio.create_task(room.ask("digest resume"))
    await begun(checks, 1)
    await Presence(room.database, "board", lambda: room.now).gone("w")
    checks[0].set()
    assert not (await asked).ok
    (one,) = await room.subscriptions()
    assert one.state is State.PAUSED
    await Presence(room.database, "board", lambda: room.now).back("w")
    again = asyncio.create_task(room.ask("digest resume"))
    await begun(checks, 2)
    checks[1].set()
    assert (await again).ok


async def test_resumed_twice_at_once_it_is_resumed_once(room: Newsroom, checks: list[asyncio.Event]) -> None:
    await room.ask("digest pause")
    both = [asyncio.create_task(room.ask("digest resume")) for _ in range(2)]
    await begun(checks, 2)
    for check in checks:
        check.set()
    assert sorted([reply.ok for reply in await asyncio.gather(*both)]) == [False, True]


async def test_what_clocks_bring_too_close_is_neither_foretold_nor_resumed(room: Newsroom) -> None:
    """The clocks of Berlin go from 02:00 to 03:00, so that 02:50 comes ten minutes after 01:50, at 03:00."""
    await room.ask("digest remove")
    room.now = int(datetime(2027, 3, 28, 0, 40, tzinfo=UTC).timestamp())
    expected = [datetime(2027, 3, 28, 0, 50, tzinfo=UTC), datetime(2027, 3, 28, 23, 50, tzinfo=UTC)]
    added = await room.ask("digest add", when="50 1,2 * * *", zone="Europe/Berlin")
    assert moments(added.document)[:2] == expected
    assert len(await room.run(600)) == 2
    assert (await room.ask("digest pause")).ok
    room.now += 120
    resumed = await room.ask("digest resume")
    assert moments(resumed.document)[0] == expected[1]
    (one,) = await room.subscriptions()
    assert one.next_run_at == int(expected[1].timestamp())
