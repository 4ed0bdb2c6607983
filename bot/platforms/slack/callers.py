"""Who is asking: the name, the role, the language and the time zone of a Slack user."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackClientError

from bot.chat.delivery import Gone
from bot.chat.request import Caller, Role
from bot.platforms.slack.clients import Clients
from bot.platforms.slack.redaction import redacted

log = redacted(__name__)

KEPT: Final = 600.0
"""Seconds a look-up holds of somebody who reads."""

RETRIED: Final = 30.0
"""Seconds until a look-up that failed is tried again."""

PATIENCE: Final = 1.5
"""Seconds a caller waits for the look-up, of the three Slack gives for an answer."""

MOST: Final = 10_000
"""Most callers remembered."""


@dataclass(frozen=True, slots=True)
class Roles:
    """Who may do more than read: Slack ids of owners, of moderators, and of user groups whose members are moderators.
    Admins of the workspace are moderators too."""

    owners: frozenset[str] = frozenset()
    moderators: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()


class Callers:
    """Looks callers up once in a while, and each time where it matters what they may do."""

    def __init__(self, clients: Clients, roles: Roles, clock: Callable[[], float] = time.monotonic) -> None:
        self._clients = clients
        self._roles = roles
        self._clock = clock
        self._callers: dict[tuple[str, str], tuple[float, Caller]] = {}
        self._members: dict[tuple[str, str], tuple[float, frozenset[str]]] = {}

    async def find(self, workspace: str, user: str, name: str, *, anew: bool = False) -> Caller:
        """The caller, looked up `anew` where a role that was lost a moment ago must not count. When Slack can't tell in
        time: the caller as known, else the name that came along, and the role that the settings give."""
        key = (workspace, user)
        known = self._callers.get(key)
        now = self._clock()
        if known and known[0] > now and not anew:
            return known[1]
        try:
            async with asyncio.timeout(PATIENCE):
                caller, kept = await self._look_up(workspace, user, name, anew=anew), KEPT
        except (SlackClientError, aiohttp.ClientError, TimeoutError, Gone) as error:
            log.warning("Slack doesn't tell who %s in %s is: %s", user, workspace, type(error).__name__)
            if known and known[0] > now:
                return known[1]
            caller, kept = Caller(user, name or user, self._given(user) or Role.READER), RETRIED
        if len(self._callers) >= MOST:
            self._callers.pop(next(iter(self._callers)))
        self._callers.pop(key, None)
        self._callers[key] = (now + kept, caller)
        return caller

    async def _look_up(self, workspace: str, user: str, name: str, *, anew: bool) -> Caller:
        client = await self._clients.web(workspace)
        found: dict[str, Any] = (await client.users_info(user=user, include_locale=True))["user"]
        profile = found.get("profile") or {}
        return Caller(
            user,
            profile.get("display_name") or found.get("real_name") or found.get("name") or name or user,
            self._given(user) or await self._earned(workspace, user, found, anew=anew),
            found.get("locale") or "en",
            found.get("tz"),
        )

    def _given(self, user: str) -> Role | None:
        """The role that the settings name somebody for."""
        if user in self._roles.owners:
            return Role.OWNER
        return Role.MODERATOR if user in self._roles.moderators else None

    async def _earned(self, workspace: str, user: str, found: dict[str, Any], *, anew: bool) -> Role:
        """The role that comes with what somebody is in this workspace; an admin of another one, who is here through a
        shared channel, is none here."""
        admin = found.get("is_admin") or found.get("is_owner")
        if admin and found.get("team_id") == workspace:
            return Role.MODERATOR
        for group in sorted(self._roles.groups):
            if user in await self._group(workspace, group, anew=anew):
                return Role.MODERATOR
        return Role.READER

    async def _group(self, workspace: str, group: str, *, anew: bool) -> frozenset[str]:
        key = (workspace, group)
        known = self._members.get(key)
        now = self._clock()
        if known is None or known[0] <= now or anew:
            client = await self._clients.web(workspace)
            try:
                found = await client.usergroups_users_list(usergroup=group)
                members = frozenset[str](found["users"])
            except SlackClientError as error:
                log.warning("Slack doesn't tell who is in the user group %s: %s", group, type(error).__name__)
                members = known[1] if known and known[0] > now else frozenset()
            known = self._members[key] = (now + KEPT, members)
        return known[1]
