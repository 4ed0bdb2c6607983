"""What is set for a workspace."""

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


@command(name="settings show", private=True, examples=("/settings show",))
async def show(context: Context) -> Reply:
    """Show what is set for this workspace."""
    from bot.store import subscriptions, workspaces

    async with (await context.database()).read() as c:
        found = await workspaces.get(c, context.workspace)
        digests = await subscriptions.count(c, context.workspace)
    zone = Fact("Time zone", found.zone or "none set", None if found.zone else "a digest takes that of who adds it")
    facts = Facts((zone, Fact("Digests", f"{digests} of {MOST}")))
    return Reply(
        Document("Settings of this workspace", (facts,)), buttons=(Button("Digests", Invocation("digest list")),)
    )


def _show() -> Button:
    return Button("Settings", Invocation("settings show"))
