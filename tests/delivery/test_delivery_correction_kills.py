"""A correction to what stands in many places of both platforms, while the real bot is killed: all edited, each once and
for good."""

import asyncio
import json
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from bot.briefing.yaml import write
from bot.store import corrections
from bot.store.database import Database
from bot.store.delivery import slot_id
from bot.store.travelling import Reach
from tests.delivery.loopbacks import Both
from tests.delivery.running import SOON, Bot, delivered, prepare, subscribe
from tests.delivery.test_delivery_kills import far
from tests.planes import planes

CHANNELS = 40
"""Each gets a digest; the message below it has the facts, and is followed by a word on their correction."""

KILLS = 3
CORRECT = (
    '/briefing correct planes people now="about 120 people" why="The wire mended its text." '
    'passage="six planes brought about 120 people to Rome last week" confirm=yes'
)


async def test_killed_while_a_correction_travels(database_url: str, tmp_path: Path) -> None:
    chance = random.Random(database_url[:6])
    slot = int(time.time())
    ids = {slot_id(f"s{n:06}", slot) for n in range(CHANNELS)}
    posted = ids | {f"{id_}-1" for id_ in ids}
    async with Both() as world, await prepare(tmp_path, world, database_url, topics=0, times=SOON) as bot:
        (tmp_path / "briefings" / "planes.yaml").write_text(write(planes()), "utf-8")
        await subscribe(database_url, world, range(CHANNELS), slot, far(slot))
        await bot.start()
        await delivered(world, bot, posted, 60)
        assert await bot.stop() == 0
        assert len(list(texts(world))) == 2 * CHANNELS
        await say(bot, CORRECT)
        while bot.kills < KILLS:
            before = len(edits(world))
            await bot.start()
            with suppress(TimeoutError):
                async with asyncio.timeout(30):
                    while len(edits(world)) <= before:
                        await asyncio.sleep(0.002)
            await asyncio.sleep(chance.random() * 0.3)
            await bot.kill()
        await bot.start()
        await reached(world, bot, 60)
        assert await bot.stop() == 0
    shown = Counter(("Corrected" in text, "120 people" in text) for text in texts(world))
    replies = heads = CHANNELS
    assert shown == {(True, True): CHANNELS + replies, (False, False): heads}
    for message, said in said_by(world).items():
        assert len(set(said)) == 1, f"{message} was edited twice with different text"
    assert len(said_by(world)) == CHANNELS
    async with await Database.open(database_url) as database, database.read() as c:
        [progress] = await corrections.listed(c, [""])
    assert progress.reach == Reach(messages=CHANNELS, edited=CHANNELS)


async def say(bot: Bot, line: str) -> None:
    """Ask as an owner at the terminal, while the bot does not run."""
    command = [str(Path(sys.executable).with_name("briefbot")), "say", "--as-role", "owner", line]
    environment = {**bot.environment, "HOME": str(bot.folder), "PATH": "/usr/bin:/bin"}
    asked = await asyncio.create_subprocess_exec(
        *command, env=environment, cwd=bot.folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    told, _ = await asked.communicate()
    assert asked.returncode == 0, told.decode()
    assert f"{CHANNELS}" in told.decode()


async def reached(world: Both, bot: Bot, seconds: float) -> None:
    """Wait until every message is edited and every thread told."""
    try:
        async with asyncio.timeout(seconds):
            while sum("120 people" in text for text in texts(world)) < 2 * CHANNELS:
                await asyncio.sleep(0.1)
            await asyncio.sleep(0.5)
    except TimeoutError:
        raise AssertionError(f"{list(texts(world))[:3]}\n{bot.tail()}") from None


def texts(world: Both) -> Iterator[str]:
    """What every message says now."""
    for server in (world.discord.server, world.slack.server):
        for messages in server.messages.values():
            yield from (json.dumps(message, ensure_ascii=False) for message in messages)


def edits(world: Both) -> list[tuple[str, str]]:
    """Every edit that was asked for: (message, what it was to say)."""
    on_discord = [
        (sent.path, json.dumps(sent.body, sort_keys=True))
        for sent in world.discord.server.sent
        if sent.method == "PATCH" and "/messages/" in sent.path
    ]
    on_slack = [
        (f"{body['channel']}/{body['ts']}", json.dumps(plain(body), sort_keys=True))
        for method, body in world.slack.server.calls
        if method == "chat.update"
    ]
    return on_discord + on_slack


def said_by(world: Both) -> dict[str, list[str]]:
    found = defaultdict(list)
    for message, text in edits(world):
        found[message].append(text)
    return found


def plain(body: Any) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name in {"blocks", "text"}}
