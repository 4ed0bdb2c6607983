"""Discord: an answer, a rendering and a delivery beside what discord.py does bare, and a paced drain.

Answers are measured at the ends of everything that is ours: the gateway's event goes in, the request's body comes out
at a connection that is stubbed for both sides. Deliveries go to a Discord in another process on this machine.
"""

import asyncio
import gc
import json
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any, Final, Self

import discord
from discord import app_commands

from bot import app
from bot.chat.delivery import Message
from bot.chat.dispatcher import Dispatcher
from bot.chat.document import Bullets, Button, Facts, Sources, Text
from bot.chat.pages import view
from bot.chat.reply import Menu, Reply
from bot.chat.request import Caller, Place, Request
from bot.commands.context import Context
from bot.platforms.discord.adapter import DiscordAdapter
from bot.platforms.discord.components import Components
from bot.platforms.discord.delivery import Delivery
from bot.platforms.discord.ids import Ids
from bot.platforms.discord.pace import Pace
from bot.platforms.discord.renderer import DiscordRenderer
from bot.settings import Settings
from tests.bench.discord_peer import peer
from tests.bench.frame import Row, percentile, ratio
from tests.platforms.discord import loopback, table

ROUNDS: Final = 9
CALLS: Final = 300
"""Calls a round: long enough that the clock of the processor is exact, short enough that both sides share the noise."""

CHANNELS: Final = 1000
TAKEN: Final = 50
"""Requests a second that Discord takes of one bot."""

PARTS: Final = 4
EVERY: Final = 0.04
"""The drain in parts, between them as long without one, and the seconds between two who ask meanwhile."""


def rows() -> Iterable[Row]:
    """The figures of the Discord platform."""
    answers = _answers()
    reply = asyncio.run(_reply(answers))
    yield Row(
        "CPU of /brief warm, event in to body out / a bare CommandTree with a prebuilt embed",
        asyncio.run(_answered(answers)),
        1.5,
    )
    yield Row("rendering /brief uncached / the same payload as plain dicts by hand", _rendered(reply), 3)
    yield Row("CPU of send / a bare channel.send, over the wire", asyncio.run(_sent(reply)), 1.25)
    yield from asyncio.run(_drained(answers, reply))


def _answers() -> Dispatcher[Context]:
    """The bot with the briefings that come with it."""
    return app.dispatcher(app.open_library(Settings(briefbot_cache=Path(tempfile.mkdtemp()))))


async def _reply(answers: Dispatcher[Context]) -> Reply:
    place = Place("discord", "30", "40")
    reply = await answers.answer(Request("brief", Caller("5", "Reader"), place, values={"topic": "venezuela"}))
    assert reply.ok, reply.document
    return reply


async def _in_turns(ours: Callable[[], Awaitable[object]], bare: Callable[[], Awaitable[object]], calls: int) -> float:
    """The median over rounds of how much longer the processor works for ours than for the other."""

    async def worked(call: Callable[[], Awaitable[object]]) -> float:
        start = time.process_time()
        for _ in range(calls):
            await call()
        return time.process_time() - start

    found = []
    await worked(ours), await worked(bare)
    for number in range(ROUNDS):
        gc.collect()
        first, second = (ours, bare) if number % 2 else (bare, ours)
        took = {first: await worked(first), second: await worked(second)}
        found.append(took[ours] / took[bare])
    return median(found)


class _Connection:
    """Stands where both sides have their HTTP connection, and keeps the last body."""

    status = 200
    headers: Final = {"content-type": "application/json"}

    def __init__(self) -> None:
        self.bodies = 0
        self.body = ""

    def request(self, _method: str, _url: str, data: str, **_more: object) -> Self:
        self.bodies += 1
        self.body = data
        return self

    async def text(self, encoding: str) -> str:
        return '{"interaction": {"id": "1", "type": 2, "response_message_id": "5"}}'

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        pass


async def _answered(answers: Dispatcher[Context]) -> float:
    connection = _Connection()
    adapter = DiscordAdapter(loopback.TOKEN, table.Memory(), record=table.Record(), shard_count=1)
    ours = _connected(adapter.client(answers), connection)
    bare = _connected(discord.Client(intents=discord.Intents(guilds=True)), connection)
    embeds: list[discord.Embed] = []
    tree = app_commands.CommandTree(bare)

    @tree.command()
    async def brief(interaction: discord.Interaction, topic: str) -> None:
        """Show the current briefing on a country or subject."""
        await interaction.response.send_message(embeds=embeds)

    asked = loopback.interaction("brief", topic="venezuela")

    async def ask(client: discord.Client) -> None:
        before = connection.bodies
        client._connection.parse_interaction_create(asked)
        while connection.bodies == before:
            await asyncio.sleep(0)
        await asyncio.sleep(0)

    await ask(ours)
    embeds += [discord.Embed.from_dict(embed) for embed in json.loads(connection.body)["data"]["embeds"]]
    return await _in_turns(lambda: ask(ours), lambda: ask(bare), CALLS)


def _connected(client: discord.Client, connection: _Connection) -> discord.Client:
    """The client as it is once the gateway has told of its server."""
    client.loop = asyncio.get_running_loop()
    vars(client.http)["_HTTPClient__session"] = connection
    state: Any = client._connection
    user = {"id": loopback.BOT, "username": "briefbot", "discriminator": "0", "avatar": None}
    state.user = discord.ClientUser(state=state, data=user)
    state._add_guild_from_data(loopback.Loopback().server)
    return client


def _rendered(reply: Reply) -> float:
    ids = Ids(table.Memory())

    def ours() -> dict[str, Any]:
        return view(reply, DiscordRenderer(Components(ids, reply.request))).payload.body

    assert ours() == _by_hand(reply), "both make the same payload"
    return ratio(
        lambda: [ours() for _ in range(CALLS)],
        lambda: [_by_hand(reply) for _ in range(CALLS)],
        ROUNDS,
        time.process_time,
    )


def _by_hand(reply: Reply) -> dict[str, Any]:
    """What the renderer makes of a brief, as somebody would write it who knows that there is nothing to escape."""
    document = reply.document
    summary, figures, contested, involved, sources = document.blocks
    assert isinstance(summary, Text)
    assert isinstance(figures, Facts)
    assert isinstance(contested, Bullets)
    assert isinstance(involved, Text)
    assert isinstance(sources, Sources)
    cited = "".join(
        f"Source: {c.title}. {c.publisher}, {c.author}, {c.published.day} {c.published:%B %Y} · "
        for c in sources.citations
    )
    embeds = [
        {
            "color": 0x64748B,
            "title": document.title,
            "description": f"{summary.text}\n### {figures.heading}",
            "fields": [
                {"name": fact.label, "value": f"**{fact.value}**\n{fact.note}", "inline": True}
                for fact in figures.facts
            ],
        },
        {
            "color": 0x64748B,
            "title": contested.heading,
            "description": "\n".join([f"- **{item.label}** {item.text}" for item in contested.items]),
        },
        {
            "color": 0x64748B,
            "title": involved.heading,
            "description": involved.text,
            "footer": {"text": f"{cited}As of {sources.as_of.day} {sources.as_of:%B %Y}"},
        },
    ]
    half = -(-len(reply.buttons) // 2)
    rows = [_row_by_hand(reply.buttons[:half]), _row_by_hand(reply.buttons[half:])]
    assert isinstance(reply.menu, Menu)
    options = [{"label": option.label, "value": _id_by_hand(option)} for option in reply.menu.options]
    menu = {"type": 3, "custom_id": "|menu1", "placeholder": reply.menu.label, "options": options}
    return {
        "embeds": embeds,
        "allowed_mentions": {"parse": [], "replied_user": False},
        "components": [*rows, {"type": 1, "components": [menu]}],
    }


def _row_by_hand(buttons: Iterable[Button]) -> dict[str, Any]:
    return {
        "type": 1,
        "components": [
            {"type": 2, "style": 2, "label": button.label, "custom_id": _id_by_hand(button)} for button in buttons
        ],
    }


def _id_by_hand(button: Button) -> str:
    run = button.run
    return f"{run.command}?{'&'.join([f'{name}={value}' for name, value in run.values.items()])}"


async def _sent(reply: Reply) -> float:
    async with peer() as server:
        client = discord.Client(intents=discord.Intents.none())
        adapter = DiscordAdapter("unused", table.Memory(), api_base=server.api, gateway_url=server.gateway)
        del adapter
        await client.login(loopback.TOKEN)
        delivery = Delivery(lambda: client, Ids(table.Memory()), Pace(rate=1e9, burst=1e9))
        embeds = [discord.Embed.from_dict(e) for e in _by_hand(reply)["embeds"]]
        numbers = count(1)

        async def ours() -> None:
            number = next(numbers)
            await delivery.send(
                Message(f"d-{number}", Place("discord", "30", str(number)), reply.document, reply.buttons)
            )

        async def bare() -> None:
            await client.get_partial_messageable(next(numbers)).send(embeds=embeds)

        try:
            return await _in_turns(ours, bare, 100)
        finally:
            await client.close()


async def _drained(answers: Dispatcher[Context], reply: Reply) -> list[Row]:
    idle: list[float] = []
    busy: list[float] = []
    took = 0.0
    async with peer(TAKEN) as server:
        adapter = DiscordAdapter(loopback.TOKEN, table.Memory(), api_base=server.api, gateway_url=server.gateway)
        running = asyncio.create_task(adapter.run(answers))
        await server.ask("connected")
        await server.ask("briefs", 50, EVERY)
        window = CHANNELS // PARTS
        asked = round(window / TAKEN / EVERY)
        for part in range(PARTS):
            idle += await server.ask("briefs", asked, EVERY)
            places = [Place("discord", "30", str(1000 + part * window + n)) for n in range(window)]
            sending = asyncio.create_task(_all_sent(adapter, places, reply))
            busy += await server.ask("briefs", asked, EVERY)
            took += await sending
        posted = await server.ask("posted")
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    lost = CHANNELS - posted["ones"]
    return [
        Row(
            f"drain of {CHANNELS:,} channels at {TAKEN}/s: ideal / actual",
            CHANNELS / TAKEN / took,
            0.93,
            better="higher",
        ),
        Row("messages lost or doubled in it", lost + posted["channels"] - CHANNELS, 0, ""),
        Row("requests refused (429) in it", posted["refused"], 0, ""),
        Row("/brief p99 during it / idle", percentile(busy) / percentile(idle), 1.5),
    ]


async def _all_sent(adapter: DiscordAdapter, places: list[Place], reply: Reply) -> float:
    """Send to every place at once: how many seconds it took."""
    start = time.perf_counter()
    messages = [Message(f"d-{place.channel}", place, reply.document, reply.buttons) for place in places]
    await asyncio.gather(*(adapter.send(message) for message in messages))
    return time.perf_counter() - start
