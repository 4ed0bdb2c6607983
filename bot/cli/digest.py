"""`briefbot digest`: the fire times of a schedule, the digests that are kept, and what one would say."""

import asyncio
import sys
import time
from collections.abc import Collection, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from shutil import get_terminal_size
from typing import Final

import msgspec

from bot.chat.document import Document
from bot.chat.errors import NearMiss, UserError
from bot.chat.request import Request, Role
from bot.cli.say import PLACE, WIDEST, caller, no_folder
from bot.delivery import zones
from bot.delivery.compose import Before, Past
from bot.delivery.schedule import Schedule, instant
from bot.delivery.schedule_reading import read_when
from bot.delivery.schedule_wording import plain
from bot.delivery.zone_reading import read_zone
from bot.library.reading import is_folder
from bot.platforms.console.paint import show
from bot.platforms.console.renderer import ConsoleRenderer
from bot.present.wording import day
from bot.settings import Settings
from bot.store.content import Known
from bot.store.errors import Unusable
from bot.store.subscription import Empty, State, Subscription

MOST: Final = 10_000
"""Most fire times, and most subscriptions, listed at once."""

YEARS: Final = range(1900, 2200)
"""Years in which schedules are looked at: the zones' clocks are known or foreseeable then."""


def times(when: str, zone: str | None, start: str | None, count: int, *, json: bool) -> int:
    """Print the coming fire times of any schedule, in UTC and local, from a day or moment on. Returns the exit status:
    0, or 1 when something can't be read."""
    try:
        schedule, text = _schedule(when, zone)
        first = _moment(start, schedule.zone) if start is not None else _now()
    except UserError as error:
        return _refuse(error)
    found = list(islice(schedule.coming(first), count))
    where = zones.zone(schedule.zone)
    if json:
        rows = [{"utc": due.isoformat(), "local": due.astimezone(where).isoformat()} for due in found]
        _write_json(
            {"when": text, "cron": schedule.cron, "zone": schedule.zone, "plain": plain(schedule), "times": rows}
        )
        return 0
    sys.stdout.write(f"{plain(schedule)} (cron {schedule.cron} in {schedule.zone})\n")
    for due in found:
        local = due.astimezone(where)
        sys.stdout.write(f"{due:%Y-%m-%dT%H:%M:%SZ}  {local:%a}  {local.isoformat()}\n")
    return 0


def list_digests(settings: Settings, *, json: bool) -> int:
    """Print the digests of all workspaces. Returns the exit status: 1 when the database can't be read."""
    try:
        found = asyncio.run(_kept(settings.database))
    except Unusable as error:
        return _refuse(error)
    if json:
        _write_json({"digests": [_fields(one) for one in found]})
        return 0
    for one in found:
        next_run = one.next_run_at
        due = f"{datetime.fromtimestamp(next_run, UTC):%Y-%m-%d %H:%M} UTC" if next_run is not None else "never"
        state = f"next {due}" if one.state is State.ACTIVE else f"paused {one.reason or ''}".rstrip()
        about = ", ".join(one.topics) or "all topics"
        sys.stdout.write(f"{one.id}  {one.place}  {plain(Schedule(one.cron, one.zone))}  {about}  {state}\n")
    count = len(found)
    sys.stdout.write("No digests.\n" if not count else f"{count:,} digest{'' if count == 1 else 's'}.\n")
    return 0


def preview(settings: Settings, topics: str | None, since: str | None) -> int:
    """Print what a digest would say now: the first of a place, or with `since` what has changed since that day or
    moment. Returns the exit status: 0, or 1 when it can't be told."""
    if not is_folder(settings.briefbot_briefings):
        sys.stderr.write(f"{no_folder(settings.briefbot_briefings)}\n")
        return 1
    try:
        documents = asyncio.run(_composed(settings, topics, since))
    except (UserError, Unusable) as error:
        return _refuse(error)
    for document in documents:
        _show(document)
    return 0


def _schedule(when: str, zone: str | None) -> tuple[Schedule, str]:
    typed = read_when(when)
    named = read_zone(zone) if zone is not None else None
    if named and typed.zone and named != typed.zone:
        raise UserError(f"That names two time zones, {typed.zone} and {named}.", "Name only one.")
    return Schedule(typed.cron, named or typed.zone or zones.UNIVERSAL), typed.text


def _moment(typed: str, zone: str) -> datetime:
    """A day (from its midnight on) or a moment; without an offset it is in the zone. Raises UserError."""
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        found = None
    if found is None or found.year not in YEARS:
        raise UserError(f"“{typed[:40]}” is no day.", "Write it like 2027-03-01, or 2027-03-01T08:00.") from None
    return found if found.tzinfo else instant(found, zones.zone(zone))


def _now() -> datetime:
    return datetime.fromtimestamp(int(time.time()), UTC)


async def _kept(url: str) -> list[Subscription]:
    from bot.store import subscriptions
    from bot.store.database import Database

    async with await Database.open_to_read(url) as database, database.read() as c:
        return await subscriptions.every(c, MOST)


async def _composed(settings: Settings, topics: str | None, since: str | None) -> Sequence[Document]:
    from bot import VERSION
    from bot.app import open_library, table
    from bot.commands.context import Context
    from bot.commands.subscribed import topics_named
    from bot.delivery.compose import compose
    from bot.delivery.composer import Asked
    from bot.delivery.past import Revisions
    from bot.library.archive import Archive
    from bot.store.address import Address
    from bot.store.database import Database
    from bot.store.moment import published_at

    library = open_library(settings)
    moment = _moment(since, zones.UNIVERSAL) if since is not None else None
    if moment is not None and moment.replace(microsecond=0) > _now():
        raise UserError(f"“{since}” is still to come.", "Name a day or moment of the past: what has changed since?")
    asked = Asked("", (), Empty.LINE, None, datetime.now(UTC).date())
    async with AsyncExitStack() as opened:
        past: Past = _Nothing()
        if moment is not None or Address.parse(settings.database).there():
            database = await opened.enter_async_context(await Database.open_to_read(settings.database))
            await Archive(library, database, time.time).show()
            past = Revisions(database)
            if moment is not None:
                async with database.read() as c:
                    asked = replace(asked, known=tuple(await published_at(c, "", int(moment.timestamp()))))
        view = library.view("")
        context = Context(Request("digest preview", caller(Role.READER), PLACE), view, table(), VERSION)
        named = replace(asked, topics=topics_named(context, topics))
        digest = await compose(view, past, named, _since(moment)) if moment else await compose(view, past, named)
    return [digest.message.document, *(detail.document for detail in digest.details)] if digest else []


def _since(moment: datetime) -> str:
    """A day, or the moment of it, in UTC."""
    at = moment.astimezone(UTC)
    return day(at.date()) if (at.hour, at.minute) == (0, 0) else f"{day(at.date())}, {at:%H:%M} UTC"


class _Nothing:
    """Remembers no revision: without a database nothing was shown."""

    async def before(self, known: Collection[Known]) -> Mapping[Known, Before]:  # noqa: ARG002 there are none
        return {}


def _fields(one: Subscription) -> Mapping[str, object]:
    """A subscription for machines."""
    next_run = one.next_run_at
    return {
        "id": one.id,
        "place": str(one.place),
        "when": one.when,
        "cron": one.cron,
        "zone": one.zone,
        "topics": one.topics,
        "empty": one.empty,
        "late": one.catchup,
        "state": one.state,
        "reason": one.reason,
        "next": datetime.fromtimestamp(next_run, UTC).isoformat() if next_run is not None else None,
    }


def _show(document: Document) -> None:
    renderer = ConsoleRenderer(columns=min(get_terminal_size((88, 24)).columns, WIDEST))
    show((*renderer.render(document), ()), sys.stdout)


def _write_json(value: Mapping[str, object]) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(value) + b"\n")


def _refuse(error: UserError | Unusable) -> int:
    said = f"{error.problem} {error.hint}" if isinstance(error, UserError) else str(error)
    if isinstance(error, NearMiss) and error.choices and said.endswith(":"):
        choices = (choice.value for choice in error.choices)
        said += f" {', '.join(f'“{one}”' if ',' in one else one for one in choices)}."
    sys.stderr.write(f"{said}\n")
    return 1
