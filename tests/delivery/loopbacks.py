"""Platforms on the loopback that a bot's process delivers to, seen alike: what was posted, under which delivery."""

import asyncio
import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Self

from aiohttp import web

from bot.chat.request import Place
from tests.platforms.discord.loopback import TOKEN, Loopback
from tests.platforms.slack.loopback import APP_TOKEN, BOT_TOKEN, TEAM, Slack, _body

CHANNELS = 10**6
"""Ids of channels are counted from here."""


class World(ABC):
    """A platform for a bot's process."""

    name: str

    @abstractmethod
    def environment(self) -> Mapping[str, str]:
        """The settings that point a bot here."""

    @abstractmethod
    def place(self, number: int) -> Place:
        """A channel that the bot may post in."""

    @abstractmethod
    def deliveries(self) -> Iterator[tuple[str, str]]:
        """(channel, id of the delivery) of every message, in the order they were posted in each channel; of one in
        several pages once, unless a page is there twice."""

    @abstractmethod
    async def open(self) -> None: ...

    @abstractmethod
    async def close(self) -> None: ...

    @abstractmethod
    async def away(self, seconds: float) -> None:
        """Refuse connections for a while, and drop those there are."""

    @abstractmethod
    def calls(self) -> list[tuple[str, str]]:
        """(what, channel) of every attempt to post or to look."""

    def forget(self) -> None:  # noqa: B027 a platform may have nothing to forget
        """Let time pass, after which the platform doesn't itself tell any more that a message is there already."""

    def counts(self) -> Counter[str]:
        """How often each delivery was posted."""
        return Counter(id_ for _, id_ in self.deliveries())

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()


class Discord(World):
    """Discord's server, as its own tests have it."""

    name = "discord"

    def __init__(self) -> None:
        self.server = Loopback()

    def environment(self) -> Mapping[str, str]:
        return {
            "DISCORD_TOKEN": TOKEN,
            "DISCORD_API_BASE": self.server.api,
            "DISCORD_GATEWAY_URL": self.server.gateway,
        }

    def place(self, number: int) -> Place:
        return Place("discord", "30", str(CHANNELS + number))

    def deliveries(self) -> Iterator[tuple[str, str]]:
        for channel, messages in self.server.messages.items():
            seen: Counter[str] = Counter()
            for message in messages:
                *note, reference = str(message["embeds"][-1].get("footer", {}).get("text", "")).split(" · ")
                page = next((part for part in note if part.startswith("Page ")), "")
                seen[reference + page] += 1
                if page == "" or page.startswith("Page 1 of ") or seen[reference + page] > 1:
                    yield channel, reference.removeprefix("Delivery ")

    async def open(self) -> None:
        await self.server.open()

    async def close(self) -> None:
        await self.server.close()

    async def away(self, seconds: float) -> None:
        await self.server.close()
        await asyncio.sleep(seconds)
        await self.server.open()

    def forget(self) -> None:
        self.server.forget()

    def calls(self) -> list[tuple[str, str]]:
        found = []
        for sent in self.server.sent:
            parts = sent.path.strip("/").split("/")
            if parts[0] == "channels" and parts[-1] == "messages":
                found.append(("post" if sent.method == "POST" else "look", parts[1]))
        return found


class TimedSlack(Slack):
    """Its messages have the time in their ids, by which the bot looks for them, as Slack's have; and some channels are
    `gone`, whatever else goes wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.gone: set[str] = set()

    async def _api(self, request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        if body.get("channel") not in self.gone:
            return await super()._api(request)
        self.calls.append((request.match_info["method"], body))
        return web.json_response({"ok": False, "error": "channel_not_found"})

    def ts(self) -> str:
        return f"{time.time():.0f}.{next(self._count):06d}"


class SlackWorld(World):
    """Slack's server, as its own tests have it."""

    name = "slack"

    def __init__(self) -> None:
        self.server = TimedSlack()

    def environment(self) -> Mapping[str, str]:
        return {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_APP_TOKEN": APP_TOKEN,
            "SLACK_API_BASE_URL": self.server.api,
        }

    def place(self, number: int) -> Place:
        channel = f"C{CHANNELS + number}"
        self.server.channels[channel] = {"id": channel, "is_channel": True, "is_member": True}
        return Place("slack", TEAM, channel)

    def deliveries(self) -> Iterator[tuple[str, str]]:
        for channel, messages in self.server.messages.items():
            seen: Counter[Any] = Counter()
            for message in messages:
                mark = message["metadata"]["event_payload"]
                seen[mark["id"], mark["page"]] += 1
                if mark["page"] == 1 or seen[mark["id"], mark["page"]] > 1:
                    yield channel, mark["id"]

    async def open(self) -> None:
        await self.server.start()

    async def close(self) -> None:
        await self.server.stop()

    async def away(self, seconds: float) -> None:
        await self.server.stop()
        await asyncio.sleep(seconds)
        await self.server.start()

    def calls(self) -> list[tuple[str, str]]:
        kinds = {"chat.postMessage": "post", "conversations.history": "look", "conversations.replies": "look"}
        return [(kinds[method], str(body["channel"])) for method, body in self.server.calls if method in kinds]


class Both(World):
    """Discord and Slack for one bot: every other channel is in Slack."""

    name = "both"

    def __init__(self) -> None:
        self.discord, self.slack = Discord(), SlackWorld()
        self.worlds: tuple[World, ...] = (self.discord, self.slack)

    def environment(self) -> Mapping[str, str]:
        return {**self.discord.environment(), **self.slack.environment()}

    def place(self, number: int) -> Place:
        return self.worlds[number % 2].place(number)

    def deliveries(self) -> Iterator[tuple[str, str]]:
        return (found for world in self.worlds for found in world.deliveries())

    async def open(self) -> None:
        for world in self.worlds:
            await world.open()

    async def close(self) -> None:
        for world in self.worlds:
            await world.close()

    async def away(self, seconds: float) -> None:
        await asyncio.gather(*(world.away(seconds) for world in self.worlds))

    def forget(self) -> None:
        for world in self.worlds:
            world.forget()

    def calls(self) -> list[tuple[str, str]]:
        return [call for world in self.worlds for call in world.calls()]


WORLDS: Mapping[str, Callable[[], World]] = {"discord": Discord, "slack": SlackWorld}
