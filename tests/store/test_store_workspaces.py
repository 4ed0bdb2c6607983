"""Workspaces: what is set, what the audit holds, and what goes when the bot has been gone for 30 days."""

from dataclasses import replace

import pytest
from sqlalchemy import ColumnElement, Delete, Table, Update, delete, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from bot.chat.request import Place
from bot.store import audit, history, revisions, sources, workspaces
from bot.store.database import Database
from bot.store.entry import Entry
from bot.store.saved import Draft, Who
from bot.store.tables import audit as audit_table
from bot.store.tables import briefing as briefing_table
from bot.store.tables import installation, revision, source_text, subscription
from bot.store.workspace import Workspace
from tests.briefs import briefing

ADA = Who("U1", "Ada")
HERE, THERE = "slack/T1", "slack/T2"
DAY = 86_400


async def test_settings_of_a_workspace(database: Database) -> None:
    async with database.write() as c:
        assert await workspaces.get(c, HERE) == Workspace(HERE)
        await workspaces.set_zone(c, HERE, "Europe/Madrid")
        await workspaces.set_four_eyes(c, HERE, True)
        assert await workspaces.get(c, HERE) == Workspace(HERE, "Europe/Madrid", True)
        await workspaces.set_four_eyes(c, HERE, None)
        await workspaces.set_zone(c, HERE, None)
        assert await workspaces.get(c, HERE) == Workspace(HERE)
        assert await workspaces.get(c, THERE) == Workspace(THERE)


async def test_the_audit_tells_who_did_what_from_where(database: Database) -> None:
    place = Place("slack", "T1", "C1", "12.34")
    entry = Entry(
        at=100, workspace=HERE, who=ADA, what="publish", topic="rome", revision="ab", detail={"note": "ok"}, place=place
    )
    async with database.write() as c:
        await audit.record(c, entry)
        await audit.record(c, Entry(at=110, workspace=HERE, who=ADA, what="zone"))
        await audit.record(c, Entry(at=120, workspace=THERE, who=ADA, what="zone"))
        last, first = await audit.entries(c, HERE)
        assert (last.what, first.seq > 0, last.seq > first.seq) == ("zone", True, True)
        assert (first.at, first.who, first.topic, first.revision) == (100, ADA, "rome", "ab")
        assert (first.detail, first.place) == ({"note": "ok"}, place)
        assert await audit.entries(c, HERE, "rome") == [first]
        assert await audit.entries(c, HERE, before=last.seq) == [first]
        assert await audit.entries(c, HERE, limit=1) == [last]


@pytest.mark.parametrize("change", [update(audit_table).values(who="U2"), delete(audit_table)])
async def test_the_audit_can_not_be_changed(database: Database, change: Update | Delete) -> None:
    async with database.write() as c:
        await audit.record(c, Entry(at=100, workspace=HERE, who=ADA, what="publish"))
        await workspaces.removed(c, HERE, 100)
        with pytest.raises(DBAPIError, match="append-only"):
            await c.execute(change)


async def test_texts_of_sources_are_a_workspaces_own(database: Database) -> None:
    async with database.write() as c:
        digest = await sources.keep(c, HERE, "six planes — «about» 100 people", 100)
        assert await sources.keep(c, HERE, "six planes — «about» 100 people", 200) == digest
        assert await sources.texts(c, HERE, [digest, "0" * 64]) == {digest: "six planes — «about» 100 people"}
        assert await sources.texts(c, THERE, [digest]) == {}


async def test_names_that_no_database_takes_are_kept_all_the_same(database: Database) -> None:
    broken = Who("U1", "A\x00da \ud83d")
    async with database.write() as c:
        await audit.record(c, Entry(at=100, workspace=HERE, who=broken, what="zone"))
        (kept,) = await audit.entries(c, HERE)
        assert kept.who.name == "A\N{REPLACEMENT CHARACTER}da \N{REPLACEMENT CHARACTER}"
        digest = await sources.keep(c, HERE, "six\x00 planes", 100)
        assert (await sources.texts(c, HERE, [digest]))[digest] == "six\N{REPLACEMENT CHARACTER} planes"


async def everything(database: Database, key: str) -> None:
    """A workspace with something of each kind."""
    async with database.write() as c:
        new = Draft(workspace=key, topic="rome", line=key, base=None, briefing=briefing(), author=ADA)
        drafted = Draft(workspace=key, topic="oslo", line=key, base=None, briefing=briefing("Oslo"), author=ADA)
        saved = await revisions.save(c, new, 10)
        saved = await revisions.publish(c, saved, ADA, 20, over=None)
        first = await revisions.save(c, drafted, 10)
        await revisions.save(c, replace(drafted, base=first.id), 20)
        await revisions.save(c, replace(new, base=saved.id), 30)
        await revisions.save(c, replace(new, workspace=""), 30)
        await sources.keep(c, key, "a text", 10)
        await workspaces.set_zone(c, key, "Europe/Rome")
        await audit.record(c, Entry(at=10, workspace=key, who=ADA, what="publish"))
        await c.execute(insert(installation).values(workspace=key.partition("/")[2], secret=b"secret"))
        row = dict.fromkeys(("lane", "when_text", "cron", "zone", "topics", "created_by", "place"), "x")
        states = {"empty": "skip", "catchup": "latest", "state": "active", "created_at": 1}
        await c.execute(insert(subscription).values(id=key, workspace=key, **row, **states))


async def left(database: Database, key: str) -> dict[str, int]:
    async with database.read() as c:

        async def count(what: ColumnElement[bool], table: Table) -> int:
            return (await c.execute(select(func.count()).select_from(table).where(what))).scalar_one()

        return {
            "drafts": len(await history.drafts(c, key, key)) + len(await history.drafts(c, "", key)),
            "revisions": await count(revision.c.line == key, revision),
            "topics": await count(briefing_table.c.workspace == key, briefing_table),
            "texts": await count(source_text.c.workspace == key, source_text),
            "subscriptions": await count(subscription.c.workspace == key, subscription),
            "access": await count(installation.c.workspace == key[6:], installation),
            "audit": len(await audit.entries(c, key)),
        }


async def test_what_a_workspace_leaves_is_deleted_after_30_days(database: Database) -> None:
    await everything(database, HERE)
    await everything(database, THERE)
    before = await left(database, HERE)
    assert before == {
        "drafts": 3,
        "revisions": 5,
        "topics": 2,
        "texts": 1,
        "subscriptions": 1,
        "access": 1,
        "audit": 1,
    }
    async with database.write() as c:
        await workspaces.removed(c, HERE, 100)
        await workspaces.removed(c, HERE, 100 + 10 * DAY)
        assert await workspaces.clean_up(c, 100 + 30 * DAY - 1) == []
    assert await left(database, HERE) == before
    async with database.write() as c:
        assert await workspaces.clean_up(c, 100 + 30 * DAY) == [HERE]
        assert await workspaces.clean_up(c, 100 + 30 * DAY) == []
        assert await workspaces.get(c, HERE) == Workspace(HERE)
        assert await history.published(c, HERE, "rome") is not None
    assert await left(database, HERE) == {
        "drafts": 0,
        "revisions": 1,
        "topics": 1,
        "texts": 1,
        "subscriptions": 0,
        "access": 0,
        "audit": 2,
    }
    assert await left(database, THERE) == before


async def test_nothing_is_deleted_when_it_comes_back(database: Database) -> None:
    await everything(database, HERE)
    before = await left(database, HERE)
    async with database.write() as c:
        await workspaces.removed(c, HERE, 100)
        await workspaces.returned(c, [HERE])
        assert await workspaces.clean_up(c, 100 + 60 * DAY) == []
    assert await left(database, HERE) == before
