"""One process on one SQLite file, by whatever name it is opened and whatever becomes of its lock."""

import asyncio
import os
from pathlib import Path

import pytest

from bot.delivery import deliveries
from bot.delivery.deliveries import Deliveries
from bot.delivery.liveness import Liveness
from bot.store.address import Address
from bot.store.backup import backup, restore
from bot.store.database import Database
from bot.store.errors import InUse
from bot.store.tables import workspace
from tests.delivery.memory import Platform
from tests.delivery.world import Clock, Stories


def file_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


@pytest.fixture
def linked(sqlite_url: str, tmp_path: Path) -> str:
    """Another name of the database, in another folder: a link to a link to it."""
    (tmp_path / "other").mkdir()
    (tmp_path / "between.db").symlink_to(file_of(sqlite_url))
    (tmp_path / "other" / "bot.db").symlink_to("../between.db")
    return f"sqlite:///{tmp_path}/other/bot.db"


async def test_a_link_to_the_file_has_the_lock_of_the_file(sqlite_url: str, linked: str) -> None:
    for held, asked in ((sqlite_url, linked), (linked, sqlite_url)):
        async with await Database.open(held):
            with pytest.raises(InUse, match=rf"The database {file_of(asked)} is used by process {os.getpid()}"):
                await Database.open(asked)


def test_messages_name_a_database_as_it_was_set(linked: str, tmp_path: Path) -> None:
    assert str(Address.parse(linked)) == str(tmp_path / "other" / "bot.db")
    (tmp_path / "round").symlink_to("round")
    assert str(Address.parse(f"sqlite:///{tmp_path}/round")) == str(tmp_path / "round")


def test_a_backup_is_restored_where_a_link_leads(sqlite_url: str, linked: str, tmp_path: Path) -> None:
    backup(linked, tmp_path / "backup")
    done = restore(linked, tmp_path / "backup", 0)
    assert file_of(linked).is_symlink()
    assert (tmp_path / "between.db").is_symlink()
    assert done.aside
    assert done.aside.parent == file_of(sqlite_url).parent
    assert not file_of(sqlite_url).samefile(done.aside), "it is the backup that is there now"


async def test_a_lock_that_was_deleted_is_taken_again(sqlite_url: str) -> None:
    lock = file_of(f"{sqlite_url}.lock")
    async with await Database.open(sqlite_url) as database:
        lock.unlink()
        assert not database.held()
        async with database.write() as c:
            await c.execute(workspace.insert().values(key="slack/T1"))
        assert database.held()
        assert lock.read_text() == f"{os.getpid()}\n"
        with pytest.raises(InUse):
            await Database.open(sqlite_url)


async def test_who_lost_the_lock_to_another_writes_nothing_more(sqlite_url: str) -> None:
    async with await Database.open(sqlite_url) as first:
        file_of(f"{sqlite_url}.lock").unlink()
        async with await Database.open(sqlite_url) as second:
            with pytest.raises(InUse):
                async with first.write():
                    pass
            assert (first.held(), second.held()) == (False, True)


async def test_a_bot_ends_when_another_has_its_database(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "TICK", 0.05)
    async with await Database.open(sqlite_url) as first:
        bot = Deliveries(first, [Platform()], Stories(), clock=Clock())
        fence = Liveness("node", alone=True, held=first.held).fence()
        running = asyncio.create_task(bot.run())
        await asyncio.sleep(0.2)
        assert fence()
        file_of(f"{sqlite_url}.lock").unlink()
        async with await Database.open(sqlite_url):
            assert not fence(), "it posts nothing from the first moment on"
            with pytest.RaisesGroup(pytest.RaisesExc(InUse, match="is used by process")):
                async with asyncio.timeout(5):
                    await running
