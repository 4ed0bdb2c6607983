"""When a digest counts as late, and when it is too late to be sent: the rule and its words."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.chat.document import Document, Fact, Facts
from bot.delivery.schedule import Schedule
from bot.store.content import Content
from bot.store.subscription import Catchup

LATE: Final = timedelta(minutes=15)
"""A digest sent later than this after its time says so: the shortest time between two of one subscription."""

TOO_LATE: Final = timedelta(hours=6)
"""A digest later than this is not sent any more; its news are in the next one."""

MISSED: Final = "the bot was not running at the time"


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do about a subscription that is due: the slot to run, unless `missed` says why it is skipped, and when
    the next one is."""

    slot: int
    missed: str | None
    next_run_at: int | None


def plan(schedule: Schedule, due: int, now: int, catchup: Catchup) -> Plan:
    """Of the slots from `due` to `now` the latest is run, late if need be, or skipped: when it is too late, or late at
    all where `catchup` says so.

    A clock that was set back can't bring a slot back: the next one is after both.
    """
    began, at = _moment(due), _moment(now)
    # A bot that slept for a year needn't look at every slot of it.
    since = max(began, at - TOO_LATE - timedelta(seconds=1))
    slot = due
    for fire in schedule.between(since, at):
        slot = int(fire.timestamp())
    following = schedule.next_after(max(began, at), _moment(slot))
    return Plan(slot, _missed(now - slot, catchup), int(following.timestamp()) if following else None)


def is_late(slot: int, now: int) -> bool:
    """Whether a digest sent now says that it is late."""
    return now - slot > LATE.total_seconds()


def is_too_late(slot: int, now: int) -> bool:
    """Whether a digest is not sent any more."""
    return now - slot > TOO_LATE.total_seconds()


def labelled(content: Content, slot: int) -> Content:
    """A digest that says that it is late, and when it was due, in each reader's own time."""
    late = Facts((Fact("Late: it was due", _moment(slot)),))
    document = content.document
    return Content(
        Document(document.title, (late, *document.blocks), document.url, document.note), content.buttons, content.shows
    )


def _missed(seconds: int, catchup: Catchup) -> str | None:
    if seconds > TOO_LATE.total_seconds():
        return f"{MISSED}, and more than {TOO_LATE.seconds // 3600} hours late it is not sent any more"
    if catchup is Catchup.SKIP and seconds > LATE.total_seconds():
        return f"{MISSED}, and this subscription skips what was missed"
    return None


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
