"""A real terminal of the tests' own: `briefbot` runs in it and keys are pressed."""

import os
import re
import sys
from pathlib import Path
from typing import Self

import pexpect

ESCAPES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[()][A-Z0-9]|\x1b[=>78]|\x1b\][^\x07]*\x07")
PROMPT = "› "
TAB, ENTER, UP, CTRL_C, CTRL_D = "\t", "\r", "\x1b[A", "\x03", "\x04"


class Terminal:
    """A process in a pseudo-terminal, at home in an empty folder."""

    def __init__(self, home: Path, *arguments: str, columns: int = 100, rows: int = 50) -> None:
        kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG") if name in os.environ}
        environment = {
            **kept,
            "HOME": str(home),
            "XDG_STATE_HOME": str(home / "state"),
            "XDG_DATA_HOME": str(home / "data"),
            "XDG_CACHE_HOME": str(home / "cache"),
            "TERM": "xterm-256color",
            "PROMPT_TOOLKIT_NO_CPR": "1",
            "PYTHONUTF8": "1",
        }
        self.process = pexpect.spawn(
            sys.executable,
            [*arguments],
            env=environment,
            cwd=str(home),
            dimensions=(rows, columns),
            encoding="utf-8",
            timeout=20,
        )
        self.raw = ""
        self._rest = ""
        self._seen = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.close(force=True)

    def press(self, *keys: str) -> None:
        """Type, or press keys."""
        for key in keys:
            self.process.send(key)

    def shows(self, words: str) -> str:
        """What was shown since the last look up to these words, without escapes. Fails when they don't come."""
        while words not in self._seen:
            try:
                self._read(self.process.read_nonblocking(65536, timeout=20))
            except (pexpect.TIMEOUT, pexpect.EOF):
                raise AssertionError(f"{words!r} is not shown, but {self._seen!r}") from None
        shown, _, self._seen = self._seen.partition(words)
        return shown + words

    def answers(self, words: str) -> str:
        """The answer that holds these words, up to the next prompt."""
        before = self.shows(words)
        return before + self.shows(PROMPT)

    def _read(self, text: str) -> None:
        self.raw += text
        self._rest += text
        whole = self._rest
        if "\x1b" in whole[-12:] and not ESCAPES.search(whole, whole.rindex("\x1b")):
            whole = whole[: whole.rindex("\x1b")]
        self._rest = self._rest[len(whole) :]
        self._seen += ESCAPES.sub("", whole)

    def ends(self) -> int | None:
        """The exit status, once the process has ended."""
        self.process.expect(pexpect.EOF)
        self.process.close()
        status: int | None = self.process.exitstatus
        return status
