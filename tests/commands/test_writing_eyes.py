"""Four eyes: whoever wrote in a draft does not approve it, by whatever name they go and whoever saved it last."""

from pathlib import Path

import pytest

from bot.chat.reply import Reply
from bot.chat.request import Caller, Place, Request, Role
from bot.store.database import Database
from tests.commands.newsroom import read
from tests.commands.test_writing_scope import share
from tests.commands.writers import STORY, Room

ADD = 'add-actor ports name="Dock workers" kind=group confirm=yes'
ANNIE = Caller("ann", "Annie", Role.MODERATOR)


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    (tmp_path / "briefings").mkdir()
    return Room(database, tmp_path / "briefings")


async def _as(room: Room, who: Caller, text: str) -> Reply:
    """The reply to somebody who goes by a name of their own."""
    return await room.dispatcher.answer(Request("briefing", who, Place("board", "a", "news"), text))


async def test_another_name_makes_no_other_person(room: Room, tmp_path: Path) -> None:
    await room.do("ann", *STORY, "submit ports", "/settings four-eyes on")
    await room.refused("ann", "approve ports", "Somebody else")
    told = read((await _as(room, ANNIE, "review")).document)
    assert "You wrote it, so somebody else has to approve it" in told
    before = await room.everything()
    refused = await _as(room, ANNIE, "approve ports")
    assert "Somebody else has to approve what you wrote" in refused.document.title
    assert await room.everything() == before
    assert (await _as(room, Caller("bob", "Ann", Role.MODERATOR), "approve ports")).ok, "a namesake is somebody else"
    await share(room, tmp_path)
    await room.do("olga@z", "/settings four-eyes on shared", role=Role.OWNER)
    await room.do("olga@z", f"{ADD.replace('ports', 'shared/ports')}", "submit shared/ports", role=Role.OWNER)
    refused = await _as(room, Caller("olga", "Olga B.", Role.OWNER), "approve shared/ports")
    assert "Somebody else" in refused.document.title
