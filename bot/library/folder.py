"""The folder of briefings as it was read last: which file is on which topic, and what is wrong with each."""

import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from bot.briefing.finding import Finding
from bot.library.cache import Cache
from bot.library.reading import File, Good, briefings, is_briefing, is_folder, problem, read, topic_of
from bot.library.shelf import Packed

log = logging.getLogger(__name__)

BATCH: Final = 64
"""Files read and taken in together: few enough that taking them in keeps nobody waiting."""


class Reading(NamedTuple):
    """A path and its file as it is now (None when it is gone), and whether that is news to the cache."""

    path: str
    file: File | None
    fresh: bool = True


class Folder:
    """The files of a folder. A file that becomes unpublishable or unreadable keeps its last good state."""

    def __init__(self, path: Path, cache: Cache | None = None) -> None:
        self.path = path
        self._cache = cache
        self._files: dict[str, File] = {}
        self._claims: dict[str, list[str]] = {}
        self._missing = False

    def changed(self, *, first: bool = False) -> Iterator[Sequence[Reading]]:
        """Read what is not as it was, in batches: deleted files first, so that a moved one is never missed.

        The `first` time files are compared with the cache. When the whole folder is gone nothing is forgotten: it may
        be a disk that comes back.
        """
        self._missing = not is_folder(self.path)
        if self._missing:
            return
        there = dict(briefings(str(self.path)))
        cache = self._cache if first else None
        if cache is not None:
            cache.open(there.keys())
        changes = self._gone(there)
        for path, stamp in there.items():
            known = self._files.get(path)
            if known is not None and stamp == known.stamp:
                continue
            kept = cache.get(path) if known is None and cache is not None else known
            if kept is not None and stamp == kept.stamp:
                changes.append(Reading(path, kept, fresh=False))
            else:
                changes.append(Reading(path, read(path, self.path, kept)))
            if len(changes) >= BATCH:
                yield changes
                changes = []
        if changes:
            yield changes
        if cache is not None:
            cache.close()

    def read(self, paths: Iterable[Path]) -> Sequence[Reading]:
        """Read these files again."""
        wanted = sorted({str(path) for path in paths if is_briefing(path.name)})
        return [Reading(path, read(path, self.path, self._files.get(path))) for path in wanted]

    def take(self, readings: Sequence[Reading]) -> dict[str, Good | None]:
        """Take in what was read. Gives what is filed now on every topic that these files are or were on."""
        topics: dict[str, Good | None] = {}
        for reading in sorted(readings, key=lambda reading: reading.file is not None):
            topic = topic_of(reading.path)
            if reading.file is None:
                self._forget(reading.path, topic)
            else:
                self._note(reading.path, topic, reading.file)
            topics[topic] = None
            if holder := self._claims.get(topic.casefold()):
                topics[topic_of(holder[0])] = self._files[holder[0]].good
        for reading in readings:
            if reading.file is not None:
                self._slim(reading.file)
        if self._cache is not None:
            self._cache.keep(r.file for r in readings if r.fresh and r.file is not None and r.file.sha256)
        return topics

    def filed(self, topic: str) -> tuple[str, Packed] | None:
        """The path and the last good state of the file on a topic."""
        holder = self._claims.get(topic.casefold())
        good = self._files[holder[0]].good if holder and topic_of(holder[0]) == topic else None
        return (holder[0], good.packed) if holder and good else None

    def everything(self) -> Iterator[Packed]:
        """The last good state of the file on each topic."""
        for holder, *_ in self._claims.values():
            if good := self._files[holder].good:
                yield good.packed

    def findings(self) -> Iterator[Finding]:
        """Everything wrong with the files, file by file."""
        if self._missing:
            yield problem(str(self.path), "There is no such folder.", "Name a folder of briefings.")
        for path in sorted(self._files):
            yield from self._files[path].findings
            holder = self._claims.get(topic_of(path).casefold(), [path])[0]
            if holder != path and is_briefing(path.rpartition(os.sep)[2]):
                yield _second(path, holder)

    def _gone(self, there: Iterable[str]) -> list[Reading]:
        missing = self._files.keys() - there
        return [Reading(path, read(path, self.path, self._files[path])) for path in sorted(missing)]

    def _note(self, path: str, topic: str, file: File) -> None:
        known = self._files.get(path)
        self._files[path] = file
        if known is None and is_briefing(path.rpartition(os.sep)[2]):
            claims = self._claims.setdefault(topic.casefold(), [])
            claims.append(path)
            if claims[0] != path:
                log.warning("%s", _second(path, claims[0]))
        if known is None or known.findings != file.findings:
            for finding in file.findings:
                log.warning("%s", finding)

    def _slim(self, file: File) -> None:
        """Keep of a file only what a broken successor needs."""
        if file.good is not None and self._files.get(file.path) is file:
            self._files[file.path] = msgspec.structs.replace(file, good=Good(file.good.packed))

    def _forget(self, path: str, topic: str) -> None:
        if self._files.pop(path, None) is None:
            return
        claims = self._claims[topic.casefold()]
        claims.remove(path)
        if not claims:
            del self._claims[topic.casefold()]


def _second(path: str, first: str) -> Finding:
    """The finding about a file on another's topic, capitals aside: people type a topic either way."""
    return problem(path, f"{first} is on the topic {topic_of(first)!r} already.", "Rename one of them.")
