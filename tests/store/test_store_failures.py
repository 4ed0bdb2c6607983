"""What breaks under a database: the process is killed, the disk is full, the file is held, PostgreSQL restarts."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text

from bot.store import engines
from bot.store.address import Address
from bot.store.database import Database
from bot.store.errors import Damaged, Full, InUse, InvalidUrl, Unavailable, Unusable
from bot.store.soundness import check
from bot.store.tables import workspace
from tests.databases import postgresql_server

ROOT = Path(__file__).parents[2]

KILLED = """
import asyncio, os, signal, sys
from sqlalchemy import insert
from bot.store.database import Database
from bot.store.tables import workspace

async def main():
    database = await Database.open(sys.argv[1])
    for number in range(20):
        async with database.write() as c:
            await c.execute(insert(workspace).values(key=f"kept/{number}"))
        print(number, flush=True)
    async with database.write() as c:
        await c.execute(insert(workspace), [{"key": f"lost/{number}"} for number in range(5000)])
        os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


def python(script: str, *args: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script, *args], check=False, capture_output=True, text=True, cwd=ROOT, timeout=60
    )


async def keys(database: Database) -> list[str]:
    async with database.read() as c:
        return list((await c.execute(select(workspace.c.key).order_by(workspace.c.key))).scalars())


async def test_a_process_killed_in_a_transaction_leaves_what_it_committed(database_url: str) -> None:
    killed = await asyncio.to_thread(python, KILLED, database_url)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert killed.stdout.split() == [str(number) for number in range(20)]
    async with await Database.open(database_url) as database:
        assert await keys(database) == sorted(f"kept/{number}" for number in range(20))
    assert await check(database_url) == []


HOLDING = """
import asyncio, sys
from bot.store.database import Database

async def main():
    async with await Database.open(sys.argv[1]):
        print("open", flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""


async def test_the_file_is_held_by_one_process_until_it_is_killed(sqlite_url: str) -> None:
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDING, sqlite_url, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert holder.stdout is not None
        assert await holder.stdout.readline() == b"open\n"
        with pytest.raises(InUse, match=rf"is used by process {holder.pid}, .*stop it first"):
            await Database.open(sqlite_url)
        async with await Database.open_to_read(sqlite_url) as beside:
            assert await keys(beside) == []
    finally:
        holder.kill()
        await holder.wait()
    await (await Database.open(sqlite_url)).close()


LIMITED = """
import asyncio, resource, sys
from sqlalchemy import insert, func, select
from bot.store.database import Database
from bot.store.errors import Unavailable
from bot.store.tables import source_text

async def write(database, number):
    async with database.write() as c:
        await c.execute(insert(source_text).values(workspace="", sha256=str(number), text="x" * 50_000, kept_at=1))

async def main():
    async with await Database.open(sys.argv[1]) as database:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, resource.RLIM_INFINITY))
        kept = 0
        try:
            while kept < 500:
                await write(database, kept)
                kept += 1
        except Unavailable as error:
            print(error)
        async with database.read() as c:
            assert (await c.execute(select(func.count()).select_from(source_text))).scalar() == kept
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        await write(database, kept)
        print(kept + 1)

asyncio.run(main())
"""


async def test_a_file_that_may_not_grow_loses_nothing_and_goes_on_when_it_may(sqlite_url: str) -> None:
    done = await asyncio.to_thread(python, LIMITED, sqlite_url)
    said, kept = done.stdout.splitlines()
    assert "can't be written or read" in said, done.stderr
    assert "nothing that was kept is lost" in said
    assert 10 < int(kept) < 500
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as file:
        assert file.execute("SELECT count(*) FROM source_text").fetchone() == (int(kept),)
    assert await check(sqlite_url) == []


FULL = """
import asyncio, pathlib, sys
from sqlalchemy import insert, func, select
from bot.store.database import Database
from bot.store.errors import Full
from bot.store.tables import source_text

async def write(database, number):
    async with database.write() as c:
        await c.execute(insert(source_text).values(workspace="", sha256=str(number), text="x" * 50_000, kept_at=1))

async def main():
    ballast = pathlib.Path(sys.argv[1]) / "ballast"
    ballast.write_bytes(bytes(1_000_000))
    async with await Database.open(f"sqlite:///{sys.argv[1]}/briefbot.db") as database:
        kept = 0
        try:
            while kept < 500:
                await write(database, kept)
                kept += 1
        except Full as error:
            print(error)
        async with database.read() as c:
            assert (await c.execute(select(func.count()).select_from(source_text))).scalar() == kept
        ballast.unlink()
        await write(database, kept)
        print(kept + 1)
    async with await Database.open(f"sqlite:///{sys.argv[1]}/briefbot.db") as database:
        async with database.read() as c:
            print((await c.execute(select(func.count()).select_from(source_text))).scalar())

asyncio.run(main())
"""


async def test_a_full_disk_loses_nothing_and_goes_on_when_there_is_room(
    tmp_path: Path, own_disk: Sequence[str]
) -> None:
    script = 'mount -t tmpfs -o size=4m tmpfs "$1" && exec "$2" -c "$3" "$1"'
    command = [*own_disk, "sh", "-c", script, "sh", str(tmp_path), sys.executable, FULL]
    done = await asyncio.to_thread(subprocess.run, command, check=False, capture_output=True, text=True, cwd=ROOT)
    said, kept, after = done.stdout.splitlines()
    assert "is full. Make room; nothing that was kept is lost." in said, done.stderr
    assert 5 < int(kept) == int(after)


async def test_a_full_disk_of_postgresql_is_told_apart(postgresql_url: str) -> None:
    async with await Database.open(postgresql_url) as database, database.write() as c:
        for code, kind in (
            ("disk_full", Full),
            ("too_many_connections", Unavailable),
            ("deadlock_detected", Unavailable),
        ):
            with pytest.raises(kind), engines.told(database.address):
                async with c.begin_nested():
                    await c.execute(text(f"DO $$ BEGIN RAISE 'so' USING ERRCODE = '{code}'; END $$"))


async def test_another_tool_that_holds_the_file_is_waited_for(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "BUSY", 300)
    file = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False)
    with closing(file):
        async with await Database.open(sqlite_url) as database:
            file.execute("BEGIN IMMEDIATE")
            with pytest.raises(Unavailable, match="Another process has had the database"):
                async with database.write():
                    pass
            asyncio.get_running_loop().call_later(0.1, file.execute, "ROLLBACK")
            async with database.write() as c:
                await c.execute(insert(workspace).values(key="slack/T1"))
            assert await keys(database) == ["slack/T1"]


TAKING = """
import sqlite3, sys
file = sqlite3.connect(sys.argv[1].removeprefix("sqlite:///"), isolation_level=None)
file.execute("BEGIN IMMEDIATE")
print("begun", flush=True)
sys.stdin.read()
"""


async def test_who_holds_the_file_is_named(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "BUSY", 100)
    pipe = asyncio.subprocess.PIPE
    tool = await asyncio.create_subprocess_exec(sys.executable, "-c", TAKING, sqlite_url, stdin=pipe, stdout=pipe)
    try:
        assert tool.stdout is not None
        assert await tool.stdout.readline() == b"begun\n"
        async with await Database.open_to_read(sqlite_url) as database:
            assert await keys(database) == [], "it can be read"
        with pytest.raises(Unavailable, match=rf"Process {tool.pid} \(python.*\) has had .* Let it finish or close it"):
            async with await Database.open(sqlite_url) as database, database.write():
                pass
    finally:
        tool.kill()
        await tool.communicate()


@pytest.mark.parametrize(
    "content", [b"this is no database, but as long as one is " * 100, b"SQLite format 3\0" + b"?" * 4096]
)
async def test_a_damaged_file_says_how_to_mend_it(tmp_path: Path, content: bytes) -> None:
    await asyncio.to_thread((tmp_path / "briefbot.db").write_bytes, content)
    with pytest.raises(Damaged, match="briefbot db restore FILE"):
        await Database.open(f"sqlite:///{tmp_path}/briefbot.db")


@pytest.fixture
async def restartable() -> AsyncIterator[tuple[Database, "postgresql_server"]]:
    server = postgresql_server()
    with server:
        async with await Database.open(server.url) as database:
            yield database, server


async def test_postgresql_restarts_while_it_is_used(restartable: tuple[Database, "postgresql_server"]) -> None:
    database, server = restartable
    told: list[str] = []
    unavailable = 0

    async def write(writer: int) -> None:
        nonlocal unavailable
        number = 0
        while number < 40:
            try:
                async with database.write() as c:
                    await c.execute(insert(workspace).values(key=f"{writer}/{number}/{unavailable}"))
                told.append(f"{writer}/{number}/{unavailable}")
            except Unavailable:
                unavailable += 1
                await asyncio.sleep(0.1)
                continue
            number += 1
            await asyncio.sleep(0.005)

    async with asyncio.TaskGroup() as group:
        for writer in range(6):
            group.create_task(write(writer))
        await asyncio.sleep(0.05)
        await asyncio.to_thread(server.restart, "immediate")
    assert unavailable
    assert len(told) == 240
    kept = set(await keys(database))
    assert kept >= set(told), "what was said to be kept is kept"
    await asyncio.to_thread(server.restart, "fast")
    assert len(await keys(database)) == len(kept), "a connection that died while nobody used it is replaced unnoticed"


FROZEN = """
import asyncio, os, signal, sys
from sqlalchemy import select
from bot.store import engines
from bot.store.database import Database
from bot.store.errors import Unavailable
from bot.store.tables import workspace

async def main():
    engines.STILL = 1.0
    async with await Database.open(sys.argv[1]) as database:
        try:
            async with database.write() as c:
                await c.execute(select(workspace).with_for_update())
                print("holds it", flush=True)
                os.kill(os.getpid(), signal.SIGSTOP)
                await c.execute(select(workspace))
        except Unavailable:
            print("lost it", flush=True)

asyncio.run(main())
"""


async def test_a_process_frozen_in_a_transaction_holds_no_other_one_up(postgresql_url: str) -> None:
    async with await Database.open(postgresql_url) as database:
        async with database.write() as c:
            await c.execute(insert(workspace).values(key="one"))
        arguments = (sys.executable, "-c", FROZEN, postgresql_url)
        frozen = await asyncio.create_subprocess_exec(*arguments, stdout=subprocess.PIPE, cwd=ROOT)
        assert frozen.stdout
        try:
            assert await asyncio.wait_for(frozen.stdout.readline(), 20) == b"holds it\n"
            async with asyncio.timeout(20), database.write() as c:
                await c.execute(select(workspace).with_for_update())
            frozen.send_signal(signal.SIGCONT)
            assert await asyncio.wait_for(frozen.stdout.readline(), 20) == b"lost it\n"
        finally:
            frozen.kill()
            await frozen.wait()


async def test_a_server_that_is_not_there(empty_postgresql_url: str) -> None:
    gone = empty_postgresql_url.partition("?")[0].replace("postgres:@", "me:secret@") + "?host=/nowhere"
    with pytest.raises(Unavailable, match="Is it running, and is DATABASE_URL right") as raised:
        await Database.open(gone)
    assert "secret" not in str(raised.value)
    with pytest.raises(Unusable, match="does not exist"):
        await Database.open(empty_postgresql_url.replace("briefbot_test", "nobody_made"))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "briefbot.db",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite:///folder/",
        "sqlite://host/x.db",
        "sqlite:///x.db?mode=ro",
        "mysql://me:secret@host/x",
        "postgresql://me:secret@host",
        "postgresql://me:secret@host:port/x",
        "postgresql://me:secret@[host/x",
    ],
)
async def test_a_url_that_is_none_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(InvalidUrl, match="DATABASE_URL") as raised:
        await Database.open(url)
    assert "sqlite:///path" in str(raised.value)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://me:secret@host:5432/bot", "postgresql://me@host:5432/bot"),
        ("postgres://me:sec%40ret@host/bot?password=secret", "postgresql://me@host/bot"),
        ("postgresql:///bot?host=/run/postgresql", "postgresql:///bot?host=/run/postgresql"),
        ("sqlite:////var/lib/bot/brief%20bot.db", "/var/lib/bot/brief bot.db"),
        ("sqlite:///~/bot.db", str(Path.home() / "bot.db")),
    ],
)
def test_an_address_is_shown_without_its_password(url: str, shown: str) -> None:
    assert str(Address.parse(url)) == shown


async def test_a_new_file_is_nobody_elses(tmp_path: Path) -> None:
    async with await Database.open(f"sqlite:///{tmp_path}/new/folder/briefbot.db") as database:
        assert await keys(database) == []
        for path, mode in ((tmp_path / "new" / "folder", 0o700), (tmp_path / "new/folder/briefbot.db", 0o600)):
            assert os.stat(path).st_mode & 0o777 == mode  # noqa: PTH116


async def test_a_place_that_can_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unusable, match="a part of its path is a file"):
        await Database.open(f"sqlite:///{tmp_path}/file/briefbot.db")
    with pytest.raises(Unusable, match="There is no database"):
        await Database.open_to_read(f"sqlite:///{tmp_path}/none.db")


async def test_a_task_that_is_cancelled_lets_the_next_one_write(database: Database) -> None:
    async def hold(began: asyncio.Event) -> None:
        async with database.write() as c:
            await c.execute(insert(workspace).values(key="cancelled"))
            began.set()
            await asyncio.sleep(60)

    for _ in range(12):
        began = asyncio.Event()
        task = asyncio.create_task(hold(began))
        await began.wait()
        waiting = asyncio.create_task(hold(asyncio.Event()))
        await asyncio.sleep(0.01)
        for one in (task, waiting):
            one.cancel()
        await asyncio.gather(task, waiting, return_exceptions=True)
    async with database.write() as c:
        await c.execute(insert(workspace).values(key="next"))
        assert (await c.execute(select(func.count()).select_from(workspace))).scalar() == 1
