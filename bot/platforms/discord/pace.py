"""Requests spread over time, so that Discord never sees more in a second than it takes."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

TAKEN: Final = 50
"""Requests that Discord takes of one bot in any second; those that answer interactions are not counted."""

RATE: Final = 48.5
"""Requests a second, evenly spread: nothing else has to wait long for its turn on the processor."""

BURST: Final = 5.0
"""Most requests at one instant, to catch up when the clock was read late."""


class Pace:
    """Lets requests through, in the order they came.

    A token bucket spreads them. That alone would not do: requests that were held up on their way arrive together. So a
    request is only let through while fewer than `taken` others can arrive in the same second as itself: those under
    way, and those answered less than a second ago, for a request reaches Discord before it is answered.
    """

    def __init__(self, rate: float = RATE, burst: float = BURST, taken: int = TAKEN) -> None:
        self._rate = rate
        self._burst = burst
        self._taken = taken
        self._tokens = burst
        self._at = 0.0
        self._flying = 0
        self._landed: deque[float] = deque()
        self._line = asyncio.Lock()
        self._news = asyncio.Event()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for one's turn, then make the request inside."""
        async with self._line:
            await self._token()
            await self._room()
            self._flying += 1
        try:
            yield
        finally:
            self._flying -= 1
            self.count(1)
            self._news.set()

    def count(self, requests: int) -> None:
        """Count requests that were just answered; also those that waited for no turn."""
        self._landed.extend([asyncio.get_running_loop().time()] * requests)

    async def _token(self) -> None:
        if self._fill() < 1:
            await asyncio.sleep((1 - self._tokens) / self._rate)
            self._fill()
        self._tokens -= 1

    def _fill(self) -> float:
        now = asyncio.get_running_loop().time()
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now
        return self._tokens

    async def _room(self) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            since = clock() - 1
            while self._landed and self._landed[0] <= since:
                self._landed.popleft()
            if self._flying + len(self._landed) < self._taken:
                return
            if self._landed:
                await asyncio.sleep(self._landed[0] - since)
            else:
                self._news.clear()
                await self._news.wait()
