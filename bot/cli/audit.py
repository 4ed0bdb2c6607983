"""`briefbot audit`: who changed what, when, and from where."""

import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from bot.platforms.console.safe import safe
from bot.settings import Settings
from bot.store.entry import Entry
from bot.store.errors import Unusable


def audit(settings: Settings, workspace: str | None, topic: str | None, limit: int, *, json: bool) -> int:
    """Print the newest entries, the oldest of them first. Returns the exit status: 1 when they can't be read."""
    try:
        found = asyncio.run(_entries(settings.database, "" if workspace == "shared" else workspace, topic, limit))
    except Unusable as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for entry in reversed(found):
        sys.stdout.write(f"{msgspec.json.encode(_row(entry)).decode() if json else _line(entry)}\n")
    return 0


async def _entries(url: str, workspace: str | None, topic: str | None, limit: int) -> Sequence[Entry]:
    from bot.store import audit as kept
    from bot.store.database import Database

    async with await Database.open_to_read(url) as database, database.read() as c:
        return await kept.entries(c, workspace, topic, limit=limit)


def _row(entry: Entry) -> dict[str, object]:
    return {
        "at": _moment(entry),
        "workspace": entry.workspace,
        "who": entry.who.id,
        "name": entry.who.name,
        "what": entry.what,
        "topic": entry.topic,
        "revision": entry.revision,
        "detail": dict(entry.detail),
        "place": str(entry.place) if entry.place else None,
    }


def _line(entry: Entry) -> str:
    detail = ", ".join(f"{name} {value}" for name, value in entry.detail.items())
    parts = (
        _moment(entry),
        entry.workspace or "shared",
        f"{entry.who.name} ({entry.who.id})",
        " ".join(filter(None, (entry.what, entry.topic, entry.revision))),
        detail,
        f"from {entry.place}" if entry.place else "",
    )
    return "  ".join(" ".join(safe(part).split()) for part in parts if part)


def _moment(entry: Entry) -> str:
    return f"{datetime.fromtimestamp(entry.at, UTC):%Y-%m-%dT%H:%M:%SZ}"
