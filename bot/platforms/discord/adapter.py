"""Discord as a platform: people's commands in, answers and deliveries out."""

import asyncio
import logging
from collections.abc import Collection, Sequence
from typing import Any, Final

import discord

from bot.chat.adapter import Presence, Record, Refused
from bot.chat.command import Commands
from bot.chat.delivery import Message, Receipt
from bot.chat.dispatcher import Dispatcher
from bot.chat.document import Document
from bot.chat.request import Place
from bot.platforms.discord.answering import Answering
from bot.platforms.discord.attachments import Attachments
from bot.platforms.discord.client import Client, point
from bot.platforms.discord.delivery import Delivery
from bot.platforms.discord.ids import Ids
from bot.platforms.discord.pace import Pace
from bot.platforms.discord.patience import DIRECT
from bot.platforms.discord.projection import Json, Translate, project, untranslated
from bot.platforms.discord.reach import why_not_post
from bot.platforms.discord.registration import register
from bot.platforms.discord.roles import Roles
from bot.platforms.discord.supervision import supervise
from bot.platforms.tokens import Tokens

log = logging.getLogger(__name__)


STARTING: Final = 6
"""Requests that a start takes: who the bot is, its application, its shards, its commands."""


class DiscordAdapter:
    """The platform "discord".

    `tokens` keeps what is too long for a button; `record` is told what was shown, `presence` which servers the bot is
    in. `owners` are user ids, `moderator_roles` ids of server roles. `translate` gives the translations of what
    commands are about. `test_server` gets the commands instead of all servers. `api_base` and `gateway_url` point to a
    proxy or a stand-in. Without `shard_count` Discord says how many shards there are; without `shard_ids` all run here.
    `patience` is how long, in seconds, an answer may take before it is announced; `retry` how long the first pause
    after a lost connection is.
    """

    name: Final = "discord"

    def __init__(
        self,
        token: str,
        tokens: Tokens,
        *,
        record: Record | None = None,
        presence: Presence | None = None,
        translate: Translate = untranslated,
        owners: Collection[str] = (),
        moderator_roles: Collection[int] = (),
        test_server: int | None = None,
        api_base: str | None = None,
        gateway_url: str | None = None,
        shard_ids: Sequence[int] = (),
        shard_count: int | None = None,
        patience: float = DIRECT,
        retry: float = 1.0,
    ) -> None:
        self._token = token.strip()
        self._ids = Ids(tokens)
        self._record = record
        self._presence = presence
        self._translate = translate
        self._attachments = Attachments(api_base)
        self._roles = Roles(owners, moderator_roles)
        self._test_server = test_server
        self._shards = (tuple(shard_ids), shard_count)
        self._patience = patience
        self._retry = retry
        self._client: Client | None = None
        self._pace = Pace()
        self._delivery = Delivery(self._connected, self._ids, self._pace)
        point(api_base, gateway_url)

    async def run(self, dispatcher: Dispatcher[Any]) -> None:
        """Serve until cancelled. Raises Refused when Discord will not have the bot."""
        if not self._token.isascii() or not self._token.isprintable() or " " in self._token:
            raise Refused("DISCORD_TOKEN holds characters no token has. Copy it again, without what stands around it.")
        await supervise(lambda: self._serve(dispatcher), self._retry)

    async def send(self, message: Message) -> Receipt:
        """Post a message. Raises Later, Gone or Unknown; any other error is Discord's own and may be retried."""
        return await self._delivery.send(message)

    async def find(self, message: Message) -> Receipt | None:
        """The receipt of a message that may have been posted before, looked for by its id, or None."""
        return await self._delivery.find(message)

    async def edit(self, receipt: Receipt, document: Document) -> Receipt:
        """Replace the content of a posted message. The receipt of all that it takes now. Raises Later or Gone."""
        return await self._delivery.edit(receipt, document)

    async def why_not_post(self, place: Place) -> str | None:
        """Why the bot can't post in a place, in words for whoever wants it to, or None when it can."""
        return await why_not_post(self._client, place)

    def client(self, dispatcher: Dispatcher[Any]) -> Client:
        """A client that answers with this dispatcher, to be started; deliveries go through the last one made."""
        answering = Answering(
            dispatcher, self._ids, self._roles, self._attachments, record=self._record, patience=self._patience
        )

        async def started(client: Client) -> None:
            if client.application:
                self._roles.belong(client.application)
            await self._register(client, dispatcher.commands)
            self._pace.count(STARTING)
            self._client = client

        ids, count = self._shards
        return Client(answering.answer, started, self._presence, ids, count)

    async def _serve(self, dispatcher: Dispatcher[Any]) -> None:
        client = self.client(dispatcher)
        # A task of its own: discord.py swallows a cancellation that comes while it connects again.
        work = asyncio.create_task(client.start(self._token))
        try:
            await asyncio.shield(work)
        finally:
            await client.stop()
            self._client = None
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)

    async def _register(self, client: Client, commands: Commands[Any]) -> None:
        """Register the commands; if Discord refuses them, those it has go on working."""
        if client.application_id is None:
            return
        try:
            await register(client.http, client.application_id, project(commands, self._translate), self._test_server)
        except discord.DiscordServerError:
            raise
        except (discord.HTTPException, discord.RateLimited) as error:
            log.warning("Discord refused the commands, those it has stay: %s", error)

    def _connected(self) -> Client | None:
        return self._client


def manifest(commands: Commands[Any]) -> list[Json]:
    """The application commands that the bot registers, as Discord's JSON."""
    return project(commands)
