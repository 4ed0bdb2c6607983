"""Subscriptions and what became of their runs, in words, with times that every reader sees in their own zone."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from bot.chat.document import Block, Document, Fact, Facts, Text
from bot.chat.request import Place
from bot.delivery import zones
from bot.delivery.lateness import TOO_LATE
from bot.delivery.schedule import Schedule
from bot.delivery.schedule_wording import plain
from bot.present.wording import capital
from bot.store.delivery import Run
from bot.store.delivery import State as Outcome
from bot.store.subscription import Catchup, Empty, State, Subscription

NEXT: Final = ("Next", "Then", "After that")
"""How the coming times are called; there are as many as these words."""

_NOTHING_NEW: Final = {
    Empty.SKIP: "nothing is posted when nothing is new",
    Empty.LINE: "one line says so when nothing is new",
}
_MISSED: Final = {
    Catchup.LATEST: f"a missed one comes late, within {TOO_LATE.seconds // 3600} hours",
    Catchup.SKIP: "a missed one is skipped",
}


def about(subscription: Subscription, titles: Sequence[str]) -> str:
    """What a digest is about: the titles of its topics, or all topics."""
    return ", ".join(titles) if subscription.topics else "all topics"


def described(title: str, subscription: Subscription, titles: Sequence[str], now: int, note: str | None) -> Document:
    """One subscription with the times at which it comes next, under a title that says what was done to it."""
    schedule = Schedule(subscription.cron, subscription.zone)
    blocks: list[Block] = [Text(f"{capital(plain(schedule))}. It is about {about(subscription, titles)}.")]
    if subscription.state is State.ACTIVE:
        blocks.append(Facts(coming(subscription, now)))
    blocks.append(Text(f"{capital(_NOTHING_NEW[subscription.empty])}; {_MISSED[subscription.catchup]}."))
    blocks.append(Facts((Fact("Id", subscription.id),)))
    return Document(title, tuple(blocks), note=note)


def coming(subscription: Subscription, now: int) -> tuple[Fact, ...]:
    """The next times at which a subscription fires, the first one as it is planned."""
    if zones.find(subscription.zone) != subscription.zone:
        return (Fact(NEXT[0], f"never: the time zone {subscription.zone} is no longer known"),)
    schedule = Schedule(subscription.cron, subscription.zone)
    found: list[Fact] = []
    due = _moment(subscription.next_run_at) if subscription.next_run_at is not None else None
    for word in NEXT:
        if due is None:
            break
        found.append(Fact(word, due))
        due = schedule.next_after(max(due, _moment(now)), due)
    return tuple(found) or (Fact(NEXT[0], "never again"),)


def listed(subscriptions: Sequence[tuple[Subscription, Sequence[str]]], here: Place) -> Facts:
    """Subscriptions with the titles of their topics, each with when it comes next."""
    return Facts(tuple(_line(subscription, titles, here) for subscription, titles in subscriptions))


def runs(subscription: Subscription, last: Sequence[Run], now: int) -> Iterator[Block]:
    """What became of the last runs, the newest first, and when the next one is."""
    if subscription.state is State.PAUSED:
        yield Text(_paused(subscription))
    else:
        yield Facts(coming(subscription, now)[:1])
    if not last:
        yield Text("It has not run yet.")
        return
    yield Facts(tuple(Fact(_outcome(run), _moment(run.slot), _why(run, now)) for run in last), heading="Last runs")


def _line(subscription: Subscription, titles: Sequence[str], here: Place) -> Fact:
    words = plain(Schedule(subscription.cron, subscription.zone))
    where = "" if subscription.place == here else f", in {_named(subscription.place)}"
    if subscription.state is State.PAUSED:
        return Fact(
            f"{subscription.id}: {about(subscription, titles)}", "paused", f"{words}{where}. {_paused(subscription)}"
        )
    due = "never again" if subscription.next_run_at is None else _moment(subscription.next_run_at)
    return Fact(f"{subscription.id}: {about(subscription, titles)}", due, f"{words}{where}")


def _paused(subscription: Subscription) -> str:
    reason = f": {subscription.reason}" if subscription.reason else ""
    return f"It is paused{reason.rstrip('.')}. /digest resume {subscription.id} goes on."


def _named(place: Place) -> str:
    thread = f", thread {place.thread}" if place.thread else ""
    return f"channel {place.channel}{thread}"


def _outcome(run: Run) -> str:
    match run.state:
        case Outcome.SENT:
            return "Sent late" if run.late else "Sent"
        case Outcome.WAITING:
            return "Retrying" if run.attempts else "Waiting to be sent"
        case Outcome.SENDING:
            return "Being sent"
        case Outcome.SKIPPED:
            return "Skipped"
        case Outcome.GONE:
            return "Not sent, the place is gone"
        case Outcome.UNKNOWN:
            return "Perhaps sent"
        case Outcome.FAILED:
            return "Failed"


def _why(run: Run, now: int) -> str | None:
    parts = [run.why] if run.why else []
    if run.attempts > 1 or (run.attempts and run.state is Outcome.WAITING):
        parts.append(f"{run.attempts} attempt{'' if run.attempts == 1 else 's'}")
    if run.state is Outcome.WAITING and run.due_at_ms is not None:
        wait = max(0, run.due_at_ms // 1000 - now)
        parts.append(f"next try in {wait} s" if wait else "next try now")
    if run.lost:
        number = f"{len(run.lost)} of the {run.below} messages" if run.below > 1 else "the message"
        parts.append(f"{number} below it could not be posted: {', '.join(dict.fromkeys(run.lost))}")
    return capital("; ".join(parts)) or None


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
