"""Socket Mode: Slack's payloads come over a connection that the bot opens."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack.redaction import redacted, sdk_logger
from bot.platforms.slack.workspaces import refusal

log = redacted(__name__)

PING: Final = 10.0
"""Seconds between signs of life; a connection that gives none for four of them is replaced."""

MISSED: Final = 6
"""Signs of life that a connection may miss before everything is opened anew. Slack's library replaces a connection by
itself before that, but goes on trying an address for good that works only for half a minute."""


class SocketMode:
    """The way in that needs no address of the bot's own."""

    signing_secret = ""

    def __init__(self, app_token: str, ping: float = PING) -> None:
        self._token = app_token
        self._ping = ping

    async def serve(self, app: AsyncApp, client: AsyncWebClient) -> None:
        """Stay connected until cancelled. Raises Refused when the token is nobody's."""
        while True:
            address = await self._address(client)
            handler = AsyncSocketModeHandler(
                app, self._token, logger=sdk_logger(), web_client=client, ping_interval=self._ping
            )
            handler.client.wss_uri = address
            connect: Callable[[], Awaitable[None]] = handler.connect_async
            close: Callable[[], Awaitable[None]] = handler.close_async
            try:
                async with asyncio.timeout(self._ping * MISSED):
                    await connect()
                log.info("connected to Slack")
                await self._lost(handler)
            except TimeoutError:
                pass
            finally:
                await close()
            log.warning("the connection to Slack is lost; opening another")

    async def _address(self, client: AsyncWebClient) -> str:
        """Where to connect to, as soon as Slack says it."""
        while True:
            try:
                return str((await client.apps_connections_open(app_token=self._token))["url"])
            except SlackApiError as error:
                if (reason := refusal("SLACK_APP_TOKEN", error)) is not error:
                    raise reason from None
                log.warning("Slack gives no connection at the moment")
            except (SlackClientError, aiohttp.ClientError, OSError) as error:
                log.warning("Slack can't be reached: %s", type(error).__name__)
            await asyncio.sleep(self._ping)

    async def _lost(self, handler: AsyncSocketModeHandler) -> None:
        """Wait until the connection has been gone for so long that it will not come back."""
        missed = 0
        while missed < MISSED:
            await asyncio.sleep(self._ping)
            missed = 0 if await handler.client.is_connected() else missed + 1
