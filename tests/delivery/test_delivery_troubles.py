"""Everything that can go wrong between the bot and a platform for a while, one at a time, on each platform's own wire:
all digests arrive, in the order of their channel, once."""

import asyncio
import socket
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from types import SimpleNamespace
from typing import Any, Final

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.chat.adapter import Adapter
from bot.delivery import gate, outcome
from bot.platforms.discord import delivery as discord_delivery
from bot.platforms.discord import outcomes as discord_outcomes
from bot.platforms.discord.adapter import DiscordAdapter
from bot.platforms.slack import clients
from bot.platforms.slack.adapter import SlackAdapter
from bot.platforms.slack.pace import Pace
from bot.platforms.slack.socket_mode import SocketMode
from bot.platforms.slack.workspaces import OneWorkspace
from bot.store.database import Database
from bot.store.delivery import slot_id
from tests.delivery.loopbacks import Discord, SlackWorld, World
from tests.delivery.world import EIGHT, Clock, add, delivering, rows, settled, subscription, ticker
from tests.platforms.discord import table
from tests.platforms.discord.loopback import TOKEN
from tests.platforms.slack.loopback import APP_TOKEN, BOT_TOKEN, Fault
from tests.platforms.tokens import Memory

CHANNELS: Final = 4
DIGESTS: Final = 12
PAGE: Final = "<html><head><title>502 Bad Gateway</title></head><body>cloudflare</body></html>"
FAULTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "500": {"status": 500},
    "500 page": {"status": 500, "page": PAGE},
    "502 page": {"status": 502, "page": PAGE},
    "503": {"status": 503},
    "503 page": {"status": 503, "page": PAGE},
    "503 page, stored": {"status": 503, "page": PAGE, "stored": True},
    "no answer": {"delay": 1.0},
    "dropped": {"drop": True},
    "dropped, stored": {"drop": True, "stored": True},
}
"""What the first few posts meet; `stored`: the message is there nevertheless."""

TIMES: Final = 3


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same waits, shorter; and discord.py's addresses, which it keeps on its classes, as they were."""
    monkeypatch.setattr(outcome, "FIRST", 0.02)
    monkeypatch.setattr(gate, "REST", 0.02)
    monkeypatch.setattr(clients, "TIMEOUT", 0.3)
    monkeypatch.setattr(discord_delivery, "PATIENCE", 3.0)
    monkeypatch.setattr(discord_outcomes, "SOON", 0.1)
    monkeypatch.setattr("discord.http.asyncio", SimpleNamespace(**{**vars(asyncio), "sleep": briefly}))
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)


async def briefly(seconds: float) -> None:
    await asyncio.sleep(seconds / 50)


@asynccontextmanager
async def on_discord() -> AsyncIterator[tuple[World, Adapter]]:
    async with Discord() as world:
        server = world.server
        adapter = DiscordAdapter(
            TOKEN, table.Memory(), api_base=server.api, gateway_url=server.gateway, patience=0.2, retry=0.05
        )
        task = asyncio.create_task(adapter.run(table.dispatcher()))
        await server.until(lambda: any(said["op"] == 2 for said in server.heard))
        try:
            yield world, adapter
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def on_slack() -> AsyncIterator[tuple[World, Adapter]]:
    async with SlackWorld() as world, AsyncExitStack() as opened:
        api = world.server.api.replace("127.0.0.1", "localhost")  # a name, so that it has to be looked up
        pace = Pace(minute=60_000, channel=0)
        adapter = SlackAdapter(OneWorkspace(BOT_TOKEN), SocketMode(APP_TOKEN), Memory(), api=api, pace=pace)
        opened.push_async_callback(adapter._clients.close)
        yield world, adapter


PLATFORMS: Final = {"discord": on_discord, "slack": on_slack}


def meets(world: World, fault: Mapping[str, Any]) -> None:
    """Have the next posts go wrong."""
    if isinstance(world, Discord):
        how = {"done" if name == "stored" else name: value for name, value in fault.items()}
        world.server.fail("POST", "/channels/*/messages", times=TIMES, **how)
    else:
        assert isinstance(world, SlackWorld)
        world.server.faults["chat.postMessage"] += [Fault(**fault) for _ in range(TIMES)]


def left(world: World) -> int:
    """How many posts have still to go wrong."""
    if isinstance(world, Discord):
        return sum(fault.times for fault in world.server.faults)
    assert isinstance(world, SlackWorld)
    return len(world.server.faults["chat.postMessage"])


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("trouble", FAULTS)
async def test_what_a_platform_answers(database_url: str, platform: str, trouble: str) -> None:
    async with PLATFORMS[platform]() as (world, adapter):
        await delivered(database_url, world, adapter, lambda: meets(world, FAULTS[trouble]))
        assert not left(world), "all of it was met"


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_its_name_cant_be_looked_up(database_url: str, platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = 0
    loop = asyncio.get_running_loop()
    look_up = loop.getaddrinfo

    async def getaddrinfo(*asked: Any, **more: Any) -> Any:
        nonlocal failed
        if failed < 2 * TIMES:
            failed += 1
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return await look_up(*asked, **more)

    def begin() -> None:
        monkeypatch.setattr(Route, "BASE", Route.BASE.replace("127.0.0.1", "localhost"))
        monkeypatch.setattr(loop, "getaddrinfo", getaddrinfo)

    async with PLATFORMS[platform]() as (world, adapter):
        await delivered(database_url, world, adapter, begin)
    assert failed == 2 * TIMES


async def delivered(url: str, world: World, adapter: Adapter, begin: Callable[[], object]) -> None:
    """Deliver while something goes wrong, by a clock that runs fast; and see that it doesn't show."""
    async with await Database.open(url) as database:
        await add(database, *(subscription(n, place=world.place(n % CHANNELS)) for n in range(DIGESTS)))
        await ticker(database).tick(EIGHT)
        begin()
        await asyncio.sleep(0)
        clock = Clock()
        async with delivering(database, adapter, clock=clock):
            with suppress(TimeoutError):
                async with asyncio.timeout(30):
                    while {row.state for row in await rows(database)} != {"sent"}:
                        clock.now += 0.5
                        await asyncio.sleep(0.02)
            await settled(database)
        assert {(row.state, row.why) for row in await rows(database)} == {("sent", None)}
    expected = [slot_id(f"s{n:06}", EIGHT) for n in range(DIGESTS)]
    assert dict(world.counts()) == dict.fromkeys(expected, 1)
    order: dict[str, list[str]] = defaultdict(list)
    for channel, id_ in world.deliveries():
        order[channel].append(id_)
    assert sorted(order.values()) == [expected[n::CHANNELS] for n in range(CHANNELS)]
