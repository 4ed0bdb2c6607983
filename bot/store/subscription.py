"""A subscription: a place that gets digests, when, about what, and up to which digest it knows."""

from dataclasses import dataclass
from enum import StrEnum

from bot.chat.request import Place


class Empty(StrEnum):
    """What a digest without news becomes."""

    SKIP = "skip"
    LINE = "line"


class Catchup(StrEnum):
    """What becomes of the digests that were due while the bot was not running: the latest is sent late, or none."""

    LATEST = "latest"
    SKIP = "skip"


class State(StrEnum):
    """Whether digests are sent."""

    ACTIVE = "active"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A place gets a digest of these topics (none named: of all) at the times of `cron` in `zone`, which people wrote
    as `when`. `next_run_at` is None when it never comes again. `shown` is the content of the last digest sent; None
    before the first. `reason` says why it is paused."""

    id: str
    workspace: str
    place: Place
    when: str
    cron: str
    zone: str
    topics: tuple[str, ...] = ()
    empty: Empty = Empty.SKIP
    catchup: Catchup = Catchup.LATEST
    state: State = State.ACTIVE
    reason: str | None = None
    created_by: str
    created_at: int
    next_run_at: int | None
    shown: str | None = None
