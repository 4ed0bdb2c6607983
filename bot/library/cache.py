"""Checked files kept ready for the next start: one file for a folder, appended to and read entry by entry."""

import hashlib
import logging
import os
import struct
import zlib
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO, Final, NamedTuple

import msgspec

import bot
from bot.library.reading import File

log = logging.getLogger(__name__)

_MAGIC: Final = b"briefbot library 1\n"
_HEAD: Final = struct.Struct("<IIH")
"""Before every entry: the length and checksum of its path and content, and the length of the path."""

_JUDGES: Final = ("briefing", "library", "present")
"""The packages of the bot whose code decides what is in an entry."""


class _Spot(NamedTuple):
    at: int
    length: int
    checksum: int
    path: int


class Cache:
    """What the files of a folder were when they were last read; a later entry of a path replaces an earlier one.

    Entries count only for the code that wrote them. Whatever is wrong with the cache costs time, never a start.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._start = _MAGIC + _edition()
        self._spots: dict[str, _Spot] = {}
        self._file: BinaryIO | None = None
        self._sound = False
        self._usable = True

    @classmethod
    def of(cls, folder: Path, within: Path) -> "Cache":
        """The cache of a folder of briefings, in the folder of caches."""
        name = hashlib.sha256(os.fsencode(os.path.realpath(folder))).hexdigest()[:16]
        return cls(within / f"briefings-{name}.cache")

    def open(self, paths: Collection[str]) -> None:
        """Find out what is in the cache of these files: of a damaged one the sound part, of another edition's nothing.

        When more than half of it is about others or out of date, it is written anew first.
        """
        size = self._find(paths)
        needed = sum(spot.length + _HEAD.size for spot in self._spots.values())
        if self._spots and (not self._sound or needed * 2 < size):
            try:
                self._begin(self._spots.values())
                self._find(paths)
            except OSError as error:
                self._give_up(error)

    def get(self, path: str) -> File | None:
        """How a file was when it was last read, or None."""
        spot = self._spots.get(path)
        if spot is None or self._file is None:
            return None
        with suppress(OSError, ValueError):
            self._file.seek(spot.at)
            entry = self._file.read(spot.length)
            if zlib.crc32(entry) == spot.checksum:
                return msgspec.msgpack.decode(memoryview(entry)[spot.path :], type=File)
        return None

    def keep(self, files: Iterable[File]) -> None:
        """Write down how these files are now."""
        entries = b"".join(map(_entry, files))
        if not entries or not self._usable:
            return
        try:
            if not self._sound:
                self._begin(())
            with self.path.open("ab+", buffering=0) as file:
                file.seek(0)
                if file.read(len(self._start)) == self._start:
                    file.write(entries)
        except OSError as error:
            self._give_up(error)

    def close(self) -> None:
        """Let go of the file; `keep` still works."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _find(self, paths: Collection[str]) -> int:
        """Find the entries of these files; gives the size of the cache."""
        self.close()
        self._spots, self._sound, size = {}, False, 0
        with suppress(OSError):
            self._file = self.path.open("rb")
            size = os.fstat(self._file.fileno()).st_size
            self._spots.update(found for found in _entries(self._file, size, self._start) if found[0] in paths)
            self._sound = 0 < self._file.tell() == size
        return size

    def _begin(self, live: Iterable[_Spot]) -> None:
        """Put a new file in place of whatever is there, with the entries of these spots."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=self.path.parent, prefix=self.path.name, delete=False) as new:
            try:
                new.write(self._start)
                if self._file is not None:
                    for spot in live:
                        self._file.seek(spot.at - _HEAD.size)
                        new.write(self._file.read(_HEAD.size + spot.length))
                new.close()
                Path(new.name).replace(self.path)
            except BaseException:
                Path(new.name).unlink(missing_ok=True)
                raise
        self._sound = True

    def _give_up(self, error: OSError) -> None:
        self._usable = False
        log.warning("checked briefings can't be kept for the next start in %s: %s", self.path, error.strerror)


def _entry(file: File) -> bytes:
    path = os.fsencode(file.path)
    content = path + msgspec.msgpack.encode(file)
    return _HEAD.pack(len(content), zlib.crc32(content), len(path)) + content


def _entries(file: BinaryIO, size: int, start: bytes) -> Iterator[tuple[str, _Spot]]:
    """Where the entry of each path is, as far as the file makes sense; its end is where the file stands afterwards."""
    if file.read(len(start)) != start:
        file.seek(0)
        return
    at = len(start)
    while len(head := file.read(_HEAD.size)) == _HEAD.size:
        length, checksum, path = _HEAD.unpack(head)
        at += _HEAD.size
        name = file.read(path)
        if path > length or at + length > size:
            break
        yield os.fsdecode(name), _Spot(at, length, checksum, path)
        at += length
        file.seek(at)
    file.seek(at)


def _edition() -> bytes:
    """A hash of all the code that decides what is in an entry, so that none is ever out of date unnoticed."""
    root = Path(bot.__file__).parent
    digest = hashlib.sha256(bot.VERSION.encode())
    for package in _JUDGES:
        for source in sorted((root / package).glob("*.py")):
            digest.update(source.name.encode() + b"\0" + source.read_bytes())
    return digest.digest()
