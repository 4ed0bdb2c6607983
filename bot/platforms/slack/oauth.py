"""Installing the bot into many workspaces: the OAuth flow, and what it leaves behind, encrypted by its store."""

import secrets
import time
from collections.abc import Callable
from typing import Final, Protocol
from urllib.parse import urljoin

import msgspec
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient
from typing_extensions import override

from bot.platforms.slack import outcomes
from bot.platforms.slack.manifest import SCOPES
from bot.platforms.slack.redaction import redacted, sdk_logger
from bot.platforms.slack.workspaces import Access, Told, nothing

log = redacted(__name__)

KEPT: Final = 300.0
"""Seconds an installation is used without reading it again: how long another process's uninstall goes unnoticed."""

STATE: Final = 600
"""Seconds somebody has to finish an installation."""

INSTALL: Final = "/slack/install"
REDIRECT: Final = "/slack/oauth_redirect"


class Installations(Protocol):
    """Where installations are kept. What is kept is secret: the store encrypts it."""

    async def keep(self, workspace: str, secret: bytes) -> None:
        """Keep what gives access to a workspace, in place of what was kept before."""
        ...

    async def read(self, workspace: str) -> bytes | None:
        """What was kept, or None."""
        ...

    async def drop(self, workspace: str) -> bool:
        """Delete what was kept; whether there was anything."""
        ...

    async def issue(self, state: str, until: int) -> None:
        """Remember that an installation was begun; `until` in seconds since 1970."""
        ...

    async def redeem(self, state: str, now: int) -> bool:
        """Whether this installation was begun and is still in time; a state can be redeemed once."""
        ...


class ManyWorkspaces:
    """The workspaces that installed the bot. `on_back` is told each one that does so, again too."""

    def __init__(
        self, installations: Installations, on_back: Told = nothing, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._installations = installations
        self._on_back = on_back
        self._clock = clock
        self._known: dict[str, tuple[float, Access | None]] = {}

    async def open(self, _client: AsyncWebClient, /) -> None:
        """Nothing has to be known before the first request."""

    async def access(self, workspace: str, /) -> Access | None:
        """What the installation into a workspace gave."""
        known = self._known.get(workspace)
        if known is None or known[0] <= self._clock():
            secret = await self._installations.read(workspace)
            access = msgspec.json.decode(secret, type=Access) if secret else None
            known = self._known[workspace] = (self._clock() + KEPT, access)
        return known[1]

    async def add(self, access: Access) -> None:
        """Keep what an installation gave."""
        await self._installations.keep(access.workspace, msgspec.json.encode(access))
        self._known.pop(access.workspace, None)
        await self._on_back(access.workspace)

    async def forget(self, workspace: str, /) -> bool:
        """Delete the token of a workspace."""
        dropped = await self._installations.drop(workspace)
        self._known.pop(workspace, None)
        return dropped


class _Store(AsyncInstallationStore):
    """Bolt's form of `ManyWorkspaces.add`."""

    def __init__(self, workspaces: ManyWorkspaces) -> None:
        self._workspaces = workspaces

    async def async_save(self, installation: Installation) -> None:
        token, workspace, bot_user = installation.bot_token, installation.team_id, installation.bot_user_id
        if not (token and workspace and bot_user):
            raise BoltError("The bot is installed into one workspace at a time, not into a whole organisation.")
        await self._workspaces.add(Access(workspace, token, bot_user, installation.bot_id))


class _States(AsyncOAuthStateStore):
    """Bolt's form of `Installations.issue` and `redeem`."""

    def __init__(self, installations: Installations) -> None:
        self._installations = installations

    async def async_issue(self, *_args: object, **_kwargs: object) -> str:
        state = secrets.token_urlsafe(32)
        await self._installations.issue(state, int(time.time()) + STATE)
        return state

    async def async_consume(self, state: str) -> bool:
        return await self._installations.redeem(state, int(time.time()))


class Install:
    """The pages people install the bot with: `INSTALL` sends them to Slack, which sends them back to `REDIRECT`."""

    def __init__(
        self, client_id: str, client_secret: str, installations: Installations, workspaces: ManyWorkspaces
    ) -> None:
        self._client_id = client_id
        self._client_secret = client_secret
        self._installations = installations
        self._workspaces = workspaces

    def pages(self, client: AsyncWebClient) -> AsyncOAuthFlow:
        """Bolt's flow, which keeps what it gets in our store."""
        settings = AsyncOAuthSettings(
            client_id=self._client_id,
            client_secret=self._client_secret,
            scopes=list(SCOPES),
            user_scopes=[],
            authorization_url=urljoin(client.base_url, "/oauth/v2/authorize"),
            install_path=INSTALL,
            redirect_uri_path=REDIRECT,
            installation_store=_Store(self._workspaces),
            state_store=_States(self._installations),
            callback_options=AsyncCallbackOptions(success=_installed, failure=_not_installed),
            logger=sdk_logger(),
        )
        return _Flow(client=client, logger=sdk_logger(), settings=settings)


class _Flow(AsyncOAuthFlow):
    """Bolt's flow, but for the exchange of the code: Bolt writes a code that was refused into the log, and calls a part
    of aiohttp that is going away."""

    @override
    async def run_installation(self, code: str) -> Installation | None:
        form = {"code": code, "client_id": self.client_id, "client_secret": self.settings.client_secret}
        try:
            found = await self.client.api_call("oauth.v2.access", data=form)
            token = found.get("access_token")
            bot = (await self.client.auth_test(token=token)).get("bot_id") if token else None
        except SlackApiError as error:
            log.warning("Slack refuses an installation: %s", outcomes.code(error))
            return None
        return Installation(
            app_id=found.get("app_id"),
            team_id=(found.get("team") or {}).get("id"),
            bot_token=token,
            bot_id=bot,
            bot_user_id=found.get("bot_user_id"),
            user_id=(found.get("authed_user") or {}).get("id", ""),
        )


async def _installed(args: AsyncSuccessArgs) -> BoltResponse:
    log.info("installed into the workspace %s", args.installation.team_id)
    return await args.default.success(args)


async def _not_installed(args: AsyncFailureArgs) -> BoltResponse:
    log.warning("an installation failed: %s", args.reason)
    return await args.default.failure(args)
