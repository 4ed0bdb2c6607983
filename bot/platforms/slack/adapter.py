"""Slack as a platform: everything that speaks to it, put together."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final, Protocol, cast

import aiohttp
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.adapter import Record
from bot.chat.delivery import Gone, Message, Receipt
from bot.chat.dispatcher import Dispatcher
from bot.chat.document import Document
from bot.chat.request import Place
from bot.platforms.slack.asked import PLATFORM
from bot.platforms.slack.attachments import Attachments
from bot.platforms.slack.background import Background
from bot.platforms.slack.callers import Callers, Roles
from bot.platforms.slack.channels import Channels
from bot.platforms.slack.clients import API, Clients
from bot.platforms.slack.conversation import Conversation
from bot.platforms.slack.delivery import Deliveries
from bot.platforms.slack.events import Events
from bot.platforms.slack.home import SECTIONS, Home, Section
from bot.platforms.slack.keeping import Keeping
from bot.platforms.slack.listeners import Listeners
from bot.platforms.slack.outlet import Outlet
from bot.platforms.slack.pace import Pace
from bot.platforms.slack.pictures import Pictures
from bot.platforms.slack.redaction import redacted, sdk_logger
from bot.platforms.slack.renderer import SlackRenderer
from bot.platforms.slack.workspaces import Authorize, Told, Workspaces, nothing
from bot.platforms.tokens import Tokens

log = redacted(__name__)

REVOKED: Final = frozenset({"account_inactive", "token_revoked"})
"""What Slack says of a token of a workspace that removed the bot."""

RECONNECT: Final = 5.0
"""Seconds until Slack is called again when it can't be reached at the start."""


class Door(Protocol):
    """How Slack's payloads come in: SocketMode or Http. What comes in over HTTP is signed with the secret."""

    signing_secret: str

    async def serve(self, app: AsyncApp, client: AsyncWebClient) -> None:
        """Let them in until cancelled."""
        ...


class SlackAdapter:
    """The bot in Slack."""

    name = PLATFORM

    def __init__(
        self,
        workspaces: Workspaces,
        door: Door,
        tokens: Tokens,
        *,
        api: str = API,
        prefix: str = "",
        roles: Roles | None = None,
        sections: Sequence[Section] = SECTIONS,
        pace: Pace | None = None,
        record: Record | None = None,
        on_gone: Told = nothing,
    ) -> None:
        """`tokens` keeps what is too long for a button; `prefix` stands before every command's name; `record` is told
        what is shown, and `on_gone` the workspaces that remove the bot."""
        self._workspaces = workspaces
        self._door = door
        self._prefix = prefix
        self._sections = sections
        self._record = record
        self._on_gone = on_gone
        self._renderer = SlackRenderer()
        self._clients = Clients(workspaces, api, sdk_logger())
        self._channels = Channels(self._clients)
        self._callers = Callers(self._clients, roles or Roles())
        self._pictures = Pictures(self._clients)
        self._keeping = Keeping(tokens)
        self._background = Background()
        self._deliveries = Deliveries(
            self._clients, self._renderer, self._pictures, pace or Pace(), keeping=self._keeping
        )
        self._opening = asyncio.Lock()
        self._is_open = False

    async def run(self, dispatcher: Dispatcher[Any]) -> None:
        """Serve until cancelled. Raises Refused when Slack doesn't take the settings."""
        try:
            await self._reach()
            await self._door.serve(self.app(dispatcher), self._clients.bare())
        finally:
            await self._background.finish()
            await self._clients.close()

    async def send(self, message: Message) -> Receipt:
        """Post a message."""
        await self._open()
        async with self._noticing(message.place.workspace):
            return await self._deliveries.send(message)

    async def find(self, message: Message) -> Receipt | None:
        """The receipt of a message that may have been posted before."""
        await self._open()
        async with self._noticing(message.place.workspace):
            return await self._deliveries.find(message)

    async def edit(self, receipt: Receipt, document: Document) -> None:
        """Replace the content of a posted message."""
        await self._open()
        async with self._noticing(receipt.place.workspace):
            await self._deliveries.edit(receipt, document)

    async def why_not_post(self, place: Place) -> str | None:
        """Why the bot can't post in a place, in words, or None when it can."""
        await self._open()
        return await self._channels.why_not_post(place)

    def app(self, dispatcher: Dispatcher[Any]) -> AsyncApp:
        """The Bolt app that the door lets payloads into."""
        work, files = self._background, Attachments(self._clients)
        outlet = Outlet(
            self._clients, self._renderer, self._pictures, work,
            keeping=self._keeping, commands=dispatcher.commands, record=self._record,
        )  # fmt: skip
        conversation = Conversation(
            dispatcher, self._callers, self._channels, files, outlet=outlet, background=work, keeping=self._keeping
        )
        home = Home(self._clients, self._renderer, dispatcher, self._keeping, self._sections)
        events = Events(conversation, self._callers, home, work, self._gone)
        app = AsyncApp(
            name="briefbot",
            logger=sdk_logger(),
            client=self._clients.bare(),
            signing_secret=self._door.signing_secret,
            authorize=cast("Callable[..., Awaitable[AuthorizeResult]]", Authorize(self._workspaces)),
            process_before_response=True,
            user_facing_authorize_error_message="briefbot is not installed here any more. Please install it again.",
        )
        app.use(Listeners(conversation, events, self._prefix))
        return app

    async def _reach(self) -> None:
        while True:
            try:
                return await self._open()
            except (SlackClientError, aiohttp.ClientError, OSError) as error:
                log.warning("Slack can't be reached: %s", type(error).__name__)
                await asyncio.sleep(RECONNECT)

    async def _open(self) -> None:
        async with self._opening:
            if not self._is_open:
                await self._workspaces.open(self._clients.bare())
                self._is_open = True

    @asynccontextmanager
    async def _noticing(self, workspace: str) -> AsyncIterator[None]:
        """Notices that the bot was removed from a workspace, in case the event that said so was missed."""
        try:
            yield
        except Gone as gone:
            if str(gone) in REVOKED:
                await self._gone(workspace)
            raise

    async def _gone(self, workspace: str) -> None:
        """The bot was removed from a workspace, which Slack may say in two events."""
        if await self._workspaces.forget(workspace):
            log.warning("removed from the workspace %s", workspace)
            await self._on_gone(workspace)
