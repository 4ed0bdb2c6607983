"""Shows an answer where it was asked for: in the conversation, for one or for all, or in a dialog."""

from dataclasses import replace
from typing import Any, Final

import aiohttp
import msgspec
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.adapter import Record
from bot.chat.command import Commands
from bot.chat.delivery import Shown
from bot.chat.document import Document, Text
from bot.chat.pages import View
from bot.chat.reply import Form, Reply
from bot.chat.request import Role
from bot.platforms.slack.answers import Answers, sharing
from bot.platforms.slack.asked import Origin, Surface
from bot.platforms.slack.background import Background
from bot.platforms.slack.clients import Clients
from bot.platforms.slack.forms import METADATA, answer_view, form_view, metadata
from bot.platforms.slack.keeping import Keeping, too_long
from bot.platforms.slack.outcomes import code
from bot.platforms.slack.payload import Json, Payload
from bot.platforms.slack.picker import asking, retrying
from bot.platforms.slack.pictures import Pictures
from bot.platforms.slack.redaction import redacted
from bot.platforms.slack.renderer import SlackRenderer

log = redacted(__name__)

PUBLIC: Final = "in_channel"
PRIVATE: Final = "ephemeral"


class Outlet:
    """What answers go through.

    Slack never lets an acknowledgement or a message through a response_url be edited (`cant_update_message`). So where
    what was shown is recorded, because it may have to be corrected, the bot posts public answers itself, and takes the
    other ways only where it may not.
    """

    def __init__(
        self,
        clients: Clients,
        renderer: SlackRenderer,
        pictures: Pictures,
        background: Background,
        *,
        keeping: Keeping,
        commands: Commands[Any],
        record: Record | None = None,
    ) -> None:
        self._clients = clients
        self._commands = commands
        self._answers = Answers(renderer)
        self._pictures = pictures
        self._keeping = keeping
        self._background = background
        self._record = record

    def message(self, reply: Reply, origin: Origin) -> Json | None:
        """An answer as a slash command's acknowledgement carries it. None when it needs more than that: a dialog to
        open, pictures to upload, something to keep."""
        if reply.form:
            return None
        private = reply.private and not origin.direct
        if self._record and not private:
            return None
        view = self._view(reply, private)
        if view.payload.pictures or too_long(view.payload.blocks):
            return None
        if self._record:
            self._background.start(self._recorded(reply, view, origin, None))
        return _response(view.payload, private)

    def announcement(self, reply: Reply) -> Json | None:
        """What an acknowledgement carries when the answer follows it: a public one needs what was typed above it."""
        return {"response_type": PUBLIC} if self._record and not reply.private and not reply.form else None

    def dialog(self, reply: Reply, origin: Origin) -> Json | None:
        """An answer as a dialog. None when pictures have to be uploaded, or something to be kept, first."""
        view = self._view(reply, False, *(asking(reply.form) if reply.form else ()))
        if view.payload.pictures or too_long(view.payload.blocks):
            return None
        self._background.start(self._recorded(reply, view, origin, None))
        return answer_view(view.payload, reply.document.title)

    async def show(self, reply: Reply, origin: Origin, *extra: Json) -> None:
        """Answer a request: a form that is missing something is opened, anything else said, with `extra` under it."""
        if reply.form and await self.open_form(reply.form, origin):
            return
        if origin.surface is not Surface.MESSAGE:
            await self._dialog(reply, origin)
            return
        private = reply.private and not origin.direct
        fills = asking(reply.form) if reply.form else ()
        view = await self._ready(self._view(reply, private, *extra, *fills), origin)
        await self._recorded(reply, view, origin, await self._say(view.payload, origin, private))

    async def beside(self, reply: Reply, origin: Origin) -> None:
        """Answer a button under a message: for the one who pressed it, who may share it."""
        alone = reply if origin.direct or origin.surface is not Surface.MESSAGE else _private(reply)
        await self.show(alone, origin)

    async def instead(self, reply: Reply, origin: Origin) -> None:
        """Answer in place of the message that was pressed, which only asked for what was meant."""
        if (form := reply.form or reply.again) and await self.open_form(form, origin):
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
        if not reply.ok and origin.message and not origin.direct:
            await self.beside(reply, origin)
            return
        signed = (origin.signed,) if origin.signed else ()
        view = await self._ready(self._view(reply, origin.passing, *signed), origin)
        await self._recorded(reply, view, origin, await self._replace(view.payload, origin))

    async def share(self, reply: Reply, origin: Origin, *extra: Json) -> None:
        """Show everybody in the channel what only the caller saw, in its place."""
        if not reply.ok:
            await self.turn(reply, origin)
            return
        await self._take_away(origin)
        await self.show(msgspec.structs.replace(reply, private=False), origin, *extra)

    async def open_form(self, form: Form, origin: Origin) -> bool:
        """Open a dialog to fill in; whether that was possible."""
        return await self.open_view(await self.form(form, origin), origin)

    async def form(self, form: Form, origin: Origin) -> Json:
        """The dialog of a form."""
        return form_view(form, await self._keeping.short(metadata(form.submit, origin), METADATA))

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

    async def apologise(self, origin: Origin, reference: str) -> None:
        """Say that an answer got lost on the way, where nothing else could be said."""
        hint = f"Try again. If it happens again, tell the people who run this bot the reference {reference}."
        reply = Reply(Document("The answer could not be shown.", (Text(hint),)), private=True, ok=False)
        await self.show(reply, origin)

    async def _say(self, payload: Payload, origin: Origin, private: bool) -> str | None:
        """Post a message, if all else fails to the caller directly. Its id when it can be edited."""
        as_bot = self._record is not None and not private
        if not as_bot and await self._respond(payload, origin, private):
            return None
        client = await self._clients.posting(origin.place.workspace)
        thread = {"thread_ts": origin.place.thread} if origin.place.thread else {}
        message = {**payload.message(), **thread}
        try:
            ts = await _post(client, message, origin.place.channel, origin.user if private else None)
        except SlackApiError as error:
            if as_bot and await self._respond(payload, origin, private):
                return None
            if origin.direct:
                raise
            log.info("answering directly, because the channel refuses: %s", code(error))
            await _post(client, payload.message(), origin.user, None)
            return None
        return None if private else ts

    async def _respond(self, payload: Payload, origin: Origin, private: bool) -> bool:
        """Post a message through the response_url; whether there is one that works."""
        if not origin.response_url:
            return False
        thread = {"thread_ts": origin.place.thread} if origin.place.thread else {}
        answer = {**_response(payload, private), "replace_original": False, **thread}
        return await self._clients.respond(origin.response_url, answer)

    async def _replace(self, payload: Payload, origin: Origin) -> str | None:
        """Put a message in the place of the one that was pressed. Its id when it can be edited again."""
        if self._record and origin.message:
            client = await self._clients.web(origin.place.workspace)
            change = {"channel": origin.place.channel, "ts": origin.message, "text": payload.text}
            try:
                await client.api_call("chat.update", json={**change, "blocks": payload.blocks})
            except SlackApiError as error:
                log.info("a page is turned through the response_url: %s", code(error))
            else:
                return origin.message
        message = {**payload.message(), "replace_original": True}
        if origin.response_url and await self._clients.respond(origin.response_url, message):
            return None
        return await self._say(payload, origin, private=not origin.direct)

    def _view(self, reply: Reply, private: bool, *extra: Json) -> View[Payload]:
        view = self._answers.shown(reply)
        retry = retrying(reply.again) if reply.again and not reply.form else ()
        view.payload.blocks.extend((*retry, *extra, *(sharing(reply) if private and self._is_for_all(reply) else ())))
        return view

    def _is_for_all(self, reply: Reply) -> bool:
        """Whether others may see a reply. Not what moderators are shown: sharing asks again, and would do it again."""
        command = self._commands.get(reply.request.command) if reply.request else None
        return command is not None and command.role is Role.READER

    async def _ready(self, view: View[Payload], origin: Origin) -> View[Payload]:
        payload = view.payload
        if payload.pictures:
            payload = await self._pictures.ready(payload, origin.place.workspace)
        blocks = await self._keeping.ready(payload.blocks)
        return replace(view, payload=msgspec.structs.replace(payload, blocks=blocks))

    async def _dialog(self, reply: Reply, origin: Origin) -> None:
        view = await self._ready(self._view(reply, False, *(asking(reply.form) if reply.form else ())), origin)
        if await self.open_view(answer_view(view.payload, reply.document.title), origin):
            await self._recorded(reply, view, origin, None)
        else:
            await self._recorded(reply, view, origin, await self._say(view.payload, origin, private=False))

    async def _recorded(self, reply: Reply, view: View[Payload], origin: Origin, ts: str | None) -> None:
        """Remember what is shown, which a refusal isn't worth."""
        if self._record and reply.ok:
            await self._record.shown(Shown(origin.place, view.document, ts))

    async def _take_away(self, origin: Origin) -> None:
        if origin.response_url:
            await self._clients.respond(origin.response_url, {"delete_original": True})


def _response(payload: Payload, private: bool) -> Json:
    return {"response_type": PRIVATE if private else PUBLIC, **payload.message()}


async def _post(client: AsyncWebClient, message: Json, channel: str, only: str | None) -> str:
    """Post a message in a channel, or for one person in it alone: its id."""
    if only:
        await client.api_call("chat.postEphemeral", json={**message, "channel": channel, "user": only})
        return ""
    return str((await client.api_call("chat.postMessage", json={**message, "channel": channel}))["ts"])


def _private(reply: Reply) -> Reply:
    return msgspec.structs.replace(reply, private=True)
