"""Messages posted and edited without being asked for."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

import discord
from discord.http import HTTPClient

from bot.chat.delivery import Later, Message, Receipt, Unknown
from bot.chat.document import Document
from bot.chat.pages import pages
from bot.chat.request import Place
from bot.platforms.discord.bodies import parameters
from bot.platforms.discord.components import Components
from bot.platforms.discord.ids import Ids
from bot.platforms.discord.outcomes import SOON, Broken, outcome
from bot.platforms.discord.pace import Pace
from bot.platforms.discord.renderer import DiscordRenderer, Payload

Answer = TypeVar("Answer")

TRIES: Final = 3
"""How often a message is sent when the connection breaks: for the same nonce Discord gives the first one back."""

RECENT: Final = 100
"""Messages of a channel that are looked through for one that may have been posted."""

NONCE: Final = 25
"""Most characters of a nonce."""


class Delivery:
    """Posts, finds and edits messages, paced. `connected` gives Discord's client, or None while there is none."""

    def __init__(self, connected: Callable[[], discord.Client | None], ids: Ids, pace: Pace) -> None:
        self._connected = connected
        self._components = Components(ids)
        self._pace = pace

    async def send(self, message: Message) -> Receipt:
        """Post a message, in as many of Discord's as it takes. Raises Later, Gone or Unknown."""
        return await self._complete(message, ())

    async def find(self, message: Message) -> Receipt | None:
        """The receipt of a message that was posted before; what is missing of its pages is posted. Raises as `send`."""
        client = self._client()
        recent = await self._call(lambda: client.http.logs_from(_channel(message.place), RECENT))
        me = str(client.user.id) if client.user else ""
        found = [str(posted["id"]) for posted in recent if posted["author"]["id"] == me and _bears(posted, message.id)]
        return await self._complete(message, sorted(found, key=int)) if found else None

    async def edit(self, receipt: Receipt, document: Document) -> None:
        """Replace what a message says; its buttons stay. Raises Later or Gone."""
        client = self._client()
        channel = _channel(receipt.place)
        posted = receipt.id.split()
        payloads = pages(document, DiscordRenderer(self._components))
        for number, payload in enumerate(payloads[len(posted) :], len(posted)):
            await self._post(channel, payload.body, payload, _nonce(receipt.id, number))
        for id_, payload in zip(posted, payloads, strict=False):
            await self._patch(client.http, channel, id_, payload)
        for id_ in posted[len(payloads) :]:
            await self._delete(client.http, channel, id_)

    async def _complete(self, message: Message, posted: Sequence[str]) -> Receipt:
        """Post the pages of a message that come after those that were posted."""
        channel = _channel(message.place)
        payloads = pages(message.document, DiscordRenderer(self._components, _reference(message.id)))
        ids = [*posted]
        for number, payload in enumerate(payloads[len(posted) :], len(posted)):
            last = number == len(payloads) - 1 and message.buttons
            rows = {"components": self._components.rows(message.buttons, None)} if last else {}
            ids.append(await self._post(channel, {**payload.body, **rows}, payload, _nonce(message.id, number)))
        return Receipt(message.place, " ".join(ids))

    async def _post(self, channel: str, body: Mapping[str, Any], payload: Payload, nonce: str) -> str:
        client = self._client()
        body = {**body, "nonce": nonce, "enforce_nonce": True}
        for attempt in range(TRIES):
            try:
                sent = await self._call(
                    lambda: client.http.send_message(channel, params=parameters(body, payload.pictures))
                )
                return str(sent["id"])
            except Broken as error:
                if attempt == TRIES - 1:
                    raise Unknown("the connection to Discord broke while a message was sent") from error
                await asyncio.sleep(attempt)
        raise AssertionError

    async def _patch(self, http: HTTPClient, channel: str, id_: str, payload: Payload) -> None:
        body = {"content": None, "attachments": [], **payload.body}
        await self._again(lambda: http.edit_message(channel, id_, params=parameters(body, payload.pictures)))

    async def _delete(self, http: HTTPClient, channel: str, id_: str) -> None:
        await self._again(lambda: http.delete_message(channel, id_))

    async def _again(self, call: Callable[[], Awaitable[Answer]]) -> Answer:
        """A call that may be repeated: when the connection breaks, later."""
        try:
            return await self._call(call)
        except Broken as error:
            raise Later(SOON) from error

    async def _call(self, call: Callable[[], Awaitable[Answer]]) -> Answer:
        await self._pace.turn()
        return await outcome(call)

    def _client(self) -> discord.Client:
        client = self._connected()
        if client is None:
            raise Later(SOON)
        return client


def _channel(place: Place) -> str:
    return place.thread or place.channel


def _bears(posted: Mapping[str, Any], delivery: str) -> bool:
    """Whether a posted message is one of a delivery's."""
    embeds = posted.get("embeds") or [{}]
    footer = str(embeds[-1].get("footer", {}).get("text", ""))
    return footer.rpartition(" · ")[2] == _reference(delivery)


def _reference(delivery: str) -> str:
    """What a posted message says of its delivery, in small print."""
    return f"Delivery {delivery}"


def _nonce(id_: str, number: int) -> str:
    """What tells the pages of one delivery from all other messages."""
    if number == 0 and len(id_) <= NONCE:
        return id_
    return hashlib.blake2s(f"{id_}/{number}".encode(), digest_size=NONCE // 2).hexdigest()
