"""Who may do what in Slack, and how the bot finds out."""

import pytest

from bot.chat.invocation import Invocation
from bot.chat.request import Role
from bot.platforms.slack.callers import Roles
from bot.platforms.slack.home import SECTIONS, Section
from tests.platforms.slack import sample
from tests.platforms.slack.conftest import Running
from tests.platforms.slack.loopback import USER, Fault, Slack, member
from tests.platforms.slack.reading import said


@pytest.mark.parametrize(
    ("roles", "profile", "role"),
    [
        (Roles(), {}, Role.READER),
        (Roles(owners=frozenset({USER})), {}, Role.OWNER),
        (Roles(owners=frozenset({USER}), moderators=frozenset({USER})), {}, Role.OWNER),
        (Roles(moderators=frozenset({USER})), {}, Role.MODERATOR),
        (Roles(groups=frozenset({"S1", "S2"})), {}, Role.MODERATOR),
        (Roles(groups=frozenset({"S3"})), {}, Role.READER),
        (Roles(), {"is_admin": True}, Role.MODERATOR),
        (Roles(), {"is_owner": True}, Role.MODERATOR),
        (Roles(), {"is_admin": True, "team_id": "T-another"}, Role.READER),
    ],
)
async def test_roles(slack: Slack, running: Running, roles: Roles, profile: dict[str, object], role: Role) -> None:
    slack.members[USER] = member(USER, **profile)
    slack.groups = {"S1": ["U7"], "S2": [USER], "S3": ["U7"]}
    async with running(roles=roles):
        assert role.name in said(await slack.slash("/whoami"))
        refused = (await slack.slash("/waiting"))["text"].startswith("/waiting is for moderators.")
    assert refused is (role < Role.MODERATOR)


async def test_a_caller_is_looked_up_once_in_a_while(slack: Slack, running: Running) -> None:
    async with running():
        for _ in range(3):
            await slack.slash("/whoami")
    assert [method for method, _ in slack.calls].count("users.info") == 1


async def test_what_only_moderators_may_ask_is_answered_by_what_the_caller_is_now(
    slack: Slack, running: Running
) -> None:
    slack.members[USER] = member(USER, is_admin=True)

    async def refused() -> bool:
        return str((await slack.slash("/waiting"))["text"]).startswith("/waiting is for moderators.")

    async with running():
        assert not await refused()
        slack.faults["users.info"] = [Fault(status=500)]
        assert not await refused(), "what was known a moment ago counts while Slack can't tell"
        slack.members[USER] = member(USER)
        assert await refused()
        slack.members[USER] = member(USER, is_admin=True)
        assert not await refused(), "a new moderator doesn't wait"


async def test_a_failed_look_up_costs_the_role_and_not_the_answer(
    slack: Slack, running: Running, world: sample.World
) -> None:
    slack.faults["users.info"] = [Fault(status=500)]
    async with running(roles=Roles(owners=frozenset({USER}))):
        await slack.slash("/whoami")
    assert (world.asked[0].caller.name, world.asked[0].caller.role) == ("ana", Role.OWNER)


async def test_a_user_group_that_can_not_be_read_makes_nobody_a_moderator(slack: Slack, running: Running) -> None:
    slack.faults["usergroups.users.list"] = [Fault(error="missing_scope")]
    async with running(roles=Roles(groups=frozenset({"S1"}))):
        assert "READER" in said(await slack.slash("/whoami"))


async def test_the_home_tab_shows_moderators_what_waits_for_them(slack: Slack, running: Running) -> None:
    sections = (*SECTIONS, Section(Invocation("waiting"), Role.MODERATOR))
    slack.members["U2"] = member("U2", is_admin=True)
    async with running(sections=sections):
        for user in (USER, "U2"):
            await slack.event({"type": "app_home_opened", "user": user, "tab": "home", "channel": "D1"})
        await slack.until(lambda: len(slack.homes) == 2)
    assert "Waiting for you" not in said(slack.homes[USER])
    assert "Waiting for you" in said(slack.homes["U2"])
    assert "Russia in Venezuela" in said(slack.homes["U2"])
