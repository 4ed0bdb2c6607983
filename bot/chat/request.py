"""What is asked: a command by a caller in a place."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Self
from urllib.parse import quote, unquote

from bot.chat.attachment import File


class Role(IntEnum):
    """What a caller may do; each role may do all that the ones below it may."""

    READER = 0
    MODERATOR = 1
    OWNER = 2


@dataclass(frozen=True, slots=True)
class Place:
    """Where a conversation happens. `str()` gives one line that `parse` reads back."""

    platform: str
    workspace: str
    channel: str
    thread: str | None = None

    def direct(self, person: str) -> Self:
        """Where somebody of this workspace, by the platform's id, is written to alone."""
        return replace(self, channel=f"@{person}", thread=None)

    @property
    def person(self) -> str | None:
        """The id of whoever is written to alone here; None of a channel."""
        return self.channel[1:] if self.channel.startswith("@") else None

    def __str__(self) -> str:
        parts = [self.platform, self.workspace, self.channel]
        if self.thread is not None:
            parts.append(self.thread)
        return "/".join(part if part.isascii() and part.isalnum() else quote(part, safe="") for part in parts)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `str()` wrote. Raises ValueError on anything else."""
        parts = text.split("/") if "%" not in text else [unquote(part) for part in text.split("/")]
        if len(parts) not in (3, 4):
            raise ValueError(f"not a place: {text!r}")
        return cls(*parts)


@dataclass(frozen=True, slots=True)
class Caller:
    """The person asking: the platform's id, the name shown, the role, and where known locale and IANA time zone."""

    id: str
    name: str
    role: Role = Role.READER
    locale: str = "en"
    timezone: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One command asked. Typed words come as `text`, named options (also those of a button or form) as `values`;
    both may be given, and `values` win. `files` are those handed over, by the argument each is for; under `""` one that
    came along without saying for which. `uploads`: a form shown here can have a field for a file. `page` counts from
    1."""

    command: str
    caller: Caller
    place: Place
    text: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    page: int = 1
    files: Mapping[str, File] = field(default_factory=dict)
    uploads: bool = False
