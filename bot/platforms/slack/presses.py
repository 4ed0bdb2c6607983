"""Buttons, menus, pickers in messages, and commands chosen on a message."""

import msgspec
from slack_bolt.response import BoltResponse

from bot.chat.invocation import Invocation
from bot.platforms.slack import asked
from bot.platforms.slack.answers import shared_by
from bot.platforms.slack.asked import Asked, Body, Origin
from bot.platforms.slack.controls import AGAIN, PICK, RUN, SHARE, TURN, chosen, decode
from bot.platforms.slack.conversation import Conversation, Show, acknowledged
from bot.platforms.slack.keeping import EXPIRED, Expired
from bot.platforms.slack.redaction import redacted

log = redacted(__name__)


class Presses:
    """Acknowledges a press at once and answers it after that, the way the button means."""

    def __init__(self, conversation: Conversation) -> None:
        outlet = conversation.outlet
        self._conversation = conversation
        self._shows: dict[str, Show] = {
            RUN: outlet.beside,
            AGAIN: outlet.instead,
            PICK: outlet.instead,
            TURN: outlet.turn,
        }

    async def pressed(self, body: Body, workspace: str) -> BoltResponse:
        """A button pressed, an option chosen."""
        origin = asked.interaction(body, workspace)
        self._conversation.after(self._answered(body["actions"][0], origin), origin)
        return acknowledged()

    async def _answered(self, action: Body, origin: Origin) -> None:
        kind = action["action_id"].partition(":")[0]
        try:
            run = await self._run(action)
        except Expired:
            await self._conversation.outlet.beside(EXPIRED, origin)
            return
        except (ValueError, msgspec.DecodeError):
            log.warning("a button was pressed that isn't ours: %r", action["action_id"])
            return
        question = asked.again(origin, run)
        if kind == SHARE:
            await self._share(question)
        elif kind in self._shows:
            await self._conversation.answered(question, self._shows[kind])

    async def shortcut(self, body: Body, workspace: str) -> BoltResponse:
        """A command chosen on a message."""
        command = self._conversation.dispatcher.commands.get(body["callback_id"])
        arguments = [argument.name for argument in command.arguments] if command else []
        question = asked.shortcut(body, workspace, arguments)
        self._conversation.later(question, self._conversation.outlet.beside)
        return acknowledged()

    async def _share(self, question: Asked) -> None:
        caller = await self._conversation.caller(question.origin)
        reply = await self._conversation.answer(question)
        await self._conversation.outlet.share(reply, question.origin, shared_by(caller.name))

    async def _run(self, action: Body) -> Invocation:
        """What an action asks. Raises Expired, and ValueError or msgspec.DecodeError when it is not one of ours."""
        kind, _, name = action["action_id"].partition(":")
        if kind != PICK:
            return decode(await self._conversation.keeping.whole(chosen(action)))
        run = decode(action["block_id"])
        return Invocation(run.command, {**run.values, name: chosen(action)})
