"""Random moderators in two workspaces and an owner, in any order: the history only grows, what is published is what was
approved last, and no workspace sees another's."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.store import history
from bot.store.database import Database
from tests.commands.newsroom import read
from tests.commands.writers import ACTOR, NEW, Room

WORKSPACES = ("a", "b")
PEOPLE = st.sampled_from([f"{name}@{workspace}" for workspace in WORKSPACES for name in ("ann", "bob")])
TITLES = st.sampled_from(["One", "Two", "Three"])
PRESSED = ("submit", "approve", "reject", "discard")


class Desk(RuleBasedStateMachine):
    """Two workspaces write about the ports, each its own."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = TemporaryDirectory()
        self.database: Database = self.wait(self._open())
        (Path(self.folder.name) / "briefings").mkdir()
        self.room = Room(self.database, Path(self.folder.name) / "briefings")
        self.approved: dict[str, str | None] = dict.fromkeys(WORKSPACES)
        self.seen: dict[str, list[tuple[str, int]]] = {workspace: [] for workspace in WORKSPACES}
        self.ids: list[tuple[str, str]] = []
        self.forms: list[tuple[str, dict[str, str]]] = []

    async def _open(self) -> Database:
        self.opened = await Database.open(f"sqlite:///{self.folder.name}/db.sqlite")
        return await self.opened.__aenter__()

    def wait(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)

    def say(self, who: str, line: str) -> Any:
        self.room.now += 1
        return self.wait(self.room.say(who, line))

    @initialize()
    def begin(self) -> None:
        for workspace in WORKSPACES:
            self.say(f"ann@{workspace}", NEW.replace("Two ports", f"Of {workspace}"))

    @rule(who=PEOPLE)
    def new(self, who: str) -> None:
        self.say(who, NEW.replace("Two ports", f"Of {who[-1]}"))

    @rule(who=PEOPLE, number=st.integers(1, 3))
    def add(self, who: str, number: int) -> None:
        self.say(who, f'add-event ports when=then what="It is of {who[-1]}." name=e{number} unverified=yes confirm=yes')
        self.say(who, ACTOR)

    @rule(who=PEOPLE)
    def open_form(self, who: str) -> None:
        form = self.say(who, "edit ports summary").form
        if form is not None:
            self.forms.append((who, {**form.submit.values, "text": form.fields[0].value}))

    @rule(data=st.data(), title=TITLES)
    def submit_form(self, data: st.DataObject, title: str) -> None:
        if not self.forms:
            return
        who, values = data.draw(st.sampled_from(self.forms))
        lines = values["text"].splitlines()
        text = "\n".join(f"title: Of {who[-1]} {title}" if line.startswith("title:") else line for line in lines)
        self.wait(self.room.ask(who, "briefing edit", {**values, "text": text}))

    @rule(who=PEOPLE, word=st.sampled_from(PRESSED), aged=st.booleans(), data=st.data())
    def press(self, who: str, word: str, aged: bool, data: st.DataObject) -> None:
        """A button of any age, of either workspace."""
        values = {"topic": "ports", "why": "no"} if word == "reject" else {"topic": "ports"}
        if self.ids and aged:
            workspace, values["revision"] = data.draw(st.sampled_from(self.ids))
            theirs = workspace != who[-1]
        else:
            theirs = False
        head = self.wait(self.room.head(f"board/{who[-1]}"))
        meant = values.get("revision") or (head.id if head else None)
        reply = self.wait(self.room.ask(who, f"briefing {word}", values))
        assert not (theirs and reply.ok), "nobody decides on what is another's"
        if word == "approve" and reply.ok:
            self.approved[who[-1]] = meant

    @rule(who=PEOPLE, data=st.data())
    def restore(self, who: str, data: st.DataObject) -> None:
        if self.ids:
            workspace, id_ = data.draw(st.sampled_from(self.ids))
            reply = self.wait(self.room.ask(who, "briefing restore", {"topic": "ports", "revision": id_}))
            assert workspace == who[-1] or not reply.ok

    @rule(who=PEOPLE, state=st.sampled_from(["on", "off", "default"]))
    def four_eyes(self, who: str, state: str) -> None:
        self.say(who, f"/settings four-eyes {state}")

    @invariant()
    def history_only_grows(self) -> None:
        for workspace in WORKSPACES:
            every = reversed(self.wait(self.room.every(f"board/{workspace}")))
            now = [(one.id, one.number) for one in every]
            assert now[: len(self.seen[workspace])] == self.seen[workspace]
            self.seen[workspace] = now
            self.ids += [(workspace, id_) for id_, _ in now if (workspace, id_) not in self.ids]

    @invariant()
    def what_is_published_was_approved_last(self) -> None:
        for workspace in WORKSPACES:
            found = self.wait(self._published(workspace))
            assert (found.id if found else None) == self.approved[workspace]
            shown = self.room.library.view(f"board/{workspace}").get("ports")
            assert (shown.id if shown else None) == self.approved[workspace]

    async def _published(self, workspace: str) -> Any:
        async with self.database.read() as c:
            return await history.published(c, f"board/{workspace}", "ports")

    @invariant()
    def nobody_sees_what_is_anothers(self) -> None:
        for workspace, other in (("a", "b"), ("b", "a")):
            for line in ("review", "history ports", "show ports", "/audit"):
                told = read(self.wait(self.room.say(f"ann@{workspace}", line)).document)
                assert f"Of {other}" not in told
                assert f"of {other}." not in told

    def teardown(self) -> None:
        self.wait(self.opened.__aexit__(None, None, None))
        self.loop.close()
        self.folder.cleanup()


Desk.TestCase.settings = settings(
    max_examples=8, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
)
TestDesk = Desk.TestCase
