"""Writes down how attempts ended, with all that follows from it, in one transaction."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.request import Place
from bot.delivery.corrections import catch_up
from bot.delivery.notice import paused, paused_elsewhere
from bot.store import claims, contents, corrections, deliveries, posted, shown, subscriptions, workspaces
from bot.store.claims import Claimed, Settled
from bot.store.content import Content
from bot.store.delivery import Kind, State, new
from bot.store.subscription import Subscription

log = logging.getLogger(__name__)

UNTOLD: Final = frozenset({State.GONE, State.FAILED, State.SKIPPED})
"""How a notice ends that nobody has seen."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A delivery and how the attempt of it ended; `late` is the content that it was tried with and that says so."""

    claimed: Claimed
    settled: Settled
    late: Content | None = None


async def settle(c: AsyncConnection, owner: str, ended: Sequence[Ended], now: int) -> None:
    """Write down attempts and what follows. A node that has lost a delivery to another changes nothing of it."""
    if not ended:
        return
    late = [(one.claimed, one.late) for one in ended if one.late]
    late = [(claimed, content) for claimed, content in late if await claims.holds(c, claimed, owner, State.SENDING)]
    if late:
        await contents.keep(c, [content for _, content in late])
        await claims.relabel(c, [(claimed.seq, content.hash) for claimed, content in late])
    await claims.settle(c, owner, [one.settled for one in ended], now)
    kinds = (Kind.DIGEST, Kind.DETAIL)
    arrived = [one.claimed for one in ended if one.settled.state == State.SENT and one.claimed.kind in kinds]
    if digests := [claimed.id for claimed in arrived if claimed.kind is Kind.DIGEST]:
        await shown.take_back_below(c, digests)
    sent = [claimed.id for claimed in arrived]
    if sent and await corrections.any_at_all(c):
        await catch_up(c, await posted.by_deliveries(c, sent), now)
    if again := [one.claimed.id for one in ended if one.settled.state == State.WAITING and one.claimed.kind in kinds]:
        await subscriptions.skip_stopped(c, again, now)
    for one in ended:
        state = one.settled.state
        if state in (State.SENT, State.WAITING) or not await claims.holds(c, one.claimed, owner, state):
            continue
        why = one.settled.why or state
        log.warning("delivery %s to %s: %s, %s", one.claimed.id, one.claimed.place, state, why)
        await deliveries.end_details(c, [one.claimed.id], state, why, now)
        if one.claimed.kind is Kind.DETAIL:
            await shown.take_back(c, [one.claimed.id])
        if one.claimed.kind is Kind.NOTICE and state in UNTOLD:
            await workspaces.untold(c, _workspace(one.claimed), now)
        if state == State.GONE:
            await _gone(c, one.claimed, why, now)


async def _gone(c: AsyncConnection, claimed: Claimed, why: str, now: int) -> None:
    """A message that is gone can't be edited any more. Of a place that is gone every subscription pauses, nothing that
    waits is tried, and the moderators of its workspace are told where they can be, once."""
    if claimed.kind is Kind.EDIT:
        if claimed.edits is not None:
            await posted.lost(c, claimed.edits)
        return
    stopped = await subscriptions.pause_place(c, claimed.place, why)
    ended = await deliveries.end_place(c, claimed.place, claimed.lane, why, now)
    await shown.take_back(c, [id_ for id_, kind in ended if kind == Kind.DETAIL])
    if any(kind == Kind.NOTICE for _, kind in ended):
        await workspaces.untold(c, _workspace(claimed), now)
    if not stopped:
        return
    log.warning("paused %s of %s: %s", ", ".join(one.id for one in stopped), claimed.place, why)
    await _tell(c, claimed, stopped, why, now)


async def _tell(c: AsyncConnection, claimed: Claimed, stopped: Sequence[Subscription], why: str, now: int) -> None:
    """In another channel with a digest only how many are paused, as anybody may read it; where there is none, those who
    set them up are told all of it, each their own. When that can't be posted either, a moderator who asks is told."""
    elsewhere = await subscriptions.elsewhere(c, stopped[0].workspace, claimed.lane)
    if elsewhere is not None:
        told = [(elsewhere, paused_elsewhere(len(stopped)))]
    else:
        told = [
            (one.place.direct(one.created_by), paused(theirs, why))
            for one in {one.created_by: one for one in stopped}.values()
            if (theirs := [each for each in stopped if each.created_by == one.created_by])
        ]
    await contents.keep(c, [notice for _, notice in told])
    ids = [f"n-{claimed.seq:x}{f'-{number}' if number else ''}" for number in range(len(told))]
    notices = [new(id_, Kind.NOTICE, place, notice.hash, now) for id_, (place, notice) in zip(ids, told, strict=True)]
    await deliveries.add(c, notices)


def _workspace(claimed: Claimed) -> str:
    return subscriptions.workspace_of(Place.parse(claimed.place))
