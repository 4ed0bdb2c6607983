"""The workspaces the bot is in: the token that speaks there and who the bot is there."""

from collections.abc import Callable, Coroutine
from typing import Any, Final, Protocol

import msgspec
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.adapter import Refused
from bot.platforms.slack.outcomes import code
from bot.platforms.slack.redaction import redacted

log = redacted(__name__)


USELESS: Final = frozenset(
    {
        "access_denied",
        "account_inactive",
        "app_missing_scope",
        "invalid_auth",
        "invalid_token",
        "missing_scope",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
    }
)
"""What Slack says of a token that will be no better at the next try."""


class Access(msgspec.Struct, frozen=True):
    """What is needed to speak in a workspace."""

    workspace: str
    token: str
    bot_user: str
    bot: str | None = None

    def __repr__(self) -> str:
        return f"Access({self.workspace!r})"


def refusal(setting: str, error: SlackApiError) -> Exception:
    """Why Slack doesn't take a token: Refused with what to do, or the error itself when another try may go better."""
    reason = code(error)
    if reason not in USELESS:
        return error
    return Refused(f"{setting}: Slack refuses it ({reason}). Copy it again from the app's page on api.slack.com.")


Told = Callable[[str], Coroutine[Any, Any, None]]
"""Is told a workspace that the bot came to or left."""


async def nothing(_workspace: str) -> None:
    """What is done about it where nothing was prepared."""


class Workspaces(Protocol):
    """Where the bot is installed."""

    async def open(self, client: AsyncWebClient, /) -> None:
        """Find out what has to be known before the first request. Raises Refused."""
        ...

    async def access(self, workspace: str, /) -> Access | None:
        """What is needed to speak in a workspace; None when the bot is not installed there (any more)."""
        ...

    async def forget(self, workspace: str, /) -> bool:
        """Delete everything that gives access to a workspace; whether there was anything."""
        ...


class OneWorkspace:
    """The workspace whose bot token is in the settings. `on_back` is told it when the token turns out to be good."""

    def __init__(self, token: str, on_back: Told = nothing) -> None:
        self._token = token
        self._on_back = on_back
        self._access: Access | None = None

    async def open(self, client: AsyncWebClient, /) -> None:
        """Ask Slack whose token it is."""
        try:
            found = await client.auth_test(token=self._token)
        except SlackApiError as error:
            raise refusal("SLACK_BOT_TOKEN", error) from None
        self._access = Access(found["team_id"], self._token, found["user_id"], found.get("bot_id"))
        await self._on_back(self._access.workspace)

    async def access(self, _workspace: str, /) -> Access | None:
        """The one there is. A channel shared with another workspace may name that one: the token is the same."""
        return self._access

    async def forget(self, _workspace: str, /) -> bool:
        """Stop using the token; the settings still hold it."""
        used, self._access = self._access, None
        return used is not None


class Authorize(AsyncAuthorize):
    """Tells Bolt who the bot is in a workspace, without asking Slack at each request as Bolt's own does."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    async def __call__(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None, **_more: object
    ) -> AuthorizeResult | None:
        """Bolt's own form of `Workspaces.access`."""
        try:
            access = await self._workspaces.access(team_id or "")
        except Exception:
            log.exception("the installation into %s can't be read", team_id)
            return None
        if access is None:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=access.workspace,
            bot_id=access.bot,
            bot_user_id=access.bot_user,
            bot_token=access.token,
            user_id=user_id,
        )
