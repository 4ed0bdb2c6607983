"""What becomes of a workspace's things when the bot is removed from it, and when it comes back."""

import logging
from collections.abc import Callable

from bot.store import subscriptions, workspaces
from bot.store.database import Database

log = logging.getLogger(__name__)

REMOVED = "the bot was removed; /digest resume once it is back"


class Presence:
    """The workspaces of one platform. `clock` gives seconds since 1970."""

    def __init__(self, database: Database, platform: str, clock: Callable[[], float]) -> None:
        self._database = database
        self._platform = platform
        self._clock = clock

    async def gone(self, workspace: str, /) -> None:
        """The bot was removed: its digests pause at once; all it has there is kept for a while, as it may come back."""
        key, now = f"{self._platform}/{workspace}", int(self._clock())
        async with self._database.write() as c:
            await workspaces.removed(c, key, now)
            paused = await subscriptions.pause_workspace(c, key, REMOVED, now)
        log.warning("removed from %s: %d digests are paused", key, paused)

    async def back(self, *there: str) -> None:
        """The bot is in these workspaces (again): nothing of them will be deleted."""
        async with self._database.write() as c:
            await workspaces.returned(c, [f"{self._platform}/{workspace}" for workspace in there])
