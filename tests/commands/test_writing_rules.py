"""Who has to approve what, and what is kept of a workspace that the bot was removed from."""

from pathlib import Path

import pytest

from bot.chat.request import Role
from bot.delivery.presence import Presence
from bot.store import workspaces
from bot.store.database import Database
from tests.commands.newsroom import read
from tests.commands.writers import ACTOR, NEW, STORY, Room

OWNER = Role.OWNER


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    (tmp_path / "briefings").mkdir()
    return Room(database, tmp_path / "briefings")


async def share(room: Room, folder: Path) -> None:
    """Have the ports shared, from a file, and nobody be at work on what is shared."""
    await room.do("zoe@z", *STORY)
    text = await room.exported("zoe@z")
    (folder / "briefings" / "ports.yaml").write_text(text)
    room.library.reload([folder / "briefings" / "ports.yaml"])
    await room.archive.keep()
    await room.archive.show()


def added(name: str) -> tuple[str, str]:
    return f'add-actor ports name="{name}" kind=group confirm=yes', "submit ports"


async def test_four_eyes_of_what_is_shared_count_owners_alone(room: Room, tmp_path: Path) -> None:
    await share(room, tmp_path)
    await room.do("ann@a", *added("Dock workers"), "discard ports")
    await room.do("bob@b", *added("Crane drivers"), "discard ports")
    await room.do("olga@c", *added("Pilots"), "approve ports", role=OWNER)
    await room.do("olga@c", *added("Sailors"), "approve ports", role=OWNER)
    await room.do("oleg@c", *added("Stokers"), role=OWNER)
    await room.refused("oleg@c", "approve ports", "Somebody else", role=OWNER)
    correcting = 'correct ports summary now="Ports are sold." why="So." confirm=yes'
    await room.do("oleg@c", "discard ports", correcting, role=OWNER)
    await room.do("olga@c", "approve ports", role=OWNER)
    await room.do("oleg@c", *added("Stokers"), role=OWNER)
    await room.do("olga@d", "approve ports", role=OWNER)
    await room.do("olga@d", *added("Smiths"), role=OWNER)
    await room.do("oleg@d", "approve ports", role=OWNER)
    await room.do("olga@c", *added("Smugglers"), role=OWNER)
    refused = await room.refused("olga@c", "approve ports", "Somebody else", "another owner", role=OWNER)
    assert "off shared" in read(refused.document)
    await room.refused("ann@a", "/settings four-eyes off shared", "Only the owners")
    for state, reply in (("off", "may approve it too"), ("on", "can't approve it"), ("default", "two or more owners")):
        told = await room.do("olga@c", f"/settings four-eyes {state} shared", role=OWNER)
        assert reply in read(told.document)
        assert "Four eyes, shared" in read((await room.do("olga@c", "/settings show", role=OWNER)).document)
        assert "shared" not in await room.shown("eve@c", "/settings show")
    await room.do("olga@c", "/settings four-eyes off", role=OWNER)
    await room.refused("olga@c", "approve ports", "Somebody else", role=OWNER)
    correcting = correcting.replace("Ports are sold", "The country sells ports")
    await room.do("olga@c", "discard ports", role=OWNER)
    assert "another owner" in read((await room.do("olga@c", correcting, role=OWNER)).document)
    await room.do("oleg@d", "approve ports", role=OWNER)
    await room.do("olga@c", "/settings four-eyes off shared", *added("Captains"), "approve ports", role=OWNER)
    assert "Captains" in await room.shown("eve@b", "/brief ports")


async def test_a_lone_moderator_approves_until_there_is_another(room: Room) -> None:
    await room.do("ann@a", *STORY, "submit ports", "approve ports")
    await room.do("bob@a", "/settings zone UTC")
    await room.do("ann@a", *added("Dock workers"))
    told = read((await room.do("ann@a", "review")).document)
    assert "You wrote it, so somebody else has to approve it" in told
    await room.refused("ann@a", "approve ports", "another moderator", "/settings four-eyes off")
    await room.do("ann@a", "/settings four-eyes off", "approve ports")


@pytest.mark.parametrize("back", [True, False], ids=["comes back", "is gone for good"])
async def test_drafts_are_kept_for_30_days(room: Room, database: Database, tmp_path: Path, back: bool) -> None:
    await share(room, tmp_path)
    await room.do("ann@a", *STORY, "/settings four-eyes off", "submit ports", "approve ports")
    await room.do("ann@a", *added("Dock workers"), NEW.replace("topic=ports", "topic=docks"))
    await room.do("ann@a", 'add-event shared/ports when=later what="A strike." unverified=yes confirm=yes')
    await room.do("bob@b", NEW.replace("topic=ports", "topic=quays"))
    presence = Presence(database, "board", lambda: room.now)
    await presence.gone("a")
    room.now += workspaces.KEPT - 1
    if back:
        await presence.back("a")
    for _ in range(2):
        async with database.write() as c:
            await workspaces.clean_up(c, room.now)
        room.now += workspaces.KEPT
    await room.archive.show()
    told = (await room.do("ann@a", "review")).document.title
    if back:
        assert "1 for approval, 2 being written" in told
        assert "Dock workers" in read((await room.do("ann@a", "show ports")).document)
        assert (await room.do("ann@a", "add-event docks when=later what=So. unverified=yes confirm=yes")).ok
    else:
        assert told == "Nothing waits for approval"
        assert "Dock workers" not in read((await room.do("ann@a", "show ports")).document)
        assert not (await room.say("ann@a", "show docks")).ok
        assert "A strike" not in read((await room.do("olga@a", "show shared/ports", role=OWNER)).document)
    assert "Two ports" in await room.shown("eve@a", "/brief ports"), "what was published stays"
    assert "quays" in str((await room.do("bob@b", "review")).buttons)


async def test_what_is_not_confirmed_is_not_added(room: Room) -> None:
    await room.do("ann", NEW)
    before = await room.everything()
    await room.refused("ann", ACTOR.replace("confirm=yes", "confirm=no"), "Nothing was added.", "confirm=yes")
    assert await room.everything() == before
    long = "She has been the minister for long. " * 50
    read_back = await room.say("ann", f'{ACTOR.replace(" confirm=yes", "")} about="{long}"')
    assert [button.label for button in read_back.buttons] == ["Add it"], "also what no platform's button could carry"
    assert await room.everything() == before
