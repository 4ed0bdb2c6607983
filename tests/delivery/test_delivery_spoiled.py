"""What can't be read or is never taken ends at once, and stops nothing else; what comes late after a kill says so."""

from typing import Any

import pytest
from sqlalchemy import insert

from bot.chat.delivery import Rejected
from bot.store import soundness
from bot.store.content import unpack
from bot.store.database import Database
from bot.store.deliveries import add as keep
from bot.store.delivery import Kind, new
from bot.store.tables import content
from tests.delivery.memory import Platform
from tests.delivery.world import (
    DAY,
    EIGHT,
    HOUR,
    Clock,
    Stories,
    add,
    delivering,
    place,
    rows,
    settled,
    subscription,
    ticker,
)

KEPT = bytes.fromhex(
    "83a8646f63756d656e7484a57469746c65ab4e65777320646967657374a6626c6f636b739483a474797065a566616374"
    "73a566616374739296b04c6174653a2069742077617320647565c0d6ff6b852580c0c0c096a553696e6365c0c0aa3230"
    "31392d30342d3034a661206e6f746584a9776f726b7370616365a0a86272696566696e67a6706c616e6573a46974656d"
    "ac666967757265732e64656274a87265766973696f6ea27031a768656164696e67c083a474797065a762756c6c657473"
    "a56974656d739183a474657874ac57617320362c206e6f772037a56c6162656caa5374696c6c206f776564a372656684"
    "a9776f726b7370616365a0a86272696566696e67a6706c616e6573a46974656dac666967757265732e64656274a87265"
    "766973696f6ea27031a768656164696e67a9436f7272656374656484a474797065a474657874a474657874b1556e6368"
    "616e6765643a20626f6174732ea768656164696e67c0a3726566c085a474797065a971756f746174696f6ea5776f7264"
    "73aa546865792063616d652ea26279a8736f6d65626f6479a46d61726bc0a3726566c0a375726cc0a46e6f7465a64120"
    "6e6f7465a7627574746f6e739182a56c6162656ca6506c616e6573a372756e83a7636f6d6d616e64a56272696566a676"
    "616c75657381a5746f706963a6706c616e6573a47061676501a573686f77739193a0a6706c616e6573a27031"
)
"""A content as the first version packed it, which every later one must read."""


async def spoil(database: Database) -> None:
    async with database.write() as c:
        await c.execute(insert(content).values(hash="bad", blob=b"\0"))


async def test_a_message_that_cant_be_read_fails_and_the_others_are_posted(database: Database) -> None:
    await spoil(database)
    async with database.write() as c:
        await keep(c, [new("n-1", Kind.NOTICE, place(1), "bad", EIGHT)])
    await add(database, subscription(1), subscription(2))
    await ticker(database).tick(EIGHT)
    platform = Platform()
    async with delivering(database, platform):
        await settled(database)
    assert len(platform.messages) == 2
    (bad,) = await rows(database, id="n-1")
    assert (bad.state, bad.why) == ("failed", "what it was to say can't be read any more")


async def test_a_place_of_which_nobody_can_read_what_it_knows_is_introduced_again(database: Database) -> None:
    await spoil(database)
    await add(database, subscription(1, shown="bad"), subscription(2))
    await ticker(database).tick(EIGHT)
    platform = Platform()
    async with delivering(database, platform):
        await settled(database)
    assert platform.said() == ["First: venezuela r1", "First: venezuela r1"]


async def test_check_finds_what_cant_be_read(database: Database, database_url: str) -> None:
    assert await soundness.check(database_url) == []
    await spoil(database)
    assert await soundness.check(database_url) == ["The content bad of a message can't be read."]


def test_what_earlier_versions_packed_is_read() -> None:
    read = unpack(KEPT)
    assert read.document.title == "News digest"
    assert [type(block).__name__ for block in read.document.blocks] == ["Facts", "Bullets", "Text", "Quotation"]
    assert read.shows[0].topic == "planes"
    assert unpack(read.blob) == read


async def test_what_the_platform_never_takes_fails_at_once(database: Database) -> None:
    await add(database, subscription())
    await ticker(database, Stories(details=1)).tick(EIGHT)
    platform = Platform(trouble=lambda call, where: Rejected("Discord: 400, Invalid Form Body"))
    async with delivering(database, platform):
        await settled(database)
    assert platform.counted("send") == 1
    assert {(row.state, row.why) for row in await rows(database)} == {("failed", "Discord: 400, Invalid Form Body")}


@pytest.mark.parametrize("arrived", [False, True])
async def test_what_comes_late_after_a_kill_says_so_unless_it_was_there(database: Database, *, arrived: bool) -> None:
    await add(database, subscription(next_run_at=EIGHT))
    await ticker(database).tick(EIGHT)
    platform, clock = Platform(), Clock()
    async with database.write() as c:
        await c.exec_driver_sql("UPDATE delivery SET unsure = 1")
    if arrived:
        platform._post(message(await rows(database)))
    clock.now = EIGHT + 2 * HOUR
    async with delivering(database, platform, clock=clock):
        await settled(database)
    (row,) = await rows(database)
    (posted,) = platform.messages
    assert (row.state, bool(row.late)) == ("sent", not arrived)
    assert ("Late: it was due" in str(posted.document)) is not arrived
    clock.now = EIGHT + DAY
    await ticker(database).tick(int(clock.now))
    assert (await rows(database))[-1].why == "there was nothing new", "what it has shown is known all the same"


def message(found: list[Any]) -> Any:
    from bot.chat.delivery import Message
    from bot.chat.document import Document

    (row,) = found
    return Message(row.id, place(1), Document("Posted before the kill"))
