"""What Slack says of a channel: whether the bot can post there, and who else is in it."""

from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.chat.delivery import Gone
from bot.chat.request import Place
from bot.platforms.slack.clients import Clients
from bot.platforms.slack.outcomes import code
from bot.platforms.slack.redaction import redacted

log = redacted(__name__)

UNINVITED: Final = "chat:write.public"
"""The permission to post in public channels that the bot was not invited to."""

MOST: Final = 10_000
"""Most channels remembered."""

_REASONS: Final = {
    "channel_not_found": (
        "I can't see this channel. If it is private, type /invite @briefbot in it first; if it is gone, choose another."
    ),
    "missing_scope": (
        "I may not look at channels of this kind. Install the app again, with all the permissions it asks for."
    ),
}
_AWAY: Final = "Slack can't be asked right now. Try again in a minute."


class Channels:
    """Asks Slack about channels."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients
        self._direct: dict[tuple[str, str], bool] = {}

    async def direct(self, workspace: str, channel: str) -> bool:
        """Whether somebody is alone with the bot in a channel of two. One of two other people has an id of the same
        kind, but the bot can't see it. When Slack can't be asked: no, so that what is private stays private."""
        key = (workspace, channel)
        if key not in self._direct:
            try:
                found: dict[str, Any] = (await self._info(workspace, channel))["channel"]
            except SlackApiError as error:
                if code(error) != "channel_not_found":
                    return False
                found = {}
            except (aiohttp.ClientError, TimeoutError, Gone):
                return False
            if len(self._direct) >= MOST:
                self._direct.pop(next(iter(self._direct)))
            self._direct[key] = bool(found.get("is_im"))
        return self._direct[key]

    async def why_not_post(self, place: Place) -> str | None:
        """Why the bot can't post in a place, in words that say what to do about it, or None when it can."""
        if place.channel.startswith(("U", "W")):
            return None
        try:
            response = await self._info(place.workspace, place.channel)
        except Gone:
            return "I am not installed in this workspace. Install the app, then try again."
        except SlackApiError as error:
            log.info("Slack doesn't tell about the channel %s: %s", place.channel, code(error))
            return _REASONS.get(code(error), _AWAY)
        except (aiohttp.ClientError, TimeoutError):
            return _AWAY
        return _why_not(response["channel"], _allowed(response))

    async def _info(self, workspace: str, channel: str) -> AsyncSlackResponse:
        return await (await self._clients.web(workspace)).conversations_info(channel=channel)


def _why_not(channel: dict[str, Any], uninvited: bool) -> str | None:
    if channel.get("is_archived"):
        return "This channel is archived. Choose another, or bring it back first."
    if channel.get("is_im") or channel.get("is_member"):
        closed = channel.get("is_read_only") or channel.get("is_frozen")
        return (
            "Only some people may post in this channel. Let me post in it too, or choose another." if closed else None
        )
    if channel.get("is_private") or not uninvited:
        return "I am not in this channel. Type /invite @briefbot in it, then try again."
    return None


def _allowed(response: AsyncSlackResponse) -> bool:
    """Whether the installation has the permission to post uninvited. Slack names all it has with each answer."""
    headers = {str(name).lower(): str(value) for name, value in response.headers.items()}
    scopes = headers.get("x-oauth-scopes")
    return scopes is None or UNINVITED in [scope.strip() for scope in scopes.split(",")]
