"""discord.py's client: what it listens to, and how it stops."""

import asyncio
import logging
import re
import threading
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Final

import discord
import yarl
from discord.gateway import DiscordWebSocket, KeepAliveHandler
from discord.http import Route

from bot.chat.adapter import Presence
from bot.platforms.discord.permissions import INVITED
from bot.platforms.wire import trace

log = logging.getLogger(__name__)

FINISHING: Final = 7.0
"""Seconds that answers under way get when the bot stops; with what closing takes, less than the 10 s that init
systems give."""

_CLOSING: Final = 1.0
_VERSION: Final = re.compile(r"/v\d+/*$")

Answer = Callable[[discord.Interaction], Awaitable[None]]
Started = Callable[["Client"], Awaitable[None]]


class Client(discord.AutoShardedClient):
    """Hands every interaction to `answer`, and itself to `started` once it is logged in; tells `presence` of servers.

    It hears of servers and their roles, for the roles of moderators, and of nothing else; interactions come anyway.
    """

    def __init__(
        self,
        answer: Answer,
        started: Started,
        presence: Presence | None = None,
        shard_ids: Sequence[int] = (),
        shard_count: int | None = None,
    ) -> None:
        # discord.py warns of what only voice needs.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            max_ratelimit_timeout=30.0,
            http_trace=trace(),
            shard_count=shard_count,
        )
        self.shard_ids = list(shard_ids) or None
        self._counted = shard_count is not None
        self._answer = answer
        self._started = started
        self._presence = presence
        self._working: set[asyncio.Task[None] | None] = set()

    async def setup_hook(self) -> None:
        """Called by discord.py after the login, before the gateway."""
        if not self._counted:
            # Asked here, because discord.py would also take the gateway's address from the answer.
            self.shard_count, _, _ = await self.http.get_bot_gateway()
        await self._started(self)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Called by discord.py for everything that people do."""
        task = asyncio.current_task()
        self._working.add(task)
        try:
            await self._answer(interaction)
        finally:
            self._working.discard(task)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Called by discord.py when the bot was removed from a server, not when a server is out of order."""
        if self._presence:
            await self._presence.gone(str(guild.id))

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Called by discord.py when the bot was invited to a server."""
        if self._presence:
            await self._presence.back(str(guild.id))

    async def on_ready(self) -> None:
        """Called by discord.py when the gateway has told of all servers."""
        if self._presence:
            await self._presence.back(*(str(guild.id) for guild in self.guilds))
        log.info("connected to Discord as %s, in %d servers", self.user, len(self.guilds))
        if not self.guilds and self.application_id:
            scopes = ("bot", "applications.commands")
            link = discord.utils.oauth_url(self.application_id, permissions=INVITED, scopes=scopes)
            log.warning("the bot is in no server yet; invite it: %s", link)

    async def stop(self) -> None:
        """Hear nothing more, finish what was accepted, close. Takes less than 10 seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_CLOSING):
                await asyncio.gather(*(shard.disconnect() for shard in self.shards.values()))
        working = [task for task in self._working if task]
        if working:
            _, late = await asyncio.wait(working, timeout=FINISHING)
            if late:
                log.warning("%d answers were not finished", len(late))
        with suppress(TimeoutError):
            async with asyncio.timeout(_CLOSING):
                await self.close()
        await self.http.close()
        self._stop_heartbeats()

    def _stop_heartbeats(self) -> None:
        """A gateway connection that was cancelled while it was made leaves the thread of its heartbeat running."""
        for thread in threading.enumerate():
            if isinstance(thread, KeepAliveHandler) and thread.ws._connection is self._connection:  # noqa: SLF001
                thread.stop()


def point(api_base: str | None, gateway_url: str | None) -> None:
    """Where discord.py finds Discord: behind a proxy for its rate limits, or a stand-in. None leaves what is set."""
    if api_base:
        Route.BASE = api_base.rstrip("/") if _VERSION.search(api_base) else f"{api_base.rstrip('/')}/api/v10"
    if gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)
