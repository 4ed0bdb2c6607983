"""What moderators could not be told where digests are posted: said with the next private answer to one of them."""

import asyncio

from bot.chat.document import Block
from bot.chat.request import Request, Role
from bot.delivery.notice import paused_untold
from bot.store import subscriptions, workspaces
from bot.store.database import Database
from bot.store.subscription import State

PATIENCE = 1.0
"""Seconds an answer waits to learn whether there is anything more to say."""


class Untold:
    """Says once, to whichever moderator of a workspace asks first, that digests there are paused."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def said(self, request: Request) -> tuple[Block, ...]:
        """What stands above the private answer to a request; mostly nothing. Raises Unusable, and TimeoutError."""
        if request.caller.role < Role.MODERATOR:
            return ()
        workspace = subscriptions.workspace_of(request.place)
        async with asyncio.timeout(PATIENCE), self._database.read() as c:
            if not await workspaces.is_untold(c, workspace):
                return ()
        async with self._database.write() as c:
            if not await workspaces.told(c, workspace):
                return ()
            found = await subscriptions.of_workspace(c, workspace)
        count = sum(one.state is State.PAUSED and not (one.reason or "").startswith("by ") for one in found)
        return (paused_untold(count),) if count else ()
