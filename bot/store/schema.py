"""The version of the tables: which a database has, whether the code fits it, and bringing it up to date."""

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import engines
from bot.store.address import Address
from bot.store.errors import Damaged, NewerSchema, OlderSchema, Unusable

HEAD: Final = "0005"
"""The version this code works with: that of the last migration. Versions are numbers of four digits."""

FOLDER: Final = Path(__file__).parent / "migrations"

_UPGRADING: Final = 4_927_418_805_177
"""PostgreSQL's advisory lock that one process holds while it upgrades."""


async def version(connection: AsyncConnection) -> str | None:
    """The version of a database's tables, or None before the first migration."""
    return await connection.run_sync(_version)


async def require(connection: AsyncConnection, address: Address) -> None:
    """Raise NewerSchema or OlderSchema unless the tables are of this version, Unusable where there are none."""
    if await _behind(connection, address):
        if not await connection.run_sync(_any_table):
            raise Unusable(
                f"There is nothing of briefbot in the database {address} yet. `briefbot run` or `briefbot db upgrade` "
                "makes its tables."
            )
        raise OlderSchema(
            f"The database {address} is of an earlier version. Stop the bot and run: briefbot db upgrade "
            "(starting the bot does the same)."
        )


async def upgrade(address: Address) -> str | None:
    """Bring the tables to this version, all or nothing, and give the version they had. Raises NewerSchema."""
    if address.file is not None:
        # Rebuilding a table with foreign keys on would delete the rows that refer to it; and they can't be turned off
        # within a transaction.
        engine = engines.sqlite(address.file, "BEGIN IMMEDIATE", foreign_keys=False)
    else:
        engine = engines.both(address)[1]
    try:
        async with engine.begin() as connection:
            before = await version(connection)
            if not await _behind(connection, address):
                return before
            if not address.sqlite:
                await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADING})
                if not await _behind(connection, address):
                    return before
            await connection.run_sync(_migrate, HEAD)
            if address.sqlite:
                await _check_foreign_keys(connection, address)
            return before
    finally:
        await engine.dispose()


async def _behind(connection: AsyncConnection, address: Address) -> bool:
    found = await version(connection)
    if found is not None and found > HEAD:
        raise NewerSchema(
            f"The database {address} has been used by a newer version of briefbot (its tables are version {found}, "
            f"this one knows {HEAD}). Install that version again, or set DATABASE_URL to another database; a backup "
            "made before the upgrade can be put back with: briefbot db restore FILE"
        )
    return found != HEAD


async def _check_foreign_keys(connection: AsyncConnection, address: Address) -> None:
    broken = (await connection.execute(text("PRAGMA foreign_key_check"))).first()
    if broken is not None:
        raise Damaged(
            f"The database {address} can't be upgraded: a row of {broken[0]} refers to one of {broken[2]} that is not "
            "there. Nothing was changed. Put a backup in its place with: briefbot db restore FILE"
        )


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found) if found is not None else None


def _any_table(connection: Connection) -> bool:
    """Whether a table of the bot is there; some were before versions were counted."""
    return any(inspect(connection).has_table(name) for name in ("alembic_version", "token", "installation"))


def _migrate(connection: Connection, to: str) -> None:
    """Run the migrations up to a version in the connection's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    command.upgrade(config, to)
