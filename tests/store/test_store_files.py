"""The folder of briefings becomes revisions: new ones, changed ones, gone ones, and those an owner is on as well."""

import time
from dataclasses import dataclass, field
from datetime import date

import pytest
from sqlalchemy import func, select

from bot.briefing.packing import pack
from bot.store import files, history, revisions
from bot.store.database import Database
from bot.store.saved import FILE, Draft, Origin, Saved, State, Who
from bot.store.tables import revision, revision_state
from tests.briefs import briefing

OWNER = Who("U1", "Ada")


@dataclass(frozen=True)
class File:
    topic: str
    id: str
    title: str = "Planes over Rome"
    as_of: date = date(2019, 4, 4)
    briefing: bytes = field(default=pack(briefing()), repr=False)


async def load(database: Database, *folder: File, now: int = 100) -> files.Loaded:
    async with database.write() as c:
        return await files.load(c, folder, now)


async def shown(database: Database, topic: str = "rome") -> Saved | None:
    async with database.read() as c:
        return await history.published(c, "", topic)


async def kept(database: Database, topic: str = "rome") -> list[tuple[str, State]]:
    async with database.read() as c:
        return [(saved.id, saved.state) for saved in await history.history(c, "", topic, None)]


async def publish(database: Database, as_of: date = date(2019, 4, 4)) -> Saved:
    """An owner publishes over what is there."""
    async with database.write() as c:
        head = await history.head(c, "", "rome", "")
        base = head.id if head else None
        parts = briefing("An owner's", as_of=as_of)
        new = Draft(workspace="", topic="rome", line="", base=base, briefing=parts, author=OWNER)
        saved = await revisions.save(c, new, 200)
        before = await history.published(c, "", "rome")
        return await revisions.publish(c, saved, OWNER, 210, over=before.id if before else None)


async def test_a_file_is_a_published_revision(database: Database) -> None:
    loaded = await load(database, File("rome", "a"), File("oslo", "b"))
    assert loaded.published == ["rome", "oslo"]
    saved = await shown(database)
    assert saved is not None
    assert (saved.id, saved.line, saved.origin, saved.number) == ("a", FILE, Origin.FILE, 1)
    async with database.read() as c:
        assert await history.briefing_of(c, saved) == briefing()
        assert await history.written(c) == [], "files are read from their folder"
        assert [one.id for one in await history.all_published(c, "")] == ["b", "a"]


async def test_loading_again_changes_nothing(database: Database) -> None:
    folder = File("rome", "a"), File("oslo", "b")
    await load(database, *folder)
    assert await load(database, *folder, now=200) == files.Loaded()
    assert await kept(database) == [("a", State.PUBLISHED)]


async def test_a_changed_file_supersedes_the_last_and_can_go_back(database: Database) -> None:
    await load(database, File("rome", "a"))
    await load(database, File("rome", "b"))
    assert await kept(database) == [("b", State.PUBLISHED), ("a", State.SUPERSEDED)]
    await load(database, File("rome", "a"))
    assert await kept(database) == [("b", State.SUPERSEDED), ("a", State.PUBLISHED)], "no content is kept twice"


async def test_a_deleted_file_is_withdrawn_and_may_come_back(database: Database) -> None:
    await load(database, File("rome", "a"), File("oslo", "b"))
    assert (await load(database, File("oslo", "b"))).withdrawn == ["rome"]
    assert await shown(database) is None
    assert (await load(database, File("rome", "a"), File("oslo", "b"))).published == ["rome"]


async def test_the_same_content_on_two_topics(database: Database) -> None:
    await load(database, File("rome", "a"), File("oslo", "a"))
    assert await kept(database, "rome") == await kept(database, "oslo") == [("a", State.PUBLISHED)]


async def test_a_file_never_overwrites_what_an_owner_published(database: Database) -> None:
    await load(database, File("rome", "a"))
    owned = await publish(database)
    assert await load(database, File("rome", "a")) == files.Loaded()
    loaded = await load(database, File("rome", "b"))
    assert (loaded.published, loaded.waiting) == ([], ["rome"])
    assert await shown(database) == owned
    assert await load(database, File("rome", "b")) == files.Loaded(), "it waits once"
    await load(database, File("rome", "c"))
    async with database.read() as c:
        assert [(saved.id, saved.state) for saved in await history.drafts(c, "", None)] == [("c", State.SUBMITTED)]
    async with database.write() as c:
        (waiting,) = await history.drafts(c, "", None)
        await revisions.publish(c, waiting, OWNER, 300, over=owned.id)
    assert await load(database, File("rome", "c")) == files.Loaded()
    assert await kept(database) == [
        ("c", State.PUBLISHED),
        ("b", State.SUPERSEDED),
        (owned.id, State.SUPERSEDED),
        ("a", State.SUPERSEDED),
    ]


async def test_a_file_that_says_what_an_owner_published_takes_its_place(database: Database) -> None:
    """As after an export and a commit."""
    await load(database, File("rome", "a"))
    await publish(database)
    await load(database, File("rome", "b"))
    loaded = await load(database, File("rome", "c", briefing=pack(briefing("An owner's", as_of=date(2019, 4, 4)))))
    assert (loaded.published, loaded.waiting) == (["rome"], [])
    saved = await shown(database)
    assert saved is not None
    assert saved.id == "c"
    async with database.read() as c:
        assert await history.drafts(c, "", None) == [], "nothing waits any more"


async def test_a_newer_file_is_shown_instead(database: Database) -> None:
    await load(database, File("rome", "a"))
    await publish(database)
    assert (await load(database, File("rome", "b", as_of=date(2019, 4, 5)))).published == ["rome"]
    saved = await shown(database)
    assert saved is not None
    assert saved.id == "b"


@pytest.mark.parametrize("decision", ["withdraw", "discard", "reject"])
async def test_what_an_owner_decided_on_a_file_stays_until_it_changes(database: Database, decision: str) -> None:
    await load(database, File("rome", "a"))
    if decision != "withdraw":
        await publish(database)
        await load(database, File("rome", "b"))
    async with database.write() as c:
        waiting = await history.drafts(c, "", None)
        one = waiting[0] if waiting else await history.published(c, "", "rome")
        assert one is not None
        await getattr(revisions, decision)(c, one, OWNER, 300, note="not this")
    assert await load(database, File("rome", one.id)) == files.Loaded()
    assert await load(database, File("rome", "z")) != files.Loaded()


async def test_ten_thousand_files_are_loaded_fast(database: Database) -> None:
    """In some seconds at most, and when nothing has changed in a blink: this is on the way of every start."""
    folder = [File(f"topic-{number}", f"{number:012x}") for number in range(10_000)]
    async with database.write() as c:
        began = time.perf_counter()
        await files.load(c, folder, 100)
        first = time.perf_counter() - began
        began = time.perf_counter()
        assert await files.load(c, folder, 100) == files.Loaded()
        again = time.perf_counter() - began
        for table in (revision, revision_state):
            assert (await c.execute(select(func.count()).select_from(table))).scalar_one() == 10_000
    assert again < first / 4
