"""Slack: a signed command, rendering, deliveries and their pace, each beside the bare minimum of Slack's library.

Slack itself (the Web API, and who types the commands) is another process, so that its work is in no figure.
"""

import asyncio
import gc
import logging
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any, Final
from urllib.parse import urlencode

import aiohttp
import msgspec
import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot import app
from bot.chat.delivery import Later, Message, Shown
from bot.chat.dispatcher import Dispatcher
from bot.chat.document import Bullet, Bullets, Citation, Document, Fact, Facts, Positions, Sources, Stance, Text
from bot.chat.request import Place
from bot.platforms.slack.adapter import SlackAdapter
from bot.platforms.slack.http import Http
from bot.platforms.slack.pace import Pace
from bot.platforms.slack.payload import Json
from bot.platforms.slack.renderer import SlackRenderer
from bot.platforms.slack.workspaces import OneWorkspace
from bot.settings import Settings
from tests.bench.frame import ROUNDS, Row, ratio
from tests.bench.slack_peer import BURST, RATE, Load, Sent
from tests.platforms.tokens import Memory

SECRET: Final = "a-signing-secret"
TOKEN: Final = "xoxb-bench"
REQUESTS: Final = 200
"""Commands of one round: each takes about half a millisecond."""

SENDS: Final = 100
CHANNELS: Final = 300
CARD: Final = Document(
    "Russia in Venezuela",
    (
        Text("Two Russian military planes brought about 100 personnel to Caracas last week, officials say."),
        Facts(
            tuple(Fact(f"Owed by {name}", f"about ${n} billion", "Gazette, 2019") for n, name in enumerate("abcdef")),
            "Key figures",
        ),
        Positions(
            "Why did the troops come?",
            (Stance("Officials", "To support the government."), Stance("Kremlin", "To maintain equipment.", "2019")),
            "Contested",
        ),
        Bullets(tuple(Bullet("says so, and then says more", f"Actor {n}") for n in range(10)), "Who is involved"),
        Sources((Citation("A long way from home", "Gazette", date(2019, 4, 4), "A. Writer"),), date(2019, 4, 4)),
    ),
    note="Corrected on 5 April 2019",
)


def rows() -> Iterable[Row]:
    """Every bar of Slack."""
    logging.disable(logging.WARNING)
    yield _rendering()
    yield from asyncio.run(_measured())


def _rendering() -> Row:
    renderer = SlackRenderer()
    made = renderer.render(CARD)
    assert by_hand(CARD) == (made.text, made.blocks)

    def rendered() -> None:
        for _ in range(300):
            renderer.render(CARD)

    def written() -> None:
        for _ in range(300):
            by_hand(CARD)

    took = ratio(rendered, written, rounds=11, clock=time.process_time)
    return Row("rendering uncached / the same blocks as plain dicts by hand", took, 3)


async def _measured() -> list[Row]:
    found = []
    async with slack() as peer:
        found += await _commands(peer)
        found.append(await _sends(peer))
        found += await _drain(peer)
    return found


# Commands


async def _commands(peer: "Peer") -> list[Row]:
    """A signed command over one connection: the processor's time of the bot's whole process, and the time to answer."""
    answers = app.dispatcher(app.open_library(Settings(briefbot_cache=Path(tempfile.mkdtemp()))))
    async with (
        our_bot(peer, answers, None) as ours,
        our_bot(peer, answers, Forgetful()) as posting,
        aiohttp.ClientSession() as session,
    ):
        constant: Json = msgspec.json.decode((await peer.load(ours, 1)).answer)
        assert constant["response_type"] == "in_channel", constant["text"]
        assert len(constant["blocks"]) > 5
        async with (
            bare_bolt(peer, session, constant, at_once=True) as bare,
            bare_bolt(peer, session, constant, at_once=False) as default,
            bare_bolt(peer, session, constant, at_once=True, posts=True) as bare_posting,
        ):
            ports = {"ours": ours, "bare": bare, "posting": posting, "bare posting": bare_posting}
            cpu = await in_turns({name: partial(peer.load, port, REQUESTS) for name, port in ports.items()})
            waits: list[tuple[float, float]] = []
            for _ in range(ROUNDS):
                mine = await peer.load(ours, REQUESTS)
                theirs = await peer.load(default, REQUESTS // 4)
                waits.append((median(mine.milliseconds), median(theirs.milliseconds)))
    return [
        Row(
            "signed /brief → response, not the first, CPU / bare Bolt with a constant answer",
            _ratio(cpu, "ours", "bare"),
            1.15,
        ),
        Row(
            "the same where answers can be corrected: acknowledged, then posted, CPU / bare Bolt doing so",
            _ratio(cpu, "posting", "bare posting"),
            1.25,
        ),
        Row(
            "p50 of one connection / bare Bolt with its defaults", median(mine / theirs for mine, theirs in waits), 0.10
        ),
    ]


class Forgetful:
    """A record that keeps nothing: what keeping costs is measured with the database."""

    async def shown(self, shown: Shown) -> None:
        """Forget it."""


@asynccontextmanager
async def our_bot(peer: "Peer", answers: Dispatcher[Any], record: Forgetful | None) -> AsyncIterator[int]:
    """The bot in HTTP mode: the port it listens on."""
    door = Door(SECRET, "127.0.0.1", 0)
    adapter = SlackAdapter(OneWorkspace(TOKEN), door, Memory(), api=f"{peer.address}/free/api/", record=record)
    task = asyncio.create_task(adapter.run(answers))
    async with asyncio.timeout(10):
        port = await door.port
    yield port
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


class Door(Http):
    """HTTP mode under the measurement's own server."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.port: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def serve(self, app: AsyncApp, client: AsyncWebClient) -> None:
        """Serve until cancelled."""
        async with served(self.asgi(app, client)) as port:
            self.port.set_result(port)
            await asyncio.Event().wait()


@asynccontextmanager
async def bare_bolt(
    peer: "Peer", session: aiohttp.ClientSession, answer: Json, *, at_once: bool, posts: bool = False
) -> AsyncIterator[int]:
    """Bolt as its documentation sets it up: one command, answered with a constant. The port it listens on."""
    client = AsyncWebClient(token=TOKEN, base_url=f"{peer.address}/free/api/", session=session)
    bolt = AsyncApp(client=client, signing_secret=SECRET, process_before_response=at_once)
    posted: set[asyncio.Task[Any]] = set()

    async def brief(ack: Callable[..., Awaitable[Any]], command: Json) -> None:
        if not posts:
            await ack(answer)
            return
        await ack(response_type="in_channel")
        message = {key: value for key, value in answer.items() if key != "response_type"}
        task = asyncio.create_task(client.chat_postMessage(channel=command["channel_id"], **message))
        posted.add(task)
        task.add_done_callback(posted.discard)

    bolt.command("/brief")(brief)
    handler = AsyncSlackRequestHandler(bolt)

    async def endpoint(request: Request) -> Response:
        return await handler.handle(request)

    async with served(Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])) as port:
        yield port


@asynccontextmanager
async def served(application: Starlette) -> AsyncIterator[int]:
    """An application under uvicorn: the port it listens on."""
    config = uvicorn.Config(application, host="127.0.0.1", port=0, lifespan="off", log_config=None, access_log=False)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await task


# Deliveries


async def _sends(peer: "Peer") -> Row:
    adapter = SlackAdapter(
        OneWorkspace(TOKEN), Http(SECRET, "", 0), Memory(), api=f"{peer.address}/free/api/", pace=Pace(6_000_000, 0)
    )
    made = SlackRenderer().render(CARD)
    numbers = count()

    async def ours() -> None:
        for _ in range(SENDS):
            number = next(numbers)
            await adapter.send(Message(f"d-{number}", Place("slack", "T1", f"C{number % 50}"), CARD))

    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(token=TOKEN, base_url=f"{peer.address}/free/api/", session=session, retry_handlers=[])

        async def bare() -> None:
            for _ in range(SENDS):
                number = next(numbers)
                await client.chat_postMessage(
                    channel=f"C{number % 50}",
                    text=made.text,
                    blocks=made.blocks,
                    unfurl_links=False,
                    unfurl_media=False,
                    metadata={"event_type": "delivery", "event_payload": {"id": f"d-{number}"}},
                )

        cpu = await in_turns({"ours": ours, "bare": bare})
    await adapter._clients.close()
    return Row("delivery send / bare chat_postMessage on a shared session, CPU", _ratio(cpu, "ours", "bare"), 1.25)


async def _drain(peer: "Peer") -> list[Row]:
    """A digest for 300 channels at once, to a Slack that refuses what is too fast."""
    adapter = SlackAdapter(OneWorkspace(TOKEN), Http(SECRET, "", 0), Memory(), api=f"{peer.address}/limited/api/")
    refused = lost = 0

    async def post(number: int) -> None:
        nonlocal refused, lost
        try:
            await adapter.send(Message(f"d-{number}", Place("slack", "T1", f"C{number}"), CARD))
        except Later:
            refused += 1
        except Exception:  # noqa: BLE001 - whatever it is, the message is lost
            lost += 1

    start = time.monotonic()
    await asyncio.gather(*(post(number) for number in range(CHANNELS)))
    took = time.monotonic() - start
    await adapter._clients.close()
    return [
        Row("paced drain of 300 channels, ideal / actual", (CHANNELS - BURST) / RATE / took, 0.93, better="higher"),
        Row("messages of it refused (429)", refused, 0, unit=""),
        Row("messages of it lost", lost, 0, unit=""),
    ]


# The other process


@dataclass
class Peer:
    """Slack, in its process."""

    process: asyncio.subprocess.Process
    address: str

    async def load(self, port: int, requests: int) -> Sent:
        """Let so many commands be typed."""
        assert self.process.stdin
        assert self.process.stdout
        load = Load(port, requests, BODY, SECRET)
        self.process.stdin.write(msgspec.json.encode(load) + b"\n")
        return msgspec.json.decode(await self.process.stdout.readline(), type=Sent)


BODY: Final = urlencode(
    {
        "token": "verification",
        "team_id": "T1",
        "team_domain": "d",
        "channel_id": "C1",
        "channel_name": "news",
        "user_id": "U1",
        "user_name": "ana",
        "command": "/brief",
        "text": "venezuela",
        "api_app_id": "A1",
        "is_enterprise_install": "false",
        "response_url": "https://hooks.slack.example/commands/T1/1/a",
        "trigger_id": "1.2.abc",
    }
)


@asynccontextmanager
async def slack() -> AsyncIterator[Peer]:
    """Slack, for as long as the block lasts."""
    pipe = asyncio.subprocess.PIPE
    command = (sys.executable, "-m", "tests.bench.slack_peer")
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, limit=2**24)
    assert process.stdin
    assert process.stdout
    port = int(await process.stdout.readline())
    yield Peer(process, f"http://127.0.0.1:{port}")
    process.stdin.close()
    await process.wait()


async def in_turns(works: dict[str, Callable[[], Awaitable[Any]]], rounds: int = 9) -> list[dict[str, float]]:
    """Seconds of this process's CPU that each work takes, in rounds that run all of them, every other one backwards."""
    for work in works.values():
        await work()
    found = []
    for number in range(rounds):
        took = {}
        for name in list(works)[:: -1 if number % 2 else 1]:
            gc.collect()
            start = time.process_time()
            await works[name]()
            await asyncio.sleep(0.05)  # what goes on after the last response is part of it
            took[name] = time.process_time() - start
        found.append(took)
    return found


def _ratio(rounds: list[dict[str, float]], measured: str, reference: str) -> float:
    return median(took[measured] / took[reference] for took in rounds)


def by_hand(document: Document) -> tuple[str, list[Json]]:
    """The card above written as dicts, by somebody who knows what is in it and that nothing needs escaping."""
    paragraph, facts, claim, involved, sources = document.blocks
    assert isinstance(paragraph, Text)
    assert isinstance(facts, Facts)
    assert isinstance(claim, Positions)
    assert isinstance(involved, Bullets)
    assert isinstance(sources, Sources)
    (citation,) = sources.citations
    day = "4 April 2019"
    cited = f"{citation.title}, {citation.publisher}, {citation.author}, {day}"
    stances = [(one.by, one.says, one.when) for one in claim.stances]
    lines = [
        document.title,
        paragraph.text,
        str(facts.heading),
        *[f"{one.label}: {one.value} ({one.note})" for one in facts.facts],
        f"{claim.question} ({claim.status})",
        *[f"{by}: {says} ({when})" if when else f"{by}: {says}" for by, says, when in stances],
        str(involved.heading),
        *[f"- {one.label}: {one.text}" for one in involved.items],
        f"Source: {cited}",
        f"As of {day}",
        str(document.note),
    ]
    return "\n".join(lines), [
        {"type": "header", "text": {"type": "plain_text", "text": document.title, "emoji": False}},
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": paragraph.text}]}],
        },
        {
            "type": "section",
            "fields": [
                {"type": "mrkdwn", "text": f"*{one.label}*\n{one.value}\n_{one.note}_", "verbatim": True}
                for one in facts.facts
            ],
            "text": {"type": "mrkdwn", "text": f"*{facts.heading}*", "verbatim": True},
        },
        {"type": "divider"},
        {
            "type": "section",
            "fields": [
                {
                    "type": "mrkdwn",
                    "text": f"*{by}*\n{says}\n_{when}_" if when else f"*{by}*\n{says}",
                    "verbatim": True,
                }
                for by, says, when in stances
            ],
            "text": {"type": "mrkdwn", "text": f"*{claim.question}*\n_{claim.status}_", "verbatim": True},
        },
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [{"type": "text", "text": involved.heading, "style": {"bold": True}}],
                },
                {
                    "type": "rich_text_list",
                    "style": "bullet",
                    "elements": [
                        {
                            "type": "rich_text_section",
                            "elements": [
                                {"type": "text", "text": f"{one.label}: ", "style": {"bold": True}},
                                {"type": "text", "text": one.text},
                            ],
                        }
                        for one in involved.items
                    ],
                },
            ],
        },
        {
            "type": "context",
            "elements": [{"type": "mrkdwn", "text": f"Source: {cited}\nAs of {day}", "verbatim": True}],
        },
        {"type": "context", "elements": [{"type": "plain_text", "text": document.note, "emoji": False}]},
    ]
