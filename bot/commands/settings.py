"""What is set for a workspace."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from bot.chat.command import Param, command
from bot.chat.document import Button, Document, Fact, Facts, Text
from bot.chat.errors import UserError
from bot.chat.invocation import Invocation
from bot.chat.reply import Reply
from bot.chat.request import Role
from bot.commands.context import Context
from bot.commands.digest import zone_names
from bot.commands.subscribed import MOST
from bot.delivery.zone_reading import read_zone
from bot.store.saved import Who

if TYPE_CHECKING:
    from bot.store.workspace import Workspace


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


class Scope(StrEnum):
    """What something is set for: this workspace, or what is shared with every one."""

    HERE = "here"
    SHARED = "shared"


@command(
    role=Role.MODERATOR,
    name="settings four-eyes",
    examples=("/settings four-eyes on", "/settings four-eyes on shared"),
)
async def four_eyes(
    context: Context,
    state: Annotated[Switch, Param("on, off, or default: on where several moderators are at work")],
    scope: Annotated[Scope, Param("For drafts of this workspace, or of what is shared: only owners")] = Scope.HERE,
) -> Reply:
    """Say whether somebody else than the author has to approve a draft.

    What is shared with every workspace has a setting of its own, which owners set: by default, somebody else has to
    approve an owner's draft once two or more owners have published or withdrawn there.
    """
    from bot.store import audit, workspaces
    from bot.store.entry import Entry

    wanted = {Switch.ON: True, Switch.OFF: False, Switch.DEFAULT: None}[state]
    caller = context.request.caller
    shared = scope is Scope.SHARED
    if shared and caller.role < Role.OWNER:
        problem = "Only the owners of this bot set what holds for shared briefings."
        raise UserError(problem, f"/settings four-eyes {state} sets it for this workspace’s own.", wrong="scope")
    workspace = "" if shared else context.workspace
    entry = Entry(
        at=context.now,
        workspace=workspace,
        who=Who(caller.id, caller.name),
        what="settings four-eyes",
        detail={"state": state.value},
        place=context.request.place,
    )
    async with (await context.database()).write() as c:
        await workspaces.set_four_eyes(c, workspace, wanted)
        await audit.record(c, entry)
    told = {
        Switch.ON: "Whoever wrote a draft can't approve it.",
        Switch.OFF: "Whoever wrote a draft may approve it too.",
        Switch.DEFAULT: (
            "Whoever wrote a draft can't approve it once two or more owners have decided on what is shared."
            if shared
            else "Whoever wrote a draft can't approve it once two or more moderators have been at work here."
        ),
    }[state]
    title = f"Four eyes for shared briefings: {state}" if shared else f"Four eyes: {state}"
    return Reply(Document(title, (Text(told),)), private=shared, buttons=(_show(),))


@command(name="settings show", private=True, examples=("/settings show",))
async def show(context: Context) -> Reply:
    """Show what is set for this workspace."""
    from bot.store import subscriptions, workspaces

    async with (await context.database()).read() as c:
        found = await workspaces.get(c, context.workspace)
        shared = await workspaces.get(c, "")
        digests = await subscriptions.count(c, context.workspace)
    zone = Fact("Time zone", found.zone or "none set", None if found.zone else "a digest takes that of who adds it")
    approving = [_eyes("Four eyes", found, "on where several moderators work")]
    if context.request.caller.role >= Role.OWNER:
        approving.append(_eyes("Four eyes, shared", shared, "on where several owners decide"))
    facts = Facts((zone, *approving, Fact("Digests", f"{digests} of {MOST}")))
    return Reply(
        Document("Settings of this workspace", (facts,)), buttons=(Button("Digests", Invocation("digest list")),)
    )


def _eyes(label: str, of: "Workspace", default: str) -> Fact:
    state = {True: "on", False: "off", None: "default"}[of.four_eyes]
    return Fact(label, state, default if of.four_eyes is None else None)


def _show() -> Button:
    return Button("Settings", Invocation("settings show"))
