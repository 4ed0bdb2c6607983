"""Corrections that others have to agree to reach what was posted, whatever is done to them before they are approved."""

import asyncio
from pathlib import Path

import pytest

from bot.chat.delivery import Receipt, Shown
from bot.chat.document import Document
from bot.chat.reply import Reply
from bot.chat.request import Place, Role
from bot.delivery.courier import Courier
from bot.delivery.record import Answers
from bot.store import deliveries
from bot.store.database import Database
from bot.store.delivery import State
from tests.commands.newsroom import Board, read
from tests.commands.test_writing_scope import share
from tests.commands.writers import STORY
from tests.commands.writers import Room as Writers

CORRECT = 'correct ports price now="Cost of the ports" why="Wrong word." part=label confirm=yes'
WAS_NOW = "was Price of the ports, now Cost of the ports"
BACK = "was Cost of the ports, now Price of the ports"
ADD = 'add-event ports when=later what="They strike." unverified=yes confirm=yes'
KEEP = "Messages that were posted before keep what they say"


class Wall(Board):
    """A board that keeps what its messages say now."""

    def __init__(self) -> None:
        super().__init__()
        self.says: dict[str, Document] = {}

    async def edit(self, receipt: Receipt, document: Document) -> Receipt | None:
        self.says[receipt.id] = document
        return None


class Room(Writers):
    """Several people, and a wall of messages."""

    def __init__(self, database: Database, folder: Path) -> None:
        super().__init__(database, folder)
        self.wall = Wall()

    async def posted(self, who: str, line: str, id_: str) -> None:
        """Have an answer posted in the workspace of somebody, named like `eve@a`."""
        reply = await self.say(who, line, Role.READER)
        assert reply.ok, read(reply.document)
        await self.show(who, reply, id_)

    async def show(self, who: str, reply: Reply, id_: str) -> None:
        """Have an answer that was made before posted now."""
        self.wall.says[id_] = reply.document
        place = Place("board", who.partition("@")[2] or "a", "news")
        await Answers(self.database, lambda: float(self.now)).shown(Shown(place, reply.document, id_))

    async def shows(self, id_: str) -> str:
        """What a message says once everything is delivered that is to be."""
        courier = asyncio.create_task(Courier(self.database, self.wall, lambda: float(self.now), "node").run())
        try:
            async with asyncio.timeout(10):
                while await self._waiting():
                    await asyncio.sleep(0.01)
        finally:
            courier.cancel()
            await asyncio.wait([courier])
        return read(self.wall.says[id_])

    async def _waiting(self) -> bool:
        async with self.database.read() as c:
            counts = await deliveries.counts(c)
        return bool(counts.get(State.WAITING) or counts.get(State.SENDING))


@pytest.fixture
async def room(database: Database, tmp_path: Path) -> Room:
    (tmp_path / "briefings").mkdir()
    return Room(database, tmp_path / "briefings")


async def _published(room: Room) -> None:
    """The ports published under four eyes, and shown in a message `m`."""
    await room.do("ann", *STORY, "submit ports")
    await room.do("bob", "approve ports", "/settings four-eyes on")
    await room.posted("eve", "/figures ports", "m")


@pytest.mark.parametrize(("adds", "approves"), [("bob", "cid"), ("ann", "bob")])
async def test_something_is_added_to_one_that_waits(room: Room, adds: str, approves: str) -> None:
    await _published(room)
    await room.do("ann", CORRECT)
    await room.do(adds, ADD, "submit ports")
    done = read((await room.do(approves, "approve ports")).document)
    assert "Messages to edit" in done
    assert KEEP not in done, "what was added was never shown"
    assert WAS_NOW in await room.shows("m")


async def test_one_that_was_taken_out_of_the_draft_again_is_none(room: Room) -> None:
    await _published(room)
    await room.do("ann", CORRECT, ADD)
    form = (await room.do("ann", "edit ports price")).form
    assert form is not None
    values = {**form.submit.values, **{field.name: field.value for field in form.fields}}
    values["text"] = values["text"].replace("Cost of the ports", "Price of the ports")
    assert (await room.ask("ann", "briefing edit", values)).ok
    await room.do("ann", "submit ports")
    assert "Messages to edit" not in read((await room.do("bob", "approve ports")).document)
    assert "Corrected" not in await room.shows("m")


async def test_one_that_was_discarded_is_restored(room: Room) -> None:
    await _published(room)
    await room.do("ann", CORRECT)
    discarded = await room.do("bob", "discard ports no")
    assert (await room.press("ann", discarded.buttons[0])).ok
    await room.do("ann", "submit ports")
    await room.do("bob", "approve ports")
    assert WAS_NOW in await room.shows("m")


async def test_two_workspaces_correct_what_is_shared(room: Room, tmp_path: Path) -> None:
    await share(room, tmp_path)
    await room.posted("eve@a", "/brief ports full", "m")
    await room.do("ann@a", CORRECT)
    await room.do("carl@b", 'correct ports ana-ruiz now="chief of trade" why="Her title." confirm=yes')
    for done in (True, False, True):
        reply = await room.do("olga@c", "review", role=Role.OWNER)
        approve = next(button for button in reply.buttons if button.label == "Approve")
        assert (await room.press("olga@c", approve, Role.OWNER)).ok is done
    shown = await room.shows("m")
    assert WAS_NOW in shown
    assert "was minister of trade, now chief of trade" in shown


async def test_what_is_restored_from_before_a_correction_corrects_it_back(room: Room) -> None:
    await _published(room)
    before = await room.head()
    assert before is not None
    await room.do("ann", CORRECT)
    await room.do("bob", "approve ports")
    assert WAS_NOW in await room.shows("m")
    room.now += 60
    await room.do("ann", f"restore ports {before.id}")
    assert "It is put back as it was before a correction" in read((await room.do("ann", "diff ports")).document)
    await room.do("ann", "submit ports")
    done = read((await room.do("bob", "approve ports")).document)
    assert "Messages to edit" in done
    assert KEEP not in done
    assert BACK in await room.shows("m")


async def test_an_ordinary_change_says_that_it_edits_no_message(room: Room) -> None:
    await _published(room)
    form = (await room.do("ann", "edit ports price")).form
    assert form is not None
    values = {**form.submit.values, **{field.name: field.value for field in form.fields}}
    values["text"] = values["text"].replace("Price of the ports", "Cost of the ports")
    assert (await room.ask("ann", "briefing edit", values)).ok
    await room.do("ann", "submit ports")
    for who, line in (("ann", "diff ports"), ("bob", "review"), ("bob", "approve ports")):
        told = read((await room.do(who, line)).document)
        assert KEEP in told, line
        assert "/briefing correct" in told
    assert "Corrected" not in await room.shows("m")


async def test_what_is_only_added_needs_no_such_word(room: Room) -> None:
    await _published(room)
    await room.do("ann", ADD)
    assert KEEP not in read((await room.do("ann", "diff ports")).document)
