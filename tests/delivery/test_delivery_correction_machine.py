"""Moderators of two workspaces and an owner correct, withdraw and restore in any order, while answers are shown and
digests come, messages are deleted and the platform refuses: what every message says in the end is what is promised.

The people in the planes tell whose briefing a message shows: each one's numbers are their own.
"""

import asyncio
import itertools
import re
import shutil
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bot.chat.delivery import Gone, Later, Message, Receipt, Shown, Unknown
from bot.chat.document import Bullet, Document, Fact, Text
from bot.chat.pieces import Piece, pieces, rebuilt
from bot.chat.request import Place, Role
from bot.delivery import gate
from bot.delivery.record import Answers
from bot.present.changes import is_comparison
from bot.present.correction import WITHDRAWN, is_note, stated
from bot.store import corrections, history, revisions
from bot.store.database import Database
from bot.store.saved import Draft, Who
from bot.store.travelling import Progress
from tests.commands.newsroom import read
from tests.commands.test_correct_commands import Room, Wall
from tests.databases import KINDS
from tests.planes import planes

BASES = {"": 500, "board/a": 100, "board/b": 300}
"""Whose briefing it is, and its first number of people; its debt is a tenth of that, in billions."""

OWNERS = st.sampled_from(list(BASES))
READERS = st.sampled_from(["a", "b"])
LINES = ("brief planes", "brief planes depth=full", "figure people who landed", "card planes who", "actor ada")
ASKED = st.sampled_from(LINES)
ITEMS = st.sampled_from(["people", "debt"])
DAY = 86_400
REPLY = re.compile(r"r([0-9a-f]+)-.*")
"""The id of the word on a correction in a thread, with the correction's number."""
PEOPLE, DEBT = re.compile(r"about (\d+) people"), re.compile(r"\$(\d+) billion")

Facts = dict[str, int]
"""What a message says of each item."""


@dataclass
class Told:
    """A message, or an answer for one person's eyes, with the facts it must say by now; of nobody when it has none.
    Of a digest, and of what is below it, `thread` is the message the thread is of."""

    place: Place
    owner: str | None
    facts: Facts
    first: Facts
    thread: str | None = None
    gone: bool = False
    withdrawn: bool = False


@dataclass
class Travelled:
    """A correction, with what the corrected items say now, or a withdrawal; and the messages that showed what it puts
    right, those of them that said something `wrong`, and all that say anything of the briefing."""

    owner: str
    now: Facts | None
    reached: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    concerned: list[str] = field(default_factory=list)

    def reach(self, id_: str, one: Told) -> None:
        """What a message must say from then on."""
        if one.owner != self.owner:
            return
        self.concerned.append(id_)
        if self.now is None:
            one.facts, one.withdrawn, one.owner = {}, True, None
            self.reached.append(id_)
            self.wrong.append(id_)
        elif shown := self.now.keys() & one.facts.keys():
            if any(self.now[item] != one.facts[item] for item in shown):
                self.wrong.append(id_)
            one.facts = {**one.facts, **{item: self.now[item] for item in shown}}
            self.reached.append(id_)

    def wrongs(self, one: Told) -> bool:
        """Whether a message that nobody ever edited says something else: one that says it already needs no count."""
        return self.now is None or any(one.first.get(item, now) != now for item, now in self.now.items())


class Platform(Wall):
    """A wall from which messages vanish, of which channels are closed, and that refuses what it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = 0
        self.deleted: set[str] = set()
        self.closed_to_it: set[Place] = set()
        self.refusals: list[Exception] = []
        self.fresh: dict[str, Message] = {}
        self.receipts: dict[str, Receipt] = {}

    async def send(self, message: Message) -> Receipt:
        self._refuse(after=False)
        receipt = await super().send(message)
        self.fresh[receipt.id] = message
        self.receipts[message.id] = receipt
        return receipt

    async def find(self, message: Message) -> Receipt | None:
        return self.receipts.get(message.id)

    async def edit(self, receipt: Receipt, document: Document) -> Receipt | None:
        self._refuse(after=False)
        if receipt.id in self.deleted:
            raise Gone("Unknown Message")
        await super().edit(receipt, document)
        self._refuse(after=True)
        return None

    def _refuse(self, *, after: bool) -> None:
        """Before it is done, or (but for what says that nothing was) after."""
        self.calls += not after
        if self.refusals and after == isinstance(self.refusals[0], Unknown):
            raise self.refusals.pop(0)


class Desk(Room):
    """A newsroom at such a platform."""

    def __init__(self, database: Database, folder: Path, wall: Platform) -> None:
        super().__init__(database, folder)
        self.wall: Platform = wall
        self.board = wall

    async def deliver(self, done: Callable[[], Awaitable[bool]], seconds: float = 10) -> None:
        """Deliver for as long at most; what is not done then is left."""
        end = time.monotonic() + seconds

        async def over() -> bool:
            return time.monotonic() > end or await done()

        await super().deliver(over)


class Newsroom(RuleBasedStateMachine):
    """Three briefings on the same planes, and all that was ever said of them."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = TemporaryDirectory()
        (Path(self.folder.name) / "briefings").mkdir()
        self.url = url
        self.room = self.wait(self._open())
        self.published: dict[str, Facts] = {}
        self.kept: dict[str, list[Facts]] = {owner: [] for owner in BASES}
        self.told: dict[str, Told] = {}
        self.sent: list[Travelled] = []
        self.replies: Counter[tuple[int, str]] = Counter()
        self.slow: list[tuple[Told, Document, int]] = []
        self.since: dict[str, int] = {}
        self.seen: dict[str, list[str]] = {owner: [] for owner in BASES}

    async def _open(self, wall: Platform | None = None) -> Desk:
        self.database = await Database.open(self.url)
        room = Desk(self.database, Path(self.folder.name) / "briefings", wall or Platform())
        await room.archive.show()
        return room

    def wait(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)

    # ── what people do ────────────────────────────────────────────────────────────────────────────────────────────

    def say(self, owner: str, line: str) -> Any:
        """What a moderator of a workspace, or an owner of the shared library, asks."""
        self.room.now += 1
        place = Place("board", owner.partition("/")[2] or "a", "desk")
        role = Role.OWNER if owner == "" else Role.MODERATOR
        name = line.split()[1]
        line = line.replace(f" {name}", " shared/planes" if owner == "" else " planes", 1)
        return self.wait(self.room.ask("briefing", line, place=place, role=role))

    @initialize()
    def begin(self) -> None:
        for owner, base in BASES.items():
            self.wait(self._publish(owner, base))
        for workspace in "ab":
            place = Place("board", workspace, "news")
            assert self.wait(self.room.ask("digest", "add 08:00 zone=UTC", place=place)).ok
            for number, line in enumerate(LINES):
                self.ask(workspace, [line], number % 2 + 1, "all")
            self.ask(workspace, ["brief planes"], 1, "late")
        self.digest()

    async def _publish(self, owner: str, base: int) -> None:
        facts = {"people": base, "debt": base // 10}
        async with self.database.write() as c:
            draft = Draft(
                workspace=owner, topic="planes", line=owner, base=None, briefing=planes(base, base // 10),
                author=Who("u1", "Ann"),
            )  # fmt: skip
            saved = await revisions.save(c, draft, self.room.now)
            await revisions.publish(c, saved, draft.author, self.room.now, over=None)
        await self.room.archive.show()
        self._approved(owner, facts)

    def _approved(self, owner: str, facts: Facts, travelling: int = 0) -> None:
        """What is published now; of what was sent so much is known to whoever is shown it."""
        self.published[owner] = facts
        self.kept[owner].append(facts)
        shown = self.room.library.view(owner or "board/nobody").get("planes")
        assert shown is not None
        self.since[shown.id] = len(self.sent) + travelling

    @rule(
        workspace=READERS,
        lines=st.lists(ASKED, min_size=1, max_size=4),
        channel=st.integers(1, 2),
        seen=st.sampled_from(["all", "all", "one", "late"]),
    )
    def ask(self, workspace: str, lines: list[str], channel: int, seen: str) -> None:
        """Answers for everybody, for one person's eyes, or that arrive when other things have happened."""
        place = Place("board", workspace, str(channel))
        for line in lines:
            command, text = line.split(" ", 1)
            reply = self.wait(self.room.ask(command, text, role=Role.READER, place=place))
            if not reply.ok:
                continue
            one = _told(place, reply.document)
            if seen == "late":
                self.slow.append((one, reply.document, len(self.sent)))
            else:
                self._arrive(one, reply.document, None if seen == "one" else f"a{len(self.told)}", len(self.sent))

    @rule()
    def arrive(self) -> None:
        for one, document, since in self.slow:
            self._arrive(one, document, f"a{len(self.told)}", since)
        self.slow = []

    @rule(data=st.data())
    def turn(self, data: st.DataObject) -> None:
        """Somebody presses a button, and the message shows another answer."""
        if ids := [id_ for id_, one in self.told.items() if id_[0] == "a" and not one.gone]:
            id_ = data.draw(st.sampled_from(ids))
            place = self.told[id_].place
            reply = self.wait(self.room.ask("figures", "planes", role=Role.READER, place=place))
            if reply.ok:
                self._arrive(_told(place, reply.document), reply.document, id_, len(self.sent))

    @rule(owner=OWNERS, wrong=st.lists(st.tuples(ITEMS, st.integers(0, 2)), min_size=1, max_size=3))
    def correct(self, owner: str, wrong: list[tuple[str, int]]) -> None:
        """To one of few values, so that it is often the old one again; now and then before anybody was told of the
        correction before."""
        for item, by in wrong:
            self._correct(owner, item, by)

    def _correct(self, owner: str, item: str, by: int) -> None:
        facts = self.published.get(owner)
        now = (BASES[owner] if item == "people" else BASES[owner] // 10) + by
        if item == "people":
            words, passage = f"about {now} people", f"six planes brought about {now} people to Rome last week"
        else:
            words, passage = f"${now} billion", f"The ministry still owes ${now} billion, Blum said"
        line = f'correct planes {item} now="{words}" why="It said {now}." passage="{passage}" confirm=yes'
        reply = self.say(owner, line)
        assert reply.ok == (facts is not None and facts[item] != now), read(reply.document)
        if facts is None or not reply.ok:
            return
        self._approved(owner, {**facts, item: now}, 1)
        self._travel(Travelled(owner, {item: now}))

    @rule(owner=OWNERS)
    def withdraw(self, owner: str) -> None:
        reply = self.say(owner, 'withdraw planes "It was made up." confirm=yes')
        assert reply.ok == (owner in self.published), read(reply.document)
        if reply.ok:
            del self.published[owner]
            self._travel(Travelled(owner, None))

    @rule(owner=OWNERS, data=st.data())
    def restore(self, owner: str, data: st.DataObject) -> None:
        """An earlier revision is published again; it corrects what reads again as before a correction, and no more."""
        number = data.draw(st.integers(1, len(self.kept[owner])))
        assert self.say(owner, f"restore planes {number}").ok
        assert self.say(owner, "submit planes").ok
        approved = self.say(owner, "approve planes")
        assert approved.ok, read(approved.document)
        before, facts = self.published.get(owner, {}), self.kept[owner][number - 1]
        items = [path.removeprefix("figures.") for path in self.wait(self._corrected(owner))]
        assert all(facts[item] != before.get(item) for item in items), "it reads differently"
        self._approved(owner, facts, int(bool(items)))
        if items:
            self._travel(Travelled(owner, {item: facts[item] for item in items}))

    async def _corrected(self, owner: str) -> list[str]:
        async with self.database.read() as c:
            saved = await history.published(c, owner, "planes")
        assert saved is not None
        return [correction.item for correction in saved.corrections]

    # ── what happens meanwhile ────────────────────────────────────────────────────────────────────────────────────

    @rule()
    def digest(self) -> None:
        """The next morning comes."""
        self._drain()
        self.room.now += DAY
        self.wait(self.room.tick())
        self._drain()

    @rule(most=st.integers(1, 3))
    def deliver(self, most: int) -> None:
        """Only so many calls to the platform go through before the bot stops."""
        wall = self.room.wall
        before = wall.calls

        async def enough() -> bool:
            return bool(wall.calls >= before + most or await self.room.finished())

        self.room.now += 10
        self.wait(self.room.deliver(enough, 0.5))
        self._take_up()

    @rule()
    def restart(self) -> None:
        wall, now = self.room.wall, self.room.now
        self.wait(self.database.close())
        self.room = self.wait(self._open(wall))
        self.room.now = now

    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        if ids := [id_ for id_, one in self.told.items() if not one.gone and id_[0] != "e"]:
            self._lose(data.draw(st.sampled_from(ids)))

    @rule(workspace=READERS)
    def lock_out(self, workspace: str) -> None:
        """A channel is closed to the bot, with all that stands there."""
        place = Place("board", workspace, "2")
        self.room.wall.closed_to_it.add(place)
        for id_, one in self.told.items():
            if one.place == place and id_[0] != "e":
                self._lose(id_)

    def _lose(self, id_: str) -> None:
        self.told[id_].gone = True
        self.room.wall.deleted.add(id_)

    @rule(what=st.lists(st.sampled_from([Later(3), Unknown("no answer"), OSError("it broke")]), max_size=3))
    def refuse(self, what: list[Exception]) -> None:
        self.room.wall.refusals = [*what]

    # ── what follows ──────────────────────────────────────────────────────────────────────────────────────────────

    def _arrive(self, one: Told, document: Document, id_: str | None, since: int) -> None:
        """A message shows something, and what was corrected since that was made follows."""
        wall = self.room.wall
        if id_ is not None:
            wall.says[id_] = document
            one.gone = one.place in wall.closed_to_it
            if one.gone:
                wall.deleted.add(id_)
        key = id_ or f"e{len(self.told)}"
        self.told[key] = one
        self.wait(Answers(self.database, lambda: float(self.room.now)).shown(Shown(one.place, document, id_)))
        for travelled in self.sent[since:]:
            travelled.reach(key, one)

    def _travel(self, travelled: Travelled) -> None:
        self.sent.append(travelled)
        for id_, one in self.told.items():
            travelled.reach(id_, one)

    def _drain(self) -> None:
        """Deliver all that waits, whatever is refused at first; what is posted is a message like any other."""
        wall = self.room.wall
        for _ in range(60):
            self.room.now += 60
            self.wait(self.room.deliver(self.room.finished, 0.3))
            if self.wait(self.room.finished()):
                break
        else:
            raise AssertionError(f"it never comes to an end: {wall.refusals}")
        self._take_up()

    def _take_up(self) -> None:
        """What the bot posted is a message like any other, made when the newest revision in it was the last."""
        for id_, message in self.room.wall.fresh.items():
            self.told[id_] = one = _told(message.place, message.document, message.under.id if message.under else id_)
            if message.under and (reply := REPLY.fullmatch(message.id)):
                self.replies[int(reply[1], 16), message.under.id] += 1
            of = [self.since[ref.revision] for ref in stated(message.document) if ref.workspace == one.owner]
            for travelled in self.sent[max(of, default=0) :]:
                travelled.reach(id_, one)
        self.room.wall.fresh.clear()

    @invariant()
    def history_only_grows(self) -> None:
        for owner in self.published.keys() | self.kept.keys():
            now = self.wait(self._revisions(owner))
            assert now[: len(self.seen[owner])] == self.seen[owner]
            self.seen[owner] = now

    @invariant()
    def what_is_published_is_what_was_approved_last(self) -> None:
        for owner in BASES:
            workspace = owner.partition("/")[2]
            shown = self.room.library.view(owner or "board/nobody").get("planes")
            facts = self.published.get(owner) or (self.published.get("") if workspace else None)
            said = shown and {name: int(shown.briefing.figures[name].value) for name in ("people", "debt")}
            assert said == (facts and {"people": facts["people"], "debt": facts["debt"] * 10**9})

    async def _revisions(self, owner: str) -> list[str]:
        async with self.database.read() as c:
            return [one.id for one in reversed(await history.history(c, owner, "planes", None, limit=500))]

    def teardown(self) -> None:
        try:
            if self.since:
                self.arrive()
                self._drain()
                self._every_message_says_what_it_must()
                self._every_correction_is_accounted_for()
                self._every_thread_is_told_once()
        finally:
            self.wait(self.database.close())
            self.loop.run_until_complete(self.loop.shutdown_asyncgens())
            self.loop.close()
            self.folder.cleanup()

    def _every_message_says_what_it_must(self) -> None:
        for id_, one in self.told.items():
            if id_[0] == "e" or one.gone:
                continue
            document = self.room.wall.says[id_]
            assert _facts(document) == one.facts, (id_, one, read(document))
            notes = [piece for piece in pieces(document) if isinstance(piece, Fact) and is_note(piece)]
            if one.withdrawn:
                assert [note.label for note in notes] == [WITHDRAWN], read(document)
                continue
            for item, pattern in (("people", PEOPLE), ("debt", DEBT)):
                told = [pattern.findall(note.note or "") for note in notes]
                steps = [tuple(map(int, found)) for found in told if found]
                said = one.first.get(item)
                for was, now in reversed(steps):
                    assert said in (None, was), f"{id_} never said {was}: {read(document)}"
                    said = now
                if item in one.facts:
                    assert said == one.facts[item], read(document)
            owners = {ref.workspace for ref in stated(document)}
            assert owners <= {"", f"{one.place.platform}/{one.place.workspace}"}

    def _every_correction_is_accounted_for(self) -> None:
        listed = self.wait(self._listed())
        assert len(listed) == len(self.sent)
        for travelled, progress in zip(self.sent, reversed(listed), strict=True):
            reach = progress.reach
            assert progress.of.workspace == travelled.owner
            parts = (reach.edited, reach.waiting, reach.gone, reach.replaced, reach.failed, reach.fixed, reach.past)
            assert reach.messages == sum(parts)
            assert reach.waiting == reach.failed == 0
            alive = sum(id_[0] != "e" and not self.told[id_].gone for id_ in travelled.reached)
            unseen = sum(id_[0] == "e" and travelled.wrongs(self.told[id_]) for id_ in travelled.reached)
            owed = {id_ for id_ in travelled.reached if not self.told[id_].gone or travelled.wrongs(self.told[id_])}
            assert reach.edited + reach.replaced >= alive, (travelled, reach)
            assert reach.fixed >= unseen, (travelled, reach)
            assert reach.messages >= len({id_ for id_ in owed if id_[0] != "e"}) + unseen, (travelled, reach)
        for workspace in "ab":
            reply = self.wait(self.room.ask("briefing", "corrections", place=Place("board", workspace, "desk")))
            mine = [one for one in self.sent if one.owner == f"board/{workspace}"]
            assert read(reply.document).count("  Messages ") == min(len(mine), 10)

    def _every_thread_is_told_once(self) -> None:
        """Of each correction of what is said in it, and of no other."""
        threads = {id_: one.thread for id_, one in self.told.items() if one.thread}
        for travelled, progress in zip(self.sent, reversed(self.wait(self._listed())), strict=True):
            alive = {id_ for id_ in threads if not self.told[id_].gone and not self.told[threads[id_]].gone}
            owed = {threads[id_] for id_ in travelled.wrong if id_ in alive}
            may = {threads[id_] for id_ in travelled.concerned if id_ in threads}
            told = {thread: count for (number, thread), count in self.replies.items() if number == progress.of.id}
            assert set(told.values()) <= {1}, (travelled, told)
            assert owed <= told.keys() <= may, (travelled, told, owed, may)
            assert progress.reach.edited <= len(set(travelled.concerned)), (travelled, progress.reach)

    async def _listed(self) -> list[Progress]:
        async with self.database.read() as c:
            return await corrections.listed(c, list(BASES), limit=1000)


def _told(place: Place, document: Document, thread: str | None = None) -> Told:
    """A message as it is posted."""
    facts = _facts(document)
    owner = next((ref.workspace for ref in stated(document)), None)
    return Told(place, owner, facts, facts, thread)


def _facts(document: Document) -> Facts:
    """What a document states, without notes and lines on what has changed."""
    body = rebuilt(document, lambda piece: () if is_note(piece) or _is_change(piece) else (piece,))
    found = {"people": set(PEOPLE.findall(read(body))), "debt": set(DEBT.findall(read(body)))}
    assert all(len(said) < 2 for said in found.values()), f"it says two things: {read(document)}"
    return {name: int(said.pop()) for name, said in found.items() if said}


def _is_change(piece: Piece) -> bool:
    return isinstance(piece, Text | Bullet) and is_comparison(piece.text)


@pytest.fixture
def new_sqlite_database(tmp_path: Path) -> Callable[[Path], str]:
    """Makes files from a template."""
    numbers = itertools.count(1)
    return lambda template: f"sqlite:///{shutil.copyfile(template, tmp_path / f'{next(numbers)}.db')}"


@pytest.mark.parametrize("kind", KINDS)
def test_every_message_says_what_is_right_now(
    kind: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each time on a new database."""
    monkeypatch.setattr(gate, "REST", 0.001)
    monkeypatch.setattr(gate, "LONGEST", 0.01)
    new = request.getfixturevalue(f"new_{kind}_database")
    template = request.getfixturevalue(f"{kind}_template")

    class Fresh(Newsroom):
        def __init__(self) -> None:
            super().__init__(new(template))

    every = list(HealthCheck)
    run_state_machine_as_test(
        Fresh,
        settings=settings(max_examples=10, stateful_step_count=30, deadline=None, suppress_health_check=every),
    )
