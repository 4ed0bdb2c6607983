"""Where a database is: the URL people set, read once."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from bot.store.errors import InvalidUrl, Unavailable, Unusable

_FORMS = (
    "Write sqlite:///path/to/briefbot.db (four slashes for an absolute path) or postgresql://user:password@host/name."
)

_SECRETS = frozenset(("password", "sslpassword", "passfile"))
"""What of a PostgreSQL URL is never shown."""


APPLICATION: Final = "briefbot"
"""What connections of the bot are called on PostgreSQL: who is connected to it is told by that."""


def is_there(file: Path) -> bool:
    """Whether there is something of this name. Raises Unavailable where that can't be seen."""
    try:
        return file.exists()
    except OSError as error:
        raise Unavailable(
            f"{file} can't be looked for ({error.strerror}). Mend the permissions of its folder."
        ) from None


def _folder(file: Path | None) -> Unusable:
    return Unusable(f"{file} is a folder. DATABASE_URL has to name a file in it, like {file}/briefbot.db")


@dataclass(frozen=True, slots=True)
class Address:
    """A SQLite file, or a PostgreSQL URL. `str()` shows it as people set it, without its password.

    `file` is where the SQLite file itself is, whatever links lead there: two names of one file are one database, with
    one lock and one log beside it.
    """

    url: str
    file: Path | None
    named: Path | None = None

    @classmethod
    def parse(cls, url: str) -> Self:
        """Read a URL. Raises InvalidUrl."""
        try:
            parts = urlsplit(url.strip())
            _ = parts.port
        except ValueError as error:
            raise InvalidUrl(f"DATABASE_URL: {error}. {_FORMS}") from None
        match parts.scheme:
            case "sqlite":
                path = unquote(parts.path).removeprefix("/")
                if (
                    parts.netloc
                    or parts.query
                    or parts.fragment
                    or not path
                    or path == ":memory:"
                    or path.endswith("/")
                ):
                    raise InvalidUrl(f"DATABASE_URL: it names no file. {_FORMS}")
                named = Path(path).expanduser().absolute()
                return cls(url, Path(os.path.realpath(named)), named)
            case "postgresql" | "postgres":
                name = parts.path.strip("/") or dict(parse_qsl(parts.query)).get("dbname")
                if not name:
                    raise InvalidUrl(f"DATABASE_URL: it names no database. {_FORMS}")
                return cls(f"postgresql{url.strip()[len(parts.scheme) :]}", None)
            case scheme:
                raise InvalidUrl(f"DATABASE_URL: {scheme or 'no scheme'!r} is no kind of database here. {_FORMS}")

    @property
    def sqlite(self) -> bool:
        """Whether it is a SQLite file."""
        return self.file is not None

    def there(self) -> bool:
        """Whether the database is there, as far as can be told without connecting. Raises Unusable."""
        if self.file is None:
            return True
        if is_there(self.file) and self.file.is_dir():
            raise _folder(self.named)
        return is_there(self.file)

    def make(self) -> None:
        """Make the SQLite file and its folder, readable by nobody else, where they are not there yet."""
        self.make_folder()
        if self.file is not None:
            with self._writable():
                os.close(os.open(self.file, os.O_RDWR | os.O_CREAT, 0o600))

    def make_folder(self) -> None:
        """Make the folder of the SQLite file where it is not there yet."""
        if self.file is not None:
            with self._writable():
                self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)

    @contextmanager
    def _writable(self) -> Iterator[None]:
        try:
            yield
        except (FileExistsError, NotADirectoryError):
            raise Unusable(
                f"The database {self} can't be made: a part of its path is a file, not a folder. Set DATABASE_URL "
                "to another place."
            ) from None
        except IsADirectoryError:
            raise _folder(self.named) from None
        except OSError as error:
            raise Unavailable(
                f"The database {self} can't be opened to write ({error.strerror}). "
                "Mend its permissions, or set DATABASE_URL to another place."
            ) from None

    def __str__(self) -> str:
        if self.file is not None:
            return str(self.named or self.file)
        parts = urlsplit(self.url)
        shown = parts.netloc.rpartition("@")
        user = shown[0].partition(":")[0]
        kept = [(name, value) for name, value in parse_qsl(parts.query) if name not in _SECRETS]
        query = f"?{urlencode(kept, safe='/:,')}" if kept else ""
        return f"postgresql://{f'{user}@' if user else ''}{shown[2]}{parts.path}{query}"
