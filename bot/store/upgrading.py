"""A database brought up to date without being used."""

from dataclasses import dataclass

from bot.store import engines, schema
from bot.store.address import Address
from bot.store.lock import Lock


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What was done: the database's name, the version it had (None: it had no tables) and the one it has."""

    name: str
    before: str | None
    now: str


async def upgrade(url: str) -> Upgraded:
    """Make a database, or bring its tables up to date. Raises Unusable: InUse while the bot runs on a SQLite file."""
    address = Address.parse(url)
    with engines.told(address):
        if address.file is None:
            return Upgraded(str(address), await schema.upgrade(address), schema.HEAD)
        address.make()
        with Lock.of(address.file, str(address)):
            return Upgraded(str(address), await schema.upgrade(address), schema.HEAD)
