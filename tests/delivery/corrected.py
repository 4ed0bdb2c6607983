"""A correction to what stands in many places of both platforms, while the real bot is killed: what became of it all."""

import asyncio
import json
import os
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.briefing.yaml import write
from bot.store import corrections
from bot.store.database import Database
from bot.store.delivery import slot_id
from bot.store.travelling import Reach
from tests.delivery.loopbacks import Both
from tests.delivery.running import Bot, delivered, subscribe
from tests.delivery.test_delivery_kills import far
from tests.planes import planes

CORRECT = (
    '/briefing correct planes people now="about 120 people" why="The wire mended its text." '
    'passage="six planes brought about 120 people to Rome last week" confirm=yes'
)
WRONG, RIGHT = "about 100 people", "about 120 people"


@dataclass
class Outcome:
    """What the platforms hold at the end. In every place a digest stands without the fact, below it the message that
    shows it, and below that one word on its correction."""

    messages: int
    kills: int
    edited: int
    stale: int
    """Messages that still say the old words alone."""
    differing: int
    """Messages that were ever edited with two different texts."""
    replies: Counter[str]
    """How often each word on the correction was posted."""
    reach: Reach
    """What the bot itself counts."""


async def corrected(bot: Bot, world: Both, messages: int, kills: int, chance: random.Random) -> Outcome:
    """Post so many messages with a fact, correct it, and kill the bot so many times before all are edited."""
    (bot.folder / "briefings" / "planes.yaml").write_text(write(planes()), "utf-8")
    url, slot = bot.environment["DATABASE_URL"], int(time.time())
    await subscribe(url, world, range(messages), slot, far(slot))
    ids = {slot_id(f"s{n:06}", slot) for n in range(messages)}
    digests = ids | {f"{id_}-1" for id_ in ids}
    await bot.start()
    await delivered(world, bot, digests, 60 + messages)
    assert await bot.stop() == 0, bot.tail()
    assert world.counts() == Counter(digests)
    await _say(bot, CORRECT, f"{messages:,}")
    while bot.kills < kills:
        await bot.start()
        await _moved(world, messages * (bot.kills + 1) // (kills + 1))
        await asyncio.sleep(chance.random() * 0.3)
        await bot.kill()
        world.forget()
    await bot.start()
    await _all(world, bot, messages, 60 + messages)
    await bot.connected()
    assert await bot.stop() == 0, bot.tail()
    texts = defaultdict(set)
    for message, text in edits(world):
        texts[message].add(text)
    async with await Database.open(url) as database, database.read() as c:
        [progress] = await corrections.listed(c, [""])
    shown = [text for text in said(world) if WRONG in text or RIGHT in text]
    fixed = [text for text in shown if "Corrected" in text and RIGHT in text]
    replies = Counter({id_: count for id_, count in world.counts().items() if id_.startswith("r")})
    return Outcome(
        messages=messages,
        kills=bot.kills,
        edited=len(fixed) - replies.total(),
        stale=len(shown) - len(fixed),
        differing=sum(len(each) > 1 for each in texts.values()),
        replies=replies,
        reach=progress.reach,
    )


async def _say(bot: Bot, line: str, told: str) -> None:
    """Ask as an owner at the terminal, while the bot does not run."""
    command = [str(Path(sys.executable).with_name("briefbot")), "say", "--as-role", "owner", line]
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    environment = {**kept, **bot.environment, "HOME": str(bot.folder)}
    asked = await asyncio.create_subprocess_exec(
        *command, env=environment, cwd=bot.folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    answer, _ = await asked.communicate()
    assert asked.returncode == 0, answer.decode()
    assert told in answer.decode()


async def _moved(world: Both, count: int) -> None:
    """Wait until so many messages are edited, and one more edit is asked for than there were; not for ever."""
    before = len(edits(world))
    with suppress(TimeoutError):
        async with asyncio.timeout(60):
            while len(found := edits(world)) <= before or len({message for message, _ in found}) < count:
                await asyncio.sleep(0.005)


async def _all(world: Both, bot: Bot, messages: int, seconds: float) -> None:
    """Wait until every message is edited and every thread told."""
    try:
        async with asyncio.timeout(seconds):
            while sum(RIGHT in text for text in said(world)) < 2 * messages:
                await asyncio.sleep(0.2)
            await asyncio.sleep(0.5)
    except TimeoutError:
        raise AssertionError(f"{list(said(world))[:3]}\n{bot.tail()}") from None


def said(world: Both) -> Iterator[str]:
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
        (f"{body['channel']}/{body['ts']}", json.dumps(_plain(body), sort_keys=True))
        for method, body in world.slack.server.calls
        if method == "chat.update"
    ]
    return on_discord + on_slack


def _plain(body: Any) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name in {"blocks", "text"}}
