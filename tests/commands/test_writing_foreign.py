"""Every command with everything that belongs to another workspace: nobody sees it, learns of it, or changes it."""

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
from sqlalchemy import ColumnElement, MetaData, or_, select

from bot.app import table
from bot.chat.attachment import File
from bot.chat.command import Command
from bot.chat.request import Caller, Place, Request, Role
from bot.store import history, subscriptions
from bot.store.database import Database
from bot.store.subscription import Subscription
from bot.store.tables import briefing as any_table
from tests.commands.newsroom import read
from tests.commands.test_writing_scope import share
from tests.commands.writers import Room, handed

THEIRS: Final = "board/a"
SECRETS: Final = ("zebra", "quagga", "zed")
"""What everything of the other workspace is called, and whoever wrote it."""

TEXT: Final = "The zebra keeper, Zora Quagga, said: We sell zebras at a loss. A zebra costs at least $2 billion."
NEW: Final = (
    'new topic=q7 title="Zebra sale" summary="Zebras are sold." source="Zebras" publisher="Zebra Post" '
    f'published=2019-04-04 text="{TEXT}"'
)
ACTOR: Final = 'add-actor q7 name="Zora Quagga" kind=person role="zebra keeper" unverified=yes confirm=yes'
FIGURE: Final = (
    'add-figure q7 label="Price of a zebra" amount="at least $2bn" by=zora-quagga name=price '
    'passage="A zebra costs at least $2 billion" confirm=yes'
)
MAKING: Final = frozenset(("briefing new", "briefing upload", "digest add"))
"""The commands that make something of a workspace's own under any name, as if nobody else had it."""

FILLED: Final[Mapping[str, str]] = {
    "topic": "q7", "item": "price", "part": "all", "name": "x", "of": "q7", "words": "price", "kind": "person",
    "published": "2019-04-04", "amount": "5 percent", "when": "daily 08:00", "zone": "UTC", "number": "1", "before":
    "99999", "confirm": "yes", "unverified": "yes", "state": "on", "empty": "skip", "late": "skip", "depth": "full",
    "command": "brief", "subscription": "x", "topics": "q7",
}  # fmt: skip
"""What each argument is given while another is tried; others get a word that means nothing."""


class Foreign:
    """A workspace with everything that there can be in one, and somebody of another one."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.ids: dict[str, str] = {}

    async def begin(self) -> None:
        """Publish and correct a briefing, begin the next draft of it, another briefing that is a draft only, and a
        digest."""
        await self.room.do("zed@a", NEW, ACTOR, FIGURE, "submit q7 zebras")
        await self.room.do("zea@a", "approve q7 zebras")
        await self.room.do("zed@a", 'correct q7 item=price part=label now="Cost of a zebra" why=zebra confirm=yes')
        await self.room.do("zea@a", "approve q7")
        await self.room.do("zed@a", 'add-event q7 when=then what="A zebra ran." name=ran unverified=yes confirm=yes')
        await self.room.do("zed@a", NEW.replace("topic=q7", "topic=q8"))
        digest = Subscription(
            id="d7d7d7d7", workspace=THEIRS, place=Place("board", "a", "zebras"), when="zebra time", cron="0 8 * * *",
            zone="UTC", topics=("q7",), created_by="zed", created_at=1, next_run_at=2_000_000_000,
        )  # fmt: skip
        async with self.room.database.write() as c:
            await subscriptions.add(c, digest)
        every = await self.room.every(THEIRS, "q7")
        async with self.room.database.read() as c:
            source = next(iter((await history.briefing_of(c, every[0])).sources.values())).sha256
        assert source is not None
        states = {one.state.value: one.id for one in every}
        assert states.keys() == {"draft", "published", "superseded"}
        self.ids = {
            **states, "seq": str(every[0].seq), "number": "1", "digest": "d7d7d7d7", "source": source,
            "source's name": "zebra-post", "item": "price", "path": "figures.price", "actor": "zora-quagga",
            "topic": "q7", "draft topic": "q8", "workspace": THEIRS, "place": "board/a/zebras", "person": "zed",
        }  # fmt: skip

    async def theirs(self) -> object:
        """Every row that belongs to the workspace or to everybody."""
        tables: MetaData = any_table.metadata
        rows: dict[str, object] = {}
        async with self.room.database.read() as c:
            for one in tables.sorted_tables:
                columns = one.c
                if "workspace" in columns:
                    where: ColumnElement[bool] = columns.workspace.in_([THEIRS, "", "a"])
                elif "key" in columns:
                    where = columns.key == THEIRS
                elif "place" in columns:
                    where = columns.place.like(f"{THEIRS}%")
                elif one.name == "revision_state":
                    revision = tables.tables["revision"]
                    its = select(revision.c.seq).where(or_(revision.c.workspace == THEIRS, revision.c.line == THEIRS))
                    where = columns.revision.in_(its)
                else:
                    continue
                rows[one.name] = sorted(map(repr, await c.execute(select(one).where(where))))
        return rows

    async def ask(self, command: Command[Any], values: Mapping[str, str], who: str = "carl@b") -> str:
        """Everything that somebody, elsewhere unless said otherwise, is told."""
        files = {a.name: handed("q7.yaml", b"title: x") for a in command.arguments if a.kind is File}
        reply = await self.room.ask(who, command.name, values, files=files)
        return read(reply.document) + msgspec.json.encode(reply).decode()

    async def suggested(self, command: Command[Any], argument: str, values: Mapping[str, str]) -> str:
        """Everything that somebody elsewhere is offered for an argument."""
        asked = Request(
            command.name, Caller("carl", "Carl", Role.MODERATOR), Place("board", "b", "news"), values=values
        )
        found = [
            choice for typed in ("", "z", "q7")
            for choice in await self.room.dispatcher.suggest(asked, argument, typed, 25)
        ]  # fmt: skip
        return msgspec.json.encode(found).decode()


def _tried(
    command: Command[Any], ids: Mapping[str, str], naming: Collection[str] | None = None
) -> Iterator[dict[str, str]]:
    """Values for every argument of a command, or some: each that names something with every id in turn, free text with
    one."""
    known = [one for one in command.arguments if one.kind is not File]
    usual = {
        one.name: FILLED.get(one.name, "word") for one in known if one.required or one.name in {"confirm", "unverified"}
    }
    yield usual
    for one in (one for one in known if naming is None or one.name in naming):
        if one.kind is int:
            tried = [ids[name] for name in ("seq", "number") if name in ids]
        elif one.kind is str:
            names = one.param.complete or one.param.carried or one.name in {"base", "subscription", "confirm"}
            tried = list(ids.values())[: None if names else 1]
        else:
            continue
        yield from ({**usual, one.name: id_} for id_ in tried)


@pytest.fixture
async def foreign(database: Database, tmp_path: Path) -> Foreign:
    (tmp_path / "briefings").mkdir()
    made = Foreign(Room(database, tmp_path / "briefings"))
    await made.begin()
    return made


async def test_nobody_elsewhere_sees_or_changes_anything(foreign: Foreign) -> None:
    before, tried = await foreign.theirs(), 0
    assert "zebra" in repr(before)
    assert "d7d7d7d7" in repr(before)
    for command in table().values():
        for argument in command.arguments:
            offered = await foreign.suggested(command, argument.name, {"topic": "q7"})
            assert not any(word in offered.casefold() for word in (*SECRETS, "q8", "d7d7")), (command.name, offered)
    given = sorted((*foreign.ids.values(), *FILLED.values()), key=len, reverse=True)
    for command in sorted(table().values(), key=lambda one: one.name in MAKING):
        for values in _tried(command, foreign.ids):
            tried += 1
            told = await foreign.ask(command, values)
            for one in given:
                told = told.replace(one, "")
            for secret in SECRETS:
                assert secret not in told.casefold(), (command.name, values, told)
    assert tried > 500
    assert await foreign.theirs() == before
    for name in ("draft", "published", "superseded"):
        show = {"topic": "q7", "revision": foreign.ids[name]}
        told = await foreign.ask(table()["briefing show"], show, "zed@a")
        assert "zebra" in told.casefold(), "those who may see it do"


async def test_what_is_anothers_is_as_if_it_was_not_there(foreign: Foreign) -> None:
    """The answers to ids of another workspace are those to ids that nobody ever had."""
    kinds = "draft", "published", "superseded", "digest", "topic", "draft topic"
    theirs = {kind: foreign.ids[kind] for kind in kinds}
    nobodys = dict(zip(kinds, ("a0" * 6, "b0" * 6, "c0" * 6, "e9e9e9e9", "k7", "k8"), strict=True))
    for command in (one for one in table().values() if one.name not in MAKING):
        for known, unknown in zip(_tried(command, theirs), _tried(command, nobodys), strict=True):
            other = {name: "k7" if value == "q7" else value for name, value in unknown.items()}
            told = []
            for values, ids in ((known, theirs), (other, nobodys)):
                words = await foreign.ask(command, values)
                for id_ in ids.values():
                    words = words.replace(id_, "?")
                told.append(re.sub("─+", "─", words))
            assert told[0] == told[1], (command.name, known)


PROPOSED: Final = 'add-actor shared/ports name="Zebra {}" kind=person role="a quagga" unverified=yes confirm=yes'


async def _proposals(room: Room) -> dict[str, str]:
    """The ids of what workspace `a` proposed of the shared ports, by what became of it: each says something of a zebra
    but the one that was published, which was made from such."""
    await room.do("ann@a", 'add-actor shared/ports name="Dock workers" kind=group confirm=yes')
    await room.do("ann@a", PROPOSED.format("keeper"), "remove shared/ports zebra-keeper", "submit shared/ports zebra")
    await room.do("olga@c", "approve shared/ports", role=Role.OWNER)
    await room.do("ann@a", PROPOSED.format("thrown away"), "submit shared/ports", "discard shared/ports zebra")
    await room.do("ann@a", PROPOSED.format("sent back"), "submit shared/ports zebra")
    await room.do("olga@c", 'reject shared/ports "No zebra."', role=Role.OWNER)
    await room.do("ann@a", PROPOSED.format("that waits"), "submit shared/ports zebra")
    found = {one.state.value: one.id for one in reversed(await room.every("", "ports")) if one.line == THEIRS}
    first = next(one.id for one in await room.every("", "ports") if one.line == THEIRS and one.number == 2)
    assert found.keys() == {"superseded", "published", "discarded", "submitted"}
    return {**found, "first": first, "number": "2"}


async def test_nobody_elsewhere_learns_of_proposals(database: Database, tmp_path: Path) -> None:
    (tmp_path / "briefings").mkdir()
    foreign = Foreign(Room(database, tmp_path / "briefings"))
    await share(foreign.room, tmp_path)
    ids = await _proposals(foreign.room)
    kept = [one for one in await foreign.room.every("", "ports") if one.line == THEIRS]
    asked = [one for one in table().values() if one.argument("topic") and one.name not in MAKING]
    naming = ("revision", "to", "base", "before", "part", "item")
    for command in sorted(asked, key=lambda one: one.name.startswith("briefing add")):  # what changes nothing first
        told = ""
        for values in _tried(command, ids, naming):
            told += await foreign.ask(command, {**values, "topic": "shared/ports"})
        for argument in command.arguments:
            told += await foreign.suggested(command, argument.name, {"topic": "shared/ports"})
        for secret in ("zebra", "quagga"):
            assert secret not in told.casefold(), (command.name, told)
    assert [one for one in await foreign.room.every("", "ports") if one.line == THEIRS] == kept
    for name in ("first", "superseded", "discarded", "submitted"):
        show = {"topic": "shared/ports", "revision": ids[name]}
        told = await foreign.ask(table()["briefing show"], show, "ann@a")
        assert "zebra" in told.casefold(), "those who may see it do"


async def test_what_was_published_is_compared_with_what_everybody_saw(database: Database, tmp_path: Path) -> None:
    (tmp_path / "briefings").mkdir()
    room = Room(database, tmp_path / "briefings")
    await share(room, tmp_path)
    published = (await _proposals(room))["published"]
    told = read((await room.do("carl@b", f"diff shared/ports {published}")).document)
    assert "Dock workers" in told
    assert "against revision 1, superseded" in told, "the file before it"
    assert "What became of it" not in read((await room.do("carl@b", f"show shared/ports {published}")).document)
    for who in ("ann@a", "olga@c"):
        role = Role.OWNER if who == "olga@c" else Role.MODERATOR
        own = read((await room.do(who, f"diff shared/ports {published}", role=role)).document)
        assert "against revision 2, superseded" in own, "they may see what it was made from"
        assert "submitted by Ann" in read((await room.do(who, f"show shared/ports {published}", role=role)).document)
