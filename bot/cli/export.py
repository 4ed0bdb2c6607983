"""`briefbot export`: everything that is published, as files for a Git commit."""

import asyncio
import sys
from pathlib import Path

from bot.briefing.packing import unpack
from bot.briefing.yaml import parse, write
from bot.settings import Settings
from bot.store.errors import Unusable


def export(settings: Settings, folder: Path, workspace: str) -> int:
    """Write what is published in a workspace, or shared (""), as one file a topic. A file that says the same already is
    left as it is, whatever its layout. Returns the exit status: 1 when it can't be done."""
    try:
        published = asyncio.run(_published(settings.database, workspace))
        folder.mkdir(parents=True, exist_ok=True)
        written = sum(_write(folder / f"{topic}.yaml", text) for topic, text in published)
    except Unusable as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"{error.filename or folder} can't be written: {error.strerror}.\n")
        return 1
    same = len(published) - written
    sys.stdout.write(f"{written} written into {folder}, {same} there already as they are published.\n")
    return 0


async def _published(url: str, workspace: str) -> list[tuple[str, str]]:
    from bot.store import history
    from bot.store.database import Database

    async with await Database.open_to_read(url) as database, database.read() as c:
        found = await history.all_published(c, workspace)
    return [(one.topic, write(unpack(one.briefing))) for one in found]


def _write(file: Path, text: str) -> bool:
    """Write a file whole or not at all, unless it says the same. Whether it was written."""
    if file.exists() and parse(file.read_bytes(), file.name).briefing == parse(text.encode(), file.name).briefing:
        return False
    new = file.with_suffix(".yaml.new")
    new.write_text(text, encoding="utf-8")
    new.replace(file)
    return True
