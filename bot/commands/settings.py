"""What is set for a workspace."""

from enum import StrEnum
from typing import Annotated

from bot.chat.command import Param, command
from bot.chat.document import Button, Document, Fact, Facts, Text
from bot.chat.invocation import Invocation
from bot.chat.reply import Reply
from bot.chat.request import Role
from bot.commands.context import Context
from bot.commands.digest import zone_names
from bot.commands.subscribed import MOST
from bot.delivery.schedule_reading import read_zone
from bot.store.saved import Who


@command(role=Role.MODERATOR, name="settings zone", examples=("/settings zone Europe/Madrid",))
async def zone(
    context: Context,
    zone: Annotated[str, Param("Time zone, like Europe/Madrid", complete=zone_names, rest=True)],
) -> Reply:
    """Set the time zone of this workspace, for the digests added from now on."""
    from bot.store import workspaces

    name = read_zone(zone)
    async with (await context.database()).write() as c:
        await workspaces.set_zone(c, context.workspace, name)
        await context.record(c, "settings zone", zone=name)
    text = "New digests come by its clocks unless they name another. Those there are stay as they are."
    return Reply(Document(f"The time zone is {name}", (Text(text),)), buttons=(_show(),))


class Switch(StrEnum):
    """On or off, or as it is when nobody says."""

    ON = "on"
    OFF = "off"
    DEFAULT = "default"


@command(role=Role.MODERATOR, name="settings four-eyes", examples=("/settings four-eyes on",))
async def four_eyes(
    context: Context, state: Annotated[Switch, Param("on, off, or default: on where several moderators are at work")]
) -> Reply:
    """Say whether somebody else than the author has to approve a draft of this workspace."""
    from bot.store import audit, workspaces
    from bot.store.entry import Entry

    wanted = {Switch.ON: True, Switch.OFF: False, Switch.DEFAULT: None}[state]
    caller = context.request.caller
    entry = Entry(
        at=context.now,
        workspace=context.workspace,
        who=Who(caller.id, caller.name),
        what="settings four-eyes",
        detail={"state": state.value},
        place=context.request.place,
    )
    async with (await context.database()).write() as c:
        await workspaces.set_four_eyes(c, context.workspace, wanted)
        await audit.record(c, entry)
    told = {
        Switch.ON: "Whoever wrote a draft can't approve it.",
        Switch.OFF: "Whoever wrote a draft may approve it too.",
        Switch.DEFAULT: "Whoever wrote a draft can't approve it once two or more moderators have been at work here.",
    }[state]
    return Reply(Document(f"Four eyes: {state}", (Text(told),)), buttons=(_show(),))


@command(name="settings show", private=True, examples=("/settings show",))
async def show(context: Context) -> Reply:
    """Show what is set for this workspace."""
    from bot.store import subscriptions, workspaces

    async with (await context.database()).read() as c:
        found = await workspaces.get(c, context.workspace)
        digests = await subscriptions.count(c, context.workspace)
    zone = Fact("Time zone", found.zone or "none set", None if found.zone else "a digest takes that of who adds it")
    eyes = {True: "on", False: "off", None: "default"}[found.four_eyes]
    approving = Fact("Four eyes", eyes, None if found.four_eyes is not None else "on where several moderators work")
    facts = Facts((zone, approving, Fact("Digests", f"{digests} of {MOST}")))
    return Reply(
        Document("Settings of this workspace", (facts,)), buttons=(Button("Digests", Invocation("digest list")),)
    )


def _show() -> Button:
    return Button("Settings", Invocation("settings show"))
