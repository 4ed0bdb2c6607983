"""A Discord in a process of its own: the loopback server of the tests, told what to do line by line.

Each line on the standard input is a JSON list, an order and its arguments; each is answered with a line of JSON.
"""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from tests.platforms.discord.loopback import Loopback, Sent, interaction


class Peer:
    """The server and what it can be asked."""

    def __init__(self, server: Loopback) -> None:
        self._server = server
        self._asked = 0

    async def connected(self) -> None:
        """Wait until a bot is there."""
        await self._server.until(lambda: any(said["op"] == 2 for said in self._server.heard), 30)

    async def briefs(self, count: int, every: float) -> list[float]:
        """Ask /brief so many times, one every so many seconds. The milliseconds that each answer took to come."""
        arrived: dict[str, float] = {}
        asked: dict[str, float] = {}

        def heard(sent: Sent) -> None:
            if sent.path.startswith("/interactions/"):
                arrived[sent.path.split("/")[3]] = time.perf_counter()

        self._server.listener = heard
        began = time.perf_counter()
        for number in range(count):
            await asyncio.sleep(max(began + number * every - time.perf_counter(), 0))
            self._asked += 1
            token = f"t{self._asked}"
            asked[token] = time.perf_counter()
            await self._server.dispatch("INTERACTION_CREATE", interaction("brief", token, topic="venezuela"))
        await self._server.until(lambda: len(arrived) == count, 30)
        self._server.listener = None
        return [(arrived[token] - at) * 1000 for token, at in asked.items()]

    async def posted(self) -> dict[str, int]:
        """How many channels have exactly one message, how many requests were refused for their rate."""
        ones = sum(len(messages) == 1 for messages in self._server.messages.values())
        return {"channels": len(self._server.messages), "ones": ones, "refused": self._server.limited}


async def serve(rate: int | None) -> None:
    """Serve until the standard input ends."""
    async with Loopback(rate) as server:
        peer = Peer(server)
        orders: dict[str, Callable[..., Awaitable[Any]]] = {
            "connected": peer.connected,
            "briefs": peer.briefs,
            "posted": peer.posted,
        }
        _say({"api": server.api, "gateway": server.gateway})
        while line := await asyncio.to_thread(sys.stdin.readline):
            order, *arguments = json.loads(line)
            _say(await orders[order](*arguments))


def _say(what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


class Remote:
    """A peer as its bot's process sees it."""

    def __init__(self, process: asyncio.subprocess.Process, where: dict[str, str]) -> None:
        self._process = process
        self.api = where["api"]
        self.gateway = where["gateway"]

    async def ask(self, *order: object) -> Any:
        """Give an order and wait for what it gives."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        return await _answer(self._process)


@asynccontextmanager
async def peer(rate: int | None = None) -> AsyncIterator[Remote]:
    """A Discord that takes `rate` requests a second, or any number."""
    command = (sys.executable, "-m", "tests.bench.discord_peer", str(rate or 0))
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, limit=2**24)
    try:
        yield Remote(process, await _answer(process))
    finally:
        process.terminate()
        await process.wait()


async def _answer(process: asyncio.subprocess.Process) -> Any:
    assert process.stdout is not None
    return json.loads(await process.stdout.readline())


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]) or None))
