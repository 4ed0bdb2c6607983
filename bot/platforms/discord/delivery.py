"""Messages posted and edited without being asked for."""

import asyncio
import hashlib
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, TypeVar, cast

import discord
import msgspec

from bot.chat.delivery import Gone, Later, Message, Receipt, Rejected, Unknown, Withheld
from bot.chat.document import Button, Document
from bot.chat.pages import pages
from bot.chat.request import Place
from bot.platforms.discord.bodies import parameters
from bot.platforms.discord.components import Components
from bot.platforms.discord.history import REFERENCE, History, referring
from bot.platforms.discord.ids import Ids
from bot.platforms.discord.outcomes import SOON, Archived, Broken, outcome
from bot.platforms.discord.pace import Pace
from bot.platforms.discord.places import DIRECT, channel_of, thread_under
from bot.platforms.discord.renderer import DiscordRenderer, Payload
from bot.platforms.discord.threads import begin, reopen
from bot.platforms.wire import asking

Answer = TypeVar("Answer")

QUIET: Final = 1 << 12
"""The flag of a message that makes no sound and no notification."""

TRIES: Final = 3
"""How often a message is sent when the connection breaks: for the same nonce Discord gives the first one back."""

KEPT: Final = 8
"""Different messages that are kept rendered: those that the channels get at about the same time."""

PATIENCE: Final = 75.0
"""Seconds a call may take, with the 30 that discord.py may wait for a limit and the 16 for servers that stumble."""

NONCE: Final = 25
"""Most characters of a nonce."""


class Delivery:
    """Posts, finds and edits messages, paced. `connected` gives Discord's client, or None while there is none."""

    def __init__(self, connected: Callable[[], discord.Client | None], ids: Ids, pace: Pace) -> None:
        self._connected = connected
        self._ids = ids
        self._components = Components(ids)
        self._pace = pace
        self._rendered: deque[tuple[tuple[Document, tuple[Button, ...]], list[Payload]]] = deque(maxlen=KEPT)

    async def send(self, message: Message) -> Receipt:
        """Post a message, in as many of Discord's as it takes; one that belongs under another goes into its thread,
        where there can be one. Raises Later, Gone or Unknown."""
        message = await self._addressed(message)
        thread = thread_under(message.under) if message.under else None
        if thread and await begin(self._client().http, self._again, thread, message.document.title):
            with suppress(Gone):
                return await self._complete(message, thread, ())
        return await self._complete(message, message.place, ())

    async def find(self, message: Message) -> Receipt | None:
        """The receipt of a message that was posted before; what is missing of its pages is posted. Raises as `send`."""
        message = await self._addressed(message)
        history, count = History(self._client(), self._again), len(self._pages(message))
        thread = thread_under(message.under) if message.under else None
        if thread:
            with suppress(Gone):
                if posted := await history.of(thread, message.id, count, message.since):
                    return await self._complete(message, thread, posted)
        posted = await history.of(message.place, message.id, count, message.since)
        return await self._complete(message, message.place, posted) if posted else None

    async def edit(self, receipt: Receipt, document: Document) -> Receipt:
        """Replace what a message says; its buttons stay. The receipt of all that it takes now. Raises Later or Gone."""
        try:
            return await self._replace(receipt, document)
        except Archived:
            await reopen(self._client().http, self._again, receipt.place)
            return await self._replace(receipt, document)

    async def _addressed(self, message: Message) -> Message:
        """For one person: a message in the channel that they and the bot share alone."""
        person = message.place.person
        if person is None:
            return message
        if not person.isdecimal():
            raise Gone("Discord: no such person")
        http = self._client().http
        opened = await self._changed(lambda: http.start_private_message(person))
        return msgspec.structs.replace(message, place=Place(message.place.platform, DIRECT, str(opened["id"])))

    async def _replace(self, receipt: Receipt, document: Document) -> Receipt:
        channel = channel_of(receipt.place)
        posted = receipt.id.split()
        payloads = pages(document, DiscordRenderer(self._components))
        for id_, payload in zip(posted, payloads, strict=False):
            await self._patch(channel, id_, payload)
        for id_ in posted[len(payloads) :]:
            with suppress(Gone):
                await self._delete(channel, id_)
        added = [
            await self._post(channel, payload, _nonce(posted[0], number))
            for number, payload in enumerate(payloads[len(posted) :], len(posted))
        ]
        return Receipt(receipt.place, " ".join([*posted[: len(payloads)], *added]))

    async def _complete(self, message: Message, place: Place, posted: Sequence[str]) -> Receipt:
        """Post the pages of a message that come after those that were posted."""
        channel = channel_of(place)
        payloads = self._pages(message)
        await self._ids.flush()
        ids = [*posted]
        for number, payload in enumerate(payloads[len(posted) :], len(posted)):
            try:
                nonce = _nonce(message.id, number)
                ids.append(await self._post(channel, referring(payload, message.id), nonce, message.hold))
            except (Later, Rejected, Withheld) as error:
                if len(ids) == len(posted):
                    raise
                raise Unknown(f"page {number + 1} of {len(payloads)} was not posted") from error
        return Receipt(place, " ".join(ids))

    def _pages(self, message: Message) -> Sequence[Payload]:
        """The pages of a message, the buttons under the last. Many places get the same: what was rendered last is kept
        for the next one."""
        what = (message.document, message.buttons)
        for rendered, payloads in self._rendered:
            if rendered == what:
                return payloads
        payloads = pages(message.document, DiscordRenderer(self._components, room=REFERENCE))
        if rows := self._components.rows(message.buttons, None):
            payloads[-1].body["components"] = rows
        self._rendered.append((what, payloads))
        return payloads

    async def _post(self, channel: int, payload: Payload, nonce: str, hold: Callable[[], None] = lambda: None) -> str:
        """Post one message: its id. `hold` is called right before, as it may have been long until its turn came."""
        client = self._client()

        async def post() -> Mapping[str, Any]:
            with asking(hold):
                sent = await client.http.send_message(channel, params=parameters(body, payload.pictures))
            return cast("Mapping[str, Any]", sent)

        body = {**payload.body, "flags": QUIET, "nonce": nonce, "enforce_nonce": True}
        for attempt in range(TRIES):
            try:
                return str((await self._taken(post))["id"])
            except Broken as error:
                if attempt == TRIES - 1:
                    raise Unknown("the connection to Discord broke while a message was sent") from error
                await asyncio.sleep(attempt)
        raise AssertionError

    async def _patch(self, channel: int, id_: str, payload: Payload) -> None:
        http, body = self._client().http, {"content": None, "attachments": [], **payload.body}
        await self._changed(lambda: http.edit_message(channel, id_, params=parameters(body, payload.pictures)))

    async def _delete(self, channel: int, id_: str) -> None:
        http = self._client().http
        await self._again(lambda: http.delete_message(channel, id_))

    async def _again(self, call: Callable[[], Awaitable[Answer]]) -> Answer:
        """A call that may be repeated: when the connection breaks, later."""
        try:
            return await self._call(call)
        except Broken as error:
            raise Later(SOON) from error

    async def _changed(self, call: Callable[[], Awaitable[Answer]]) -> Answer:
        """A call that may be repeated, and that Discord may never take. Raises Rejected then."""
        try:
            return await self._taken(call)
        except Broken as error:
            raise Later(SOON) from error

    async def _call(self, call: Callable[[], Awaitable[Answer]]) -> Answer:
        async with self._pace.turn():
            return await outcome(lambda: _soon(call))

    async def _taken(self, call: Callable[[], Awaitable[Answer]]) -> Answer:
        """A call with a message, which Discord may never take. Raises Rejected then."""
        try:
            return await self._call(call)
        except discord.HTTPException as error:
            if error.status >= 500:
                raise
            raise Rejected(f"Discord: {error.status}, {error.text}") from error

    def _client(self) -> discord.Client:
        client = self._connected()
        if client is None:
            raise Later(SOON)
        return client


async def _soon(call: Callable[[], Awaitable[Answer]]) -> Answer:
    """A call that ends in time, one way or the other."""
    async with asyncio.timeout(PATIENCE):
        return await call()


def _nonce(id_: str, number: int) -> str:
    """What tells the pages of one delivery from all other messages."""
    if number == 0 and len(id_) <= NONCE:
        return id_
    return hashlib.blake2s(f"{id_}/{number}".encode(), digest_size=NONCE // 2).hexdigest()
