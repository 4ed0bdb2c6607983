"""What a correction is of, whatever becomes of the item: a file goes back, positions are put in another order, an item
gets another name or is taken out."""

import re
from pathlib import Path

import pytest

from bot.chat.request import Role
from bot.store.database import Database
from tests.commands.test_correct_together import Room
from tests.commands.test_writing_scope import share


@pytest.fixture
async def room(database: Database, tmp_path: Path) -> Room:
    (tmp_path / "briefings").mkdir()
    return Room(database, tmp_path / "briefings")


async def _file(room: Room, folder: Path, text: str) -> None:
    """Have the shared file on the ports say this."""
    path = folder / "briefings" / "ports.yaml"
    path.write_text(text)
    room.library.reload([path])
    await room.archive.keep()
    await room.archive.show()


async def test_an_answer_from_a_file_that_went_back_past_a_correction_stays_as_it_is(
    room: Room, tmp_path: Path
) -> None:
    """It shows what is published; what was posted before the correction is edited still, once it is out."""
    await share(room, tmp_path)
    first = (tmp_path / "briefings" / "ports.yaml").read_text()
    before = await room.say("eve@b", "/figures ports", Role.READER)
    correct = 'correct ports price part=label now="Cost" why="Wrong word." confirm=yes'
    await room.do("olga@c", correct, role=Role.OWNER)
    await room.show("eve@b", before, "late")
    assert "was Price of the ports, now Cost" in await room.shows("late")
    await _file(room, tmp_path, re.sub("as_of: .*", "as_of: 2030-01-01", first).replace("of the ports", "of both"))
    await _file(room, tmp_path, first)
    await room.posted("eve@b", "/figures ports", "now")
    assert "Price of the ports" in await room.shows("now")
    assert "Cost" not in await room.shows("now")
