"""Digests outside of their times: what one would say now, and one sent now."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Final

from bot.chat.command import Param, command
from bot.chat.document import Document, Text
from bot.chat.errors import UserError
from bot.chat.reply import Reply
from bot.chat.request import Role
from bot.commands.context import Context
from bot.commands.subscribed import buttons, chosen, ids, require_reach, topic_list, topics_named, unchanged, visible
from bot.delivery import zones
from bot.delivery.schedule import CLOSEST
from bot.store.delivery import Run
from bot.store.delivery import State as Outcome
from bot.store.subscription import Empty, State, Subscription

if TYPE_CHECKING:
    from bot.delivery.composer import Digest
    from bot.store.content import Known

RECENT: Final = 20
"""Runs looked at for one that is too recent."""

COMES: Final = frozenset((Outcome.SENT, Outcome.WAITING, Outcome.SENDING))
"""What becomes of a run that people see."""


@command(name="digest preview", private=True, examples=("/digest preview", "/digest preview venezuela"))
async def preview(
    context: Context,
    topics: Annotated[
        str | None, Param("A digest's id, or topics; left out: the digest of this place", topic_list, rest=True)
    ] = None,
) -> Reply:
    """Show what a digest would say now; nothing is posted and nothing is remembered."""
    database = await context.database()
    async with database.read() as c:
        every = await visible(context, c)
        wanted = topics.strip().casefold() if topics else None
        here = [one for one in every if one.id == wanted or (wanted is None and one.place == context.request.place)]
        if len(here) > 1:
            here = [await chosen(context, c, None, "topics")]
    known = await _known(context, here[0]) if here else None
    about = here[0].topics if here else topics_named(context, topics)
    zone = here[0].zone if here else zones.default(context.request.caller.timezone)
    digest = await _composed(context, about, known, zone, Empty.LINE)
    return Reply(_previewed(digest), buttons=digest.message.buttons) if digest else Reply(Document("Nothing new"))


@command(role=Role.MODERATOR, name="digest now", private=True, examples=("/digest now",))
async def now(
    context: Context,
    subscription: Annotated[str | None, Param("The digest's id, where there are several", ids)] = None,
) -> Reply:
    """Send a digest now, besides those at its times."""
    from bot.store import deliveries, subscriptions

    database = await context.database()
    async with database.read() as c:
        one = await chosen(context, c, subscription)
        last = await deliveries.runs(c, one.id, RECENT)
    _require_time(one, last, context.now)
    await require_reach(context, one.place)
    known = await _known(context, one)
    if await _composed(context, one.topics, known, one.zone, one.empty) is None:
        raise UserError("There is nothing new since the last digest.", "Nothing is sent, as the digest says.")
    async with database.write() as c:
        one = await unchanged(c, one)
        _require_time(one, await deliveries.runs(c, one.id, RECENT), context.now)
        # A second from now: the slot of this second may have run already, and a slot runs once.
        await subscriptions.advance(c, [(one.id, context.now + 1)])
    # Where this process doesn't deliver, as beside or without a running bot, it can't know how soon another one does.
    soon = "in a moment" if one.place.platform in context.platforms else "as soon as the bot runs, at once if it does"
    text = Text(f"It comes {soon}, where the digest goes. The next one comes at its time as always.")
    return Reply(Document("Digest on its way", (text,)), buttons=buttons(one, "why"))


def _require_time(one: Subscription, last: Sequence[Run], now: int) -> None:
    """Raise UserError when a digest can't come now: it is paused, or one came, or comes, within 15 minutes."""
    if one.state is State.PAUSED:
        raise UserError(f"The digest {one.id} is paused.", f"/digest resume {one.id} goes on.")
    closest = int(CLOSEST.total_seconds())
    times = [at for run in last if run.state in COMES for at in (run.slot, run.ended_at) if at is not None]
    if any(abs(now - at) < closest for at in times):
        raise UserError(
            "The last digest is less than 15 minutes old.", "Wait a little: a digest comes at most every 15 minutes."
        )
    wait = None if one.next_run_at is None else one.next_run_at - now
    if wait is not None and wait <= closest:
        minutes = max(1, round(wait / 60))
        raise UserError(
            f"The next digest comes in {minutes} minute{'' if minutes == 1 else 's'} anyway.",
            "Nothing is sent before it: a digest comes at most every 15 minutes.",
        )


async def _known(context: Context, one: Subscription) -> "tuple[Known, ...] | None":
    """What the place of a subscription was shown last; None before its first digest."""
    from bot.store import contents

    if one.shown is None:
        return None
    async with (await context.database()).read() as c:
        found = (await contents.read(c, [one.shown])).get(one.shown)
    return found.shows if found else None


async def _composed(
    context: Context, topics: Sequence[str], known: "tuple[Known, ...] | None", zone: str, empty: Empty
) -> "Digest | None":
    from bot.delivery.compose import compose
    from bot.delivery.composer import Asked
    from bot.delivery.past import Revisions

    today = datetime.fromtimestamp(context.now, UTC).astimezone(zones.zone(zones.default(zone))).date()
    asked = Asked(context.workspace, tuple(topics), empty, known, today)
    return await compose(context.library, Revisions(await context.database()), asked)


def _previewed(digest: "Digest") -> Document:
    """A digest and what stands below it, as one document."""
    message = digest.message.document
    blocks = list(message.blocks)
    for number, detail in enumerate(digest.details):
        above = "Below it, in its thread: " if number == 0 else "And: "
        blocks += [Text(f"{above}{detail.document.title}"), *detail.document.blocks]
    return Document(f"Preview: {message.title}", tuple(blocks), note=message.note)
