"""What became of an attempt to deliver, and what is done next: retrying as a decision, apart from doing it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, assert_never

import msgspec

from bot.delivery.lateness import TOO_LATE, is_too_late
from bot.store.claims import Claimed, Settled
from bot.store.content import Content
from bot.store.delivery import Kind, State

FIRST: Final = 2.0
LONGEST: Final = 300.0
"""Seconds until the second attempt, and the most between two: each wait is twice the one before."""

ASKED: Final = 3600.0
"""Most seconds to wait at once because a platform asked for it."""

POISON: Final = 20
"""Failures of one delivery, half an hour to an hour of them, after which it is given up while others go through: what
only this channel's outage or a short one of the platform holds up arrives."""

DAYS: Final = 2 * 86_400
"""Seconds for which notices and what belongs in a digest's thread are tried."""

HELD: Final = "the process that was to post it was out of touch with the database"

EDITS: Final = 7 * 86_400
"""Seconds for which a correction is tried: it matters for longer, and may be repeated without harm."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """It is there, under this id; for an edit None where that is the one it had. `place` is where exactly: perhaps a
    thread of where it was to go."""

    id: str | None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """The platform asks to wait, in seconds, with this message or `everywhere`."""

    after: float
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """The place is gone."""

    why: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The platform could not be reached or had an error of its own."""

    why: str


@dataclass(frozen=True, slots=True)
class Spoiled:
    """The platform never takes it, or what it says can't be read any more."""

    why: str


@dataclass(frozen=True, slots=True)
class Held:
    """It was not posted, as this process may not."""


@dataclass(frozen=True, slots=True)
class Missed:
    """It is not there, and it is too late to post it."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """How an attempt ended. `looked`: it ended while it was being looked for, before anything was posted again.
    `sure`: nothing can have been posted by this attempt or an earlier one. `late`: the content it was posted with from
    this attempt on, which says that it is late."""

    end: Arrived | Asked | Refused | Failed | Spoiled | Held | Missed
    looked: bool = False
    sure: bool = False
    late: Content | None = None


def decide(claimed: Claimed, attempt: Attempt, now: float, *, healthy: bool, jitter: Callable[[], float]) -> Settled:
    """What an attempt's end means for its delivery.

    `now` is in seconds since 1970; `healthy` says that the platform took other messages lately; `jitter` gives a number
    from 0 to 1.
    """
    match attempt.end:
        case Arrived(message_id, place):
            sent = _ended(claimed, State.SENT, None, now, message_id)
            return msgspec.structs.replace(sent, place=place) if place else sent
        case Missed():
            return _ended(claimed, State.SKIPPED, _too_late(claimed), now)
        case Refused(why) if attempt.looked and claimed.kind is not Kind.EDIT:
            # It may only be that the bot can't read there; that doesn't mean that it can't post.
            return _ended(claimed, State.UNKNOWN, f"it may have been posted, and can't be looked for: {why}", now)
        case Refused(why):
            return _ended(claimed, State.GONE, why, now)
        case Asked(after, _):
            wait = min(after, ASKED) * (1 + 0.1 * jitter())
            why = f"the platform asked to wait {after:.0f} s"
            return _again(claimed, why, now + wait, claimed.failures, attempt.sure)
        case Spoiled(why) if attempt.sure or claimed.kind is Kind.EDIT:
            return _ended(claimed, State.FAILED, why, now)
        case Spoiled(why):
            return _ended(claimed, State.UNKNOWN, f"it may have been posted before; now {why}", now)
        case Held():
            return _again(claimed, HELD, now, claimed.failures, attempt.sure)
        case Failed(why):
            return _failed(claimed, attempt, why, now, healthy=healthy, jitter=jitter)
        case _:
            assert_never(attempt.end)


def gives_up(claimed: Claimed, now: float) -> bool:
    """Whether it is too late to post it (any more)."""
    if claimed.kind is Kind.DIGEST and claimed.slot is not None:
        return is_too_late(claimed.slot, int(now))
    return now - claimed.created_at > (EDITS if claimed.kind is Kind.EDIT else DAYS)


def pause(failures: int, jitter: Callable[[], float]) -> float:
    """Seconds to wait after so many failures in a row: between half and all of a time that doubles up to LONGEST."""
    return min(LONGEST, FIRST * 2.0 ** min(failures - 1, 32)) * (0.5 + 0.5 * jitter())


def _failed(
    claimed: Claimed, attempt: Attempt, why: str, now: float, *, healthy: bool, jitter: Callable[[], float]
) -> Settled:
    failures = claimed.failures + 1
    poisoned = healthy and failures >= POISON
    if gives_up(claimed, now) or poisoned:
        if claimed.kind is Kind.EDIT or attempt.sure:
            return _ended(claimed, State.FAILED, f"after {claimed.attempts} attempts: {why}", now)
        return _ended(claimed, State.UNKNOWN, f"it may have been posted, and can't be found out: {why}", now)
    return _again(claimed, why, now + pause(failures, jitter), failures, attempt.sure)


def _again(claimed: Claimed, why: str, at: float, failures: int, sure: bool) -> Settled:
    unsure = claimed.kind is not Kind.EDIT and not sure
    return Settled(
        seq=claimed.seq,
        place=claimed.place,
        id=claimed.id,
        kind=claimed.kind,
        attempts=claimed.attempts,
        state=State.WAITING,
        why=why,
        failures=failures,
        unsure=int(unsure),
        due_at_ms=int(at * 1000),
        message_id=None,
        ended_at=None,
    )


def _ended(claimed: Claimed, state: State, why: str | None, now: float, message_id: str | None = None) -> Settled:
    return Settled(
        seq=claimed.seq,
        place=claimed.place,
        id=claimed.id,
        kind=claimed.kind,
        attempts=claimed.attempts,
        state=state,
        why=why,
        failures=claimed.failures,
        unsure=int(state is State.UNKNOWN),
        due_at_ms=None,
        message_id=message_id,
        ended_at=int(now),
    )


def _too_late(claimed: Claimed) -> str:
    if claimed.kind is Kind.DIGEST:
        return f"the platform could not be reached, and more than {TOO_LATE.seconds // 3600} hours late it is not sent"
    return "the platform could not be reached for too long"
