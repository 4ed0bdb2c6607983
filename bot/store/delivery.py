"""A delivery: one message to post or edit, and the record of what became of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import msgspec

from bot.chat.request import Place


class Kind(StrEnum):
    """What a delivery posts or edits."""

    DIGEST = "digest"
    DETAIL = "detail"
    EDIT = "edit"
    NOTICE = "notice"


class State(StrEnum):
    """How far a delivery is. It ends as sent; skipped on purpose; gone with its place; unknown, when whether it was
    posted can't be found out; or failed for good."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    SKIPPED = "skipped"
    GONE = "gone"
    UNKNOWN = "unknown"
    FAILED = "failed"


UNPOSTED: Final = (State.SKIPPED, State.GONE, State.UNKNOWN, State.FAILED)
"""How a delivery ends of which nobody can say that it was posted."""


class New(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """A delivery to keep, as `new` makes it; its fields are the columns."""

    id: str
    platform: str
    kind: str
    subscription: str | None
    slot: int | None
    lane: str
    place: str
    content: str | None
    state: str
    why: str | None
    due_at_ms: int | None
    under: str | None
    edits: int | None
    created_at: int
    ended_at: int | None


@dataclass(frozen=True, slots=True)
class Run:
    """What became of one slot of a subscription: `why` in words, `due_at_ms` when it is tried next, `late` when the
    digest says so itself. Of the messages below it, `below` counts all, and `lost` says why some were not posted."""

    id: str
    slot: int
    state: State
    why: str | None
    attempts: int
    late: bool
    due_at_ms: int | None
    ended_at: int | None
    message_id: str | None
    below: int = 0
    lost: tuple[str, ...] = ()


def lane_of(place: Place | str) -> str:
    """The lane of a place, or of its `str()`: what is posted into one channel, its threads included, is posted in
    order."""
    return "/".join(str(place).split("/", 3)[:3])


def slot_id(subscription_id: str, slot: int) -> str:
    """The id of the digest of a slot: always the same, so that it can't be kept twice."""
    return f"{subscription_id}-{slot:x}"


def detail_id(digest: str, number: int) -> str:
    """The id of the `number`th message in a digest's thread."""
    return f"{digest}-{number}"


def new(
    id_: str,
    kind: Kind,
    place: Place | str,
    content_hash: str | None,
    now: int,
    *,
    subscription_id: str | None = None,
    slot: int | None = None,
    under: str | None = None,
    edits: int | None = None,
) -> New:
    """A delivery that can be posted now, after all that is in its lane: one `under` another follows that there. A place
    may be given as its `str()`."""
    where = str(place)
    return New(
        id=id_,
        platform=where.partition("/")[0],
        kind=kind,
        subscription=subscription_id,
        slot=slot,
        lane=lane_of(where),
        place=where,
        content=content_hash,
        state=State.WAITING,
        why=None,
        due_at_ms=now * 1000,
        under=under,
        edits=edits,
        created_at=now,
        ended_at=None,
    )
