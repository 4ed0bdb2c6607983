"""Clients of Slack's Web API, one connection pool for all of them."""

import logging
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.delivery import Gone
from bot.platforms.slack.workspaces import Access, Workspaces
from bot.platforms.wire import trace

API: Final = "https://slack.com/api/"

TIMEOUT: Final = 20.0
"""Seconds a call may take; far more than Slack needs, far less than a delivery's lease."""


class Clients:
    """What speaks to Slack for each workspace. Ordinary calls are tried again when Slack says to wait or the connection
    breaks; those that post a delivery never are, because trying again could post it twice."""

    def __init__(self, workspaces: Workspaces, api: str, log: logging.Logger) -> None:
        self.workspaces = workspaces
        self._api = api if api.endswith("/") else f"{api}/"
        self._home = urlsplit(self._api)
        self._log = log
        self._session: aiohttp.ClientSession | None = None
        self._web: dict[str, AsyncWebClient] = {}
        self._posting: dict[str, AsyncWebClient] = {}

    @property
    def session(self) -> aiohttp.ClientSession:
        """The connection pool; it belongs to the event loop of its first use."""
        if self._session is None or self._session.closed:
            timeout = aiohttp.ClientTimeout(total=TIMEOUT)
            self._session = aiohttp.ClientSession(timeout=timeout, trace_configs=[trace()])
        return self._session

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
        self._web.clear()
        self._posting.clear()

    def bare(self) -> AsyncWebClient:
        """A client without a token, for calls that bring their own."""
        retries = [AsyncRateLimitErrorRetryHandler(max_retry_count=2), AsyncConnectionErrorRetryHandler()]
        return AsyncWebClient(base_url=self._api, session=self.session, logger=self._log, retry_handlers=retries)

    async def web(self, workspace: str) -> AsyncWebClient:
        """The client for ordinary calls in a workspace. Raises Gone when the bot is not installed there."""
        access = await self._access(workspace)
        client = self._web.get(workspace)
        if client is None or client.token != access.token:
            client = self._web[workspace] = self.bare()
            client.token = access.token
        return client

    async def posting(self, workspace: str) -> AsyncWebClient:
        """The client that posts deliveries in a workspace. Raises Gone when the bot is not installed there."""
        access = await self._access(workspace)
        client = self._posting.get(workspace)
        if client is None or client.token != access.token:
            client = self._posting[workspace] = AsyncWebClient(
                token=access.token, base_url=self._api, session=self.session, logger=self._log, retry_handlers=[]
            )
        return client

    async def respond(self, url: str, message: Mapping[str, Any]) -> bool:
        """Post to a response_url; whether Slack took it (it doesn't after 30 minutes or five messages)."""
        async with self.session.post(url, json=message) as response:
            text = await response.text()
            return response.status == 200 and not text.startswith('{"ok":false')

    async def download(self, workspace: str, url: str, most: int) -> bytes:
        """A file of Slack's, but no more than `most` bytes and one. The token goes nowhere but to Slack: raises OSError
        when the address is elsewhere, leads elsewhere, or gives nothing."""
        address, host = urlsplit(url), self._home.netloc
        if address.scheme != self._home.scheme or address.netloc not in {host, f"files.{host}"}:
            raise OSError("not an address of Slack's")
        access = await self._access(workspace)
        headers = {"Authorization": f"Bearer {access.token}"}
        async with self.session.get(url, headers=headers, allow_redirects=False) as response:
            if response.status != 200:
                raise OSError(f"HTTP {response.status}")
            parts, size = [], 0
            async for part in response.content.iter_chunked(65_536):
                parts.append(part)
                size += len(part)
                if size > most:
                    break
            return b"".join(parts)[: most + 1]

    async def _access(self, workspace: str) -> Access:
        access = await self.workspaces.access(workspace)
        if access is None:
            raise Gone("not installed in this workspace")
        return access
