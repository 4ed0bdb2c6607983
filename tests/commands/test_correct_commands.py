"""Corrections and withdrawals as moderators ask for them: shown first, confirmed, travelling, counted, listed."""

import asyncio
import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bot.briefing.model import Card, Source
from bot.briefing.yaml import write
from bot.chat.delivery import Receipt, Shown
from bot.chat.document import Document, Facts, Quotation
from bot.chat.reply import Reply
from bot.chat.request import Caller, Place, Request, Role
from bot.delivery.record import Answers
from bot.library.archive import Archive
from bot.present.correction import is_note
from bot.store import audit, history, revisions, workspaces
from bot.store.database import Database
from bot.store.saved import Draft, Who
from tests.commands.newsroom import ANN, HERE, Board, Newsroom, read
from tests.planes import planes

WORKSPACE = "board/w"
NOW = 'now="about 120 people"'
PASSAGE = 'passage="six planes brought about 120 people to Rome last week"'
WHY = 'why="The wire mended its text."'
CORRECT = f"planes people {NOW} {WHY} {PASSAGE}"


@dataclass
class Wall(Board):
    """A board that keeps what its messages say now."""

    says: dict[str, Document] = field(default_factory=dict)

    async def send(self, message: Any) -> Receipt:
        receipt = await super().send(message)
        self.says[receipt.id] = message.document
        return receipt

    async def edit(self, receipt: Receipt, document: Document) -> Receipt | None:
        self.says[receipt.id] = document
        return None


class Room(Newsroom):
    """A newsroom whose library is in step with its database, and whose answers are remembered."""

    def __init__(self, database: Database, folder: Path) -> None:
        super().__init__(database, folder)
        self.wall = Wall()
        self.board = self.wall
        self.archive = Archive(self.library, database, lambda: float(self.now))

    def _context(self, request: Request) -> Any:
        return dataclasses.replace(super()._context(request), show=self.archive.show)

    async def publish(
        self, workspace: str = WORKSPACE, line: str | None = None, topic: str = "planes", **parts: Any
    ) -> None:
        """Publish the planes in a workspace, or as shared by the owners; `parts` replace theirs."""
        async with self.database.write() as c:
            draft = Draft(
                workspace=workspace, topic=topic, line=workspace if line is None else line, base=None,
                briefing=planes(**parts), author=ANN,
            )  # fmt: skip
            saved = await revisions.save(c, draft, self.now)
            await revisions.publish(c, saved, ANN, self.now, over=None)
        await self.archive.show()

    async def answered(self, command: str, text: str, id_: str | None, place: Place = HERE) -> None:
        """Have a reader shown an answer."""
        reply = await self.ask(command, text, role=Role.READER, place=place)
        assert reply.ok, reply
        if id_ is not None:
            self.wall.says[id_] = reply.document
        await Answers(self.database, lambda: float(self.now)).shown(Shown(place, reply.document, id_))

    def shows(self, id_: str) -> str:
        return read(self.wall.says[id_])

    async def say(self, text: str, role: Role = Role.MODERATOR, **more: Any) -> Reply:
        return await self.ask("briefing", text, role=role, **more)


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    (tmp_path / "briefings").mkdir()
    return Room(database, tmp_path / "briefings")


async def test_a_correction_is_shown_confirmed_and_travels(room: Room) -> None:
    await room.publish()
    await room.answered("brief", "planes", "a1")
    await room.answered("figure", "people who landed", "a2")
    await room.answered("figure", "people who landed", None)
    preview = await room.say(f"correct {CORRECT}")
    assert preview.ok
    assert preview.private
    told = read(preview.document)
    for words in ("about 100 people", "about 120 people", "Messages to edit", "2", "Can’t be edited", "1"):
        assert words in told
    assert "about 100 people" in room.shows("a1"), "nothing is done yet"
    room.now += 60
    done = await room.press(preview.buttons[0])
    assert done.ok, read(done.document)
    assert "about 120 people" in read((await room.ask("figure", "people who landed", role=Role.READER)).document)
    await room.run()
    for id_ in ("a1", "a2"):
        assert "Corrected" in room.shows(id_)
        assert "was about 100 people, now about 120 people" in room.shows(id_)
        assert "The wire mended its text." in room.shows(id_)
    progress = read((await room.press(done.buttons[0])).document)
    assert "edited 2 of 3, 1 can’t be edited" in progress
    again = await room.press(preview.buttons[0])
    assert not again.ok
    assert again.private
    async with room.database.read() as c:
        entries = await audit.entries(c, WORKSPACE)
        assert [entry.what for entry in entries] == ["publish", "correct"]
        assert entries[1].detail["item"] == "figures.people"
        assert len(await history.history(c, WORKSPACE, "planes", WORKSPACE)) == 2


async def test_the_next_digest_lists_it_and_the_last_ones_thread_is_told(room: Room) -> None:
    await room.publish()
    await room.ask("digest", "add now")
    added = await room.ask("digest", "add 08:00 zone=UTC")
    assert added.ok, read(added.document)
    day = 86_400
    [digest, *details] = await room.run(day)
    assert "Planes" in read(digest.document)
    assert (await room.say(f"correct {CORRECT} confirm=yes")).ok
    posted = await room.run()
    [reply] = [message for message in posted if message.document.title.startswith("Correction")]
    assert reply.under is not None
    assert reply.under.id == "m1"
    assert "was about 100 people, now about 120 people" in read(reply.document)
    assert all("Corrected" in room.shows(f"m{number}") for number in range(2, 2 + len(details)))
    following = await room.run(day)
    assert "Was about 100 people, now about 120 people. The wire mended its text." in read(following[0].document)


async def test_it_is_void_when_something_was_published_meanwhile(room: Room) -> None:
    await room.publish()
    preview = await room.say(f"correct {CORRECT}")
    assert (await room.say(f'correct planes debt part=note now="For planes." {WHY} confirm=yes')).ok
    pressed = await room.press(preview.buttons[0])
    assert not pressed.ok
    assert pressed.private
    assert "meanwhile" in pressed.document.title


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (f"planes people {NOW} {WHY}", "bear this out"),
        (f"planes people now=plenty {WHY}", "can't be read"),
        (f'planes people now="about 100 people" {WHY}', "says that already"),
        (f"planes nonsense {NOW} {WHY}", "No item is called"),
        (f"nowhere people {NOW} {WHY}", "no briefing"),
        (f"planes why {NOW} {WHY}", "Whose position"),
        (f"planes why side=cleo {NOW} {WHY}", "takes no position"),
        (f"planes people part=colour now=red {WHY}", "It has no"),
        (f'planes people part="stated by" now=nobody {WHY}', "has no"),
        (f"planes people {NOW}", "Why: what shows it"),
        (f'planes trade now="We came to fight" {WHY}', "bear this out"),
    ],
)
async def test_what_cannot_be_is_refused_in_words(room: Room, asked: str, told: str) -> None:
    await room.publish()
    for confirm in ("", " confirm=yes"):
        reply = await room.say(f"correct {asked}{confirm}")
        assert not reply.ok
        assert reply.private
        assert told in read(reply.document)
    async with room.database.read() as c:
        assert len(await history.history(c, WORKSPACE, "planes", WORKSPACE)) == 1


@pytest.mark.parametrize(
    ("asked", "shown", "words"),
    [
        ('why side=bo now="They came to stay and fight."', ("claims", "planes"), "They came to stay and fight."),
        ('landing now="Planes landed in Rome."', ("timeline", "planes"), "Planes landed in Rome."),
        ('who now="People came in planes."', ("card", "planes who"), "People came in planes."),
        ('ada part=name now="Ada B. Blum"', ("actor", "ada"), "Ada B. Blum"),
        ('summary now="Planes brought people. Nobody knows why."', ("brief", "planes"), "Nobody knows why."),
        ('debt part=label now="Owed still"', ("figures", "planes"), "Owed still"),
        ('debt part=label now="Owed still"', ("figure", "debt"), "Owed still"),
        ('ada part=role now="Minister of trade" unverified=yes', ("actor", "ada"), "Minister of trade"),
        ('trade part="said by" now=bo unverified=yes', ("quotes", "planes"), "Bo Carr"),
        ('people part="stated by" now=bo unverified=yes', ("figure", "people who landed"), "Bo Carr"),
        ('why part=question now="Why did they land?"', ("claims", "planes"), "Why did they land?"),
        ('why part=question now="Why did they land?"', ("actor", "bo"), "Why did they land?"),
        ('wire part=title now="The planes land"', ("brief", "planes"), "The planes land"),
        ('wire part=title now="The planes land"', ("sources", "planes"), "The planes land"),
    ],
)
async def test_every_kind_of_thing(room: Room, asked: str, shown: tuple[str, str], words: str) -> None:
    await room.publish()
    await room.answered(*shown, "a1")
    done = await room.say(f"correct planes {asked} {WHY} confirm=yes")
    assert done.ok, read(done.document)
    await room.run()
    document = room.wall.says["a1"]
    assert "Corrected" in room.shows("a1")
    assert words in read(msgspec.structs.replace(document, blocks=document.blocks[1:])), "besides the note"


async def test_withdrawn_everywhere(room: Room) -> None:
    await room.publish()
    await room.answered("brief", "planes", "a1")
    preview = await room.say('withdraw planes "It was made up."')
    assert "Messages to edit" in read(preview.document)
    done = await room.press(preview.buttons[0])
    assert done.ok, read(done.document)
    await room.run()
    assert "Withdrawn" in room.shows("a1")
    assert "It was made up." in room.shows("a1")
    assert "100" not in room.shows("a1")
    assert not (await room.ask("brief", "planes", role=Role.READER)).ok
    assert not (await room.press(preview.buttons[0])).ok
    listed = read((await room.say("corrections")).document)
    assert "Withdrawn" in listed
    assert "edited 1 of 1" in listed


async def test_what_is_shared_is_corrected_by_owners_and_proposed_by_others(room: Room) -> None:
    await room.publish("", "")
    await room.answered("brief", "planes", "a1")
    await room.answered("brief", "planes", "b1", Place("board", "x", "news"))
    proposed = await room.say(f"correct {CORRECT} confirm=yes")
    assert proposed.ok
    assert "owners" in read(proposed.document)
    await room.run()
    assert "Corrected" not in room.shows("a1")
    assert not (await room.say('withdraw planes "No." confirm=yes')).ok
    assert not (await room.say("corrections planes")).buttons[1:], "nothing of what is shared"
    assert (await room.say(f"correct {CORRECT} confirm=yes", role=Role.OWNER)).ok
    await room.run()
    assert "Corrected" in room.shows("a1")
    assert "Corrected" in room.shows("b1"), "in every workspace"


async def test_what_another_workspace_has_is_unknown_here(room: Room) -> None:
    await room.publish("board/other")
    unknown = await room.say(f"correct nothing people {NOW} {WHY}")
    for asked in (f"correct {CORRECT}", f"correct {CORRECT} confirm=yes", 'withdraw planes "x" confirm=yes'):
        reply = await room.say(asked)
        assert not reply.ok
        assert reply.document.title == unknown.document.title.replace("nothing", "planes")
    assert "No corrections yet" in read((await room.say("corrections")).document)


async def test_a_draft_that_is_open_keeps_what_it_has(room: Room) -> None:
    await room.publish()
    async with room.database.write() as c:
        head = await history.head(c, WORKSPACE, "planes", WORKSPACE)
        assert head is not None
        draft = Draft(
            workspace=WORKSPACE, topic="planes", line=WORKSPACE, base=head.id, author=Who("u2", "Bob"),
            briefing=planes(title="Planes over Roma"), note="Bob's",
        )  # fmt: skip
        await revisions.save(c, draft, room.now)
    assert (await room.say(f"correct {CORRECT} confirm=yes")).ok
    async with room.database.read() as c:
        kept = await history.head(c, WORKSPACE, "planes", WORKSPACE)
        assert kept is not None
        assert (kept.author.name, kept.note, kept.state) == ("Bob", "Bob's", "draft")
        briefing = await history.briefing_of(c, kept)
    assert briefing.title == "Planes over Roma"
    assert briefing.figures["people"].value == 120


async def test_two_at_once_correct_once(room: Room) -> None:
    await room.publish()
    await room.answered("brief", "planes", "a1")
    preview = await room.say(f"correct {CORRECT}")
    replies: Sequence[Reply] = await asyncio.gather(*(room.press(preview.buttons[0]) for _ in range(4)))
    assert sorted(reply.ok for reply in replies) == [False, False, False, True]
    await room.run()
    assert room.shows("a1").count("was about 100 people") == 1


async def test_readers_are_refused(room: Room) -> None:
    await room.publish()
    for asked in (f"correct {CORRECT}", 'withdraw planes "x"', "corrections"):
        reply = await room.say(asked, role=Role.READER)
        assert not reply.ok
        assert "moderators" in reply.document.title


@pytest.mark.parametrize(
    "asked", [("figure", "people who landed"), ("card", "planes who"), ("evidence", "planes trade")]
)
async def test_moderators_find_it_under_an_answer_that_shows_one_thing(room: Room, asked: tuple[str, str]) -> None:
    await room.publish()
    shown = await room.ask(*asked)
    [button] = [one for one in shown.buttons if one.label == "Correct this"]
    form = (await room.press(button)).form
    assert form is not None
    assert {"now", "why"} <= {one.name for one in form.fields if one.required}
    pressed = Request(button.run.command, Caller("u9", "Rea"), HERE, values=button.run.values)
    refused = await room.dispatcher.answer(pressed)
    assert not refused.ok
    assert refused.private
    assert not [one for one in (await room.ask(*asked, role=Role.READER)).buttons if one.label == "Correct this"]


async def test_what_others_must_agree_to_travels_when_they_do(room: Room) -> None:
    await room.publish()
    await room.answered("brief", "planes", "a1")
    async with room.database.write() as c:
        await workspaces.set_four_eyes(c, WORKSPACE, True)
    proposed = await room.say(f"correct {CORRECT} confirm=yes")
    assert "another moderator" in read(proposed.document)
    assert not (await room.say("approve planes")).ok
    await room.run()
    assert "Corrected" not in room.shows("a1")
    request = Request("briefing approve", Caller("u2", "Bob", Role.MODERATOR), HERE, values={"topic": "planes"})
    approved = await room.dispatcher.answer(request)
    assert approved.ok, read(approved.document)
    assert "Messages to edit" in read(approved.document)
    await room.run()
    assert "was about 100 people, now about 120 people" in room.shows("a1")


async def test_an_owner_approves_what_a_moderator_proposed_and_it_travels(room: Room) -> None:
    await room.publish("", "")
    await room.answered("brief", "planes", "a1")
    assert (await room.say(f"correct {CORRECT} confirm=yes")).ok
    request = Request("briefing approve", Caller("o1", "Olga", Role.OWNER), HERE, values={"topic": "planes"})
    approved = await room.dispatcher.answer(request)
    assert approved.ok, read(approved.document)
    await room.run()
    assert "was about 100 people, now about 120 people" in room.shows("a1")


ANSWERS: Mapping[str, Sequence[str]] = {
    "actor": ("ada blum topic=planes", "ada blum"),
    "actors": ("planes",),
    "brief": ("planes", "planes full"),
    "card": ("planes who came",),
    "claims": ("planes",),
    "evidence": ("planes people", "planes why", "planes who", "planes ada"),
    "figure": ("people who landed topic=planes", "people who landed"),
    "figures": ("planes",),
    "quotes": ("planes", "ada blum"),
    "search": ("planes", "landed", "ada"),
    "sources": ("planes",),
    "timeline": ("planes",),
    "topics": ("",),
}
"""What readers ask that is answered from briefings."""

NOT_FROM_BRIEFINGS = {"about", "digest list", "digest preview", "digest why", "help", "settings show"}
"""What else they ask; a preview of a digest is for the caller alone, and is kept nowhere."""


BOATS = {"wire": Source(title="Boats sink", publisher="Gazette", published=date(2019, 3, 2))}


async def everything_answered(room: Room, *, boats: bool) -> None:
    """Have a reader shown every answer; with the boats, some have another briefing in them that says much the same."""
    await room.publish()
    if boats:
        await room.publish(topic="boats", title="Boats at sea", people=700, summary="Boats.", sources=BOATS)
    for command, asked in ANSWERS.items():
        for text in asked:
            await room.answered(command, text, f"{command} {text}")


def test_every_answer_to_readers_is_tried(room: Room) -> None:
    readers = {name for name, one in room.dispatcher.commands.items() if one.role is Role.READER}
    assert readers == NOT_FROM_BRIEFINGS | set(ANSWERS)


def without_notes(document: Document) -> str:
    """What a document says besides the notes on it."""
    blocks = [block for block in document.blocks if not (isinstance(block, Facts) and any(map(is_note, block.facts)))]
    return read(msgspec.structs.replace(document, blocks=tuple(blocks)))


@pytest.mark.parametrize(
    ("boats", "asked", "old"),
    [
        (True, 'title now="Planes of Rome"', "Planes over Rome"),
        (True, 'wire part=title now="Planes come down"', "Planes land"),
        (True, 'wire part=publisher now="The Cable"', "Wire"),
        (True, 'wire part=published now="2019-04-02"', "3 April 2019"),
        (True, 'summary now="They came. Nobody says why."', "Planes brought people"),
        (False, 'bo part=name now="Carr"', "Bo Carr"),
        (False, 'people part=label now="People who came"', "People who landed"),
    ],
)
async def test_no_answer_keeps_what_was_corrected(room: Room, boats: bool, asked: str, old: str) -> None:
    await everything_answered(room, boats=boats)
    stated = {id_ for id_, document in room.wall.says.items() if old in unquoted(document)}
    room.now += 60
    done = await room.say(f"correct planes {asked} {WHY} confirm=yes")
    assert done.ok, read(done.document)
    await room.run()
    assert stated
    assert stated <= {id_ for id_ in room.wall.says if "Corrected" in room.shows(id_)}
    for id_ in room.wall.says:
        assert old not in unquoted(room.wall.says[id_]), id_


def unquoted(document: Document) -> str:
    """What a document says besides the notes on it and the words of its sources."""
    blocks = (
        msgspec.structs.replace(block, words="…", mark=None) if isinstance(block, Quotation) else block
        for block in document.blocks
    )
    return without_notes(msgspec.structs.replace(document, blocks=tuple(blocks)))


async def test_no_answer_keeps_what_was_withdrawn(room: Room) -> None:
    await everything_answered(room, boats=True)
    done = await room.say('withdraw planes "It was made up." confirm=yes')
    assert done.ok
    await room.run()
    for id_, document in room.wall.says.items():
        assert "It was made up." in room.shows(id_), "every one of them shows something of it"
        body = without_notes(msgspec.structs.replace(document, title=""))
        for word in ("Planes", "Wire", "about 100 people"):
            assert word not in body.replace("Planes over Rome: It was made up.", ""), f"{id_}: {body}"
    for id_ in ("topics ", "search landed", "figure people who landed", "actor ada blum", "quotes ada blum"):
        assert "Gazette" in room.shows(id_) or "Boats at sea" in room.shows(id_), "the other one stays"
    listed = read((await room.say("corrections")).document)
    assert f"edited {len(room.wall.says)} of {len(room.wall.says)}" in listed


@pytest.mark.parametrize(("item", "old"), [("title", "Planes over Rome"), ("wire part=title", "Planes land")])
async def test_what_was_put_right_is_put_right_again(room: Room, item: str, old: str) -> None:
    await everything_answered(room, boats=False)
    stated = {id_ for id_, document in room.wall.says.items() if old in without_notes(document)}
    for new in ("Planes of Rome", "Planes at last"):
        room.now += 60
        assert (await room.say(f'correct planes {item} now="{new}" {WHY} confirm=yes')).ok
        await room.run()
    for id_, document in room.wall.says.items():
        now = without_notes(document)
        assert old not in now
        assert "Planes of Rome" not in now
        assert ("Planes at last" in now) == (id_ in stated), id_


async def test_what_rests_on_no_passage_is_marked(room: Room) -> None:
    await room.publish()
    await room.answered("brief", "planes", "a1")
    assert (await room.say(f"correct planes people {NOW} {WHY} unverified=yes confirm=yes")).ok
    await room.run()
    assert "about 120 people" in room.shows("a1")
    assert "nverified" in room.shows("a1")


async def test_what_another_item_says_too_is_corrected_first(room: Room) -> None:
    """A figure that rests on no passage any more leaves a card that says it with nothing to rest on."""
    card = Card(question="Who came?", answer="About 100 people came.", shows=("people",))
    await room.publish(cards={"who": card})
    asked = f"correct planes people {NOW} {WHY} unverified=yes"
    for given in (asked, f"{asked} confirm=yes"):
        refused = await room.say(given)
        assert not refused.ok
        assert "Something else says this too" in refused.document.title
        assert "unverified" not in read(refused.document)
        assert refused.buttons[0].run.values == {"topic": "planes", "item": "cards.who"}
    first = f'correct planes cards.who now="About 120 people came." {WHY} unverified=yes confirm=yes'
    assert (await room.say(first)).ok
    assert (await room.say(f"{asked} confirm=yes")).ok
    listed = read((await room.say("corrections")).document)
    assert "Who came?" in listed
    assert "People who landed" in listed
    assert "figures.people" not in listed


async def test_what_is_right_and_would_rest_on_nothing_is_told_its_passage(room: Room) -> None:
    """The summary counts the planes, which only the passage does that the figure rests on."""
    await room.publish(summary="Six planes came to Rome.", events={})
    asked = f"correct planes people {NOW} {WHY} unverified=yes confirm=yes"
    refused = await room.say(asked)
    assert not refused.ok
    passage = "six planes brought about 100 people to Rome last week"
    assert "rests on a passage that this takes away; let another item rest on it" in read(refused.document)
    assert f"“{passage}”" in read(refused.document)
    event = f'add-event planes when="last week" what="Planes landed in Rome." passage="{passage}" confirm=yes'
    assert (await room.say(event)).ok
    assert (await room.say("submit planes")).ok
    assert (await room.say("approve planes")).ok
    done = await room.say(asked)
    assert done.ok, read(done.document)
    shown = read((await room.ask("brief", "planes", role=Role.READER)).document)
    assert "Six planes came to Rome." in shown
    assert "nverified" in shown


@pytest.mark.parametrize("item", ["summary", "title"])
async def test_what_the_briefings_own_text_says_too_takes_two_steps(room: Room, item: str) -> None:
    parts: dict[str, Any] = {item: "About 100 people came in planes", "events": {}}
    await room.publish(**parts)
    await room.answered("brief", "planes", "a1")
    figure = f"correct {CORRECT} confirm=yes"
    refused = await room.say(figure)
    assert not refused.ok
    assert "Something else says this too" in refused.document.title
    assert f"Let the {item} say nothing of it" in read(refused.document)
    assert refused.buttons[0].run.values == {"topic": "planes", "item": item}
    early = await room.say(f'correct planes {item} now="About 120 people came in planes" {WHY} confirm=yes')
    assert not early.ok
    assert "In two steps" in read(early.document)
    assert "unverified" not in read(early.document), "it can't be marked"
    first = await room.say(f'correct planes {item} now="People came in planes" {WHY} confirm=yes')
    assert first.ok, read(first.document)
    second = await room.say(figure)
    assert second.ok, read(second.document)
    await room.run()
    assert "100" not in without_notes(room.wall.says["a1"])


async def test_what_a_digest_told_of_a_correction_stays_told_when_it_is_corrected_again(room: Room) -> None:
    await room.publish()
    assert (await room.ask("digest", "add 08:00 zone=UTC")).ok
    day, number = 86_400, "six planes brought about {} people to Rome last week"
    await room.run(day)
    for people in (120, 130, 100):
        asked = f'planes people now="about {people} people" why="For {people}." passage="{number.format(people)}"'
        assert (await room.say(f"correct {asked} confirm=yes")).ok
        await room.run()
        posted = await room.run(day)
        assert "1 corrected" in read(posted[0].document), "and not the passage behind it besides"
    every = [read(document) for document in room.wall.says.values()]
    first = "as about 100 people, now about 120 people. For 120. Corrected since: about 100 people."
    assert sum(f"Corrected: w{first}" in text for text in every) >= 2, "what stands below, and the word in the thread"
    assert sum(f"People who landed: W{first}" in text for text in every) == 1, "the digest that listed it"
    for text in every:
        assert "was about 100 people, now about 100 people" not in text
        assert "was about 120 people, now about 100 people" not in text
    reply = [text for text in every if text.startswith("Correction: ") and "For 100." in text]
    assert all("was about 130 people, now about 100 people" in text for text in reply)


async def test_a_note_says_which_briefing_was_withdrawn(room: Room) -> None:
    await room.publish()
    await room.answered("figure", "people who landed", "a1")
    assert (await room.say('withdraw planes "It was made up." confirm=yes')).ok
    await room.run()
    assert "Planes over Rome: It was made up." in room.shows("a1")


async def test_what_is_a_file_is_withdrawn_everywhere_and_the_next_digest_says_so(room: Room, tmp_path: Path) -> None:
    file = tmp_path / "briefings" / "planes.yaml"
    file.write_text(write(planes()))
    room.library.load()
    await room.archive.keep()
    await room.archive.show()
    assert (await room.ask("digest add", when="daily 08:05", timezone="UTC")).ok
    posted = await room.run(300)
    assert "100 people" in "".join(read(message.document) for message in posted)
    await room.answered("brief", "planes", "a1")
    await room.answered("brief", "planes", "b1", Place("board", "x", "news"))
    assert not (await room.say('withdraw planes "It was made up." confirm=yes')).ok, "it is shared"
    done = await room.say('withdraw planes "It was made up." confirm=yes', role=Role.OWNER)
    assert done.ok, read(done.document)
    await room.run()
    for message in ("a1", "b1", *(f"m{number}" for number in range(1, len(posted) + 1))):
        assert "Withdrawn" in room.shows(message)
        assert "It was made up." in room.shows(message)
        assert "100 people" not in room.shows(message)
    posted = await room.run(86_400)
    told = "".join(read(message.document) for message in posted)
    assert "1 withdrawn" in told
    assert f"{planes().title}: It is no longer published." in told
    file.write_text(write(planes(title="Planes over Roma")))
    room.library.reload([file])
    await room.archive.keep()
    await room.archive.show()
    assert (await room.ask("brief", "planes", role=Role.READER)).ok
    posted = await room.run(86_400)
    assert any("Planes over Roma" in read(message.document) for message in posted)
