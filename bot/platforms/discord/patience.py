"""Waits for an answer as long as Discord does, then says that it is on its way."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

DIRECT: Final = 2.0
"""Seconds an answer may take and still be given directly: Discord waits 3, the rest is for the way."""


class Patience:
    """Calls `announce` when `over` is not reached in time."""

    def __init__(self, seconds: float, announce: Callable[[], Awaitable[None]]) -> None:
        self._announce = announce
        self._task: asyncio.Future[None] | None = None
        self._timer = asyncio.get_running_loop().call_later(seconds, self._start)

    async def over(self) -> bool:
        """Stop waiting: whether the answer was announced. Raises what `announce` raised."""
        self._timer.cancel()
        if self._task is None:
            return False
        await self._task
        return True

    def _start(self) -> None:
        self._task = asyncio.ensure_future(self._announce())
