"""A source that is given again: its text and what else is new are taken, and what isn't given stays."""

from pathlib import Path

import pytest

from bot.store import history
from bot.store.database import Database
from tests.commands.newsroom import read
from tests.commands.writers import NEW, TEXT, Room

BARE = NEW.replace(f' text="{TEXT}"', " author=Joe link=https://example.org/a")
AGAIN = 'add-source ports title="Ports for sale" publisher="The Paper" published=2019-04-04'


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    (tmp_path / "briefings").mkdir()
    return Room(database, tmp_path / "briefings")


async def test_a_text_for_a_source_that_is_there_leaves_its_author_and_link(room: Room) -> None:
    await room.do("ann", BARE)
    told = await room.do("bob", f'{AGAIN} text="{TEXT}"')
    assert told.document.title == "Source changed"
    async with room.database.read() as c:
        head = await room.head()
        assert head is not None
        cited = (await history.briefing_of(c, head)).sources["paper"]
    assert (cited.author, cited.url) == ("Joe", "https://example.org/a")
    assert cited.sha256 is not None


async def test_what_is_given_anew_replaces_what_was_there(room: Room) -> None:
    await room.do("ann", NEW)
    told = await room.do("bob", AGAIN.replace("Ports for sale", "Two ports for sale") + " name=paper author=Ann")
    assert "the one that was kept before" in read(told.document)
    shown = read((await room.do("bob", "show ports")).document)
    assert "Two ports for sale" in shown
    assert "Ann" in shown
    await room.refused("bob", AGAIN.replace("Ports for sale", "Two ports for sale") + " name=paper", "there already")


async def test_another_source_is_added_beside_it(room: Room) -> None:
    await room.do("ann", NEW)
    told = await room.do("bob", AGAIN.replace("Ports for sale", "Strike"))
    assert told.document.title == "Source added"
    assert "Its name in the briefing is paper-2." in read(told.document)
