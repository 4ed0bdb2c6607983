"""A bot on a simulated Discord, whose every request is judged by Discord's own description."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import discord
import pytest
from simcord.actors import MemberActor
from simcord.backend.models import Overwrite
from simcord.builders import ChannelHandle, GuildHandle
from simcord.enums import OverwriteType
from simcord.env import Env
from simcord.results import InteractionResult, ResponseMessage

from bot.chat.dispatcher import Dispatcher
from bot.chat.request import Place, Request
from bot.platforms.discord.adapter import DiscordAdapter
from bot.platforms.discord.client import Client
from tests.platforms.discord import openapi, table


@dataclass
class World:
    """A server with a channel, a reader and a moderator, and the bot."""

    env: Env
    adapter: DiscordAdapter
    memory: table.Memory
    record: table.Record
    dispatcher: Dispatcher[Request]
    server: GuildHandle
    channel: ChannelHandle
    reader: MemberActor
    moderator: MemberActor

    @property
    def here(self) -> Place:
        """The channel as a place."""
        return Place("discord", str(self.server.id), str(self.channel.id))

    async def thread(self) -> ChannelHandle:
        """A thread in the channel."""
        channel = self.env.bot.get_channel(self.channel.id)
        assert isinstance(channel, discord.TextChannel)
        made = await channel.create_thread(name="talk", type=discord.ChannelType.public_thread)
        return next(thread for thread in self.channel.threads if thread.id == made.id)

    def take(self, channel: ChannelHandle, **permissions: bool) -> None:
        """Take permissions from the bot in a channel, or give them back."""
        allow, deny = discord.PermissionOverwrite(**permissions).pair()
        overwrite = Overwrite(self.env.backend.bot_user.id, OverwriteType.MEMBER, allow.value, deny.value)
        self.env.backend.set_overwrite(channel.id, overwrite)

    @property
    def last(self) -> discord.Message:
        """The last message of the channel."""
        message = self.channel.last_message
        assert message is not None
        return message

    async def restart(self, **settings: Any) -> None:
        """Another process with the same tokens."""
        self.adapter = adapter(self.memory, record=self.record, **settings)
        await self.env.restart_bot(self.adapter.client(self.dispatcher))


def adapter(memory: table.Memory, **settings: Any) -> DiscordAdapter:
    """An adapter for the simulated Discord."""
    return DiscordAdapter("a.token.of-a-bot", memory, **{"shard_count": 1, **settings})


def answer(shown: InteractionResult) -> ResponseMessage:
    """The message that answers."""
    assert shown.response is not None
    return shown.response


def modal(shown: InteractionResult) -> dict[str, Any]:
    """The modal that answers."""
    assert shown.modal is not None
    return shown.modal


@pytest.fixture
def memory() -> table.Memory:
    """Tokens that outlive the bot."""
    return table.Memory()


@pytest.fixture
def dispatcher() -> Dispatcher[Request]:
    """What answers."""
    return table.dispatcher()


@pytest.fixture
def record() -> table.Record:
    """What was shown."""
    return table.Record()


@pytest.fixture
def bot(memory: table.Memory, record: table.Record) -> DiscordAdapter:
    """The adapter."""
    return adapter(memory, record=record)


@pytest.fixture
def simcord_bot(bot: DiscordAdapter, dispatcher: Dispatcher[Request]) -> Client:
    """What the simulated Discord runs."""
    return bot.client(dispatcher)


@pytest.fixture
def world(
    simcord_env: Env,
    bot: DiscordAdapter,
    memory: table.Memory,
    record: table.Record,
    dispatcher: Dispatcher[Request],
) -> Iterator[World]:
    """The bot, running."""
    env = simcord_env
    server = env.create_guild()
    channel = server.create_text_channel("news")
    reader = server.add_member(env.create_user("reader"))
    mods = server.create_role("Mods", permissions=discord.Permissions(manage_messages=True))
    moderator = server.add_member(env.create_user("moderator"), roles=[mods])
    yield World(env, bot, memory, record, dispatcher, server, channel, reader, moderator)
    judge_all(env)


def judge_all(env: Env) -> None:
    """Judge every request the bot made; threads without a message are made by tests."""
    if openapi.DESCRIPTION.is_file():
        sent = [
            request
            for request in env.http_requests
            if request.json is not None and not ("/messages/" not in request.path and "/threads" in request.path)
        ]
        wrong = [problem for each in sent for problem in openapi.judge(each.method, each.path, each.json)]
        assert not wrong, "\n".join(wrong)
