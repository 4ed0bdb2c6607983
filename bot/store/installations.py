"""Installations into workspaces: what gives access to each, encrypted at rest, and the installations under way."""

from collections.abc import Sequence
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import delete, select

from bot.store.database import Database
from bot.store.tables import installation, installing
from bot.store.upsert import insert


class WrongKey(Exception):
    """What is stored was encrypted with a key that is not among those of the settings."""


class InvalidKey(ValueError):
    """A key that can't be one; says how to make one, and never shows it."""

    def __init__(self) -> None:
        super().__init__(
            "The encryption key must be 32 random bytes in URL-safe base64. Make one with: "
            'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
        )


class InstallationStore:
    """The installations of one database. `keys`: the first encrypts, all decrypt, so that a key can be replaced by
    putting the new one first. Raises InvalidKey, and from every call Unavailable."""

    def __init__(self, database: Database, keys: Sequence[str]) -> None:
        try:
            self._cipher = MultiFernet([Fernet(key) for key in keys])
        except ValueError:
            raise InvalidKey from None
        self._database = database

    async def keep(self, workspace: str, secret: bytes) -> None:
        """Keep what gives access to a workspace, in place of what was kept before."""
        hidden = self._cipher.encrypt(secret)
        async with self._database.write() as c:
            statement = insert(c, installation).values(workspace=workspace, secret=hidden)
            replaced = {"secret": statement.excluded.secret}
            await c.execute(statement.on_conflict_do_update(index_elements=[installation.c.workspace], set_=replaced))

    async def read(self, workspace: str) -> bytes | None:
        """What was kept, or None. Raises WrongKey."""
        async with self._database.read() as c:
            statement = select(installation.c.secret).where(installation.c.workspace == workspace)
            hidden = (await c.execute(statement)).scalar()
        if hidden is None:
            return None
        try:
            return self._cipher.decrypt(hidden)
        except InvalidToken:
            raise WrongKey(f"the installation into {workspace} was encrypted with another key") from None

    async def drop(self, workspace: str) -> bool:
        """Delete what was kept; whether there was anything."""
        async with self._database.write() as c:
            return (await c.execute(delete(installation).where(installation.c.workspace == workspace))).rowcount > 0

    async def issue(self, state: str, until: int) -> None:
        """Remember that an installation was begun; `until` in seconds since 1970. Only a hash of the state is kept."""
        async with self._database.write() as c:
            await c.execute(insert(c, installing).values(state=_hashed(state), until=until))

    async def redeem(self, state: str, now: int) -> bool:
        """Whether this installation was begun and is still in time; a state can be redeemed once."""
        async with self._database.write() as c:
            begun = delete(installing).where(installing.c.state == _hashed(state)).returning(installing.c.until)
            until = (await c.execute(begun)).scalar()
            await c.execute(delete(installing).where(installing.c.until <= now))
        return until is not None and until > now


def _hashed(state: str) -> str:
    return sha256(state.encode()).hexdigest()
