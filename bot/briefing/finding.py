"""What is wrong with a briefing: where, how badly, and how to mend it."""

from dataclasses import dataclass
from enum import StrEnum

Path = tuple[str | int, ...]
"""Where in a briefing: keys and list positions from the top, like ("figures", "owed", "evidence", 0, "exact")."""


class Severity(StrEnum):
    """An error keeps a briefing from being published; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something wrong at a place in a briefing, before it is known where that stands in a file.

    `verdict` is one or two words that tests and machines can rely on (an evidence verdict, "reference", "schema" …).
    """

    path: Path
    verdict: str
    problem: str
    hint: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong at a line and column (both from 1) of a file."""

    file: str
    line: int
    column: int
    severity: Severity
    verdict: str
    problem: str
    hint: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.severity}: {self.problem} {self.hint}".rstrip()
