"""Who may do what on Discord: owners by id, moderators by permission or by role."""

from collections.abc import Collection
from typing import Final

import discord

from bot.chat.request import Role

_READS_ONLY: Final = discord.TeamMemberRole.read_only
_MODERATES: Final = discord.Permissions(manage_messages=True, administrator=True).value


class Roles:
    """Gives each caller a role. `owners` are user ids, `moderators` ids of server roles; those with Manage Messages in
    the channel are moderators anyway."""

    def __init__(self, owners: Collection[str] = (), moderators: Collection[int] = ()) -> None:
        self._owners = frozenset(owners)
        self._moderators = frozenset(moderators)
        self._team: frozenset[str] = frozenset()

    def belong(self, application: discord.AppInfo) -> None:
        """Make the owner of the application, or those of its team who can change it, owners too."""
        if application.team is None:
            self._team = frozenset({str(application.owner.id)})
        else:
            self._team = frozenset(
                str(member.id)
                for member in application.team.members
                if member.role is not _READS_ONLY and member.membership_state is discord.TeamMembershipState.accepted
            )

    def of(self, user: discord.User | discord.Member, permissions: discord.Permissions) -> Role:
        """The role of somebody with these permissions where the question is asked."""
        if str(user.id) in self._owners or str(user.id) in self._team:
            return Role.OWNER
        if permissions.value & _MODERATES:
            return Role.MODERATOR
        if isinstance(user, discord.Member) and any(user.get_role(role) for role in self._moderators):
            return Role.MODERATOR
        return Role.READER
