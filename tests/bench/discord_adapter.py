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
from datetime import date
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
from bot.platforms.discord.client import point
from bot.platforms.discord.components import Components
from bot.platforms.discord.delivery import Delivery
from bot.platforms.discord.escape import label, plain, shown
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

ASKED: Final = 100
EVERY: Final = 0.02
MEANWHILE: Final = 130
"""People who ask while no drain is on and while one is; the seconds between two of them; the messages of that drain,
which begins a little earlier and outlasts them."""


def rows() -> Iterable[Row]:
    """The figures of the Discord platform."""
    answers = _answers()
    reply = asyncio.run(_reply(answers))
    yield Row(
        "CPU of /brief warm, event in to body out / a bare CommandTree with a prebuilt embed",
        asyncio.run(_answered(answers)),
        1.5,
    )
    by_hand = "rendering /brief uncached / the same payload as plain dicts by hand, its texts escaped"
    yield Row(by_hand, _rendered(reply), 3)
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
        self.sent = asyncio.Event()
        self.body = ""

    def request(self, _method: str, _url: str, data: str, **_more: object) -> Self:
        self.sent.set()
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

    asked: Any = loopback.interaction("brief", topic="venezuela")

    async def ask(client: discord.Client) -> None:
        connection.sent.clear()
        client._connection.parse_interaction_create(asked)
        await connection.sent.wait()
        await asyncio.sleep(0)

    await ask(ours)
    embeds += [discord.Embed.from_dict(embed) for embed in json.loads(connection.body)["data"]["embeds"]]
    return await _in_turns(lambda: ask(ours), lambda: ask(bare), CALLS)


def _connected(client: discord.Client, connection: _Connection) -> discord.Client:
    """The client as it is once the gateway has told of its server."""
    client.loop = asyncio.get_running_loop()
    vars(client.http)["_HTTPClient__session"] = connection
    state: Any = client._connection
    user: Any = {"id": loopback.BOT, "username": "briefbot", "discriminator": "0", "avatar": None}
    state.user = discord.ClientUser(state=state, data=user)
    state._add_guild_from_data(loopback.Loopback().server)
    return client


def _rendered(reply: Reply) -> float:
    ids = Ids(table.Memory())

    def ours() -> dict[str, Any]:
        return view(reply, DiscordRenderer(Components(ids, reply.request))).payload.body

    assert ours() == _by_hand(reply), "both make the same payload"

    def often(call: Callable[[], object]) -> None:
        for _ in range(CALLS):
            call()

    return ratio(lambda: often(ours), lambda: often(lambda: _by_hand(reply)), ROUNDS, time.process_time)


def _by_hand(reply: Reply) -> dict[str, Any]:
    """What the renderer makes of a brief, written for this one answer: nothing is looked for but what must not be left
    out, that no text means more to Discord than its words and that a button's id can be read back."""
    document = reply.document
    summary, figures, contested, involved, sources = document.blocks
    assert isinstance(summary, Text)
    assert isinstance(figures, Facts)
    assert isinstance(contested, Bullets)
    assert isinstance(involved, Text)
    assert isinstance(sources, Sources)
    assert isinstance(reply.menu, Menu)
    cited = [f"{c.title}. {c.publisher}, {c.author}, {_written(c.published)}" for c in sources.citations]
    small = [*(f"Source: {shown(one)}" for one in cited), f"As of {_written(sources.as_of)}"]
    views = "\n".join([f"- **{plain(item.label or '')}** {plain(item.text)}" for item in contested.items])
    embed = {
        "color": 0x64748B,
        "title": plain(document.title),
        "description": f"{plain(summary.text)}\n### {plain(figures.heading or '')}",
        "fields": [
            *(
                {
                    "name": plain(fact.label),
                    "value": f"**{plain(str(fact.value))}**\n{plain(fact.note or '')}",
                    "inline": True,
                }
                for fact in figures.facts
            ),
            {"name": plain(contested.heading or ""), "value": views, "inline": False},
            {"name": plain(involved.heading or ""), "value": plain(involved.text), "inline": False},
        ],
        "footer": {"text": " · ".join(small)},
    }
    half = -(-len(reply.buttons) // 2)
    options = [{"label": label(option.label), "value": option.run.encode()} for option in reply.menu.options]
    menu = {"type": 3, "custom_id": "|menu1", "placeholder": label(reply.menu.label), "options": options}
    rows = [_buttons(reply.buttons[:half]), _buttons(reply.buttons[half:]), [menu]]
    return {
        "embeds": [embed],
        "allowed_mentions": {"parse": [], "replied_user": False},
        "components": [{"type": 1, "components": row} for row in rows],
    }


def _buttons(buttons: Iterable[Button]) -> list[dict[str, Any]]:
    return [{"type": 2, "style": 2, "label": label(b.label), "custom_id": b.run.encode()} for b in buttons]


def _written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


async def _sent(reply: Reply) -> float:
    async with peer() as server:
        client = discord.Client(intents=discord.Intents.none())
        point(server.api, server.gateway)
        await client.login(loopback.TOKEN)
        delivery = Delivery(lambda: client, Ids(table.Memory()), Pace(rate=1e9, burst=1e9, taken=10**9))
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
    slower: list[float] = []
    async with peer(TAKEN) as server:
        adapter = DiscordAdapter(loopback.TOKEN, table.Memory(), api_base=server.api, gateway_url=server.gateway)
        running = asyncio.create_task(adapter.run(answers))
        await server.ask("connected")
        took = await _all_sent(adapter, reply, range(1000, 1000 + CHANNELS))
        posted = await server.ask("posted")
        for number in range(ROUNDS):
            idle = percentile(await server.ask("briefs", ASKED, EVERY))
            first = 5000 + number * MEANWHILE
            sending = asyncio.create_task(_all_sent(adapter, reply, range(first, first + MEANWHILE)))
            await asyncio.sleep(0.5)
            slower.append(percentile(await server.ask("briefs", ASKED, EVERY)) / idle)
            await sending
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
        Row("/brief p99 during such a drain / idle, in turn", median(slower), 1.5),
    ]


async def _all_sent(adapter: DiscordAdapter, reply: Reply, channels: Iterable[int]) -> float:
    """Send to every channel, as many at a time as ever can be: how many seconds it took."""
    start = time.perf_counter()
    places = iter([Place("discord", "30", str(number)) for number in channels])

    async def send() -> None:
        for place in places:
            await adapter.send(Message(f"d-{place.channel}", place, reply.document, reply.buttons))

    await asyncio.gather(*(send() for _ in range(TAKEN)))
    return time.perf_counter() - start
