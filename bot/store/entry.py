"""One line of the audit: who did what, when, from where."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.chat.request import Place
from bot.store.saved import Who


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What somebody did in a workspace ("" = the shared library): `what` in the words of the command ("publish"), with
    `detail` in names and short texts. `at` is in seconds since 1970, `place` where it was asked for."""

    at: int
    workspace: str
    who: Who
    what: str
    topic: str | None = None
    revision: str | None = None
    detail: Mapping[str, str] = field(default_factory=dict)
    place: Place | None = None
    seq: int = 0
    """Its number, given when it is recorded."""
