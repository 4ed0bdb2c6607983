"""Asks for a Slack user, in time or after the acknowledgement, and never leaves a request without an answer."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from typing import Any, Final

import msgspec
from slack_bolt.response import BoltResponse

from bot.chat.dispatcher import Dispatcher
from bot.chat.reply import Reply
from bot.chat.request import Caller, Role
from bot.platforms.slack.asked import Asked, Origin
from bot.platforms.slack.attachments import Attachments
from bot.platforms.slack.background import Background
from bot.platforms.slack.callers import Callers
from bot.platforms.slack.channels import Channels
from bot.platforms.slack.keeping import Keeping
from bot.platforms.slack.outlet import Outlet
from bot.platforms.slack.payload import Json
from bot.platforms.slack.redaction import redacted

log = redacted(__name__)

PROMPT: Final = 2.0
"""Seconds an answer may take to go out with the acknowledgement, of the three that Slack waits for one."""

Show = Callable[[Reply, Origin], Awaitable[None]]


class Conversation:
    """What every kind of request goes through."""

    def __init__(
        self,
        dispatcher: Dispatcher[Any],
        callers: Callers,
        channels: Channels,
        attachments: Attachments,
        *,
        outlet: Outlet,
        background: Background,
        keeping: Keeping,
    ) -> None:
        self.dispatcher = dispatcher
        self.outlet = outlet
        self.keeping = keeping
        self._callers = callers
        self._channels = channels
        self._attachments = attachments
        self._background = background

    async def caller(self, origin: Origin, *, anew: bool = False) -> Caller:
        """Who is asking, looked up `anew` or as known."""
        return await self._callers.find(origin.place.workspace, origin.user, origin.name, anew=anew)

    async def answer(self, question: Asked) -> Reply:
        """The reply to a question. What not everybody may ask is answered by what the caller is now."""
        caller = await self.caller(question.origin, anew=self._is_for_some(question))
        files = self._attachments.files(question.origin.place.workspace, question.attached)
        return await self.dispatcher.answer(question.request(caller, files))

    def _is_for_some(self, question: Asked) -> bool:
        """Whether a question is, or with its next words may be, one that only moderators or owners may ask."""
        first = question.command.strip().removeprefix("/").casefold().partition(" ")[0]
        family = (c for name, c in self.dispatcher.commands.items() if name == first or name.startswith(f"{first} "))
        return any(command.role > Role.READER for command in family)

    async def promptly(self, question: Asked) -> asyncio.Task[Reply]:
        """A question's answer, which is there already unless it takes longer than Slack would wait."""
        task = asyncio.create_task(self.answer(question))
        await asyncio.wait((task,), timeout=PROMPT)
        return task

    def later(self, question: Asked, show: Show) -> None:
        """Answer after the acknowledgement."""
        self.after(self.answered(question, show), question.origin)

    async def answered(self, question: Asked, show: Show) -> None:
        """Answer now."""
        origin = await self.located(question.origin)
        await show(await self.answer(replace(question, origin=origin)), origin)

    async def located(self, origin: Origin) -> Origin:
        """The same, but knowing whether the caller is alone with the bot there."""
        place = origin.place
        if origin.direct or not place.channel.startswith("D"):
            return origin
        return replace(origin, direct=await self._channels.direct(place.workspace, place.channel))

    def after(self, work: Coroutine[Any, Any, None], origin: Origin) -> None:
        """Do work after the acknowledgement; if it fails, say so where it was asked for."""
        self._background.start(self._surely(work, origin))

    async def _surely(self, work: Coroutine[Any, Any, None], origin: Origin) -> None:
        try:
            await work
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("an answer could not be shown", extra={"reference": reference})
            await self.outlet.apologise(origin, reference)


def acknowledged(body: Json | None = None) -> BoltResponse:
    """The acknowledgement, with an answer in it where there is one."""
    return BoltResponse(status=200, body=msgspec.json.encode(body).decode() if body else "")
