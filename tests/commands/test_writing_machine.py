"""Random moderators in two workspaces, by any names and in any order: the history only grows, what is published is what
was approved last, by nobody who wrote in it, and no workspace sees another's."""

import asyncio
import itertools
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bot.chat.document import Text
from bot.store import history
from bot.store.database import Database
from bot.store.saved import Saved, State
from tests.commands.newsroom import read
from tests.commands.writers import ACTOR, NEW, Room, handed

WORKSPACES = ("a", "b")
PEOPLE = st.sampled_from([f"{name}@{workspace}" for workspace in WORKSPACES for name in ("ann", "bob", "cid")])
SOUND = NEW.replace("The country sells two ports.", "The country sells ports.")
"""What can be published: no passage states that there are two."""
TITLES = st.sampled_from(["One", "Two", "Three"])
PRESSED = ("submit", "approve", "reject", "discard")


class Desk(RuleBasedStateMachine):
    """Two workspaces write about the ports, each its own."""

    url: Callable[[], str]
    """Makes a database."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = TemporaryDirectory()
        self.database: Database = self.wait(self._open())
        (Path(self.folder.name) / "briefings").mkdir()
        self.room = Room(self.database, Path(self.folder.name) / "briefings")
        self.approved: dict[str, str | None] = dict.fromkeys(WORKSPACES)
        self.four_eyes_on = dict.fromkeys(WORKSPACES, False)
        self.seen: dict[str, list[tuple[str, int]]] = {workspace: [] for workspace in WORKSPACES}
        self.ids: list[tuple[str, str]] = []
        self.forms: list[tuple[str, dict[str, str]]] = []

    async def _open(self) -> Database:
        self.opened = await Database.open(self.url())
        return await self.opened.__aenter__()

    def wait(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)

    def say(self, who: str, line: str) -> Any:
        self.room.now += 1
        return self.wait(self.room.say(who, line))

    @initialize()
    def begin(self) -> None:
        for workspace in WORKSPACES:
            self.new(f"ann@{workspace}")
        self.say("ann@a", "submit ports")
        waiting = self.wait(self._waiting("a"))
        assert self.say("bob@a", "approve ports").ok
        self.published_now("bob@a", waiting)
        self.four_eyes("bob@a", "on")

    @rule(who=PEOPLE)
    def new(self, who: str) -> None:
        self.say(who, SOUND.replace("Two ports", f"Of {who[-1]}"))

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
        waiting = self.wait(self._waiting(who[-1]))
        reply = self.wait(self.room.ask(who, f"briefing {word}", values))
        assert not (theirs and reply.ok), "nobody decides on what is another's"
        if word == "approve" and reply.ok:
            self.published_now(who, {values["revision"]} if "revision" in values else waiting)

    @rule(who=PEOPLE, other=st.sampled_from(["ann", "bob", "cid"]))
    def alone(self, who: str, other: str) -> None:
        """Somebody writes, has somebody write after them, or nobody, and would approve it themselves."""
        self.add(who, 4)
        self.add(f"{other}@{who[-1]}", 5)
        self.say(who, "submit ports")
        waiting = self.wait(self._waiting(who[-1]))
        if self.say(who, "approve ports").ok:
            self.published_now(who, waiting)

    def published_now(self, who: str, waited: set[str]) -> None:
        """Somebody published one of those that waited: they must not have written in it where that matters."""
        published, authors = self.wait(self._published_by(who[-1]))
        assert published in waited
        assert not (self.four_eyes_on[who[-1]] and who[:-2] in authors), "author and approver are two people"
        self.approved[who[-1]] = published

    @rule(who=PEOPLE, data=st.data(), sure=st.booleans())
    def restore(self, who: str, data: st.DataObject, sure: bool) -> None:
        if self.ids:
            workspace, id_ = data.draw(st.sampled_from(self.ids))
            reply = self.wait(self.room.ask(who, "briefing restore", {"topic": "ports", "revision": id_}))
            assert workspace == who[-1] or not reply.ok
            if sure and (again := next((one for one in reply.buttons if one.label == "Restore it"), None)):
                self.wait(self.room.press(who, again))

    @rule(who=PEOPLE, title=TITLES, data=st.data(), aged=st.booleans())
    def upload(self, who: str, title: str, data: st.DataObject, aged: bool) -> None:
        """A file as it was exported, with another title; made from any revision, where it says so."""
        exported = self.say(who, "export ports")
        if not exported.ok:
            return
        block = exported.document.blocks[0]
        assert isinstance(block, Text)
        lines = block.text.splitlines()
        text = "\n".join(f"title: Of {who[-1]} {title}" if line.startswith("title:") else line for line in lines)
        base = {"base": data.draw(st.sampled_from(self.ids))[1]} if self.ids and aged else {}
        file = {"file": handed("ports.yaml", text.encode())}
        self.wait(self.room.ask(who, "briefing upload", base, files=file))

    @rule(who=PEOPLE, title=TITLES)
    def correct(self, who: str, title: str) -> None:
        before = self.approved[who[-1]]
        reply = self.say(who, f'correct ports title now="Of {who[-1]} {title}" why="So." confirm=yes')
        if reply.ok and reply.document.title.startswith("Corrected"):
            published, _ = self.wait(self._published_by(who[-1]))
            assert published != before
            assert before is not None, "what was never shown is not corrected"
            self.published_now(who, {published})

    @rule(who=PEOPLE)
    def withdraw(self, who: str) -> None:
        reply = self.say(who, 'withdraw ports "All wrong." confirm=yes')
        assert reply.ok == (self.approved[who[-1]] is not None)
        self.approved[who[-1]] = None

    @rule(who=PEOPLE, name=st.sampled_from(["Ann", "Bob", "Cid"]))
    def rename(self, who: str, name: str) -> None:
        self.room.called[who[:-2]] = name

    @rule(who=PEOPLE, state=st.sampled_from(["on", "off", "default"]))
    def four_eyes(self, who: str, state: str) -> None:
        self.say(who, f"/settings four-eyes {state}")
        self.four_eyes_on[who[-1]] = state == "on"

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

    async def _published(self, workspace: str) -> Saved | None:
        async with self.database.read() as c:
            return await history.published(c, f"board/{workspace}", "ports")

    async def _waiting(self, workspace: str) -> set[str]:
        async with self.database.read() as c:
            drafts = await history.drafts(c, f"board/{workspace}", f"board/{workspace}")
        return {one.id for one in drafts if one.state is State.SUBMITTED}

    async def _published_by(self, workspace: str) -> tuple[str, set[str]]:
        """What is published, and who wrote in it and in every draft that it was made from."""
        found = one = await self._published(workspace)
        assert found is not None
        authors = set[str]()
        async with self.database.read() as c:
            while one is not None and (one is found or not await self._shown(c, one)):
                authors.add(one.author.id)
                one = await history.find(c, one.workspace, one.topic, one.parent, None) if one.parent else None
        return found.id, authors

    async def _shown(self, c: Any, one: Saved) -> bool:
        return State.PUBLISHED in {step.state for step in await history.steps(c, one)}

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


@pytest.mark.parametrize(("kind", "examples", "steps"), [("sqlite", 8, 14), ("postgresql", 2, 8)])
def test_in_any_order(kind: str, examples: int, steps: int, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    numbers = itertools.count()
    template = request.getfixturevalue(f"{kind}_template")

    def copied(file: Path) -> str:
        return f"sqlite:///{shutil.copyfile(file, tmp_path / f'{next(numbers)}.db')}"

    new = copied if kind == "sqlite" else request.getfixturevalue("new_postgresql_database")
    profile = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
    )

    class There(Desk):
        url = staticmethod(partial(new, template))

    run_state_machine_as_test(There, settings=profile)
