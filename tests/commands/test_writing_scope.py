"""What is shared and what is a workspace's own: every answer tells them apart, and proposals reach those who decide."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.briefing.yaml import write
from bot.chat.request import Place, Role
from bot.library.archive import Archive
from bot.library.library import Library
from bot.store import contents
from bot.store.database import Database
from bot.store.tables import delivery
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


PROPOSED = ('add-actor ports name="Dock workers" kind=group confirm=yes', "submit ports Please.")


async def test_what_is_shared_is_told_apart_wherever_it_is_worked_on(room: Room, tmp_path: Path) -> None:
    await share(room, tmp_path)
    await room.do("ann@a", *PROPOSED)
    for line in ("review", "show ports"):
        told = read((await room.do("ann@a", line)).document)
        assert "of the shared briefing, a proposal from board/a to the owners" in told
    told = read((await room.do("ann@a", "history ports")).document)
    assert "submitted, by Ann" in told
    assert "a proposal from board/a to the owners" in told
    assert "Changes are proposals to its owners" in told
    assert "submit shared/ports" in read((await room.do("ann@a", "/audit")).document)
    for asked in ("/audit ports", "/audit shared/ports"):
        assert "submit shared/ports" in read((await room.do("ann@a", asked)).document)
    reply = await room.do("olga@c", "review", role=Role.OWNER)
    assert "1 for approval, 0 being written: Two ports (shared)" in reply.document.title
    assert "a proposal from board/a" in read(reply.document)
    assert "This is the shared briefing." in read((await room.do("olga@c", "history ports", role=Role.OWNER)).document)
    empty = await room.do("olga@c", "/audit", role=Role.OWNER)
    assert "Nothing" in empty.document.title
    [every] = empty.buttons
    told = read((await room.press("olga@c", every, Role.OWNER)).document)
    assert told.startswith("Audit of what is shared")
    assert "submit ports" in told
    assert "Audit of ports, shared" in read((await room.do("olga@c", "/audit shared/ports", role=Role.OWNER)).document)
    assert "orts" not in read((await room.do("bob@b", "/audit")).document)
    await cover(room)
    for line in ("show ports", "history ports"):
        assert "this workspace’s own briefing" in read((await room.do("ann@a", line)).document)
        assert "shared briefing" in read((await room.do("ann@a", line.replace("ports", "shared/ports"))).document)


async def test_an_owner_with_several_proposals_is_shown_each(room: Room, tmp_path: Path) -> None:
    await share(room, tmp_path)
    await room.do("ann@a", *PROPOSED)
    await room.do("bob@b", 'add-event ports when=later what="They strike." unverified=yes confirm=yes', "submit ports")
    refused = await room.refused("olga@c", "approve ports", "2 proposals wait on shared/ports", role=Role.OWNER)
    told = [read((await room.press("olga@c", button, Role.OWNER)).document) for button in refused.buttons]
    assert "Dock workers" in told[0]
    assert "They strike" in told[1]


async def told_alone(room: Room) -> list[tuple[str, str]]:
    """What is to be written to somebody alone: to whom, and what."""
    async with room.database.read() as c:
        found = await c.execute(select(delivery.c.place, delivery.c.content).where(delivery.c.kind == "notice"))
        rows = list(found)
        kept = await contents.read(c, [row.content for row in rows])
    return [(row.place, read(kept[row.content].document)) for row in rows]


async def test_whoever_proposed_a_change_learns_what_became_of_it(room: Room, tmp_path: Path) -> None:
    await share(room, tmp_path)
    await room.do("ann@a", *PROPOSED)
    assert await told_alone(room) == []
    await room.do("olga@c", 'reject shared/ports "Say who they are."', role=Role.OWNER)
    [(place, told)] = await told_alone(room)
    assert Place.parse(place) == Place("board", "a", "@ann")
    for words in ("Sent back: Two ports", "Olga", "Say who they are.", "/briefing edit shared/ports"):
        assert words in told
    await room.do("ann@a", "submit ports")
    await room.do("olga@c", "approve ports", role=Role.OWNER)
    assert "in every workspace" in (await told_alone(room))[1][1]
    await room.do("ann@a", 'add-actor ports name="Crane drivers" kind=group confirm=yes', "submit ports")
    await room.do("olga@c", "discard ports Nobody knows them.", role=Role.OWNER)
    told = (await told_alone(room))[2][1]
    assert "Nobody knows them." in told
    restore = next(line for line in told.splitlines() if "/briefing restore" in line).split(" makes")[0]
    assert (await room.say("ann@a", restore.strip())).ok
    await room.do("ann@a", "discard ports")
    await room.do("ann@a", NEW.replace("ports", "docks"), "discard docks")
    assert len(await told_alone(room)) == 3, "nobody is told of what they did, or of their workspace's own"


async def test_a_correction_that_nothing_bears_out_is_not_even_proposed(room: Room, tmp_path: Path) -> None:
    await share(room, tmp_path)
    line = 'correct ports price now="at least $3 billion" why="So." confirm=yes'
    for who, role in (("ann@a", Role.MODERATOR), ("olga@c", Role.OWNER)):
        await room.refused(who, line, "does not bear this out", "Number differs", "passage=", role=role)
    assert "Nothing waits" in (await room.do("ann@a", "review")).document.title


CORRECT = 'correct ports price part=label now="What the ports cost" why="Clearer." confirm=yes'


@pytest.mark.parametrize(
    ("change", "shown", "waits"),
    [
        ("nothing", "What the ports cost", False),
        ("exported", "What the ports cost", False),
        ("changed", "What the ports cost", True),
        ("newer", "Price of the docks", False),
        ("deleted", "What the ports cost", False),
    ],
)
async def test_what_holds_after_an_owner_corrected_what_a_file_says(
    room: Room, tmp_path: Path, change: str, shown: str, waits: bool
) -> None:
    await share(room, tmp_path)
    await room.do("olga@c", CORRECT, role=Role.OWNER)
    file = tmp_path / "briefings" / "ports.yaml"
    corrected = room.library.view().get("ports")
    assert corrected is not None
    changed = file.read_text().replace("Price of the ports", "Price of the docks")
    match change:
        case "exported":
            file.write_text(write(corrected.briefing))
        case "changed":
            file.write_text(changed)
        case "newer":
            today = corrected.briefing.as_of
            file.write_text(changed.replace(f"as_of: {today}", f"as_of: {today + timedelta(days=1)}"))
        case "deleted":
            file.unlink()
    room.library.reload([file])
    restarted = Library(tmp_path / "briefings")
    restarted.load()
    for library in (room.library, restarted):
        archive = Archive(library, room.database, lambda: float(room.now))
        await archive.keep()
        await archive.show()
        found = library.view("board/b").get("ports")
        assert found is not None
        assert found.briefing.figures["price"].label == shown
    told = await room.do("olga@c", "review", role=Role.OWNER)
    assert ("1 for approval" in told.document.title) == waits
    if waits:
        await room.do("olga@c", "approve shared/ports", role=Role.OWNER)
        assert "Price of the docks" in await room.shown("eve@b", "/brief ports")
