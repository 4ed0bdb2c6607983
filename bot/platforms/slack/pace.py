"""Keeps deliveries below what Slack takes, because what it refuses has to be sent again and may be lost."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final

MINUTE: Final = 594.0
"""Messages a minute into one workspace: Slack says "several hundred", and takes 600."""

BURST: Final = 10
"""Messages into one workspace that may go out together after a pause."""

CHANNEL: Final = 1.05
"""Seconds between messages into one channel: Slack takes one a second, and counts when they arrive."""

MOST: Final = 10_000
"""Most channels remembered."""


class Pace:
    """Lets messages through one by one: evenly into a workspace, and each channel in its order."""

    def __init__(
        self,
        minute: float = MINUTE,
        channel: float = CHANNEL,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._step = 60.0 / minute
        self._channel = channel
        self._clock = clock
        self._sleep = sleep
        self._due: dict[str, float] = {}
        self._lanes: dict[tuple[str, str], tuple[asyncio.Lock, list[float]]] = {}

    async def turn(self, workspace: str, channel: str) -> None:
        """Wait until a message may go into this channel."""
        lock, free = self._lane(workspace, channel)
        async with lock:
            await self._until(free[0])
            await self._until(self._slot(workspace))
            free[0] = self._clock() + self._channel

    def rest(self, workspace: str, seconds: float) -> None:
        """Let nothing into a workspace for a while: Slack asked for it."""
        due = self._clock() + seconds + BURST * self._step
        self._due[workspace] = max(self._due.get(workspace, due), due)

    def _slot(self, workspace: str) -> float:
        """The time of the next message into a workspace, which is taken with this."""
        now = self._clock()
        due = max(self._due.get(workspace, now), now)
        self._due[workspace] = due + self._step
        return due - (BURST - 1) * self._step

    async def _until(self, moment: float) -> None:
        wait = moment - self._clock()
        if wait > 0:
            await self._sleep(wait)

    def _lane(self, workspace: str, channel: str) -> tuple[asyncio.Lock, list[float]]:
        key = (workspace, channel)
        if key not in self._lanes and len(self._lanes) >= MOST:
            now = self._clock()
            self._lanes = {kept: lane for kept, lane in self._lanes.items() if lane[0].locked() or lane[1][0] > now}
        return self._lanes.setdefault(key, (asyncio.Lock(), [0.0]))
