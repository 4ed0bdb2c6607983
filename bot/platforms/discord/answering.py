"""From an interaction to what Discord shows for it."""

import logging
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

import aiohttp
import discord

from bot.chat.adapter import Record
from bot.chat.delivery import Shown
from bot.chat.dispatcher import Dispatcher
from bot.chat.document import Document, Text
from bot.chat.pages import View, view
from bot.chat.reply import FieldKind, Reply
from bot.chat.request import Request
from bot.platforms.discord.attachments import Attachments
from bot.platforms.discord.callbacks import Callback
from bot.platforms.discord.components import OPTION, OPTIONS, ROWS, Components, button, cut
from bot.platforms.discord.forms import modal
from bot.platforms.discord.ids import Expired, Ids
from bot.platforms.discord.interactions import Asked, Reader, Typing
from bot.platforms.discord.parts import Part, blamed, refused, standing
from bot.platforms.discord.patience import DIRECT, Patience
from bot.platforms.discord.permissions import listed
from bot.platforms.discord.renderer import DiscordRenderer, Payload
from bot.platforms.discord.roles import Roles
from bot.platforms.discord.shelf import Shelf

log = logging.getLogger(__name__)

EXPIRED: Final = Reply(
    Document("This button is too old", (Text("Ask again with the command; the new answer has new buttons."),)),
    private=True,
    ok=False,
)

ELSEWHERE: Final = Reply(Document("The answer is private"))

EXPLAINED: Final = (
    "Only you see this, because I may not post in this channel. A moderator can give me {lacking} here, in the "
    "channel's settings under Permissions."
)

FORBIDDEN: Final = ("View Channel", "Send Messages", "Embed Links")
"""The permissions to ask for when Discord refuses an answer without saying which one is missing."""


class Answering:
    """Answers interactions with a dispatcher, and tells `record` what was shown. `patience` is in seconds."""

    def __init__(
        self,
        dispatcher: Dispatcher[Any],
        ids: Ids,
        roles: Roles,
        attachments: Attachments,
        *,
        record: Record | None = None,
        patience: float = DIRECT,
    ) -> None:
        self._dispatcher = dispatcher
        self._ids = ids
        self._reader = Reader(ids, roles, attachments, dispatcher.commands)
        self._record = record
        self._patience = patience
        self._shelf = Shelf()

    async def answer(self, interaction: discord.Interaction) -> None:
        """Answer one interaction. Never raises: what goes wrong is logged, and said where it can be."""
        callback = Callback(interaction)
        try:
            await self._answer(interaction, callback)
        except Expired:
            await self._tell(callback, EXPIRED)
        except (discord.HTTPException, aiohttp.ClientError, TimeoutError) as error:
            log.warning("Discord did not take an answer: %s", error)
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("answering failed", extra={"reference": reference})
            said = f"If it happens again, tell the people who run this bot the reference {reference}."
            await self._tell(callback, Reply(Document("Something went wrong on our side.", (Text(said),)), ok=False))

    async def _answer(self, interaction: discord.Interaction, callback: Callback) -> None:
        match interaction.type:
            case discord.InteractionType.application_command:
                await self._reply(self._reader.command(interaction), callback)
            case discord.InteractionType.autocomplete:
                await self._suggest(self._reader.typing(interaction), callback)
            case discord.InteractionType.component:
                pressed = await self._reader.pressed(interaction)
                if pressed.part:
                    await self._open(pressed.part, pressed.request, callback)
                else:
                    await self._reply(pressed, callback)
            case discord.InteractionType.modal_submit:
                submitted = await self._reader.submitted(interaction)
                if submitted.part and submitted.part.next:
                    await self._go_on(submitted.part.next, callback)
                else:
                    await self._reply(submitted, callback)
            case _:
                log.debug("nothing is to be done for an interaction of type %s", interaction.type)

    async def _reply(self, asked: Asked, callback: Callback) -> None:
        command = self._dispatcher.commands.get(asked.request.command)
        private = asked.hidden or bool(asked.lacking) or command is None or command.private
        patience = Patience(self._patience, callback.replace_later if asked.turns else lambda: callback.later(private))
        reply = await self._dispatcher.answer(asked.request)
        announced = await patience.over()
        if reply.form and not asked.part and not announced and not refused(reply):
            await self._open(Part.first(reply.form), asked.request, callback)
            return
        view = self._shelf.view(reply, self._view)
        payload = self._with_form(view.payload, reply, asked)
        await self._keep()
        if not announced:
            posted = await self._first(payload, reply, asked, callback)
        else:
            posted = await self._last(payload, reply, asked, private, callback)
        if self._record and reply.ok:
            shown = Shown(asked.request.place, view.document, posted if asked.within_reach else None)
            await _remember(self._record, shown)

    async def _first(self, payload: Payload, reply: Reply, asked: Asked, callback: Callback) -> str | None:
        """Answer at once. The id of the message when all can see it."""
        if asked.turns and reply.ok:
            posted = await callback.replace(payload)
            return None if asked.hidden else posted
        if reply.private or asked.hidden:
            await callback.show(payload, private=True)
            return None
        if not asked.lacking:
            try:
                return await callback.show(payload, private=False)
            except discord.Forbidden:
                asked = replace(asked, lacking=FORBIDDEN)
        await callback.show(_explained(payload, asked.lacking), private=True)
        return None

    async def _last(
        self, payload: Payload, reply: Reply, asked: Asked, private: bool, callback: Callback
    ) -> str | None:
        """Answer after the announcement, which was `private` or not. The id of the message when all can see it."""
        if asked.turns and reply.ok:
            posted = await callback.complete(payload)
            return None if asked.hidden else posted
        if asked.turns:
            await callback.follow(payload, private=True)
            return None
        if reply.private and not private:
            # A message that follows the announcement directly would take its place, for all to see.
            await callback.complete(self._view(ELSEWHERE).payload)
            await callback.follow(payload, private=True)
            await callback.withdraw()
            return None
        if asked.lacking and not (reply.private or asked.hidden):
            payload = _explained(payload, asked.lacking)
        posted = await callback.complete(payload)
        return None if private else posted

    async def _open(self, part: Part, request: Request, callback: Callback) -> None:
        asked = replace(request, command=part.form.submit.command, values=part.form.submit.values)
        picks = {
            field.name: await self._dispatcher.suggest(asked, field.name, "", OPTIONS + 1)
            for field in part.fields
            if field.kind is FieldKind.PICK
        }
        shown = modal(part, self._ids.form(part), picks)
        await self._keep()
        await callback.form(shown)

    async def _go_on(self, part: Part, callback: Callback) -> None:
        """Offer the next part of a form; Discord opens a modal only after a press."""
        said = f"Part {part.number} of {part.count} is filled in. Nothing is sent before the last one is."
        payload = self._view(Reply(Document(part.form.title, (Text(said),)))).payload
        rows = [button("Go on", self._ids.form(part))]
        await self._keep()
        await callback.show(Payload({**payload.body, "components": rows}), private=True)

    async def _suggest(self, typing: Typing, callback: Callback) -> None:
        choices = await self._dispatcher.suggest(typing.request, typing.argument, typing.partial, OPTIONS)
        fitting = [choice for choice in choices if 0 < len(choice.value) <= OPTION]
        await callback.choices([{"name": cut(choice.label, OPTION), "value": choice.value} for choice in fitting])

    def _with_form(self, payload: Payload, reply: Reply, asked: Asked) -> Payload:
        """Where a form can't be shown at once, the page with a button that opens it, filled in as it was: where
        something was wrong, and from its first part too, because it may have to be mended there."""
        form = reply.form
        if form is None and not reply.ok:
            form = blamed(asked.part.form, reply.wrong, reply.document.title) if asked.part else reply.again
        if form is None:
            return payload
        part = Part.first(standing(form, asked.request.values))
        retried = asked.part or refused(reply) or form is reply.again
        rows = [button("Try again" if retried else "Fill in", self._ids.form(part))]
        if part.number:
            rows.append(button("From its first part", self._ids.form(Part(part.form))))
        rows += payload.body.get("components", ())
        return Payload({**payload.body, "components": rows[:ROWS]}, payload.pictures)

    def _view(self, reply: Reply) -> View[Payload]:
        return view(reply, DiscordRenderer(Components(self._ids, reply.request)))

    async def _keep(self) -> None:
        """Wait until what the buttons carry is kept; the answer is worth showing without, too."""
        try:
            await self._ids.flush()
        except Exception:
            log.exception("what buttons carry was not kept")

    async def _tell(self, callback: Callback, reply: Reply) -> None:
        """Say privately why there is no answer, first or last."""
        payload = self._view(reply).payload
        try:
            await callback.show(payload, private=True)
        except discord.HTTPException:
            with suppress(discord.HTTPException):
                await callback.follow(payload, private=True)


async def _remember(record: Record, shown: Shown) -> None:
    """Tell what was shown, now that it is out; the answer stands, whatever comes of it."""
    try:
        await record.shown(shown)
    except Exception:
        log.exception("what was shown was not remembered")


def _explained(payload: Payload, lacking: Sequence[str]) -> Payload:
    """The page, over it why only the caller sees it."""
    said = EXPLAINED.format(lacking=listed([f"**{name}**" for name in lacking]))
    return Payload({**payload.body, "content": said}, payload.pictures)
