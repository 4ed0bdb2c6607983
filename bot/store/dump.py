"""PostgreSQL's own tools: a database dumped into a file, and the line that loads it again."""

import os
import shlex
import shutil
import subprocess
from pathlib import Path

from bot.store.address import Address
from bot.store.errors import Unavailable, Unusable


def dump(address: Address, to: Path) -> str | None:
    """Dump a PostgreSQL database as it is at one moment, also while the bot runs, into a file that pg_restore reads;
    the version of its tables. Raises Unusable, with the line to run where pg_dump is not installed here."""
    connection, password = _connection(address)
    tool = shutil.which("pg_dump")
    if tool is None:
        line = _line("pg_dump", "--format=custom", f"--file={to}", f"--dbname={connection}")
        raise Unusable(f"pg_dump is not installed here. Where it is, this makes a backup of {address}: {line}")
    version = _version(address, connection, password)
    done = subprocess.run(  # noqa: S603 the tool that PATH names, with an address that the owner set
        [tool, "--format=custom", "--no-password", f"--file={to}", f"--dbname={connection}"],
        env={**os.environ, **({"PGPASSWORD": password} if password else {})},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise Unavailable(
            f"The database {address} can't be copied ({' '.join(done.stderr.split())}). Nothing was kept."
        )
    return version


def loading(address: Address, file: Path) -> str:
    """The line that puts a dump in the place of a database, all of it or nothing; pg_restore asks for the password."""
    connection, _ = _connection(address)
    return _line("pg_restore", "--clean", "--if-exists", "--single-transaction", f"--dbname={connection}", str(file))


def _connection(address: Address) -> tuple[str, str | None]:
    """How libpq connects to what SQLAlchemy would connect to, and the password apart: others see a command line."""
    try:
        from psycopg.conninfo import make_conninfo
    except ImportError:
        raise Unusable("PostgreSQL needs its driver: pip install 'briefbot[postgres]'.") from None
    from sqlalchemy import make_url

    url = make_url(address.url).set(drivername="postgresql+psycopg")
    _, parts = url.get_dialect()().create_connect_args(url)
    password = parts.pop("password", None)
    parts.pop("sslpassword", None)
    return make_conninfo(**parts), password


def _version(address: Address, connection: str, password: str | None) -> str | None:
    import psycopg

    try:
        with psycopg.connect(connection, password=password, connect_timeout=10) as opened:
            there = opened.execute("SELECT to_regclass('alembic_version') IS NOT NULL").fetchone()
            row = opened.execute("SELECT version_num FROM alembic_version").fetchone() if there and there[0] else None
    except psycopg.Error as error:
        raise Unavailable(f"The database {address} can't be reached ({' '.join(str(error).split())}).") from None
    return str(row[0]) if row else None


def _line(*words: str) -> str:
    return " ".join(shlex.quote(word) for word in words)
