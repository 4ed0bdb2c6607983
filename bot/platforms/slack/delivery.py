"""Posts deliveries, finds those that may have arrived, and edits them."""

import time
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.delivery import Gone, Later, Message, Receipt, Unknown
from bot.chat.document import Document
from bot.chat.pages import pages
from bot.chat.request import Place
from bot.platforms.slack.clients import Clients
from bot.platforms.slack.controls import actions
from bot.platforms.slack.outcomes import call
from bot.platforms.slack.pace import Pace
from bot.platforms.slack.payload import Json, Payload
from bot.platforms.slack.pictures import Pictures
from bot.platforms.slack.renderer import SlackRenderer

EVENT: Final = "briefbot_delivery"
"""The type of the metadata that a delivery is found by."""

SINCE: Final = 2 * 24 * 3600
"""Seconds back that a delivery is looked for; one that late is not sent any more."""

LOOKED_AT: Final = 200
"""Messages read at once."""


class Deliveries:
    """One message to a place. What doesn't fit into one message goes on in its thread."""

    def __init__(
        self,
        clients: Clients,
        renderer: SlackRenderer,
        pictures: Pictures,
        pace: Pace,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._clients = clients
        self._renderer = renderer
        self._pictures = pictures
        self._pace = pace
        self._clock = clock

    async def send(self, message: Message) -> Receipt:
        """Post a message. Raises Later, Gone or Unknown."""
        client = await self._clients.posting(message.place.workspace)
        return await self._post(client, message, self._pages(message), {})

    async def find(self, message: Message) -> Receipt | None:
        """The receipt of a message that was posted, or None. One that was begun is finished.

        Raises Later, Gone, or Unknown when the place can't be read.
        """
        client = await self._clients.posting(message.place.workspace)
        place = message.place
        found: dict[int, str] = {}
        async for one in self._read(client, place, place.thread, int(self._clock()) - SINCE):
            _note(found, one, message.id)
        if 1 not in found:
            return None
        payloads = self._pages(message)
        if len(found) < len(payloads) and not place.thread:
            async for one in self._read(client, place, found[1], 0):
                _note(found, one, message.id)
        return await self._post(client, message, payloads, found)

    async def edit(self, receipt: Receipt, document: Document) -> None:
        """Replace what a posted message says; its buttons stay. Raises Later, Gone or Unknown."""
        place, posted = receipt.place, receipt.id.split()
        client = await self._clients.posting(place.workspace)
        payloads = pages(document, self._renderer)
        root = place.thread or (posted[0] if len(posted) > 1 else None)
        messages = {
            one["ts"]: one async for one in self._read(client, place, root, float(posted[0]), float(posted[-1]))
        }
        for payload, ts in zip(payloads, posted, strict=False):
            before = messages.get(ts)
            if before is None:
                raise Gone("message_not_found")
            ready = await self._ready(payload, place)
            kept = [block for block in before.get("blocks", ()) if block["type"] == "actions"]
            change: Json = {"channel": place.channel, "ts": ts, "text": ready.text, "blocks": [*ready.blocks, *kept]}
            if "metadata" in before:
                change["metadata"] = before["metadata"]
            await call(client, "chat.update", change)
        for ts in posted[len(payloads) :]:
            await call(client, "chat.delete", {"channel": place.channel, "ts": ts})
        for payload in payloads[len(posted) :]:
            await self._one(client, place, payload, place.thread or posted[0], None)

    async def _post(
        self, client: AsyncWebClient, message: Message, payloads: list[Payload], found: Mapping[int, str]
    ) -> Receipt:
        """Post the pages that are not found, the second and further ones in the thread of the first."""
        posted: list[str] = []
        for page, payload in enumerate(payloads, 1):
            if page not in found:
                thread = message.place.thread or (posted[0] if posted else None)
                try:
                    ts = await self._one(client, message.place, payload, thread, {"id": message.id, "page": page})
                except Later:
                    if posted:
                        raise Unknown(f"page {page} of {len(payloads)} was not posted") from None
                    raise
            else:
                ts = found[page]
            posted.append(ts)
        return Receipt(message.place, " ".join(posted))

    async def _one(
        self, client: AsyncWebClient, place: Place, payload: Payload, thread: str | None, mark: Json | None
    ) -> str:
        """Post one message: its id."""
        ready = await self._ready(payload, place)
        body = {**ready.message(), "channel": place.channel}
        if thread:
            body["thread_ts"] = thread
        if mark:
            body["metadata"] = {"event_type": EVENT, "event_payload": mark}
        await self._pace.turn(place.workspace, place.channel)
        try:
            return str((await call(client, "chat.postMessage", body))["ts"])
        except Later as later:
            self._pace.rest(place.workspace, later.after)
            raise

    def _pages(self, message: Message) -> list[Payload]:
        """The pages of a message, the buttons under the last."""
        payloads = pages(message.document, self._renderer)
        payloads[-1].blocks.extend(actions(message.buttons, None))
        return payloads

    async def _ready(self, payload: Payload, place: Place) -> Payload:
        return await self._pictures.ready(payload, place.workspace) if payload.pictures else payload

    async def _read(
        self, client: AsyncWebClient, place: Place, thread: str | None, oldest: float, latest: float | None = None
    ) -> AsyncIterator[Mapping[str, Any]]:
        """The messages of a channel, or of a thread, of a time, the bot's metadata with them."""
        asked: Json = {
            "channel": place.channel,
            "oldest": f"{oldest:.6f}",
            "inclusive": True,
            "include_all_metadata": True,
            "limit": LOOKED_AT,
        }
        if latest is not None:
            asked["latest"] = f"{latest:.6f}"
        if thread:
            asked["ts"] = thread
        method = "conversations.replies" if thread else "conversations.history"
        while True:
            found = await call(client, method, asked)
            for one in found["messages"]:
                yield one
            cursor = (found.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return
            asked["cursor"] = cursor


def _note(found: dict[int, str], one: Mapping[str, Any], delivery: str) -> None:
    """Remember a message that is a page of this delivery; the first of two."""
    metadata = one.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    if metadata.get("event_type") == EVENT and payload.get("id") == delivery:
        page = int(payload.get("page", 1))
        found[page] = min(one["ts"], found.get(page, one["ts"]))
