"""Which subscription is meant, what it is about, whether the bot can post there, and what can be done with it."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from bot.chat.arguments import shown
from bot.chat.document import Button
from bot.chat.errors import NearMiss, UserError
from bot.chat.invocation import Invocation
from bot.chat.reply import Choice
from bot.chat.request import Place, Role
from bot.commands.context import OFFERED, Context
from bot.delivery.schedule import Schedule
from bot.delivery.schedule_wording import plain
from bot.present.wording import LABEL, capital, shorten
from bot.store.subscription import State, Subscription

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

MOST: Final = 50
"""Subscriptions a workspace may have."""

EVERYTHING: Final = frozenset(("all", "all topics", "everything", "*"))
"""What people type for all topics."""

ADD: Final = "/digest add sets one up, like: /digest add weekdays 08:00"


async def visible(context: Context, c: "AsyncConnection") -> list[Subscription]:
    """The subscriptions that the caller may know of: moderators those of the workspace, others those of the channel."""
    from bot.store import subscriptions

    found = await subscriptions.of_workspace(c, context.workspace)
    if context.request.caller.role >= Role.MODERATOR:
        return found
    channel = context.request.place.channel
    return [one for one in found if one.place.channel == channel]


async def chosen(
    context: Context, c: "AsyncConnection", typed: str | None, argument: str = "subscription"
) -> Subscription:
    """The subscription with this id; without one, the only one of the place that is asked in.

    Raises NearMiss, about the argument that names it, with those it could be, and UserError when there is none. One
    that the caller may not know of is not there.
    """
    every = await visible(context, c)
    if typed is None:
        here = [one for one in every if one.place == context.request.place]
        if len(here) == 1:
            return here[0]
        if not every:
            raise UserError("There is no digest here.", ADD)
        problem = "There are several digests." if here else "There is no digest here, but elsewhere."
        choices = offered(context, here or every)
        raise NearMiss(argument, problem, "Which one?", choices, several=True)
    wanted = typed.strip().casefold()
    for one in every:
        if one.id == wanted:
            return one
    near = _near(wanted, every)
    hint = "These are there:" if near else f"/digest list shows those there are; {ADD}"
    raise NearMiss(argument, f"There is no digest {shown(typed)}.", hint, offered(context, near))


async def unchanged(c: "AsyncConnection", one: Subscription) -> Subscription:
    """A subscription that was read a while ago, as it is now; nobody else changes it before this transaction has ended.
    Raises UserError when it was removed, paused or resumed since."""
    from bot.store import subscriptions

    now = await subscriptions.held(c, one)
    if now is None:
        raise UserError(f"The digest {one.id} was removed in the meantime.", ADD)
    if (now.state, now.reason) != (one.state, one.reason):
        done = "resumed" if now.state is State.ACTIVE else "paused"
        raise UserError(f"The digest {one.id} was {done} in the meantime.", f"/digest why {one.id} tells more.")
    return now


def offered(context: Context, found: Sequence[Subscription]) -> list[Choice]:
    """Subscriptions as choices."""
    return [Choice(named(context, one), one.id) for one in found[:OFFERED]]


def named(context: Context, one: Subscription) -> str:
    """A subscription in a few words: its id, what it is about, when."""
    about = ", ".join(titles(context, one)) or "all topics"
    return shorten(f"{one.id}: {plain(Schedule(one.cron, one.zone))}, {about}", LABEL)


def titles(context: Context, one: Subscription) -> list[str]:
    """The titles of the topics that a subscription names; of one that isn't published its id."""
    revisions = ((topic, context.library.get(topic)) for topic in one.topics)
    return [revision.briefing.title if revision else topic for topic, revision in revisions]


def topics_named(context: Context, typed: str | None) -> tuple[str, ...]:
    """The topics that somebody lists with commas; none for all of them.

    Raises NearMiss with the whole list put right where one names no topic, or several.
    """
    if typed is None or typed.strip().casefold() in EVERYTHING:
        return ()
    parts = [part.strip() for part in re.split(r"[,;\n]", typed) if part.strip()]
    if any(part.casefold() in EVERYTHING for part in parts):
        return ()
    found: dict[str, None] = {}
    for number, part in enumerate(parts):
        words = part.split()
        # "venezuela cuba" without a comma: each word a topic, where all of them together are none.
        alone = [context.library.find_topics(word).exact for word in words]
        if not context.library.find_topics(part).exact and all(len(exact) == 1 for exact in alone):
            found |= dict.fromkeys(exact[0].topic for exact in alone)
            continue
        try:
            found[context.topic(part, "topics").topic] = None
        except NearMiss as miss:
            miss.choices = [
                Choice(choice.label, ", ".join(dict.fromkeys((*parts[:number], choice.value, *parts[number + 1 :]))))
                for choice in miss.choices
            ]
            raise
    return tuple(sorted(found))


async def ids(context: Context, typed: str, limit: int) -> Sequence[Choice]:
    """Suggestions for a digest's id, by the id or the words it is described in; those of this place first."""
    if context.keep is None:
        return []
    async with (await context.database()).read() as c:
        every = await visible(context, c)
    wanted = typed.strip().casefold()
    place = context.request.place
    choices = [
        Choice(named(context, one), one.id) for one in sorted(every, key=lambda one: (one.place != place, one.id))
    ]
    return [choice for choice in choices if wanted in choice.label.casefold()][:limit]


def topic_list(context: Context, typed: str, limit: int) -> Sequence[Choice]:
    """Suggestions for a list of topics: the list typed so far with its last topic completed."""
    before, comma, last = typed.rpartition(",")
    start = f"{before}{comma} " if comma else ""
    found = context.library.complete_topics(last, limit)
    everything = [Choice("All topics", "all")] if not typed.strip() else []
    listed = [Choice(shorten(f"{start}{one.title}", LABEL), f"{start}{one.topic}") for one in found]
    return [*everything, *listed][:limit]


def _near(wanted: str, every: Sequence[Subscription]) -> list[Subscription]:
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    by_id = {one.id: one for one in every}
    close = process.extract(wanted[:20], by_id.keys(), scorer=OSA.distance, score_cutoff=2, limit=OFFERED)
    return [by_id[id_] for id_, _, _ in close]


async def require_reach(context: Context, place: Place) -> None:
    """Raise UserError when the bot can't post in a place."""
    platform = context.platforms.get(place.platform)
    problem = await platform.why_not_post(place) if platform else None
    if problem:
        raise UserError("I can't post in that place.", problem)


def buttons(one: Subscription, *words: str) -> tuple[Button, ...]:
    """Buttons to further commands on a subscription."""
    labels = {"now": "Send now"}
    return tuple(
        Button(labels.get(word, capital(word)), Invocation(f"digest {word}", {_argument(word): one.id}))
        for word in words
    )


def _argument(word: str) -> str:
    return "topics" if word == "preview" else "subscription"
