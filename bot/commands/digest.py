"""Digests: who gets one where, when and about what, and what became of each."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Final

from bot.chat.command import Param, command
from bot.chat.document import Block, Button, Document, Text
from bot.chat.errors import NearMiss, UserError
from bot.chat.invocation import Invocation
from bot.chat.reply import Choice, Menu, Reply
from bot.chat.request import Role
from bot.commands.context import MENU, Context
from bot.commands.subscribed import (
    ADD,
    MOST,
    buttons,
    chosen,
    ids,
    named,
    require_reach,
    titles,
    topic_list,
    topics_named,
    unchanged,
    visible,
)
from bot.delivery import zones
from bot.delivery.schedule import Schedule
from bot.delivery.schedule_reading import When, read_apart, read_when
from bot.delivery.schedule_wording import plain
from bot.delivery.zone_reading import read_zone, read_zone_among
from bot.present.wording import capital
from bot.store.subscription import Catchup, Empty, State, Subscription

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

RUNS: Final = 10
"""Runs that `/digest why` tells of."""


def whens(context: Context, typed: str, limit: int) -> Sequence[Choice]:
    """Suggestions for a schedule: what is typed, said in plain words, when it is one; examples when nothing is."""
    if not typed.strip():
        examples = ("daily 08:00", "weekdays 08:00", "mon,thu 18:00", "1st 09:00")
        return [Choice(f"{example} – {_said(context, read_when(example))}", example) for example in examples[:limit]]
    try:
        return [Choice(_said(context, read_when(typed)), " ".join(typed.split()))]
    except NearMiss as miss:
        return [Choice(_said(context, read_when(choice.value)), choice.value) for choice in miss.choices[:limit]]
    except UserError:
        return []


def zone_names(context: Context, typed: str, limit: int) -> Sequence[Choice]:
    """Suggestions for a time zone; the caller's own first when nothing is typed."""
    own = context.request.caller.timezone
    first = [own] if own and not typed.strip() and zones.find(own) == own else []
    return [Choice(name, name) for name in dict.fromkeys((*first, *zones.complete(typed, limit)))][:limit]


@command(
    role=Role.MODERATOR,
    name="digest add",
    examples=("/digest add weekdays 08:00", '/digest add "mon,thu 18:00" venezuela zone=Europe/Madrid'),
)
async def add(
    context: Context,
    *,
    when: Annotated[str, Param("When: daily 08:00, weekdays 7:30, mon,thu 18:00, 1st 09:00, or cron", complete=whens)],
    topics: Annotated[
        str | None, Param("Topics with commas between them; all when left out", topic_list, rest=True, longest=1000)
    ] = None,
    zone: Annotated[str | None, Param("Time zone, like Europe/Madrid", complete=zone_names)] = None,
    empty: Annotated[Empty, Param("What comes when nothing is new")] = Empty.SKIP,
    late: Annotated[Catchup, Param("What becomes of one missed while the bot was down")] = Catchup.LATEST,
) -> Reply:
    """Have a digest of what is new posted here, at the times you say.

    The first one introduces each topic; from then on a digest says what has changed since the last one here,
    corrections first.
    """
    from bot.store import subscriptions

    schedule, topics = _schedule(context, when, topics)
    about = topics_named(context, topics)
    database = await context.database()
    await require_reach(context, context.request.place)
    async with database.write() as c:
        name, note = await _zone(context, c, schedule, zone)
        new = Subscription(
            id=subscriptions.new_id(),
            workspace=context.workspace,
            place=context.request.place,
            when=schedule.text,
            cron=schedule.cron,
            zone=name,
            topics=about,
            empty=empty,
            catchup=late,
            created_by=context.request.caller.id,
            created_at=context.now,
            next_run_at=_next(schedule.cron, name, context.now),
        )
        await subscriptions.lock(c, context.workspace)
        there = await subscriptions.of_workspace(c, context.workspace)
        for one in there:
            if (one.place, one.topics) == (new.place, new.topics) and _plainly(one) == _plainly(new):
                hint = "Remove it first, or choose another time or other topics."
                raise UserError(f"This digest is here already: {one.id}.", hint)
        if len(there) >= MOST:
            hint = "Remove one first: /digest list shows them all."
            raise UserError(f"This workspace has {MOST} digests, and can't have more.", hint)
        await subscriptions.add(c, new)
        await context.record(c, "digest add", digest=new.id, when=f"{new.when} {name}")
    return Reply(_described(context, "Digest added", new, note), buttons=buttons(new, "preview", "now", "remove"))


@command(name="digest list", private=True, examples=("/digest list",))
async def list_digests(context: Context) -> Reply:
    """List the digests: moderators see those of all channels."""
    from bot.delivery import telling

    async with (await context.database()).read() as c:
        found = await visible(context, c)
    if not found:
        return Reply(Document("No digest comes here", (Text(ADD),)))
    here = context.request.place
    ordered = sorted(found, key=lambda one: one.place != here)
    options = tuple(
        Button(named(context, one), Invocation("digest why", {"subscription": one.id})) for one in ordered[:MENU]
    )
    title = "1 digest" if len(found) == 1 else f"{len(found)} digests"
    block = telling.listed([(one, titles(context, one)) for one in ordered], here)
    return Reply(Document(title, (block,)), menu=Menu("See what became of one", options))


@command(role=Role.MODERATOR, name="digest pause", examples=("/digest pause k3x9m2a",))
async def pause(
    context: Context,
    subscription: Annotated[str | None, Param("The digest's id, where there are several", ids)] = None,
) -> Reply:
    """Send no digests until it is resumed; its settings stay."""
    from bot.store import subscriptions

    async with (await context.database()).write() as c:
        one = await chosen(context, c, subscription)
        if one.state is State.PAUSED:
            raise UserError(f"The digest {one.id} is paused already.", f"/digest resume {one.id} goes on.")
        reason = f"by {context.request.caller.name}"
        await subscriptions.pause(c, one.id, reason, context.now)
        await context.record(c, "digest pause", digest=one.id)
    paused = replace(one, state=State.PAUSED, reason=reason)
    return Reply(_described(context, "Digest paused", paused), buttons=buttons(one, "resume", "remove"))


@command(role=Role.MODERATOR, name="digest resume", examples=("/digest resume k3x9m2a",))
async def resume(
    context: Context,
    subscription: Annotated[str | None, Param("The digest's id, where there are several", ids)] = None,
) -> Reply:
    """Send digests again, from the next time on; the first one tells all that has changed meanwhile."""
    from bot.store import plans, subscriptions, workspaces

    database = await context.database()
    async with database.read() as c:
        one = await chosen(context, c, subscription)
        removed_at = (await workspaces.get(c, context.workspace)).removed_at
    if one.state is State.ACTIVE:
        raise UserError(f"The digest {one.id} is not paused.", f"/digest why {one.id} tells what became of it.")
    await require_reach(context, one.place)
    async with database.write() as c:
        await subscriptions.lock(c, context.workspace)
        one = await unchanged(c, one)
        if (await workspaces.get(c, context.workspace)).removed_at != removed_at:
            raise UserError("The bot was removed in the meantime.", f"/digest resume {one.id} once it is back.")
        ran = (await plans.last_run(c, [one.id], context.now)).get(one.id)
        due = _next(one.cron, one.zone, context.now, ran)
        resumed = replace(one, state=State.ACTIVE, reason=None, next_run_at=due)
        await subscriptions.resume(c, one.id, resumed.next_run_at)
        await context.record(c, "digest resume", digest=one.id)
    return Reply(_described(context, "Digest resumed", resumed), buttons=buttons(one, "preview", "pause"))


@command(role=Role.MODERATOR, name="digest remove", examples=("/digest remove k3x9m2a",))
async def remove(
    context: Context,
    subscription: Annotated[str | None, Param("The digest's id, where there are several", ids)] = None,
) -> Reply:
    """Remove a digest for good; what was posted stays."""
    from bot.store import subscriptions

    async with (await context.database()).write() as c:
        one = await chosen(context, c, subscription)
        await subscriptions.remove(c, [one.id], context.now)
        await context.record(c, "digest remove", digest=one.id, when=f"{one.when} {one.zone}")
    note = "What was posted stays, and is still corrected."
    return Reply(Document("Digest removed", (_summed_up(context, one),), note=note), buttons=(_again(one),))


@command(name="digest why", private=True, examples=("/digest why k3x9m2a",))
async def why(
    context: Context,
    subscription: Annotated[str | None, Param("The digest's id, where there are several", ids)] = None,
) -> Reply:
    """Tell what became of the last runs of a digest, why, and when the next one is."""
    from bot.delivery import telling
    from bot.store import deliveries

    async with (await context.database()).read() as c:
        one = await chosen(context, c, subscription)
        last = await deliveries.runs(c, one.id, RUNS)
    blocks: tuple[Block, ...] = (_summed_up(context, one), *telling.runs(one, last, context.now))
    return Reply(Document(f"What became of digest {one.id}", blocks), buttons=buttons(one, "preview"))


def _described(context: Context, title: str, one: Subscription, note: str | None = None) -> Document:
    from bot.delivery import telling

    return telling.described(title, one, titles(context, one), context.now, note)


def _summed_up(context: Context, one: Subscription) -> Text:
    """When a digest comes and what it is about, in a sentence."""
    from bot.delivery import telling

    return Text(f"{capital(plain(Schedule(one.cron, one.zone)))}, about {telling.about(one, titles(context, one))}.")


def _schedule(context: Context, when: str, topics: str | None) -> tuple[When, str | None]:
    """The schedule, and the topics. Where both were typed without a name or quotation marks, what was read as topics
    may begin with the rest of the schedule. A zone among the topics is the schedule's."""
    if topics is not None and f"{when} {topics}" in " ".join((context.request.text or "").split()):
        schedule, topics = read_apart(when, topics)
    else:
        schedule = read_when(when)
    if topics is None:
        return schedule, None
    among, topics = read_zone_among(topics, lambda word: bool(context.library.find_topics(word).exact))
    return replace(schedule, zone=_same(schedule.zone, among)), topics


async def _zone(context: Context, c: "AsyncConnection", when: When, typed: str | None) -> tuple[str, str | None]:
    """The zone of a schedule, and where nobody named it a note that says whose it is."""
    from bot.store import workspaces

    if typed is not None:
        typed = read_zone(typed)
    if named_zone := _same(when.zone, typed):
        return named_zone, None
    set_zone = (await workspaces.get(c, context.workspace)).zone
    if set_zone:
        return set_zone, f"{set_zone} is this workspace’s time zone."
    name = zones.default(context.request.caller.timezone)
    if name == context.request.caller.timezone:
        return name, f"{name} is your time zone. /settings zone sets one for all here."
    return name, "The times are UTC, as no time zone is known. Add zone=Europe/Madrid, or set one with /settings zone."


def _same(first: str | None, second: str | None) -> str | None:
    """The zone that was named once or twice. Raises UserError where two were."""
    if first and second and first != second:
        raise UserError(f"That names two time zones, {first} and {second}.", "Name only one.")
    return first or second


def _next(cron: str, zone: str, after: int, ran: int | None = None) -> int | None:
    """When a schedule fires next after a time, given the time it ran for last."""
    if zones.find(zone) != zone:
        raise UserError(f"The time zone {zone} is no longer known.", "Remove this digest and add it with another zone.")
    last = None if ran is None else datetime.fromtimestamp(ran, UTC)
    due = Schedule(cron, zone).next_after(datetime.fromtimestamp(after, UTC), last)
    return int(due.timestamp()) if due else None


def _said(context: Context, when: When) -> str:
    zone = when.zone or context.request.values.get("zone") or ""
    known = zones.find(zone) if zone else None
    return plain(Schedule(when.cron, known or zones.default(context.request.caller.timezone)))


def _plainly(one: Subscription) -> str:
    """When a digest comes, said the same however its schedule and zone were written."""
    return plain(Schedule(one.cron, one.zone))


def _again(one: Subscription) -> Button:
    """A button that adds a removed digest again, in the place where it is pressed."""
    values = {"when": one.when, "zone": one.zone, "empty": one.empty.value, "late": one.catchup.value}
    if one.topics:
        values["topics"] = ", ".join(one.topics)
    return Button("Add it again", Invocation("digest add", values))
