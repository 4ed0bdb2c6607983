"""Shows an answer where it was asked for: in the conversation, for one or for all, or in a dialog."""

from typing import Final

import aiohttp
import msgspec
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.document import Document, Text
from bot.chat.reply import Form, Reply
from bot.platforms.slack.answers import sharing, shown
from bot.platforms.slack.asked import Origin, Surface
from bot.platforms.slack.clients import Clients
from bot.platforms.slack.forms import answer_view, form_view, metadata
from bot.platforms.slack.payload import Json, Payload
from bot.platforms.slack.picker import asking
from bot.platforms.slack.pictures import Pictures
from bot.platforms.slack.redaction import redacted
from bot.platforms.slack.renderer import SlackRenderer

log = redacted(__name__)

PUBLIC: Final = "in_channel"
PRIVATE: Final = "ephemeral"


class Outlet:
    """What answers go through."""

    def __init__(self, clients: Clients, renderer: SlackRenderer, pictures: Pictures) -> None:
        self._clients = clients
        self._renderer = renderer
        self._pictures = pictures

    def message(self, reply: Reply, origin: Origin) -> Json | None:
        """An answer as a slash command's acknowledgement carries it. None when it needs more than that: a dialog to
        open, pictures to upload."""
        if reply.form:
            return None
        private = reply.private and not origin.direct
        payload = self._payload(reply, private)
        return None if payload.pictures else _response(payload, private)

    def dialog(self, reply: Reply) -> Json | None:
        """An answer as a dialog. None when pictures have to be uploaded first."""
        payload = self._payload(reply, False, *(asking(reply.form) if reply.form else ()))
        return None if payload.pictures else answer_view(payload, reply.document.title)

    async def show(self, reply: Reply, origin: Origin) -> None:
        """Answer a request: a form that is missing something is opened, anything else said."""
        if reply.form and await self.open_form(reply.form, origin):
            return
        if origin.surface is not Surface.MESSAGE:
            await self._dialog(reply, origin)
            return
        private = reply.private and not origin.direct
        extra = asking(reply.form) if reply.form else []
        payload = await self._ready(self._payload(reply, private, *extra), origin)
        await self.say(payload, origin, private)

    async def beside(self, reply: Reply, origin: Origin) -> None:
        """Answer a button under a message: for the one who pressed it, who may share it."""
        alone = reply if origin.direct or origin.surface is not Surface.MESSAGE else _private(reply)
        await self.show(alone, origin)

    async def instead(self, reply: Reply, origin: Origin) -> None:
        """Answer in place of the message that was pressed, which only asked for what was meant."""
        if reply.form and await self.open_form(reply.form, origin):
            return
        if origin.surface is Surface.MESSAGE and (origin.direct or reply.private):
            await self.turn(reply, origin)
        else:
            if origin.passing:
                await self._take_away(origin)
            await self.show(reply, origin)

    async def turn(self, reply: Reply, origin: Origin) -> None:
        """Show another page of a message in its place."""
        if origin.surface is not Surface.MESSAGE:
            await self._dialog(reply, origin)
            return
        payload = await self._ready(self._payload(reply, origin.passing), origin)
        message = {**payload.message(), "replace_original": True}
        if not (origin.response_url and await self._clients.respond(origin.response_url, message)):
            await self.say(payload, origin, private=not origin.direct)

    async def share(self, reply: Reply, origin: Origin, *extra: Json) -> None:
        """Show everybody in the channel what only the caller saw, in its place."""
        if not reply.ok:
            await self.turn(reply, origin)
            return
        payload = await self._ready(self._payload(reply, False, *extra), origin)
        await self._take_away(origin)
        await self.say(payload, origin, private=False)

    async def open_form(self, form: Form, origin: Origin) -> bool:
        """Open a dialog to fill in; whether that was possible."""
        travels = metadata(form.submit, origin)
        return travels is not None and await self.open_view(form_view(form, travels), origin)

    async def open_view(self, view: Json, origin: Origin) -> bool:
        """Open a dialog, or change the open one; whether that was possible."""
        try:
            client = await self._clients.web(origin.place.workspace)
            if origin.dialog:
                await client.views_update(view_id=origin.dialog, view=view)
            elif origin.trigger:
                await client.views_open(trigger_id=origin.trigger, view=view)
            else:
                return False
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            log.info("a dialog could not be opened: %s", error)
            return False
        return True

    async def say(self, payload: Payload, origin: Origin, private: bool) -> None:
        """Post a message; through the response_url while it works, else as the bot, else to the caller directly."""
        message = payload.message()
        place = origin.place
        thread = {"thread_ts": place.thread} if place.thread else {}
        if origin.response_url:
            answer = {**_response(payload, private), "replace_original": False, **thread}
            if await self._clients.respond(origin.response_url, answer):
                return
        client = await self._clients.web(place.workspace)
        try:
            await _post(client, {**message, **thread}, place.channel, origin.user if private else None)
        except SlackApiError as error:
            if origin.direct:
                raise
            log.info("answering directly, because the channel refuses: %s", error.response["error"])
            await _post(client, message, origin.user, None)

    async def apologise(self, origin: Origin, reference: str) -> None:
        """Say that an answer got lost on the way, where nothing else could be said."""
        hint = f"Try again. If it happens again, tell the people who run this bot the reference {reference}."
        reply = Reply(Document("The answer could not be shown.", (Text(hint),)), private=True, ok=False)
        await self.show(reply, origin)

    def _payload(self, reply: Reply, private: bool, *extra: Json) -> Payload:
        payload = shown(reply, self._renderer)
        payload.blocks.extend((*extra, *(sharing(reply) if private else ())))
        return payload

    async def _ready(self, payload: Payload, origin: Origin) -> Payload:
        return await self._pictures.ready(payload, origin.place.workspace) if payload.pictures else payload

    async def _dialog(self, reply: Reply, origin: Origin) -> None:
        extra = asking(reply.form) if reply.form else []
        payload = await self._ready(self._payload(reply, False, *extra), origin)
        if not await self.open_view(answer_view(payload, reply.document.title), origin):
            await self.say(payload, origin, private=False)

    async def _take_away(self, origin: Origin) -> None:
        if origin.response_url:
            await self._clients.respond(origin.response_url, {"delete_original": True})


def _response(payload: Payload, private: bool) -> Json:
    return {"response_type": PRIVATE if private else PUBLIC, **payload.message()}


async def _post(client: AsyncWebClient, message: Json, channel: str, only: str | None) -> None:
    method = "chat.postEphemeral" if only else "chat.postMessage"
    await client.api_call(method, json={**message, "channel": channel, **({"user": only} if only else {})})


def _private(reply: Reply) -> Reply:
    return msgspec.structs.replace(reply, private=True)
