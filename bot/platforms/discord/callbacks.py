"""The calls that answer an interaction; they need no permission and count towards no rate limit of the bot."""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any, Final

import discord
from discord.webhook.async_ import async_context

from bot.chat.document import Image
from bot.platforms.discord.bodies import parameters
from bot.platforms.discord.renderer import Payload

HIDDEN: Final = 1 << 6
"""The flag of a message that only the caller sees."""


class _Kind(IntEnum):
    MESSAGE = 4
    MESSAGE_LATER = 5
    UPDATE_LATER = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


class Callback:
    """Answers one interaction: at first with one of `show`, `replace`, `later`, `form`, `choices`; after `later` with
    the others. Those that show a message give its id. All raise what discord.py raises."""

    def __init__(self, interaction: discord.Interaction) -> None:
        self._interaction = interaction
        self._token = interaction.token
        # `followup.session` is the same, but makes a whole webhook first.
        self._session = interaction._session  # noqa: SLF001

    async def show(self, payload: Payload, private: bool) -> str | None:
        """Show a message."""
        said = await self._respond(_Kind.MESSAGE, _flagged(payload, private), payload.pictures)
        return _id(said, "interaction", "response_message_id")

    async def replace(self, payload: Payload) -> str | None:
        """Show a message in the place of the one that was pressed."""
        await self._respond(_Kind.UPDATE, _whole(payload), payload.pictures)
        return str(self._interaction.message.id) if self._interaction.message else None

    async def later(self, private: bool) -> None:
        """Say that an answer is on its way."""
        await self._respond(_Kind.MESSAGE_LATER, {"flags": HIDDEN} if private else {})

    async def replace_later(self) -> None:
        """Say nothing yet; the message that was pressed stays until it is replaced."""
        await self._respond(_Kind.UPDATE_LATER, {})

    async def form(self, modal: Mapping[str, Any]) -> None:
        """Show a modal."""
        await self._respond(_Kind.MODAL, dict(modal))

    async def choices(self, choices: Sequence[Mapping[str, str]]) -> None:
        """Show what an argument could be."""
        await self._respond(_Kind.CHOICES, {"choices": list(choices)})

    async def complete(self, payload: Payload) -> str | None:
        """Show the answer that was on its way."""
        message = await async_context.get().edit_original_interaction_response(
            self._interaction.application_id,
            self._token,
            session=self._session,
            **_parts(_whole(payload), payload.pictures),
        )
        return _id(message)

    async def withdraw(self) -> None:
        """Take back what stands where the answer was announced."""
        await async_context.get().delete_original_interaction_response(
            self._interaction.application_id, self._token, session=self._session
        )

    async def follow(self, payload: Payload, private: bool) -> str | None:
        """Show one more message."""
        message = await async_context.get().execute_webhook(
            self._interaction.application_id,
            self._token,
            session=self._session,
            wait=True,
            **_parts(_flagged(payload, private), payload.pictures),
        )
        return _id(message)

    async def _respond(self, kind: _Kind, data: dict[str, Any], pictures: Sequence[Image] = ()) -> object:
        return await async_context.get().create_interaction_response(
            self._interaction.id,
            self._token,
            session=self._session,
            params=parameters({"type": int(kind), "data": data}, pictures),
        )


def _id(answer: object, *path: str) -> str | None:
    """The id in an answer of Discord's, if it is there."""
    for key in path or ("id",):
        answer = answer.get(key) if isinstance(answer, Mapping) else None
    return str(answer) if answer else None


def _flagged(payload: Payload, private: bool) -> dict[str, Any]:
    return {**payload.body, "flags": HIDDEN} if private else payload.body


def _whole(payload: Payload) -> dict[str, Any]:
    """A body that leaves nothing of what it replaces."""
    return {"content": None, "components": [], "attachments": [], **payload.body}


def _parts(body: Mapping[str, Any], pictures: Sequence[Image]) -> dict[str, Any]:
    sent = parameters(body, pictures)
    return {"payload": sent.payload, "multipart": sent.multipart, "files": sent.files}
