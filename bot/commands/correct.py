"""Putting right a published fact, everywhere it was shown."""

from typing import TYPE_CHECKING, Annotated

from bot.chat.command import Param, command
from bot.chat.errors import UserError
from bot.chat.reply import Reply
from bot.chat.request import Role
from bot.commands.adding import CONFIRM
from bot.commands.briefing_items import UNVERIFIED
from bot.commands.context import Context
from bot.commands.correcting import Asked, Plan, meanwhile, plan_of
from bot.commands.correction_steps import carry_out, preview
from bot.commands.drafting import TOPIC, deciding
from bot.commands.items import items
from bot.commands.unstating import unsaid, unstated

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


@command(
    role=Role.MODERATOR,
    private=True,
    form=True,
    name="briefing correct",
    step=14,
    examples=('/briefing correct venezuela owed now="$3 billion" why="The source mended its text." confirm=yes',),
)
async def correct(
    context: Context,
    *,
    topic: Annotated[str, TOPIC],
    item: Annotated[str, Param("What is wrong: an item, by name or words", complete=items)],
    now: Annotated[str, Param("What it should say; “nothing” where it is no longer stated", long=True, longest=2000)],
    why: Annotated[str, Param("Why: what shows it", long=True, longest=400)],
    wrong: Annotated[str | None, Param("What was wrong, in your words", long=True, longest=400)] = None,
    part: Annotated[str | None, Param("Which part of it, like: when, note; else the main one", longest=60)] = None,
    side: Annotated[str | None, Param("Of a claim: whose position", longest=120)] = None,
    passage: Annotated[
        str | None, Param("The passage it rests on, where that is another one", long=True, longest=400)
    ] = None,
    source: Annotated[str | None, Param("Which source it is in", longest=120)] = None,
    unverified: Annotated[bool, UNVERIFIED] = False,
    confirm: Annotated[str | None, CONFIRM] = None,
) -> Reply:
    """Put right a published fact, in every message that ever showed it.

    Each of them is edited and says what was wrong, and when it was put right; the next digest lists it. An item that
    says “nothing” now is taken out, of messages also when it was taken out of the briefing before.
    """
    asked = Asked(item, now, _reason(wrong, why), part, side, passage, source, unverified)
    database = await context.database()
    async with deciding(topic):
        if confirm is None:
            async with database.read() as c:
                return await preview(context, c, await _plan(context, c, topic, asked), _values(locals()))
        if confirm.casefold() == "no":
            raise UserError("Nothing was corrected.", "confirm=yes does it; without that, it is shown first.")
        async with database.write() as c:
            plan = await _plan(context, c, topic, asked)
            if confirm.casefold() not in ("yes", plan.mark):
                raise meanwhile(plan.published)
            reply = await carry_out(context, c, plan)
    await context.published()
    return reply


async def _plan(context: Context, c: "AsyncConnection", topic: str, asked: Asked) -> Plan:
    return await (unstated if unsaid(asked) else plan_of)(context, c, topic, asked)


def _reason(wrong: str | None, why: str) -> str:
    said = [text.strip() for text in (wrong, why) if text and text.strip()]
    return " ".join(text if text.endswith((".", "!", "?")) else f"{text}." for text in said)


def _values(given: dict[str, object]) -> dict[str, str]:
    names = ("item", "now", "why", "wrong", "part", "side", "passage", "source")
    values = {name: str(given[name]) for name in names if given[name] is not None}
    return {**values, "unverified": "yes"} if given["unverified"] else values
