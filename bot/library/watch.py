"""Saved briefings made live at once."""

import asyncio
import logging
from pathlib import Path
from typing import Final

from bot.library.library import Library

log = logging.getLogger(__name__)

SETTLE: Final = 20
"""Milliseconds without a further change before a save is read: editors truncate first and write then."""


async def watch(library: Library) -> None:
    """Reload what changes in the library's folder until cancelled; a folder that disappears is waited for."""
    from watchfiles import awatch

    while True:
        if library.folder.is_dir():
            try:
                async for changes in awatch(library.folder, step=SETTLE, debounce=400, recursive=True):
                    library.reload(sorted({Path(path) for _, path in changes}))
            except (FileNotFoundError, OSError):
                log.warning("the folder %s went away", library.folder)
        await asyncio.sleep(1)
        library.load()
