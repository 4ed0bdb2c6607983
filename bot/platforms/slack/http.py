"""HTTP mode: Slack posts its payloads to the bot, signed."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Final

from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.platforms.slack.oauth import INSTALL, REDIRECT, Install
from bot.platforms.slack.redaction import redacted

log = redacted(__name__)

EVENTS: Final = "/slack/events"
"""The path of every request URL in the app's manifest."""

LARGEST: Final = 1024 * 1024
"""Most bytes of a request; Slack's own are far smaller (a dialog has at most 100 blocks of 3,000 characters)."""

GRACE: Final = 5
"""Seconds that requests under way get when the bot stops."""

TYPES: Final = (b"application/x-www-form-urlencoded", b"application/json")


class Entrance:
    """Takes one signed request: refuses what can't be Slack's before anything reads it, and leaves the signature, its
    age, `ssl_check` and `url_verification` to Bolt."""

    def __init__(self, app: AsyncApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application."""
        response = await self._respond(scope, receive)
        await response(scope, receive, send)

    async def _respond(self, scope: Scope, receive: Receive) -> Response:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if not headers.get("content-type", "").encode().startswith(TYPES):
            return PlainTextResponse("Send a form or JSON.", 415)
        body = await _body(receive, headers.get("content-length", ""))
        if body is None:
            return PlainTextResponse(f"A request has at most {LARGEST:,} bytes.", 413)
        try:
            request = AsyncBoltRequest(body=body.decode(), headers=dict(headers))
        except (ValueError, RecursionError, AttributeError, TypeError):
            return PlainTextResponse("The body can't be read.", 400)
        stamp = headers.get("x-slack-request-timestamp", "0") + headers.get("x-slack-signature", "")
        if not stamp.isascii() or not headers.get("x-slack-request-timestamp", "0").isdigit():
            return PlainTextResponse("The signature can't be read.", 401)
        response = await self._app.async_dispatch(request)
        if response.status == 401:
            log.warning("a request was refused: its signature is wrong or older than five minutes")
        return to_starlette_response(response)


class Http:
    """The way in for servers with an address of their own, and the one for many workspaces."""

    def __init__(self, signing_secret: str, host: str, port: int, install: Install | None = None) -> None:
        self.signing_secret = signing_secret
        self._host = host
        self._port = port
        self._install = install

    def asgi(self, app: AsyncApp, client: AsyncWebClient) -> Starlette:
        """The web application, for a server that has more than this in it."""
        routes = [Route(EVENTS, Entrance(app), methods=["POST"])]
        if self._install:
            pages = self._install.pages(client)
            routes += [Route(INSTALL, _page(pages.handle_installation)), Route(REDIRECT, _page(pages.handle_callback))]
        return Starlette(routes=routes)

    async def serve(self, app: AsyncApp, client: AsyncWebClient) -> None:
        """Serve until cancelled. Raises OSError when the address can't be used."""
        import uvicorn

        class Server(uvicorn.Server):
            """One that leaves the process's signals to the process."""

            @contextmanager
            def capture_signals(self) -> Iterator[None]:
                yield

        config = uvicorn.Config(
            self.asgi(app, client), lifespan="off", log_config=None, access_log=False, timeout_graceful_shutdown=GRACE
        )
        server = Server(config)
        opened = socket.create_server((self._host, self._port), backlog=config.backlog)
        log.info("waiting for Slack at %s:%s%s", self._host, self._port, EVENTS)
        serving = asyncio.create_task(server.serve([opened]))
        try:
            await asyncio.shield(serving)
        finally:
            server.should_exit = True
            await serving


def _page(handle: Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]) -> Callable[[Request], Awaitable[Response]]:
    """A page of the installation, as Starlette serves it."""

    async def page(request: Request) -> Response:
        return to_starlette_response(await handle(to_async_bolt_request(request, b"")))

    return page


async def _body(receive: Receive, announced: str) -> bytes | None:
    """The whole body; None when it is larger than allowed, as soon as that shows."""
    if announced.isdigit() and int(announced) > LARGEST:
        return None
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        part = message.get("body", b"")
        size += len(part)
        if size > LARGEST:
            return None
        parts.append(part)
        more = message.get("more_body", False)
    return b"".join(parts)
