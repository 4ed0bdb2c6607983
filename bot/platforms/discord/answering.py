"""From an interaction to what Discord shows for it."""

import logging
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

import aiohttp
import discord

from bot.chat.dispatcher import Dispatcher
from bot.chat.document import Document, Text
from bot.chat.pages import view
from bot.chat.reply import Choice, Field, Form, Reply
from bot.chat.request import Request
from bot.platforms.discord.callbacks import Callback
from bot.platforms.discord.components import OPTION, OPTIONS, ROWS, Components, button, cut
from bot.platforms.discord.forms import again, modal
from bot.platforms.discord.ids import Expired, Ids
from bot.platforms.discord.interactions import Asked, Reader, Typing
from bot.platforms.discord.patience import DIRECT, Patience
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

FORBIDDEN: Final = (
    "I may not post in this channel, so only you see this. A moderator can give me the permissions "
    "**View Channel**, **Send Messages** and **Embed Links** here."
)


class Answering:
    """Answers interactions with a dispatcher. `patience` is in seconds."""

    def __init__(self, dispatcher: Dispatcher[Any], ids: Ids, roles: Roles, patience: float = DIRECT) -> None:
        self._dispatcher = dispatcher
        self._ids = ids
        self._reader = Reader(ids, roles, dispatcher.commands)
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
                pressed = self._reader.pressed(interaction)
                if pressed.form:
                    await self._open(pressed.form, pressed.request, callback)
                else:
                    await self._reply(pressed, callback)
            case discord.InteractionType.modal_submit:
                await self._reply(self._reader.submitted(interaction), callback)
            case _:
                log.debug("nothing is to be done for an interaction of type %s", interaction.type)

    async def _reply(self, asked: Asked, callback: Callback) -> None:
        command = self._dispatcher.commands.get(asked.request.command)
        private = asked.hidden or command is None or command.private
        patience = Patience(self._patience, callback.replace_later if asked.turns else lambda: callback.later(private))
        reply = await self._dispatcher.answer(asked.request)
        announced = await patience.over()
        if reply.form and not asked.form and not announced:
            await self._open(reply.form, asked.request, callback)
            return
        payload = self._payload(reply, asked)
        if asked.turns and reply.ok:
            await (callback.complete if announced else callback.replace)(payload)
        elif not announced:
            await _show(callback, payload, reply.private or asked.hidden)
        elif asked.turns:
            await callback.follow(payload, private=True)
        elif reply.private and not private:
            # A message that follows the announcement directly would take its place, for all to see.
            await callback.complete(self._render(ELSEWHERE))
            await callback.follow(payload, private=True)
            await callback.withdraw()
        else:
            await callback.complete(payload)

    async def _open(self, form: Form, request: Request, callback: Callback) -> None:
        def suggest(form: Form, field: Field) -> Sequence[Choice]:
            asked = replace(request, command=form.submit.command, values=form.submit.values)
            return self._dispatcher.suggest(asked, field.name, "", OPTIONS + 1)

        await callback.form(modal(form, self._ids.form(form), suggest))

    async def _suggest(self, typing: Typing, callback: Callback) -> None:
        choices = self._dispatcher.suggest(typing.request, typing.argument, typing.partial, OPTIONS)
        fitting = [choice for choice in choices if 0 < len(choice.value) <= OPTION]
        await callback.choices([{"name": cut(choice.label, OPTION), "value": choice.value} for choice in fitting])

    def _payload(self, reply: Reply, asked: Asked) -> Payload:
        """The reply's page; where a form can't be shown at once, with a button that opens it, filled in as it was."""
        payload = self._shelf.payload(reply, self._render)
        form = reply.form or (None if reply.ok else asked.form)
        if form is None:
            return payload
        opens = self._ids.form(again(form, asked.request.values))
        rows = [button("Try again" if asked.form else "Fill in", opens), *payload.body.get("components", ())]
        return Payload({**payload.body, "components": rows[:ROWS]}, payload.pictures)

    def _render(self, reply: Reply) -> Payload:
        return view(reply, DiscordRenderer(Components(self._ids, reply.request))).payload

    async def _tell(self, callback: Callback, reply: Reply) -> None:
        """Say privately why there is no answer, first or last."""
        payload = self._render(reply)
        try:
            await callback.show(payload, private=True)
        except discord.HTTPException:
            with suppress(discord.HTTPException):
                await callback.follow(payload, private=True)


async def _show(callback: Callback, payload: Payload, private: bool) -> None:
    """Show an answer; privately, and saying why, where it may not be shown to all."""
    try:
        await callback.show(payload, private)
    except discord.Forbidden:
        if private:
            raise
        await callback.show(Payload({**payload.body, "content": FORBIDDEN}, payload.pictures), private=True)
