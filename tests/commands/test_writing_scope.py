"""What is shared and what is a workspace's own: every answer tells them apart, and proposals reach those who decide."""

from pathlib import Path

import pytest

from bot.briefing.yaml import write
from bot.chat.request import Role
from bot.store.database import Database
from tests.commands.newsroom import read
from tests.commands.writers import ACTOR, FIGURE, NEW, STORY, Room

COVERS = "This is this workspace’s own briefing, shown instead of the shared one on the same topic."


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    (tmp_path / "briefings").mkdir()
    return Room(database, tmp_path / "briefings")


async def share(room: Room, folder: Path) -> None:
    """Have the ports shared, from a file."""
    await room.do("olga@z", *STORY, "submit ports", "/settings four-eyes off", "approve ports")
    published = room.library.view("board/z").get("ports")
    assert published is not None
    (folder / "briefings" / "ports.yaml").write_text(write(published.briefing))
    room.library.reload([folder / "briefings" / "ports.yaml"])
    await room.archive.keep()
    await room.archive.show()


async def cover(room: Room, title: str = "Our ports") -> None:
    """Have workspace `a` cover them."""
    own = NEW.replace("Two ports", title)
    await room.do("ann@a", own, ACTOR, FIGURE, "add-quote ports by=ana-ruiz said=x unverified=yes confirm=yes")
    card = 'add-card ports question="Why now?" answer="Nobody knows." unverified=yes confirm=yes'
    await room.do("ann@a", card, "submit ports", "/settings four-eyes off", "approve ports")


ANSWERS = (
    "/brief ports", "/brief ports full", "/figures ports", "/figure Price of the ports", "/timeline ports",
    "/quotes ports", "/claims ports", "/card ports why now", "/actor Ana Ruiz", "/actors ports", "/sources ports",
    "/evidence ports price",
)  # fmt: skip


async def test_every_answer_says_that_it_is_of_a_briefing_that_covers_a_shared_one(room: Room, tmp_path: Path) -> None:
    await cover(room)
    for answer in ANSWERS:
        assert "own briefing" not in await room.shown("eve@a", answer), "there is nothing to cover"
    assert "this workspace’s own" in await room.shown("eve@a", "/topics")
    assert "instead of" not in await room.shown("eve@a", "/topics")
    await share(room, tmp_path)
    for answer in ANSWERS:
        assert COVERS in await room.shown("eve@a", answer), answer
    assert COVERS in await room.shown("eve@a", "/search price")
    assert "this workspace’s own, instead of the shared one" in await room.shown("eve@a", "/topics")
    for line in ("/brief ports", "/topics", "/search ports"):
        assert "own" not in await room.shown("eve@b", line), "readers elsewhere see what is shared"
    await room.do("ann@a", 'withdraw ports "No longer." confirm=yes')
    assert "own" not in await room.shown("eve@a", "/brief ports")
