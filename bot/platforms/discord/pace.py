"""Requests spread over time, below the number that Discord takes from one bot."""

import asyncio
from typing import Final

RATE: Final = 47.0
"""Requests a second. Discord takes 50 of a bot; the rest is for what is not counted here."""

BURST: Final = 2.0
"""Most requests at one instant: with RATE never more than 49 in any second, however late the clock is read."""


class Pace:
    """A token bucket; those who wait go in the order they came."""

    def __init__(self, rate: float = RATE, burst: float = BURST) -> None:
        self._rate = rate
        self._burst = burst
        self._tokens = burst
        self._at = 0.0
        self._line = asyncio.Lock()

    async def turn(self) -> None:
        """Wait for one's turn."""
        async with self._line:
            if self._fill() < 1:
                await asyncio.sleep((1 - self._tokens) / self._rate)
                self._fill()
            self._tokens -= 1

    def _fill(self) -> float:
        now = asyncio.get_running_loop().time()
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now
        return self._tokens
