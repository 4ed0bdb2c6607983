"""Socket Mode: Slack's payloads come over a connection that the bot opens."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack.redaction import redacted, sdk_logger
from bot.platforms.slack.workspaces import refusal

log = redacted(__name__)

PING: Final = 10.0
"""Seconds between signs of life; a connection that gives none for four of them is replaced."""


class SocketMode:
    """The way in that needs no address of the bot's own."""

    signing_secret = ""

    def __init__(self, app_token: str, ping: float = PING) -> None:
        self._token = app_token
        self._ping = ping

    async def serve(self, app: AsyncApp, client: AsyncWebClient) -> None:
        """Stay connected until cancelled. Raises Refused when the token is nobody's."""
        handler = AsyncSocketModeHandler(
            app, self._token, logger=sdk_logger(), web_client=client, ping_interval=self._ping
        )
        connect: Callable[[], Awaitable[None]] = handler.connect_async
        close: Callable[[], Awaitable[None]] = handler.close_async
        try:
            handler.client.wss_uri = await handler.client.issue_new_wss_url()
        except SlackApiError as error:
            await close()
            if error.response.status_code != 200:
                raise
            raise refusal("SLACK_APP_TOKEN", str(error.response["error"])) from None
        try:
            await connect()
            log.info("connected to Slack")
            await asyncio.Event().wait()
        finally:
            await close()
