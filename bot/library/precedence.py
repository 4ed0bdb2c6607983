"""Who wins when a file and an owner are on one topic: a file never silently overwrites what was published."""

from bot.briefing.finding import Finding, Severity
from bot.library.reading import printable
from bot.library.shelf import Packed


def wins(published: Packed, filed: Packed) -> bool:
    """Whether what an owner published is shown instead of the file: unless the file says that it is newer."""
    return published.as_of >= filed.as_of


def covered(path: str, published: Packed, filed: Packed) -> Finding:
    """Says which of the two is shown, and how to have the other one."""
    if wins(published, filed):
        problem = f"An owner published this topic as of {published.as_of}, so the file is not shown."
        hint = f"Approve it with /briefing approve shared/{published.topic}, or give it a later `as_of`."
    else:
        problem = f"The file is shown instead of what an owner published as of {published.as_of}, because it is newer."
        hint = f"If that is not meant: /briefing restore shared/{published.topic}."
    return Finding(printable(path), 1, 1, Severity.WARNING, "published", problem, hint)
