"""Posts deliveries, finds those that may have arrived, and edits them."""

import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from typing import Any, Final

import msgspec
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.chat.delivery import Gone, Later, Message, Receipt, Rejected, Unknown, Withheld
from bot.chat.document import Document
from bot.chat.pages import pages
from bot.chat.request import Place
from bot.platforms.slack.answers import SIGNED
from bot.platforms.slack.clients import Clients
from bot.platforms.slack.controls import actions
from bot.platforms.slack.keeping import Keeping
from bot.platforms.slack.outcomes import REJECTED, call, code
from bot.platforms.slack.pace import Pace
from bot.platforms.slack.payload import Json, Payload
from bot.platforms.slack.pictures import Pictures
from bot.platforms.slack.redaction import redacted
from bot.platforms.slack.renderer import BLOCKS, SlackRenderer
from bot.platforms.wire import asking

log = redacted(__name__)

EVENT: Final = "briefbot_delivery"
"""The type of the metadata that a delivery is found by."""

SINCE: Final = 2 * 24 * 3600
"""Seconds back that a delivery is looked for; one that late is not sent any more."""

LOOKED_AT: Final = 200
"""Messages read at once."""

UNINVITED: Final = "not_in_channel"
"""What Slack says when the bot asks for the messages of a channel that it is not in."""

UNREADABLE: Final = frozenset({UNINVITED, "missing_scope", "method_not_supported_for_channel_type"})
"""What Slack says of a channel whose messages the bot can't read, though it may be able to post in it."""

HEADLESS: Final = frozenset({"message_not_found", "restricted_action_non_threadable_channel", "thread_not_found"})
"""What Slack says of a thread that there can't be: its first message is deleted, or the channel has none."""


class Deliveries:
    """One message to a place. What doesn't fit into one message goes on in its thread."""

    def __init__(
        self,
        clients: Clients,
        renderer: SlackRenderer,
        pictures: Pictures,
        pace: Pace,
        *,
        keeping: Keeping,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._clients = clients
        self._renderer = renderer
        self._pictures = pictures
        self._pace = pace
        self._keeping = keeping
        self._clock = clock

    async def send(self, message: Message) -> Receipt:
        """Post a message. Raises Later, Gone or Unknown."""
        message = _addressed(message)
        client = await self._clients.posting(message.place.workspace)
        payloads = self._pages(message)
        try:
            return await self._post(client, _spot(message), message, payloads, {})
        except Gone as gone:
            if message.under is None or str(gone) not in HEADLESS:
                raise
        return await self._post(client, message.place, message, payloads, {})

    async def find(self, message: Message) -> Receipt | None:
        """The receipt of a message that was posted, or None. One that was begun is finished.

        Raises Later, Gone, or Unknown when the place can't be read.
        """
        message = _addressed(message)
        client = await self._clients.posting(message.place.workspace)
        spot = _spot(message)
        try:
            found = await self._found(client, spot, message.id)
        except Gone as gone:
            if message.under and str(gone) in HEADLESS:
                spot = message.place
                found = await self._found(client, spot, message.id)
            elif str(gone) in UNREADABLE:
                raise Unknown(f"the channel can't be read: {gone}") from None
            else:
                raise
        if 1 not in found:
            return None
        payloads = self._pages(message)
        if len(found) < len(payloads) and not spot.thread:
            found |= await self._found(client, replace(spot, thread=found[1]), message.id)
        return await self._post(client, spot, message, payloads, found)

    async def edit(self, receipt: Receipt, document: Document) -> None:
        """Replace what a posted message says; its buttons and who shared it stay. Raises Later, Gone or Unknown.

        In a channel that the bot was not invited to it may change its messages but not read them: there the buttons go.
        """
        place, posted = receipt.place, receipt.id.split()
        client = await self._clients.posting(place.workspace)
        thread = replace(place, thread=place.thread or posted[0])
        stays: dict[str, list[Json]] = {}
        more: dict[int, str] = {}
        try:
            async for one in self._read(client, thread, float(posted[0])):
                stays[one["ts"]] = [block for block in one.get("blocks", ()) if _stays(block)]
                _note(more, one, posted[0])
        except Gone as gone:
            if str(gone) not in UNREADABLE:
                raise
        payloads = pages(document, self._renderer)
        shown = [*posted, *(more[page] for page in sorted(more))]
        for payload, ts in zip(payloads, shown, strict=False):
            ready = await self._ready(payload, place)
            blocks = [*ready.blocks, *stays.get(ts, ())][:BLOCKS]
            change = {"channel": place.channel, "ts": ts, "text": ready.text, "blocks": blocks}
            await _taken(client, "chat.update", change)
        for ts in shown[len(payloads) :]:
            await call(client, "chat.delete", {"channel": place.channel, "ts": ts})
        for page, payload in enumerate(payloads[len(shown) :], len(shown) + 1):
            await self._one(client, thread, payload, {"id": posted[0], "page": page})

    async def _post(
        self, client: AsyncWebClient, place: Place, message: Message, payloads: list[Payload], found: Mapping[int, str]
    ) -> Receipt:
        """Post the pages that are not found, the second and further ones in the thread of the first."""
        posted: list[str] = []
        for page, payload in enumerate(payloads, 1):
            if page not in found:
                thread = place.thread or (posted[0] if posted else None)
                mark = {"id": message.id, "page": page}
                try:
                    ts = await self._one(client, replace(place, thread=thread), payload, mark, message.hold)
                except (Later, Rejected, Withheld):
                    if posted:
                        raise Unknown(f"page {page} of {len(payloads)} was not posted") from None
                    raise
            else:
                ts = found[page]
            posted.append(ts)
        return Receipt(place, " ".join(posted))

    async def _one(
        self,
        client: AsyncWebClient,
        place: Place,
        payload: Payload,
        mark: Json | None,
        hold: Callable[[], None] = lambda: None,
    ) -> str:
        """Post one message: its id. `hold` is called right before, as it may have been long until its turn came."""
        ready = await self._ready(payload, place)
        body = {**ready.message(), "channel": place.channel}
        if place.thread:
            body["thread_ts"] = place.thread
        if mark:
            body["metadata"] = {"event_type": EVENT, "event_payload": mark}
        await self._pace.turn(place.workspace, place.channel)
        try:
            with asking(hold):
                return str((await _taken(client, "chat.postMessage", body))["ts"])
        except Later as later:
            self._pace.rest(place.workspace, later.after)
            raise

    def _pages(self, message: Message) -> list[Payload]:
        """The pages of a message, the buttons under the last."""
        payloads = pages(message.document, self._renderer)
        payloads[-1].blocks.extend(actions(message.buttons, None))
        return payloads

    async def _ready(self, payload: Payload, place: Place) -> Payload:
        if payload.pictures:
            payload = await self._pictures.ready(payload, place.workspace)
        return msgspec.structs.replace(payload, blocks=await self._keeping.ready(payload.blocks))

    async def _found(self, client: AsyncWebClient, place: Place, delivery: str) -> dict[int, str]:
        """The pages of a delivery that are in a channel or in a thread: their ids; of two of one page the first."""
        since = 0 if place.thread else int(self._clock()) - SINCE
        found: dict[int, str] = {}
        try:
            async for one in self._read(client, place, since):
                _note(found, one, delivery)
        except Gone as gone:
            if str(gone) != UNINVITED:
                raise
            log.info("joining the channel %s to see whether a message arrived", place.channel)
            await call(client, "conversations.join", {"channel": place.channel})
            async for one in self._read(client, place, since):
                _note(found, one, delivery)
        return found

    async def _read(self, client: AsyncWebClient, place: Place, oldest: float) -> AsyncIterator[Mapping[str, Any]]:
        """The messages of a channel, or of a thread, since a time, the bot's metadata with them."""
        asked: Json = {
            "channel": place.channel,
            "oldest": f"{oldest:.6f}",
            "inclusive": True,
            "include_all_metadata": True,
            "limit": LOOKED_AT,
        }
        if place.thread:
            asked["ts"] = place.thread
        method = "conversations.replies" if place.thread else "conversations.history"
        while True:
            found = await call(client, method, asked)
            for one in found["messages"]:
                yield one
            cursor = (found.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return
            asked["cursor"] = cursor


async def _taken(client: AsyncWebClient, method: str, body: Json) -> AsyncSlackResponse:
    """A call with a message, which Slack may never take. Raises Rejected then."""
    try:
        return await call(client, method, body)
    except SlackApiError as error:
        if code(error) not in REJECTED:
            raise
        raise Rejected(f"Slack: {code(error)}") from error


def _addressed(message: Message) -> Message:
    """For one person: what is posted to a person's id as to a channel's comes as a direct message."""
    place = message.place
    return msgspec.structs.replace(message, place=replace(place, channel=place.person)) if place.person else message


def _spot(message: Message) -> Place:
    """Where exactly a message goes: into its place, or into the thread of the message it belongs under."""
    place, under = message.place, message.under
    if place.thread or under is None or under.place.channel != place.channel:
        return place
    return replace(place, thread=under.place.thread or under.id.split()[0])


def _stays(block: Mapping[str, Any]) -> bool:
    """Whether a block of a message is not of its document."""
    return block["type"] == "actions" or block.get("block_id") == SIGNED


def _note(found: dict[int, str], one: Mapping[str, Any], delivery: str) -> None:
    """Remember a message that is a page of this delivery; the first of two."""
    metadata = one.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    if metadata.get("event_type") == EVENT and payload.get("id") == delivery:
        page = int(payload.get("page", 1))
        found[page] = min(one["ts"], found.get(page, one["ts"]))
