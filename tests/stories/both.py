"""One bot with one database in a Discord server and a Slack workspace, put together as `briefbot run` does it."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import discord
from aiohttp import web
from simcord.actors import MemberActor
from simcord.backend import cdn
from simcord.backend.models import Message
from simcord.builders import ChannelHandle, GuildHandle, RoleHandle
from simcord.env import Env
from simcord.results import ResponseMessage

from bot import app
from bot.delivery import deliveries as delivering
from bot.platforms.discord.adapter import DiscordAdapter
from bot.platforms.slack import adapter as in_slack
from bot.platforms.slack.adapter import SlackAdapter
from bot.platforms.slack.pace import Pace
from bot.settings import Secret, Settings
from bot.store import deliveries
from bot.store.delivery import State
from tests.platforms.discord.conftest import judge_all
from tests.platforms.slack.loopback import APP_TOKEN, BOT_TOKEN, CHANNEL, Slack
from tests.stories.people import OnDiscord, OnSlack, Person, Seen, seen_in_slack, seen_on_discord

BEGINS = datetime(2027, 3, 1, 7, 50, tzinfo=UTC).timestamp()
"""A Monday, ten minutes before the digests."""

DAY = 86_400

OWNER = "UOWNER"


@dataclass
class Clock:
    """The time goes on as it does, from a Monday morning, and can be put forward."""

    ahead: float = field(default_factory=lambda: BEGINS - time.time())

    def __call__(self) -> float:
        return time.time() + self.ahead


@dataclass
class Both:
    """The bot and the people it works for, in two workspaces."""

    running: app.Running
    clock: Clock
    env: Env
    server: GuildHandle
    mods: RoleHandle
    channel: ChannelHandle
    slack: Slack
    discord: dict[str, OnDiscord]
    in_slack: dict[str, OnSlack]

    def people(self, platform: str) -> tuple[Person, Person, Person]:
        """Two moderators and a reader."""
        there: dict[str, Any] = self.discord if platform == "discord" else self.in_slack
        return there["ann"], there["bob"], there["eve"]

    def dismiss(self, person: Person) -> None:
        """Take the role of a moderator from somebody."""
        if isinstance(person, OnSlack):
            person.become()
        else:
            assert isinstance(person, OnDiscord)
            self.env.backend.remove_member_role(self.server.id, person.actor.id, self.mods.id)

    async def settle(self, what: Callable[[], bool] = lambda: True) -> None:
        """Let deliver what is due, until something is so and nothing waits any more."""
        async with asyncio.timeout(20):
            while not (await self._finished() and what()):
                await asyncio.sleep(0.02)

    async def next_digest(self, *platforms: str) -> None:
        """Put the clock forward to the next morning at eight, and wait for the digests."""
        now = self.clock()
        eight = (now - now % DAY) + 8 * 3600
        self.clock.ahead += (eight if eight > now else eight + DAY) - now + 1
        before = {platform: len(self.digests(platform)) for platform in platforms}
        await self.settle(lambda: all(len(self.digests(one)) > before[one] for one in platforms))

    def digests(self, platform: str) -> list[Seen]:
        """What was delivered in the channel there, threads apart."""
        if platform == "discord":
            return self._delivered_on_discord(self.channel)
        return [seen_in_slack(one, False) for one in self._delivered_in_slack() if "thread_ts" not in one]

    def threads(self, platform: str) -> list[Seen]:
        """What was delivered in the threads of digests."""
        if platform == "discord":
            return [one for thread in self.channel.threads for one in self._delivered_on_discord(thread)]
        return [seen_in_slack(one, False) for one in self._delivered_in_slack() if "thread_ts" in one]

    def _delivered_in_slack(self) -> list[Any]:
        return [one for one in self.slack.messages[CHANNEL] if "metadata" in one]

    def _delivered_on_discord(self, channel: ChannelHandle) -> list[Seen]:
        """What the bot posted in a channel without being asked."""
        mine = self.env.backend.bot_user.id
        found: Sequence[Message] = [
            one
            for one in self.env.backend.messages.get(channel.id, {}).values()
            if one.author_id == mine and one.interaction_metadata is None and one.embeds
        ]
        return [seen_on_discord(ResponseMessage(self.env, one)) for one in found]

    def everything(self) -> list[str]:
        """Every message of the bot in Discord and in Slack that is not for one person alone, as it reads now."""
        return [one.words for platform in ("discord", "slack") for one in self.messages(platform)]

    def messages(self, platform: str) -> list[Seen]:
        """Every message of the bot there that is not for one person alone, in the order of the channels."""
        if platform == "slack":
            return [seen_in_slack(one, False) for messages in self.slack.messages.values() for one in messages]
        mine = self.env.backend.bot_user.id
        shown = [
            ResponseMessage(self.env, one)
            for messages in self.env.backend.messages.values()
            for one in messages.values()
            if one.author_id == mine and one.embeds
        ]
        return [seen_on_discord(one) for one in shown if not one.ephemeral]

    async def _finished(self) -> bool:
        async with self.running.bot.database.read() as c:
            counts = await deliveries.counts(c)
        return not (counts.get(State.WAITING) or counts.get(State.SENDING))


@asynccontextmanager
async def both(url: str, folder: Path, monkeypatch: Any) -> AsyncIterator[Both]:
    """The bot at work. What Slack and Discord have to complain of fails the test, and so does what the bot logs as an
    error."""
    briefings = folder / "briefings"
    briefings.mkdir(exist_ok=True)
    slack, clock = Slack(), Clock()
    await slack.start()
    attached: list[Any] = []
    async with _files(attached) as cdn_address:
        settings = Settings(
            briefbot_briefings=briefings,
            briefbot_cache=folder / "cache",
            briefbot_owners=(f"slack:{OWNER}",),
            database_url=Secret(url),
            discord_token=Secret("a.token.of-a-bot"),
            discord_api_base=cdn_address,
            discord_shard_count=1,
            slack_bot_token=Secret(BOT_TOKEN),
            slack_app_token=Secret(APP_TOKEN),
            slack_api_base_url=slack.api,
        )
        monkeypatch.setattr(discord.http.Route, "BASE", discord.http.Route.BASE)
        monkeypatch.setattr(cdn, "CDN_BASE", cdn_address)
        monkeypatch.setattr(in_slack, "Pace", partial(Pace, channel=0.01))
        monkeypatch.setattr(delivering, "TICK", 0.2)
        complaints = _Complaints()
        logging.getLogger().addHandler(complaints)
        try:
            together = app.put_together(settings, clock=clock)
            async with together as running, _at_work(running, slack, clock, attached) as at_work:
                yield at_work
        finally:
            logging.getLogger().removeHandler(complaints)
            await slack.stop()
    assert slack.complaints == []
    assert complaints.said == []


@asynccontextmanager
async def _at_work(running: app.Running, slack: Slack, clock: Clock, attached: list[Any]) -> AsyncIterator[Both]:
    on_discord = next(one for one in running.adapters if isinstance(one, DiscordAdapter))
    slack_adapter = next(one for one in running.adapters if isinstance(one, SlackAdapter))
    env = Env(on_discord.client(running.answers))
    await env.start()
    session = aiohttp.ClientSession()
    env.bot.http._HTTPClient__session = session  # type: ignore[attr-defined]  # simcord has none: it sends nothing
    attached.append(env.backend.cdn)
    tasks = [asyncio.create_task(slack_adapter.run(running.answers)), asyncio.create_task(running.deliveries.run())]
    try:
        with env.time_context():
            yield _people(running, clock, env, slack)
            judge_all(env)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await session.close()
        env.bot.http._HTTPClient__session = None  # type: ignore[attr-defined]
        await env.shutdown()


def _people(running: app.Running, clock: Clock, env: Env, slack: Slack) -> Both:
    server = env.create_guild()
    channel = server.create_text_channel("news")
    mods = server.create_role("Mods", permissions=discord.Permissions(manage_messages=True))

    def member(name: str, *roles: RoleHandle) -> OnDiscord:
        actor: MemberActor = server.add_member(env.create_user(name), roles=roles)
        return OnDiscord(actor, channel)

    in_discord = {"ann": member("Ann", mods), "bob": member("Bob", mods), "eve": member("Eve")}
    people = {
        "ann": OnSlack(slack, "UANN", CHANNEL, is_admin=True),
        "bob": OnSlack(slack, "UBOB", CHANNEL, is_admin=True),
        "eve": OnSlack(slack, "UEVE", CHANNEL),
        "owner": OnSlack(slack, OWNER, CHANNEL),
    }
    return Both(running, clock, env, server, mods, channel, slack, in_discord, people)


class _Complaints(logging.Handler):
    """What is logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(f"{record.name}: {record.getMessage()} {record.exc_info}")


@asynccontextmanager
async def _files(attached: list[Any]) -> AsyncIterator[str]:
    """A server that has what people attach in the simulated Discord: its address."""

    async def give(request: web.Request) -> web.Response:
        data = attached[-1].get(f"http://{request.host}{request.path}")
        return web.Response(body=data) if data is not None else web.Response(status=404)

    server = web.Application()
    server.router.add_get("/{path:.*}", give)
    runner = web.AppRunner(server, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
