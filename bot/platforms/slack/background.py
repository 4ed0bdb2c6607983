"""Work that goes on after Slack has its acknowledgement."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Final

from bot.platforms.slack.redaction import redacted

log = redacted(__name__)

GRACE: Final = 5.0
"""Seconds that work under way gets to finish when the bot stops."""


class Background:
    """Tasks that nobody waits for until the end."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, Any]) -> None:
        """Start work. What goes wrong in it is logged."""
        self.keep(asyncio.create_task(work))

    def keep(self, task: asyncio.Task[Any]) -> None:
        """Take a task that was begun elsewhere."""
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def finish(self) -> None:
        """Give what is under way a little time, then cancel it."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=GRACE)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("an answer failed after its acknowledgement", exc_info=error)
