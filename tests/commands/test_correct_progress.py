"""How far corrections have come, for everybody who may know of it, and all of them."""

import re
from pathlib import Path

import pytest

from bot.chat.request import Role
from bot.commands import withdraw
from bot.store.database import Database
from tests.commands.newsroom import read
from tests.commands.test_correct_together import Room
from tests.commands.test_writing_scope import share
from tests.commands.writers import STORY

CORRECT = 'correct ports price part=label now="Cost" why="Wrong word." confirm=yes'
LETTERS = "abcde"
NONE = "No corrections yet"


@pytest.fixture
async def room(database: Database, tmp_path: Path) -> Room:
    (tmp_path / "briefings").mkdir()
    return Room(database, tmp_path / "briefings")


async def _told(room: Room, who: str, line: str = "corrections", role: Role = Role.MODERATOR) -> str:
    return re.sub(" +", " ", read((await room.do(who, line, role=role)).document))


async def test_moderators_are_told_how_far_what_they_proposed_of_the_shared_has_come(
    room: Room, tmp_path: Path
) -> None:
    """In their own workspace: how many messages there are elsewhere is for the owners."""
    await share(room, tmp_path)
    for who, id_ in (("eve@a", "m"), ("eve@b", "n"), ("eve@b", "o")):
        await room.posted(who, "/figures ports", id_)
    await room.do("ann@a", CORRECT)
    assert NONE in await _told(room, "ann@a"), "it waits to be approved"
    await room.do("olga@c", "approve ports", role=Role.OWNER)
    assert "Messages here edited 0 of 1, 1 waiting" in await _told(room, "ann@a")
    await room.shows("m")
    for who, line, told in (
        ("ann@a", "corrections", "Messages here edited 1 of 1"),
        ("ann@a", "corrections ports", "Messages here edited 1 of 1"),
        ("carl@b", "corrections ports", "Messages here edited 2 of 2"),
        ("carl@b", "corrections shared/ports", "Messages here edited 2 of 2"),
        ("dora@d", "corrections ports", "Messages here no message showed it"),
    ):
        said = await _told(room, who, line)
        assert "Two ports (shared)" in said
        assert told in said
    assert NONE in await _told(room, "carl@b"), "others proposed it"
    assert "Messages edited 3 of 3" in await _told(room, "olga@c", role=Role.OWNER)


async def test_another_workspaces_own_corrections_are_nobodys_business(room: Room) -> None:
    await room.do("ann@a", *STORY, "submit ports", "approve ports", "/settings four-eyes off", CORRECT)
    for line in ("corrections", "corrections ports before=9"):
        reply = await room.say("carl@b", line)
        assert "Cost" not in read(reply.document)


async def test_all_corrections_can_be_paged_through(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(withdraw, "MOST", 3)
    await room.do("ann@a", *STORY, "submit ports", "approve ports", "/settings four-eyes off")
    for letter in LETTERS:
        await room.do("ann@a", CORRECT.replace("Cost", f"Cost {letter}"))
    first = await room.do("ann@a", "corrections ports")
    assert [button.label for button in first.buttons] == ["Earlier ones", "Look again"]
    second = await room.press("ann@a", first.buttons[0])
    assert [button.label for button in second.buttons] == ["Look again"]
    assert "2 earlier corrections" in second.document.title
    told = ["".join(re.findall("now Cost ([a-z])", read(reply.document))) for reply in (first, second)]
    assert told == [LETTERS[:1:-1], LETTERS[1::-1]]
    again = await room.press("ann@a", second.buttons[0])
    assert again.document == first.document
    await room.refused("ann@a", "corrections ports before=1", "no earlier corrections")
