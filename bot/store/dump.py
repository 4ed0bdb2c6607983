"""PostgreSQL's own tools: a database dumped into a file, and a dump put in its place."""

import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, LiteralString, Self

from bot.store.address import APPLICATION, Address
from bot.store.errors import Damaged, InUse, Unavailable, Unusable

_OTHERS: Final = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = current_setting('application_name')
    AND pid <> pg_backend_pid()
"""
_TABLES: Final = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
_EMPTIED: Final = """
SET lock_timeout = '10s';
DO $$
DECLARE own text;
BEGIN
    SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') INTO own
    FROM pg_tables WHERE schemaname = current_schema() AND pg_has_role(tableowner, 'USAGE');
    IF own IS NOT NULL THEN EXECUTE 'DROP TABLE ' || own; END IF;
END $$;
"""
"""All at once, so that they may refer to each other; what is not the bot's own and looks at them stops it. A later
version may have made tables that this one doesn't know."""


@dataclass(frozen=True, slots=True)
class _Server:
    """How libpq connects to what SQLAlchemy would connect to, and the password apart: others see a command line."""

    address: Address
    connection: str
    password: str | None

    @classmethod
    def of(cls, address: Address) -> Self:
        """Raises Unusable where the driver is not installed."""
        try:
            from psycopg.conninfo import make_conninfo
        except ImportError:
            raise Unusable("PostgreSQL needs its driver: pip install 'briefbot[postgres]'.") from None
        from sqlalchemy import make_url

        url = make_url(address.url).set(drivername="postgresql+psycopg")
        _, parts = url.get_dialect()().create_connect_args(url)
        password = parts.pop("password", None)
        parts.pop("sslpassword", None)
        return cls(address, make_conninfo(**parts), password)

    @property
    def environment(self) -> Mapping[str, str]:
        """That of the tools."""
        return {**os.environ, **({"PGPASSWORD": self.password} if self.password else {})}

    def ask(self, query: LiteralString) -> object:
        """What a query finds first: one value, or None. Raises Unavailable."""
        import psycopg

        try:
            with psycopg.connect(
                self.connection, password=self.password, connect_timeout=10, application_name=APPLICATION
            ) as opened:
                row = opened.execute(query).fetchone()
        except psycopg.Error as error:
            raise Unavailable(f"The database {self.address} can't be reached ({_flat(str(error))}).") from None
        return row[0] if row else None

    def version(self) -> str | None:
        """The version of its tables. Raises Unavailable."""
        if not self.ask("SELECT to_regclass('alembic_version') IS NOT NULL"):
            return None
        found = self.ask("SELECT version_num FROM alembic_version")
        return None if found is None else str(found)


def dump(address: Address, to: Path, asked: Path) -> str | None:
    """Dump a PostgreSQL database as it is at one moment, also while the bot runs, into a file that pg_restore reads;
    the version of its tables. Raises Unusable where pg_dump is not installed here, with the line that makes the file
    `asked` for."""
    server = _Server.of(address)
    tool = shutil.which("pg_dump")
    if tool is None:
        line = _line("pg_dump", "--format=custom", f"--file={asked}", f"--dbname={server.connection}")
        raise Unusable(f"pg_dump is not installed here. Where it is, this makes a backup of {address}: {line}")
    version = server.version()
    done = _run([tool, "--format=custom", "--no-password", f"--file={to}", f"--dbname={server.connection}"], server)
    if done.returncode:
        raise Unavailable(f"The database {address} can't be copied ({_flat(done.stderr)}). Nothing was kept.")
    return version


def version_of(file: Path) -> str | None:
    """The version of the tables that a dump holds. Raises Damaged when it is no dump of briefbot's database, and
    Unusable where pg_restore is not installed here."""
    done = _run([_tool("pg_restore"), "--data-only", "--table=alembic_version", "--file=-", str(file)])
    if done.returncode:
        raise Damaged(f"{file} is damaged or no backup of PostgreSQL ({_flat(done.stderr)}). Nothing was changed.")
    lines = iter(done.stdout.splitlines())
    if not any(line.startswith("COPY ") for line in lines):
        raise Damaged(f"{file} is a backup of PostgreSQL, but of no database of briefbot. Nothing was changed.")
    version = next(lines, "\\.")
    return None if version == "\\." else version


def used(address: Address) -> bool:
    """Whether there is anything in a PostgreSQL database. Raises InUse while a bot is connected to it."""
    server = _Server.of(address)
    if number := server.ask(_OTHERS):
        raise InUse(
            f"The database {address} is used by a running bot (connections: {number}). Stop every bot that uses it "
            "first."
        )
    return bool(server.ask(_TABLES))


def load(address: Address, file: Path, afterwards: str) -> None:
    """Put a dump in the place of a PostgreSQL database and run SQL on it, all of it or nothing.

    Raises Unusable, and has changed nothing then.
    """
    server = _Server.of(address)
    psql = _tool("psql")
    with tempfile.TemporaryDirectory(prefix="briefbot-") as folder:
        emptied, script, marked = (Path(folder) / name for name in ("emptied", "script", "marked"))
        emptied.write_text(_EMPTIED, "utf-8")
        marked.write_text(f"RESET search_path;\n{afterwards}", "utf-8")
        # As a whole before any of it is run: what breaks off in the middle would look like an end.
        written = _run(
            [_tool("pg_restore"), "--clean", "--if-exists", "--no-owner", "--no-privileges", f"--file={script}",
             str(file)]
        )  # fmt: skip
        if written.returncode:
            raise Damaged(f"{file} is damaged ({_flat(written.stderr)}). Nothing was changed.")
        loaded = _run(
            [psql, "--no-psqlrc", "--quiet", "--no-password", "--single-transaction", "--set=ON_ERROR_STOP=1",
             "--output=/dev/null", f"--file={emptied}", f"--file={script}", f"--file={marked}",
             f"--dbname={server.connection}"],
            server,
        )  # fmt: skip
    if loaded.returncode:
        raise Unavailable(
            f"{file} can't be put in the place of {address} ({_flat(loaded.stderr)}). Nothing was changed."
        )


def _tool(name: str) -> str:
    tool = shutil.which(name)
    if tool is None:
        raise Unusable(
            f"{name} is not installed here. It comes with PostgreSQL's client (postgresql-client on Debian and Ubuntu, "
            "libpq on macOS); do this where it is, with the same DATABASE_URL."
        )
    return tool


def _run(words: list[str], server: _Server | None = None) -> subprocess.CompletedProcess[str]:
    environment = server.environment if server else None
    return subprocess.run(  # noqa: S603 a tool that PATH names, with an address that the owner set
        words, env=environment, capture_output=True, text=True, errors="replace", check=False
    )


def _line(*words: str) -> str:
    return " ".join(shlex.quote(word) for word in words)


def _flat(said: str) -> str:
    return " ".join(said.split())
