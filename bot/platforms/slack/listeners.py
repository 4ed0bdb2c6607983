"""One entrance for all that Slack sends: each kind goes to what handles it."""

from collections.abc import Awaitable, Callable
from typing import Final

from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from typing_extensions import override

from bot.platforms.slack import asked
from bot.platforms.slack.asked import Body
from bot.platforms.slack.conversation import Conversation, acknowledged
from bot.platforms.slack.dialogs import Dialogs
from bot.platforms.slack.events import Events
from bot.platforms.slack.presses import Presses

Handler = Callable[[Body, str], Awaitable[BoltResponse]]
"""Takes a payload and the workspace it comes from; gives the acknowledgement within three seconds."""

_COMMAND: Final = "command"


class Listeners(AsyncMiddleware):
    """Stands behind Bolt's checks (signature, authorisation, own events) and takes everything that passes them.

    Bolt's own way on, a list of listeners tried one by one and thirty arguments prepared for the one that matches,
    takes longer than our whole answer.
    """

    def __init__(self, conversation: Conversation, events: Events, prefix: str) -> None:
        self._conversation = conversation
        self._prefix = prefix
        presses, dialogs = Presses(conversation), Dialogs(conversation)
        self._handlers: dict[str, Handler] = {
            _COMMAND: self._slash,
            "event_callback": events.event,
            "block_actions": presses.pressed,
            "message_action": presses.shortcut,
            "block_suggestion": dialogs.suggest,
            "view_submission": dialogs.submitted,
        }

    @override
    async def async_process(
        self, *, req: AsyncBoltRequest, resp: BoltResponse, next: Callable[[], Awaitable[BoltResponse]]
    ) -> BoltResponse:
        """Handle one payload; what the bot has no use for is acknowledged, so that Slack doesn't send it again."""
        body = req.body
        handler = self._handlers.get(_COMMAND if _COMMAND in body else body.get("type", ""))
        return await handler(body, req.context.team_id or "") if handler else acknowledged()

    async def _slash(self, body: Body, workspace: str) -> BoltResponse:
        """A slash command: the answer goes out with the acknowledgement when it is ready in time and may."""
        question = asked.slash(body, workspace, self._prefix)
        origin, outlet = question.origin, self._conversation.outlet
        task = await self._conversation.promptly(question)
        if task.done() and (message := outlet.message(task.result(), origin)):
            return acknowledged(message)

        async def follow_up() -> None:
            await outlet.show(await task, origin)

        self._conversation.after(follow_up(), origin)
        return acknowledged(outlet.announcement(task.result()) if task.done() else None)
