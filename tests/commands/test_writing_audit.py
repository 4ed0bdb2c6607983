"""The audit: every change once, by who did it, when, and from where; and what is asked of it."""

import time
from pathlib import Path

import pytest

from bot.chat.request import Place, Role
from bot.store.database import Database
from bot.store.entry import Entry
from tests.commands.newsroom import read
from tests.commands.test_writing_scope import share
from tests.commands.writers import STORY, Room, handed

ADD = 'add-event ports when=later what="They strike." name=strike unverified=yes confirm=yes'
ACTOR = 'add-actor ports name="Dock workers" kind=group confirm=yes'
CORRECT = 'correct ports price part=label now="Cost of the ports" why="Clearer." confirm=yes'
OWNER = Role.OWNER


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    (tmp_path / "briefings").mkdir()
    return Room(database, tmp_path / "briefings")


class Watched:
    """A room whose audit is looked at after every line."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.began = int(time.time())

    async def leaves(
        self, who: str, line: str, *what: str, workspace: str = "board/a", role: Role = Role.MODERATOR
    ) -> None:
        """Do a line: it must leave just these entries, by that person, from there, at that time."""
        self.began = int(time.time())
        before = len(await self.room.entries(workspace))
        await self.room.do(who, line, role=role)
        await self.left(who, workspace, before, *what)

    async def left(self, who: str, workspace: str, before: int, *what: str) -> list[Entry]:
        entries = await self.room.entries(workspace)
        new = entries[: len(entries) - before][::-1]
        assert [entry.what for entry in new] == list(what)
        name, _, there = who.partition("@")
        for entry in new:
            assert (entry.who.id, entry.who.name) == (name, name.capitalize())
            assert self.began <= entry.at <= time.time()
            asked_here = workspace in {"", f"board/{there}"}
            assert entry.place == (Place("board", there, "news") if asked_here else None)
            assert entry.topic or entry.what.startswith("settings")
        return new


async def test_every_change_is_in_it_once(room: Room) -> None:
    watched = Watched(room)
    for line, *what in (
        (STORY[0], "new"),
        (STORY[1], "add-actor"),
        (STORY[2], "add-figure"),
        (ADD, "add-event"),
        ('add-quote ports by=ana-ruiz said="We sell at a loss." confirm=yes', "add-quote"),
        ('add-claim ports question="Is it legal?" by=ana-ruiz says="It is." unverified=yes confirm=yes', "add-claim"),
        ('add-card ports question="Why now?" answer="Nobody knows." unverified=yes confirm=yes', "add-card"),
        ('add-source ports title="Strike" publisher="The Wire" published=2019-04-05', "add-source"),
        ("remove ports strike", "remove"),
        ('edit ports summary text="{title: Two ports, as_of: 2019-04-05, summary: Ports are sold.}"', "edit"),
        ("submit ports", "submit"),
        ("reject ports no", "reject"),
        ("discard ports", "discard"),
        ("restore ports 10", "restore"),
        ("submit ports", "submit"),
        ("approve ports", "approve"),
        ("/settings four-eyes on", "settings four-eyes"),
        (CORRECT, "correct", "submit"),
        ("discard ports", "discard"),
        ("/settings four-eyes off", "settings four-eyes"),
        (CORRECT, "correct", "publish"),
        ('withdraw ports "Wrong." confirm=yes', "withdraw"),
        ("/settings zone UTC", "settings zone"),
    ):
        await watched.leaves("ann@a", line, *what)
    for line in ("check ports", "diff ports", "show ports", "history ports", "export ports", "review", "corrections"):
        await watched.leaves("ann@a", line)
    before = len(await room.entries())
    text = await room.exported("ann@a")
    uploaded = await room.say(
        "ann@a", "upload", files={"file": handed("ports.yaml", text.replace("sold", "given").encode())}
    )
    assert uploaded.ok, read(uploaded.document)
    await watched.left("ann@a", "board/a", before, "upload")


async def test_what_an_approval_puts_together_is_in_it_by_who_pressed(room: Room, tmp_path: Path) -> None:
    await share(room, tmp_path)
    await room.do("ann@a", ACTOR, "submit ports")
    await room.do("carl@b", ADD, "submit ports For all.")
    first, second = [
        next(button for button in reply.buttons if button.label == "Approve")
        for reply in [await room.ask("olga@c", "briefing review", {"number": n}, role=OWNER) for n in ("1", "2")]
    ]
    assert (await room.press("olga@c", first, OWNER)).ok
    before = {key: len(await room.entries(key)) for key in ("", "board/b")}
    watched = Watched(room)
    together = await room.press("olga@c", second, OWNER)
    assert "put together" in read(together.document)
    for key, count in before.items():
        [entry] = await watched.left("olga@c", key, count, "merge")
        assert entry.detail["author"] == "Carl"
    waits = read((await room.do("carl@b", "show ports")).document)
    assert "Submitted" in waits
    assert "For all." in waits
    again = await room.press("olga@c", second, OWNER)
    assert "Olga was faster" in again.document.title


async def test_a_draft_that_a_correction_went_past_is_in_it_once(room: Room) -> None:
    await room.do("ann@a", *STORY, "submit ports", "approve ports")
    await room.do("bob@a", ADD)
    submitted = await room.do("bob@a", "submit ports")
    watched = Watched(room)
    await watched.leaves("ann@a", "/settings four-eyes off", "settings four-eyes")
    before = len(await room.entries())
    await room.do("ann@a", CORRECT)
    *_, carried = await watched.left("ann@a", "board/a", before, "correct", "publish", "carry over")
    head = await room.head()
    assert head is not None
    assert (carried.revision, carried.detail["author"], head.author.name) == (head.id, "Bob", "Bob")
    approve = next(button for button in submitted.buttons if button.label == "Approve")
    assert "Ann was faster" in (await room.press("bob@a", approve)).document.title, "Bob did nothing since"


async def test_what_the_folder_says_is_in_it(room: Room, tmp_path: Path) -> None:
    async def loaded() -> list[tuple[str, str | None]]:
        room.now += 60
        before = len(await room.entries(""))
        room.library.reload([file])
        await room.archive.keep()
        await room.archive.show()
        entries = await room.entries("")
        new = entries[: len(entries) - before]
        assert all((entry.who.id, entry.at, entry.place) == ("file", room.now, None) for entry in new)
        return [(entry.what, entry.revision) for entry in new]

    file = tmp_path / "briefings" / "ports.yaml"
    await share(room, tmp_path)
    told = read((await room.do("olga@c", "/audit shared/ports", role=OWNER)).document)
    assert "file published ports" in told
    assert "by the file" in told
    assert await loaded() == [], "nothing has changed"
    file.write_text(file.read_text().replace("Price of the ports", "Sum of the sale"))
    [(what, revision)] = await loaded()
    found = [one.id for one in await room.every("")]
    assert (what, revision) == ("file published", found[0])
    await room.do("olga@c", CORRECT.replace("ports price", "shared/ports price"), role=OWNER)
    file.write_text(file.read_text().replace("Sum of the sale", "Price of both"))
    assert [what for what, _ in await loaded()] == ["file waits"]
    file.unlink()
    assert await loaded() == [], "what an owner published stays"
    await room.do("olga@c", 'withdraw shared/ports "Wrong." confirm=yes', role=OWNER)


async def test_a_file_that_is_gone_is_in_it(room: Room, tmp_path: Path) -> None:
    await share(room, tmp_path)
    (tmp_path / "briefings" / "ports.yaml").unlink()
    room.library.reload([tmp_path / "briefings" / "ports.yaml"])
    await room.archive.keep()
    gone, came, *_ = await room.entries("")
    assert (gone.what, gone.topic, gone.revision) == ("file gone", "ports", came.revision)


@pytest.mark.parametrize(
    "line", ["history ports before={}", "/audit before={}", "/audit ports before={}", "review number={}"]
)
async def test_a_number_that_is_too_large_is_told(room: Room, line: str) -> None:
    await room.do("ann", *STORY)
    await room.refused("ann", line.format(10**23), "can't be", "of at most 15 digits")
    assert (await room.say("ann", line.format(2**53 - 1))).ok
    if "before" in line:
        await room.refused("ann", line.format(-1), "no earlier")


@pytest.mark.parametrize("confirm", ["no", "nonsense", "3"])
async def test_what_is_not_confirmed_is_not_withdrawn(room: Room, confirm: str) -> None:
    await room.do("ann", *STORY, "submit ports", "approve ports")
    refused = await room.refused("ann", f'withdraw ports "Wrong." confirm={confirm}', "Nothing was withdrawn")
    assert "changed meanwhile" not in read(refused.document)
    old = await room.head()
    assert old is not None
    await room.do("ann", "/settings four-eyes off", CORRECT)
    await room.refused("ann", f'withdraw ports "Wrong." confirm={old.id}', "changed meanwhile")
    assert (await room.say("ann", 'withdraw ports "Wrong." confirm=Yes')).ok
