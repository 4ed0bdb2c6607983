"""Runs the subscriptions whose time has come: each slot becomes a delivery, once."""

import asyncio
import json
import logging
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfoNotFoundError

from cronsim import CronSimError
from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.errors import UserError
from bot.delivery.composer import Asked, Composer, Digest
from bot.delivery.lateness import Plan, plan
from bot.delivery.schedule import Schedule
from bot.delivery.zones import zone
from bot.store import audit, contents, deliveries, subscriptions
from bot.store.content import Content
from bot.store.database import Database
from bot.store.delivery import Kind, New, State, detail_id, slot_id
from bot.store.errors import Unavailable
from bot.store.subscription import Catchup, Empty
from bot.store.subscriptions import Due

log = logging.getLogger(__name__)

AT_ONCE: Final = 1000
"""Subscriptions run in one transaction: few enough that others get their turn soon."""

COMPOSED: Final = 2000
"""Different digests remembered while subscriptions are run; more than one transaction needs."""

NOTHING_NEW: Final = "there was nothing new"
UNDER_WAY: Final = "the one before it was still being sent"
RESTORED: Final = (
    "it was due before a backup of the database was put back, and may have been sent then; its news are in the next one"
)

Key = tuple[str, str, str, str | None, date]
"""What a digest depends on, as it is stored: view, topics, empty, shown, day."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No digest, in what state that leaves its slot, and why."""

    state: State
    why: str


class Ticker:
    """Runs due subscriptions. `posted` is called when deliveries were kept. Any number of nodes may tick."""

    def __init__(self, database: Database, composer: Composer, kept: Callable[[], None]) -> None:
        self._database = database
        self._composer = composer
        self._kept = kept
        self._composed: dict[Key, Digest | Nothing] = {}
        self._plans: dict[tuple[str, str, int, str], Plan] = {}
        self._restored_at: int | None = None
        """When the database was last put back, 0 if never; None until it was looked up."""

    async def tick(self, now: int) -> int:
        """Run every subscription that is due at `now` (seconds since 1970); how many. Raises Unavailable."""
        count = 0
        try:
            while ran := await self._batch(now):
                count += ran
                self._kept()
        finally:
            self._composed.clear()
            self._plans.clear()
        return count

    async def _batch(self, now: int) -> int:
        """Run up to AT_ONCE; 0 when none is due. Digests are composed outside of the transaction, which begins anew."""
        if not await self._anything(now):
            return 0
        while True:
            async with self._database.write() as c:
                due = await subscriptions.due(c, now, AT_ONCE)
                if not due:
                    return 0
                if self._restored_at is None:
                    self._restored_at = await audit.restored_at(c) or 0
                planned = [(one, found) for one in due if (found := self._plan(one, now))]
                missing = self._missing(planned)
                if not missing:
                    await self._pause_unreadable(c, due, planned, now)
                    await self._run(c, planned, now)
                    return len(due)
                known = await self._known(c, missing)
            if len(self._composed) + len(missing) > COMPOSED:
                self._composed.clear()
            for key in missing:
                self._composed[key] = await self._compose(key, known)
                await asyncio.sleep(0)

    async def _anything(self, now: int) -> bool:
        async with self._database.read() as c:
            return await subscriptions.anything_due(c, now)

    def _plan(self, one: Due, now: int) -> Plan | None:
        key = (one.cron, one.zone, one.slot, one.catchup)
        if key not in self._plans:
            try:
                self._plans[key] = plan(Schedule(one.cron, one.zone), one.slot, now, Catchup(one.catchup))
            except (CronSimError, UserError, ZoneInfoNotFoundError, ValueError) as error:
                log.warning("the schedule of subscription %s can't be read: %s", one.id, error)
                return None
        return self._plans[key]

    def _key(self, one: Due, slot: int) -> Key:
        day = datetime.fromtimestamp(slot, UTC).astimezone(zone(one.zone)).date()
        return (self._composer.view(one.workspace), one.scope, one.empty, one.shown, day)

    def _sends(self, found: Plan) -> bool:
        """Whether its slot is to be sent: not if that may have been done before the database was put back."""
        return found.missed is None and found.slot > (self._restored_at or 0)

    def _missing(self, planned: Iterable[tuple[Due, Plan]]) -> list[Key]:
        """The digests that are still to be composed."""
        keys = {self._key(one, found.slot): None for one, found in planned if self._sends(found)}
        return [key for key in keys if key not in self._composed]

    async def _known(self, c: AsyncConnection, keys: Iterable[Key]) -> Mapping[str, Content]:
        return await contents.read(c, [shown for *_, shown, _ in keys if shown])

    async def _compose(self, key: Key, known: Mapping[str, Content]) -> Digest | Nothing:
        view, scope, empty, shown, day = key
        before = known[shown].shows if shown and shown in known else None
        asked = Asked(view, tuple(json.loads(scope)), Empty(empty), before, day)
        try:
            return await self._composer.compose(asked) or Nothing(State.SKIPPED, NOTHING_NEW)
        except Unavailable:
            raise
        except Exception:
            # One digest that can't be composed must not stop all others; its news are in the next one that can.
            reference = secrets.token_hex(4)
            log.exception("[%s] a digest could not be composed: %s", reference, asked)
            return Nothing(State.FAILED, f"it could not be composed (reference {reference})")

    async def _run(self, c: AsyncConnection, planned: Sequence[tuple[Due, Plan]], now: int) -> None:
        """Keep a delivery for each slot, in the order they were due, and say when the next one is."""
        lanes, ids = {one.lane for one, _ in planned}, {one.id for one, _ in planned}
        busy, until = await deliveries.supersede(c, lanes, ids, now)
        rows: list[New] = []
        used: dict[int, Digest] = {}
        for one, found in planned:
            if found.missed:
                made: Digest | Nothing = Nothing(State.SKIPPED, found.missed)
            elif not self._sends(found):
                made = Nothing(State.UNKNOWN, RESTORED)
            elif one.id in busy:
                made = Nothing(State.SKIPPED, UNDER_WAY)
            else:
                made = self._composed[self._key(one, found.slot)]
            rows.append(_row(one, found.slot, now, made))
            if isinstance(made, Digest):
                used[id(made)] = made
                rows += _details(rows[-1], made)
        await contents.keep(c, [content for digest in used.values() for content in (digest.message, *digest.details)])
        await deliveries.add(c, rows)
        await deliveries.hold(c, until)
        await subscriptions.advance(c, [(one.id, found.next_run_at) for one, found in planned])

    async def _pause_unreadable(
        self, c: AsyncConnection, due: Sequence[Due], planned: Sequence[tuple[Due, Plan]], now: int
    ) -> None:
        """A schedule that can't be read any more, as when a zone is gone, must not stop the others."""
        if len(planned) < len(due):
            readable = {one.id for one, _ in planned}
            for one in due:
                if one.id not in readable:
                    await subscriptions.pause(c, one.id, f"its schedule {one.cron!r} in {one.zone} can't be read", now)


def _row(one: Due, slot: int, now: int, made: Digest | Nothing) -> New:
    """The delivery of a slot; of one without a digest only the record."""
    nothing = made if isinstance(made, Nothing) else None
    return New(
        id=slot_id(one.id, slot),
        platform=one.place.partition("/")[0],
        kind=Kind.DIGEST,
        subscription=one.id,
        slot=slot,
        lane=one.lane,
        place=one.place,
        content=made.message.hash if isinstance(made, Digest) else None,
        state=nothing.state if nothing else State.WAITING,
        why=nothing.why if nothing else None,
        due_at_ms=now * 1000,
        under=None,
        edits=None,
        created_at=now,
        ended_at=now if nothing else None,
    )


def _details(row: New, digest: Digest) -> list[New]:
    """What follows in the thread of a digest, and in its lane."""
    return [
        replace(row, id=detail_id(row.id, number), kind=Kind.DETAIL, content=detail.hash, under=row.id)
        for number, detail in enumerate(digest.details, 1)
    ]
