"""A correction to 10,000 posted messages, and answers with a long history behind every briefing."""

import asyncio
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import text

from bot.app import dispatcher
from bot.briefing.model import Briefing
from bot.briefing.packing import pack
from bot.briefing.revision import Revision
from bot.chat.document import Document
from bot.chat.request import Caller, Place, Request
from bot.delivery.publishing import publish_with_corrections
from bot.library.archive import Archive
from bot.library.library import Library
from bot.library.line import Editor
from bot.present.brief import brief
from bot.store import contents, history, revisions
from bot.store.content import Content
from bot.store.database import Database
from bot.store.saved import Correction, Draft, Saved, Who
from bot.store.tables import posted
from tests.bench.frame import ROUNDS, Row, percentile
from tests.databases import postgresql_server
from tests.planes import planes

MESSAGES: Final = 10_000
BRIEFINGS: Final = 10_000
REVISIONS: Final = 100
"""Of each briefing."""

ASKED: Final = 500
NOW: Final = 1_803_888_000
ANN: Final = Who("u1", "Ann")
LINE: Final = "discord/w"


def rows() -> Iterable[Row]:
    """The figures on SQLite, then on PostgreSQL."""
    with TemporaryDirectory(prefix="briefbot-bench-") as folder, postgresql_server() as server:
        for name, url in (("SQLite", f"sqlite:///{folder}/briefbot.db"), ("PostgreSQL", server.url)):
            yield from asyncio.run(_corrections(name, url))
        yield from asyncio.run(_history(f"sqlite:///{folder}/history.db", Path(folder)))


async def _corrections(name: str, url: str) -> list[Row]:
    """Seconds from the confirmation of a correction to its commit, with every edit planned: by the clock, the best of
    some rounds, as others use the machine too; and of the bot's processor time, which on SQLite is all the work."""
    found = []
    async with await Database.open(url) as database:
        for label, different, bar, most in (("in 100 wordings", 100, 1, 0.6), ("no two alike", MESSAGES, 4, 4)):
            clock, processor = [], []
            for number in range(ROUNDS):
                topic = f"t{different}-{number}"
                first = await _publish(database, topic, planes())
                await _post(database, first, different=different)
                start, used = time.perf_counter(), time.process_time()
                planned = await _correct(database, topic, planes(120))
                clock.append(time.perf_counter() - start)
                processor.append(time.process_time() - used)
                assert planned == MESSAGES
            what = f"plan a correction of {MESSAGES:,} messages, {label}, {name}"
            found += [Row(what, min(clock), bar, "s"), Row(f"{what} (CPU)", median(processor), most, "s")]
    return found


async def _publish(database: Database, topic: str, content: Briefing) -> Revision:
    async with database.write() as c:
        saved = await revisions.save(c, _draft(topic, content, None), NOW)
        await revisions.publish(c, saved, ANN, NOW, over=None)
    return Revision(topic, saved.id, content, LINE)


async def _correct(database: Database, topic: str, content: Briefing) -> int:
    wrong = Correction("figures.people", "about 100 people", "about 120 people", "The wire mended its text.")
    editor = Editor(who=ANN, workspace=LINE, owner=False, place=Place("discord", "w", "1"), now=NOW)
    async with database.write() as c:
        head = await history.published(c, LINE, topic)
        saved = await revisions.save(c, replace(_draft(topic, content, head), corrections=(wrong,)), NOW)
        _, planned = await publish_with_corrections(c, editor, saved)
    return planned.edits


def _draft(topic: str, content: Briefing, base: Saved | None) -> Draft:
    return Draft(workspace=LINE, topic=topic, line=LINE, base=base.id if base else None, briefing=content, author=ANN)


async def _post(database: Database, shown: Revision, *, different: int) -> None:
    """Note that an answer stands in many messages, so many of them different, in a hundred channels."""
    document = brief(shown)
    made = [Content(Document(document.title, document.blocks, note=str(number))) for number in range(different)]
    kept = [
        {
            "place": f"discord/w/{number % 100}",
            "message_id": f"{shown.topic}-{number}",
            "kind": "answer",
            "content": made[number % len(made)].hash,
            "at": NOW,
        }
        for number in range(MESSAGES)
    ]
    async with database.write() as c:
        for at in range(0, len(made), 1000):
            await contents.keep(c, made[at : at + 1000])
        await c.execute(posted.insert(), kept)


async def _history(url: str, folder: Path) -> list[Row]:
    """The 99th percentile of /brief while every briefing has a hundred revisions in the database."""
    (folder / "briefings").mkdir()
    library = Library(folder / "briefings")
    async with await Database.open(url) as database:
        await _fill(database)
        archive = Archive(library, database, time.time)
        start = time.perf_counter()
        await archive.show()
        shown = time.perf_counter() - start

        async def keep() -> Database:
            return database

        answers = dispatcher(library, keep, show=archive.show)
        seconds = []
        for number in range(ASKED):
            request = Request("brief", Caller("1", "Ann"), Place("discord", "w", "1"), text=f"topic-{number * 17}")
            start = time.perf_counter()
            reply = await answers.answer(request)
            seconds.append(time.perf_counter() - start)
            assert reply.ok, reply.document
    name = f"{BRIEFINGS:,} briefings of {REVISIONS} revisions"
    return [
        Row(f"/brief, p99 with {name}", percentile(seconds) * 1000, 10, "ms"),
        Row(f"show {name} at the start", shown, 20, "s"),
    ]


async def _fill(database: Database) -> None:
    """A million revisions, the last one of each topic published."""
    topics = f"WITH RECURSIVE t(t) AS (SELECT 0 UNION ALL SELECT t + 1 FROM t WHERE t < {BRIEFINGS - 1}), "
    numbers = f"n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {REVISIONS}) "
    every = f"t * {REVISIONS} + n"
    async with database.write() as c:
        await c.execute(
            text(
                "INSERT INTO revision (seq, workspace, topic, id, line, number, parent, title, as_of, briefing, "
                f"author, author_name, note, corrections, origin, created_at) {topics}{numbers}"
                f"SELECT {every}, '', 'topic-' || t, 'r' || n, '', n, CASE WHEN n > 1 THEN 'r' || (n - 1) END, "
                "'Planes over Rome', '2019-04-04', :packed, 'u1', 'Ann', '', '[]', 'chat', :now FROM t, n"
            ),
            {"packed": pack(planes()), "now": NOW},
        )
        last = f"CASE n WHEN {REVISIONS} THEN 'published' ELSE 'superseded' END"
        await c.execute(
            text(
                f"INSERT INTO revision_state (revision, state, at, who, who_name, note) {topics}{numbers}"
                f"SELECT {every}, {last}, :now, 'u1', 'Ann', '' FROM t, n"
            ),
            {"now": NOW},
        )
        shown = f"SELECT '', 'topic-' || t, {every} FROM t, n WHERE n = {REVISIONS}"
        await c.execute(text(f"INSERT INTO briefing {topics}{numbers}{shown}"))
