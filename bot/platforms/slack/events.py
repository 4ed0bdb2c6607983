"""Events: mentions, direct messages, the Home tab opened, the bot uninstalled."""

import time

from slack_bolt.response import BoltResponse

from bot.platforms.slack import asked
from bot.platforms.slack.asked import Asked, Body
from bot.platforms.slack.background import Background
from bot.platforms.slack.callers import Callers
from bot.platforms.slack.conversation import Conversation, acknowledged
from bot.platforms.slack.home import Home
from bot.platforms.slack.seen import Seen
from bot.platforms.slack.workspaces import Told


class Events:
    """Handles each event once, however often Slack sends it."""

    def __init__(
        self, conversation: Conversation, callers: Callers, home: Home, background: Background, gone: Told
    ) -> None:
        self._conversation = conversation
        self._callers = callers
        self._home = home
        self._background = background
        self._gone = gone
        self._seen = Seen(time.monotonic)

    async def event(self, body: Body, workspace: str) -> BoltResponse:
        """Acknowledge at once and do the rest after it."""
        if not self._seen.before(body.get("event_id", "")):
            self._handle(body, body["event"], workspace)
        return acknowledged()

    def _handle(self, body: Body, event: Body, workspace: str) -> None:
        match event["type"]:
            case "app_mention" if _is_said(event):
                self._ask(asked.mention(event, workspace, _bot(body)))
            case "message" if _is_said(event) and event.get("channel_type") == "im":
                self._ask(asked.direct(event, workspace))
            case "app_home_opened" if event.get("tab") == "home":
                self._background.start(self._open_home(workspace, event["user"]))
            case "app_uninstalled":
                self._background.start(self._gone(workspace))
            case "tokens_revoked" if event.get("tokens", {}).get("bot"):
                self._background.start(self._gone(workspace))

    def _ask(self, question: Asked) -> None:
        self._conversation.later(question, self._conversation.outlet.show)

    async def _open_home(self, workspace: str, user: str) -> None:
        await self._home.publish(workspace, await self._callers.find(workspace, user, "", anew=True))


def _is_said(event: Body) -> bool:
    """Whether a person wrote this just now; not a bot, not an edit, not a notice that somebody joined."""
    wrote = event.get("user") and not event.get("bot_id") and not event.get("edited")
    return bool(wrote) and event.get("subtype") in {None, "file_share", "thread_broadcast"}


def _bot(body: Body) -> str:
    """The id by which the bot is mentioned in the workspace an event comes from."""
    return str(next((one.get("user_id", "") for one in body.get("authorizations") or ()), ""))
