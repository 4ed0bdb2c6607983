"""What was posted is remembered with its facts, and edits reach it: the newest only, and never what it says no more."""

import asyncio
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings

from bot.chat.delivery import Gone, Later, Shown, Unknown
from bot.chat.document import Bullet, Bullets, Document, Fact, Facts, Positions, Quotation, Stance, Text
from bot.chat.refs import refs
from bot.delivery import gate, outcome
from bot.delivery.record import Answers
from bot.store import contents, deliveries, posted
from bot.store.content import Content, Known, unpack
from bot.store.database import Database
from bot.store.posted import Posted
from tests.chat.documents import documents, every_block
from tests.delivery.memory import Kept, Platform, failing
from tests.delivery.world import (
    DAY,
    EIGHT,
    Clock,
    Stories,
    add,
    delivering,
    place,
    ref,
    rows,
    settled,
    states,
    subscription,
    ticker,
    until,
)


def fact(value: str = "$6 billion", revision: str = "r1") -> Document:
    return Document("Owed", (Facts((Fact("Still owed", value, ref=ref(revision=revision)),)),))


async def showing(database: Database, *items: str) -> list[Posted]:
    async with database.read() as c:
        return await posted.showing(c, "", "venezuela", items or ("figures.owed",), after=0, limit=100)


async def edit(database: Database, message: int, document: Document) -> str | None:
    async with database.write() as c:
        content = Content(document)
        await contents.keep(c, [content])
        return await deliveries.add_edit(c, message, content.hash, EIGHT)


async def answered(database: Database, id_: str | None = "m1", document: Document | None = None) -> Platform:
    """An answer in a channel, and the platform that shows it."""
    shown = Shown(place(1), document or fact(), id_)
    await Answers(database, Clock()).shown(shown)
    return Platform(messages=[Kept(id_ or "m1", str(shown.place), "", shown.document)])


def test_every_fact_of_a_document_is_found() -> None:
    kinds = [ref(item=f"item.{n}") for n in range(5)]
    document = Document(
        "Title",
        (
            Text("text", ref=kinds[0]),
            Bullets((Bullet("one"), Bullet("two", ref=kinds[1]))),
            Facts((Fact("label", "value", ref=kinds[2]),)),
            Quotation("words", ref=kinds[3]),
            Positions("who?", (Stance("a", "b", ref=kinds[4]), Stance("c", "d"))),
        ),
    )
    assert refs(document) == set(kinds)


@given(documents())
@settings(max_examples=60, deadline=None)
def test_a_packed_content_is_the_same_again(document: Document) -> None:
    content = Content(document, shows=(Known("", "venezuela", "r1"),))
    again = unpack(content.blob)
    assert again == content
    assert again.hash == content.hash


def test_moments_days_and_texts_stay_what_they_are() -> None:
    values = ("2019-04-04", date(2019, 4, 4), datetime(2019, 4, 4, 8, tzinfo=UTC), "")
    content = Content(Document("", (Facts(tuple(Fact("", value) for value in values)),)))
    assert unpack(content.blob) == content
    assert unpack(Content(every_block()).blob).document == every_block()


async def test_equal_contents_are_kept_once(database: Database) -> None:
    async with database.write() as c:
        await contents.keep(c, [Content(fact()), Content(fact()), Content(fact("$7 billion"))])
        await contents.keep(c, [Content(fact())])
        assert len((await c.exec_driver_sql("SELECT hash FROM content")).all()) == 2
        assert len((await c.exec_driver_sql("SELECT content FROM content_ref")).all()) == 2
        assert await contents.read(c, [Content(fact()).hash, "nothing"]) == {Content(fact()).hash: Content(fact())}


async def test_a_sent_digest_is_found_by_its_facts(database: Database) -> None:
    await add(database, subscription(1), subscription(2))
    await ticker(database, Stories(details=1)).tick(EIGHT)
    async with delivering(database, Platform()):
        await settled(database)
    found = await showing(database)
    assert sorted(str(one.place) for one in found) == ["discord/w/1", "discord/w/2"]
    assert all(one.message_id for one in found)
    assert await showing(database, "figures.other") == []


async def test_answers_are_remembered_and_the_same_message_shows_the_newest(database: Database) -> None:
    record = Answers(database, Clock())
    await record.shown(Shown(place(1), fact(), "m1"))
    await record.shown(Shown(place(1), fact(), "m2"))
    await record.shown(Shown(place(1), fact(), None))
    await record.shown(Shown(place(1), Document("no facts"), None))
    assert [one.message_id for one in await showing(database)] == ["m1", "m2", None]
    await record.shown(Shown(place(1), Document("page 2"), "m1"))
    assert [one.message_id for one in await showing(database)] == ["m2", None]


async def test_remembering_never_raises(
    database: Database, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with await Database.open_to_read(database_url) as only_to_read:
        await Answers(only_to_read, Clock()).shown(Shown(place(1), fact(), "m1"))
    await Answers(database, lambda: float("nan")).shown(Shown(place(1), fact(), "m1"))
    assert caplog.text.count("will not be corrected") == 2


async def test_an_edit_changes_the_message_and_what_is_remembered(database: Database) -> None:
    platform = await answered(database)
    (message,) = await showing(database)
    assert await edit(database, message.id, fact("$7 billion", "r2"))
    async with delivering(database, platform):
        await settled(database)
    assert platform.messages[0].document == fact("$7 billion", "r2")
    (now,) = await showing(database)
    assert now.content == Content(fact("$7 billion", "r2")).hash
    assert now.id == message.id


async def test_of_several_edits_only_the_newest_is_done(database: Database) -> None:
    platform = await answered(database)
    (message,) = await showing(database)
    for value in ("$7 billion", "$8 billion", "$9 billion"):
        await edit(database, message.id, fact(value))
        (pending,) = await showing(database)
        assert pending.content == Content(fact(value)).hash, "the next correction starts from what it will say"
    async with delivering(database, platform):
        await settled(database)
    assert await states(database) == ["skipped", "skipped", "sent"]
    assert platform.counted("edit") == 1
    assert platform.messages[0].document == fact("$9 billion")


async def test_an_edit_of_what_a_message_no_longer_shows_is_dropped(database: Database) -> None:
    platform = await answered(database)
    (message,) = await showing(database)
    await edit(database, message.id, fact("$7 billion"))
    await Answers(database, Clock()).shown(Shown(place(1), Document("page 2"), "m1"))
    async with delivering(database, platform):
        await asyncio.sleep(0.1)
    assert platform.calls == []
    assert [row.why for row in await rows(database)] == ["it shows something else now"]


async def test_an_edit_that_was_under_way_is_undone_where_the_message_shows_something_else(database: Database) -> None:
    platform = await answered(database)
    platform.opens = asyncio.Event()
    (message,) = await showing(database)
    await edit(database, message.id, fact("$7 billion"))
    async with delivering(database, platform):
        await until(lambda: platform.counted("edit") == 1)
        await Answers(database, Clock()).shown(Shown(place(1), Document("page 2"), "m1"))
        platform.opens.set()
        await settled(database)
    assert platform.messages[0].document == Document("page 2")


async def test_what_nobody_can_edit_is_not_tried(database: Database) -> None:
    await answered(database, None)
    (message,) = await showing(database)
    assert message.message_id is None
    assert await edit(database, message.id, fact("$7 billion")) is None
    assert await rows(database) == []


async def test_a_deleted_message_is_not_edited_again_and_pauses_nothing(database: Database) -> None:
    await add(database, subscription(1, next_run_at=EIGHT + DAY))
    platform = await answered(database)
    platform.trouble = lambda call, where: Gone("Unknown Message")
    (message,) = await showing(database)
    await edit(database, message.id, fact("$7 billion"))
    async with delivering(database, platform):
        await settled(database)
    assert await states(database) == ["gone"]
    (message,) = await showing(database)
    assert message.message_id is None
    assert await edit(database, message.id, fact("$7 billion")) is None
    async with database.read() as c:
        assert (await c.exec_driver_sql("SELECT state FROM subscription")).scalar() == "active"


@pytest.mark.parametrize("error", [lambda: Unknown("no answer"), lambda: Later(0.01), ConnectionResetError])
async def test_an_edit_is_repeated_until_it_is_done(database: Database, error, monkeypatch) -> None:
    monkeypatch.setattr(outcome, "FIRST", 0.01)
    monkeypatch.setattr(gate, "REST", 0.01)
    platform = await answered(database)
    platform.trouble = failing(3, error, "edit")
    (message,) = await showing(database)
    await edit(database, message.id, fact("$7 billion"))
    clock = Clock()
    async with delivering(database, platform, clock=clock):
        for _ in range(40):
            clock.now += 5
            await asyncio.sleep(0.03)
            if await states(database) == ["sent"]:
                break
    assert await states(database) == ["sent"]
    assert platform.counted("find") == 0
    assert platform.messages[0].document == fact("$7 billion")


async def test_an_edit_goes_in_its_channels_order(database: Database) -> None:
    """A digest never overtakes a correction."""
    platform = await answered(database)
    await add(database, subscription(1))
    (message,) = await showing(database)
    await edit(database, message.id, fact("$7 billion"))
    await ticker(database).tick(EIGHT)
    async with delivering(database, platform):
        await settled(database)
    assert [call for call, _ in platform.calls] == ["edit", "send"]


async def test_old_records_are_forgotten_and_what_is_used_stays(database: Database) -> None:
    await add(database, subscription(1), subscription(2, topics=("nowhere",)))
    await ticker(database, Stories(details=1)).tick(EIGHT)
    async with delivering(database, Platform()):
        await settled(database)
    await answered(database, None, fact("$1"))
    await answered(database, "m9", fact("$2"))
    async with database.write() as c:
        assert await deliveries.forget(c, EIGHT, 100) == 0
        assert await posted.forget(c, EIGHT, 100) == 0
        assert await deliveries.forget(c, EIGHT + DAY, 100) == 4
        assert await posted.forget(c, EIGHT + DAY, 100) == 1
        assert await deliveries.forget(c, EIGHT + DAY, 100) == 1
        left = (await c.exec_driver_sql("SELECT hash FROM content")).scalars().all()
    assert Content(fact("$2")).hash in left
    assert len(left) == 2, "and the digest that was shown"
