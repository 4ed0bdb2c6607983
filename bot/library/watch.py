"""Saved briefings made live at once."""

import asyncio
import logging
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from bot.library.library import Library
from bot.library.reading import hidden, is_briefing, is_folder

log = logging.getLogger(__name__)

SETTLE: Final = 15
"""Milliseconds without a further change before a save is read: editors truncate first and write then."""

LONGEST: Final = 400
"""Milliseconds after which a save is read although changes go on."""

SURE: Final = 30_000
"""Milliseconds after which the folder is looked through anyway: network disks and full queues tell nothing."""

POLL: Final = 300
"""Milliseconds between two looks where the system can't tell of changes itself."""

KUBERNETES: Final = Path("..data")
"""The link that Kubernetes turns over to replace all files of a mounted ConfigMap at once."""

AGAIN: Final = 0.5
"""Seconds between two looks for a folder that is gone or can't be watched."""


async def watch(library: Library) -> None:
    """Publish what changes in the library's folder until cancelled; a folder that disappears is waited for."""
    while True:
        if is_folder(library.folder):
            try:
                await _follow(library)
            except OSError as error:
                log.warning("the folder %s can't be watched: %s", library.folder, error)
            except RuntimeError as error:
                log.warning("the folder %s must be watched anew: %s", library.folder, error)
        await _scan(library)
        await asyncio.sleep(AGAIN)


async def _follow(library: Library) -> None:
    """Publish what changes until the folder is another one or none.

    Raises OSError when the system can't watch it, RuntimeError when a file's name is no text for the watcher.
    """
    from watchfiles._rust_notify import RustNotify

    folder, stop = library.folder.resolve(), threading.Event()
    inode = folder.stat().st_ino
    with RustNotify([str(folder)], False, False, POLL, True, True) as notify:
        try:
            await _scan(library)
            while True:
                found = await asyncio.to_thread(notify.watch, LONGEST, SETTLE, SURE, stop)
                if not _is(library.folder, inode):
                    return
                if isinstance(found, set):
                    await _publish(library, [Path(path).relative_to(folder) for _, path in found])
                else:
                    await _scan(library)
        finally:
            stop.set()


async def _publish(library: Library, paths: Iterable[Path]) -> None:
    """Read the briefings among these paths of the folder; when a folder changed, look through all."""
    told = [library.folder / path for path in paths if not any(map(hidden, path.parts)) or path == KUBERNETES]
    saved = [path for path in told if is_briefing(path.name)]
    if saved:
        library.take(await asyncio.to_thread(library.read, saved))
    if await asyncio.to_thread(_rest, told):
        await _scan(library)


def _rest(paths: Iterable[Path]) -> bool:
    """Whether among these there are folders, or what may have been one."""
    return any(is_folder(path) or not (is_briefing(path.name) or _exists(path)) for path in paths)


async def _scan(library: Library) -> None:
    """Publish everything that has changed, a batch at a time so that answers go on."""
    changes = library.changed()
    while readings := await asyncio.to_thread(next, changes, None):
        library.take(readings)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


def _is(folder: Path, inode: int) -> bool:
    try:
        return folder.is_dir() and folder.stat().st_ino == inode
    except OSError:
        return False
