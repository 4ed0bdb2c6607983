"""The library and the history in step: files become revisions, what moderators publish is shown on every node."""

from pathlib import Path

import pytest
import yaml

from bot.briefing.check import check
from bot.library.archive import Archive
from bot.library.library import Library
from bot.store import history, revisions
from bot.store.database import Database
from bot.store.glance import nothing_written
from bot.store.saved import Draft, State, Who

NOON = 1_700_000_000
MARIA = Who("U1", "María")
TOWN = "slack/T1"


def text(title: str, as_of: str = "2019-04-04", summary: str = "It is quiet.") -> str:
    sources = {"cbs": {"title": "News", "publisher": "CBS News", "published": "2019-04-04"}}
    return yaml.safe_dump({"title": title, "as_of": as_of, "summary": summary, "sources": sources})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "briefings"
    folder.mkdir()
    (folder / "chad.yaml").write_text(text("Chad"))
    return folder


def loaded(folder: Path) -> Library:
    library = Library(folder)
    library.load()
    return library


async def publish(database: Database, topic: str, workspace: str, source: str, over: str | None = None) -> str:
    parsed = check(source.encode(), topic)
    assert parsed.briefing
    draft = Draft(workspace=workspace, topic=topic, line=workspace, base=over, briefing=parsed.briefing, author=MARIA)
    async with database.write() as c:
        saved = await revisions.save(c, draft, NOON)
        return (await revisions.publish(c, saved, MARIA, NOON, over=over)).id


async def test_every_state_of_a_file_is_kept_once(folder: Path, database: Database):
    library = loaded(folder)
    archive = Archive(library, database, lambda: NOON)
    await archive.keep()
    await archive.keep()
    (folder / "chad.yaml").write_text(text("Chad", summary="It is loud."))
    library.reload([folder / "chad.yaml"])
    await archive.keep()
    async with database.read() as c:
        found = await history.history(c, "", "chad", None)
        said = [(await history.briefing_of(c, saved)).summary for saved in found]
    assert said == ["It is loud.", "It is quiet."]
    assert [saved.state for saved in found] == [State.PUBLISHED, State.SUPERSEDED]
    shown = library.view().get("chad")
    assert shown is not None
    assert shown.id == found[0].id


async def test_a_file_that_is_gone_is_withdrawn_and_comes_back(folder: Path, database: Database):
    library = loaded(folder)
    archive = Archive(library, database, lambda: NOON)
    await archive.keep()
    (folder / "chad.yaml").unlink()
    library.reload([folder / "chad.yaml"])
    await archive.keep()
    async with database.read() as c:
        assert await history.published(c, "", "chad") is None
    (folder / "chad.yaml").write_text(text("Chad"))
    library.reload([folder / "chad.yaml"])
    await archive.keep()
    async with database.read() as c:
        assert await history.published(c, "", "chad")


async def test_what_a_moderator_publishes_and_withdraws_reaches_every_node(folder: Path, database: Database):
    here, there = loaded(folder), loaded(folder)
    nodes = [Archive(library, database, lambda: NOON) for library in (here, there)]
    for node in nodes:
        await node.keep()
        await node.show()
    await publish(database, "chad", TOWN, text("Chad, as we see it"))
    for node in nodes:
        await node.show()
    for library in (here, there):
        own, shared = library.view(TOWN).get("chad"), library.view("slack/T2").get("chad")
        assert own is not None
        assert shared is not None
        assert (own.briefing.title, shared.briefing.title) == ("Chad, as we see it", "Chad")
    async with database.write() as c:
        saved = await history.published(c, TOWN, "chad")
        assert saved
        await revisions.withdraw(c, saved, MARIA, NOON, note="Wrong.")
    for node in nodes:
        await node.show()
    for library in (here, there):
        own = library.view(TOWN).get("chad")
        assert own is not None
        assert own.briefing.title == "Chad"


async def test_a_file_waits_for_an_owner_who_published_the_topic(folder: Path, database: Database):
    library = loaded(folder)
    archive = Archive(library, database, lambda: NOON)
    await archive.keep()
    async with database.read() as c:
        filed = await history.published(c, "", "chad")
    assert filed
    await publish(database, "chad", "", text("Chad, checked"), over=filed.id)
    (folder / "chad.yaml").write_text(text("Chad, saved"))
    library.reload([folder / "chad.yaml"])
    await archive.keep()
    await archive.show()
    shown = library.view().get("chad")
    assert shown is not None
    assert shown.briefing.title == "Chad, checked"
    (folder / "chad.yaml").write_text(text("Chad, newer", as_of="2019-04-05"))
    library.reload([folder / "chad.yaml"])
    await archive.keep()
    await archive.show()
    newer = library.view().get("chad")
    assert newer is not None
    assert newer.briefing.title == "Chad, newer"


async def withdrawn(database: Database, topic: str) -> None:
    async with database.write() as c:
        saved = await history.published(c, "", topic)
        assert saved
        await revisions.withdraw(c, saved, MARIA, NOON, note="It was made up.")


@pytest.mark.parametrize("over", [False, True], ids=["the file", "what an owner published over it"])
async def test_what_an_owner_withdrew_is_hidden_until_its_file_changes(folder: Path, database: Database, over: bool):
    library = loaded(folder)
    archive = Archive(library, database, lambda: NOON)
    await archive.keep()
    if over:
        async with database.read() as c:
            filed = await history.published(c, "", "chad")
        assert filed
        await publish(database, "chad", "", text("Chad, checked"), over=filed.id)
    await archive.show()
    await withdrawn(database, "chad")
    await archive.show()
    again = loaded(folder)
    restarted = Archive(again, database, lambda: NOON)
    await restarted.keep()
    await restarted.show()
    for one in (library, again):
        assert one.view().get("chad") is None
        assert one.view("slack/T1").find_topics("Chad").exact == ()
        gone = one.view().withdrawn("CHAD ")
        assert gone is not None
        assert (gone.at, gone.why) == (NOON, "It was made up.")
        assert one.view().withdrawn("mali") is None
    (folder / "chad.yaml").write_text(text("Chad, mended"))
    library.reload([folder / "chad.yaml"])
    await archive.keep()
    await archive.show()
    mended = library.view().get("chad")
    assert mended is not None
    assert mended.briefing.title == "Chad, mended"
    assert library.view().withdrawn("chad") is None
    (folder / "chad.yaml").write_text(text("Chad"))
    library.reload([folder / "chad.yaml"])
    await archive.keep()
    await archive.show()
    assert library.view().get("chad") is None, "it is what was withdrawn"
    async with database.read() as c:
        assert await history.published(c, "", "chad") is None


async def test_what_is_published_after_a_withdrawal_is_shown_over_the_file(folder: Path, database: Database):
    library = loaded(folder)
    archive = Archive(library, database, lambda: NOON)
    await archive.keep()
    await withdrawn(database, "chad")
    async with database.read() as c:
        head = await history.head(c, "", "chad", "")
    assert head
    parsed = check(text("Chad, as it was", as_of="2019-01-01").encode(), "chad")
    assert parsed.briefing
    draft = Draft(workspace="", topic="chad", line="", base=head.id, briefing=parsed.briefing, author=MARIA)
    async with database.write() as c:
        await revisions.publish(c, await revisions.save(c, draft, NOON), MARIA, NOON, over=None)
    await archive.show()
    shown = library.view().get("chad")
    assert shown is not None
    assert shown.briefing.title == "Chad, as it was", "though the withdrawn file says it is newer"


async def test_a_glance_tells_whether_anything_was_published_from_chat(folder: Path, sqlite_url: str):
    async with await Database.open(sqlite_url) as database:
        await Archive(loaded(folder), database, lambda: NOON).keep()
        assert nothing_written(sqlite_url)
        await publish(database, "mali", TOWN, text("Mali"))
        assert not nothing_written(sqlite_url)


async def test_a_glance_tells_whether_a_file_was_withdrawn(folder: Path, sqlite_url: str):
    async with await Database.open(sqlite_url) as database:
        archive = Archive(loaded(folder), database, lambda: NOON)
        await archive.keep()
        await withdrawn(database, "chad")
        assert not nothing_written(sqlite_url)


def test_a_glance_makes_no_file(tmp_path: Path):
    assert nothing_written(f"sqlite:///{tmp_path}/none.db")
    assert not (tmp_path / "none.db").exists()
    assert not nothing_written("postgresql://nobody@localhost/none")
    (tmp_path / "other.db").write_text("no database")
    assert not nothing_written(f"sqlite:///{tmp_path}/other.db")
