"""One file of the briefings' folder read and checked, however odd the file."""

import errno
import hashlib
import os
import stat
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from bot.briefing.finding import Finding, Severity
from bot.briefing.revision import Revision
from bot.library.findable import Findable, findable
from bot.library.shelf import Packed, pack

SUFFIXES: Final = frozenset(("yaml", "yml"))

LONGEST: Final = 80
"""Most characters of a topic: it goes into links, buttons and the database."""

YOUNG: Final = 2 * 10**9
"""Nanoseconds after a change in which another may leave the file's time as it is: file systems count coarsely."""

_STAMP: Final = struct.Struct("<qqqQ")
Stamp = bytes
"""Times of the content's and of the file's last change in nanoseconds, size, and inode. Tools that copy a file with its
first time can't set the second, so a changed file never looks unchanged."""

NEVER: Final[Stamp] = b""
"""The stamp of a file that must be read again to tell whether it has changed."""


class Good(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """The last state of a file that could be published, and what it can be found by, unless that is left out."""

    packed: Packed
    found: Findable | None = None


class File(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A file as it was read: its hash, everything wrong with it, and what of it can be published."""

    path: str
    stamp: Stamp
    sha256: bytes
    findings: tuple[Finding, ...] = ()
    good: Good | None = None


def topic_of(path: str) -> str:
    """The topic that a file of this name is on."""
    return path.rpartition(os.sep)[2].rpartition(".")[0]


def briefings(folder: str) -> Iterator[tuple[str, Stamp | None]]:
    """Every path in a folder that should be a briefing, with its stamp (None where it must be looked at closely).

    Links to folders are not followed; what an editor hides beside a file (".name", "#name#") is none.
    """
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield from [] if isinstance(error, FileNotFoundError | NotADirectoryError) else [(folder, None)]
        return
    for entry in entries:
        if hidden(entry.name):
            continue
        try:
            if entry.is_dir(follow_symlinks=False):
                yield from briefings(entry.path)
            elif is_briefing(entry.name):
                plain = entry.is_file(follow_symlinks=False)
                yield entry.path, stamp_of(entry.stat(follow_symlinks=False)) if plain else None
        except FileNotFoundError:
            continue


def is_folder(path: Path) -> bool:
    """Whether there is a folder that can be got at."""
    try:
        return path.is_dir()
    except OSError:
        return False


def hidden(name: str) -> bool:
    """Whether a file or folder of this name is an editor's or the system's own."""
    return name.startswith((".", "#", "~"))


def is_briefing(name: str) -> bool:
    """Whether a file of this name should be a briefing."""
    return not hidden(name) and name.rpartition(".")[2].casefold() in SUFFIXES


def stamp_of(found: os.stat_result) -> Stamp:
    """What tells whether a file has changed without reading it."""
    return _STAMP.pack(found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)


def read(path: str, folder: Path, known: File | None = None) -> File | None:
    """Read and check a file; None when it isn't there (any more).

    `known` is how it was read last: unchanged content is not checked again, and when the new one can't be published
    the last good one stays. Never raises, and never waits for what isn't a plain file.
    """
    try:
        stamp, data = _content(path, folder)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except _Unreadable as error:
        return _wrong(path, known, str(error), error.hint)
    except OSError as error:
        return _wrong(path, known, f"The file can't be read ({error.strerror}).", "Mend its permissions.")
    digest = hashlib.sha256(data)
    if known is not None and known.sha256 == digest.digest():
        return File(path, stamp, known.sha256, known.findings, known.good)
    # The gate and YAML take longer to import than an answer from unchanged files takes.
    from bot.briefing.check import check

    topic = topic_of(path)
    parsed = check(data, printable(path))
    good = known.good if known else None
    if parsed.briefing is not None and parsed.publishable:
        good = Good(pack(Revision(topic, digest.hexdigest()[:12], parsed.briefing)), findable(topic, parsed.briefing))
    return File(path, stamp, digest.digest(), parsed.findings, good)


def printable(path: str) -> str:
    """A path as it can be shown: bytes that are no UTF-8 and control characters spelt out."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def misnamed(path: str) -> tuple[str, str] | None:
    """Why no topic can be named like this file, and how to name it instead; None when one can."""
    topic = topic_of(path)
    if printable(topic) == topic and len(topic) <= LONGEST:
        return None
    plain = f"Name it with at most {LONGEST} letters, digits and hyphens, like costa-rica.yaml."
    return "The file's name can't be a topic.", plain


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """A file to read bytes from. Never waits, as opening a pipe would.

    Raises OSError: IsADirectoryError for a folder, NotPlain for anything else that is not a file.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        mode = os.fstat(handle).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        if not stat.S_ISREG(mode):
            raise NotPlain(errno.EINVAL, "it is a pipe or a device", path)
        with open(handle, "rb", closefd=False) as file:
            yield file
    finally:
        os.close(handle)


class NotPlain(OSError):
    """Something that is neither a file nor a folder."""


def problem(path: str, problem: str, hint: str) -> Finding:
    """A finding about a file as a whole."""
    return Finding(printable(path), 1, 1, Severity.ERROR, "file", problem, hint)


class _Unreadable(Exception):
    def __init__(self, problem: str, hint: str) -> None:
        super().__init__(problem)
        self.hint = hint


def _wrong(path: str, known: File | None, what: str, hint: str) -> File:
    return File(path, NEVER, b"", (problem(path, what, hint),), known.good if known else None)


def _content(path: str, folder: Path) -> tuple[Stamp, bytes]:
    """A file's stamp and content. Raises OSError, or _Unreadable when it is nothing to read."""
    from bot.briefing.nodes import LARGEST

    if wrong := misnamed(path):
        raise _Unreadable(*wrong)
    if stat.S_ISLNK(os.lstat(path).st_mode) and not _inside(path, folder):
        raise _Unreadable("This is a link out of the folder.", "Put the file itself here: a change there is not seen.")
    try:
        with opened(path) as file:
            found = os.fstat(file.fileno())
            if found.st_size > LARGEST:
                plain = f"A briefing may have {LARGEST:,}; split it in two."
                raise _Unreadable(f"The file has {found.st_size:,} bytes.", plain)
            data = file.read(LARGEST + 1)
    except IsADirectoryError:
        raise FileNotFoundError(path) from None
    except NotPlain:
        raise _Unreadable("This is not a file.", "A briefing is a plain text file.") from None
    changed = found.st_mtime_ns
    young = not time.time_ns() - changed >= 0 or time.time_ns() - changed < YOUNG
    return NEVER if young else stamp_of(found), data


def _inside(path: str, folder: Path) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))
