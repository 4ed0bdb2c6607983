"""A correction travels: every message that showed the old fact is edited, its thread told, and all of it counted."""

import re
from collections.abc import Sequence
from dataclasses import replace

import msgspec
import pytest

from bot.briefing.model import Briefing
from bot.briefing.revision import Revision
from bot.chat.delivery import Gone, Message, Receipt, Shown
from bot.chat.document import Block, Document, Fact, Facts, Ref, Text
from bot.chat.pieces import pieces
from bot.chat.refs import refs
from bot.delivery.corrections import Planned, foreseen
from bot.delivery.publishing import publish_with_corrections, withdraw
from bot.delivery.record import Answers
from bot.library.line import Editor
from bot.present.brief import brief, full
from bot.present.card import card
from bot.present.figure import figure
from bot.present.redrawing import Redrawing
from bot.present.sources import passage
from bot.store import contents, corrections, deliveries, history, revisions
from bot.store.content import Content
from bot.store.database import Database
from bot.store.delivery import Kind, new
from bot.store.saved import Correction, Draft, Saved, Who
from bot.store.travelling import Reach
from tests.delivery.memory import Kept, Platform
from tests.delivery.world import EIGHT, Clock, delivering, place, settled
from tests.planes import planes

ANN = Who("u1", "Ann")
LINE = "discord/w"
WHY = "The wire mended its text."


def editor(now: int = EIGHT) -> Editor:
    return Editor(who=ANN, workspace=LINE, owner=False, place=place(), now=now)


async def save(database: Database, content: Briefing, *wrong: Correction, now: int = EIGHT) -> Saved:
    async with database.write() as c:
        head = await history.head(c, LINE, "planes", LINE)
        draft = Draft(
            workspace=LINE, topic="planes", line=LINE, base=head.id if head else None, briefing=content, author=ANN,
            corrections=wrong,
        )  # fmt: skip
        return await revisions.save(c, draft, now)


async def publish(
    database: Database, content: Briefing, *items: str, now: int = EIGHT, why: str = WHY
) -> tuple[Revision, Planned]:
    """Publish a briefing, correcting these items."""
    saved = await save(database, content, *(Correction(item, "was", "now", why) for item in items), now=now)
    async with database.write() as c:
        done, planned = await publish_with_corrections(c, editor(now), saved)
    return Revision("planes", done.id, content, LINE), planned


async def show(database: Database, platform: Platform, document: Document, id_: str | None, channel: int = 1) -> None:
    where = place(channel)
    if id_ is not None:
        platform.messages.append(Kept(id_, str(where), "", document))
    await Answers(database, Clock()).shown(Shown(where, document, id_))


async def deliver(database: Database, platform: Platform) -> None:
    async with delivering(database, platform, clock=Clock(EIGHT + 600)):
        await settled(database)


async def progress(database: Database) -> Reach:
    """How far the last correction has come."""
    async with database.read() as c:
        return (await corrections.listed(c, [LINE]))[0].reach


def words(document: Document) -> str:
    """All that a document says, without the random ids of what it points at."""
    return re.sub(r"Ref\([^)]*\)", "", str(document))


def said(platform: Platform) -> list[str]:
    return [words(kept.document) for kept in platform.messages]


async def test_every_kind_of_answer_is_edited_and_the_rest_of_it_stays(database: Database) -> None:
    first, _ = await publish(database, planes())
    platform = Platform()
    item = first.briefing.figures["people"]
    answers = [
        brief(first), full(first), figure(first, "people"), card(first, "who"),
        passage(first, "figures", "people", item), passage(first, "cards", "who", first.briefing.cards["who"]),
    ]  # fmt: skip
    for number, document in enumerate(answers):
        await show(database, platform, document, f"m{number}")
    second, planned = await publish(database, planes(120), "figures.people", now=EIGHT + 60)
    assert planned == Planned(edits=len(answers))
    await deliver(database, platform)
    for was, kept in zip(answers, platform.messages, strict=True):
        now = kept.document
        note, *rest = now.blocks
        assert isinstance(note, Facts)
        assert note.facts[0].label == "Corrected"
        assert note.facts[0].value.timestamp() == EIGHT + 60  # type: ignore[union-attr]
        assert "100" in words(Document("", (note,)))
        assert "120" in words(Document("", tuple(rest)))
        assert "100" not in words(Document(now.title, tuple(rest)))
        assert WHY in words(Document("", (note,)))
        assert now.title == was.title
        changed = sum(old != new for old, new in zip(was.blocks, rest, strict=True))
        assert 1 <= changed <= 3, "most of it stays as it was"
        assert {ref.revision for ref in refs(now)} <= {first.id, second.id}
    assert await progress(database) == Reach(messages=6, edited=6)


async def test_a_document_made_anew_is_the_edited_one_but_for_its_note(database: Database) -> None:
    """The pieces are those that the same answers have now."""
    first, _ = await publish(database, planes())
    platform = Platform()
    await show(database, platform, figure(first, "people"), "m1")
    second, _ = await publish(database, planes(120), "figures.people")
    await deliver(database, platform)
    assert plain(platform.messages[0].document.blocks[1:]) == plain(figure(second, "people").blocks)


def plain(blocks: Sequence[Block]) -> list[tuple[object, ...]]:
    """What blocks say, without what they point at."""
    document = Document("", tuple(blocks))
    return [msgspec.structs.astuple(msgspec.structs.replace(piece, ref=None)) for piece in pieces(document)]


async def test_a_second_correction_keeps_the_first_note(database: Database) -> None:
    first, _ = await publish(database, planes())
    platform = Platform()
    await show(database, platform, brief(first), "m1")
    await publish(database, planes(120), "figures.people", now=EIGHT + 60)
    await publish(database, planes(130), "figures.people", now=EIGHT + 120, why="And again.")
    await deliver(database, platform)
    assert platform.counted("edit") == 1, "the first edit was superseded"
    notes = platform.messages[0].document.blocks[0]
    assert isinstance(notes, Facts)
    assert ["130" in words(Document("", (Facts((fact,)),))) for fact in notes.facts] == [True, False]
    assert "And again." in str(notes.facts[0].note)
    async with database.read() as c:
        newest, before = (one.reach for one in await corrections.listed(c, [LINE]))
    assert newest == before == Reach(messages=1, edited=1)


async def test_what_cannot_be_edited_is_counted(database: Database) -> None:
    first, _ = await publish(database, planes())
    platform = Platform(trouble=lambda call, at: Gone("it was deleted") if at.endswith("/2") else None)
    await show(database, platform, brief(first), "m1", channel=1)
    await show(database, platform, brief(first), "m2", channel=2)
    await show(database, platform, brief(first), None, channel=1)
    await show(database, platform, Document("Unconcerned", (Text("x", ref=next(iter(refs(brief(first))))),)), "m3")
    _, planned = await publish(database, planes(120), "figures.people")
    assert planned == Planned(edits=2, fixed=1)
    assert await progress(database) == Reach(messages=3, waiting=2, fixed=1)
    await deliver(database, platform)
    assert await progress(database) == Reach(messages=3, edited=1, gone=1, fixed=1)
    _, again = await publish(database, planes(130), "figures.people")
    assert again == Planned(edits=1, fixed=2), "what is gone is not tried again"


async def test_what_was_on_its_way_is_edited_once_it_is_out(database: Database) -> None:
    first, _ = await publish(database, planes())
    platform = Platform()
    _, planned = await publish(database, planes(120), "figures.people")
    await publish(database, planes(130), "figures.people")
    assert planned == Planned()
    await show(database, platform, brief(first), "m1")
    await deliver(database, platform)
    assert "130" in said(platform)[0]
    assert await progress(database) == Reach(messages=1, edited=1)


async def test_withdrawn_leaves_no_fact(database: Database) -> None:
    first, _ = await publish(database, planes())
    platform = Platform()
    await show(database, platform, brief(first), "m1")
    other = Facts((Fact("Other", "7", ref=ELSEWHERE),))
    await show(database, platform, Document("Two", (*brief(first).blocks, other)), "m2")
    async with database.write() as c:
        found = await history.published(c, LINE, "planes")
        assert found is not None
        assert (await withdraw(c, editor(), found, "It was made up"))[1] == Planned(edits=2)
    await deliver(database, platform)
    alone, both = (kept.document for kept in platform.messages)
    assert alone.title == first.briefing.title
    assert len(alone.blocks) == 1
    assert "It was made up." in words(alone)
    assert other in both.blocks
    assert "100" not in words(both)
    assert not [ref for ref in refs(both) if ref.briefing == "planes"]


ELSEWHERE = Ref("", "other", "figures.x", "r1")


async def test_it_is_counted_before_it_is_done(database: Database) -> None:
    first, _ = await publish(database, planes())
    platform = Platform()
    for number in range(5):
        await show(database, platform, brief(first), f"m{number}")
    now = Revision("planes", "?", planes(120), LINE)
    async with database.read() as c:
        planned = await foreseen(c, Redrawing(first, now, {"figures.people": WHY}), EIGHT)
    assert planned == Planned(edits=5)


@pytest.mark.parametrize("workspace", ["discord/x", ""])
async def test_the_same_topic_elsewhere_is_not_touched(database: Database, workspace: str) -> None:
    first, _ = await publish(database, planes())
    platform = Platform()
    foreign = Revision("planes", first.id, first.briefing, workspace)
    await show(database, platform, brief(foreign), "m1")
    _, planned = await publish(database, planes(120), "figures.people")
    assert planned == Planned()


async def test_a_message_in_a_thread_is_edited_where_it_is(database: Database) -> None:
    """A platform may post what belongs below a message elsewhere than the message: the receipt says where."""

    class Threads(Platform):
        def _post(self, message: Message) -> Receipt:
            receipt = super()._post(message)
            if message.under is None:
                return receipt
            self.messages[-1].place = str(replace(message.place, thread=message.under.id))
            return Receipt(replace(message.place, thread=message.under.id), receipt.id)

        def _edit(self, receipt: Receipt, document: Document) -> None:
            assert any((kept.id, kept.place) == (receipt.id, str(receipt.place)) for kept in self.messages)
            super()._edit(receipt, document)

    first, _ = await publish(database, planes())
    head, below = Content(Document("News", (Text("Planes"),))), Content(brief(first))
    async with database.write() as c:
        await contents.keep(c, [head, below])
        top = new("d-1", Kind.DIGEST, place(), head.hash, EIGHT)
        await deliveries.add(c, [top, new("d-1-1", Kind.DETAIL, place(), below.hash, EIGHT, under="d-1")])
    platform = Threads()
    await deliver(database, platform)
    _, planned = await publish(database, planes(120), "figures.people")
    assert planned == Planned(edits=1, threads=1)
    await deliver(database, platform)
    assert [str(kept.place) for kept in platform.messages] == ["discord/w/1", "discord/w/1/m1", "discord/w/1/m1"]
    assert "Corrected" in said(platform)[1]
    assert platform.messages[2].under == "m1"
    assert await progress(database) == Reach(messages=1, edited=1)


async def _digest(database: Database, first: Revision, *, below: int = 1) -> None:
    """A digest that waits to be posted, and so many messages with the fact below it."""
    head = Content(Document("News", (Text("Planes"),)))
    details = [Content(Document(f"Planes {number}", brief(first).blocks)) for number in range(below)]
    async with database.write() as c:
        await contents.keep(c, [head, *details])
        under = [
            new(f"d-1-{number}", Kind.DETAIL, place(), one.hash, EIGHT, under="d-1")
            for number, one in enumerate(details, 1)
        ]
        await deliveries.add(c, [new("d-1", Kind.DIGEST, place(), head.hash, EIGHT), *under])


def _replies(platform: Platform) -> list[Kept]:
    return [kept for kept in platform.messages if kept.document.title.startswith("Correction: ")]


@pytest.mark.parametrize("count", [2, 5])
async def test_a_thread_is_told_once_of_each_of_several_corrections(database: Database, count: int) -> None:
    """All are made before any is told: the word on one states what the next one corrects by the time it is posted."""
    first, _ = await publish(database, planes())
    await _digest(database, first)
    platform = Platform()
    await deliver(database, platform)
    for number in range(1, count + 1):
        _, planned = await publish(database, planes(100 + number), "figures.people", now=EIGHT + 60 * number)
        assert planned == Planned(edits=1, threads=1)
    await deliver(database, platform)
    told = [re.findall(r"now about (\d+) people", words(reply.document)) for reply in _replies(platform)]
    assert [each[-1] for each in told] == [str(100 + number) for number in range(1, count + 1)]
    assert {reply.under for reply in _replies(platform)} == {"m1"}
    last = str(100 + count)
    for reply in _replies(platform)[:-1]:
        assert f"now about {last} people" in words(reply.document), "what it says is put right in it as well"
    async with database.read() as c:
        reached = [one.reach for one in await corrections.listed(c, [LINE])]
    # The message, and the words on the corrections before it: they said what it puts right.
    assert reached == [Reach(messages=number, edited=number) for number in range(count, 0, -1)]


async def test_a_thread_is_told_once_when_what_is_in_it_arrives_after_the_correction(database: Database) -> None:
    first, _ = await publish(database, planes())
    await _digest(database, first, below=3)
    _, planned = await publish(database, planes(120), "figures.people")
    assert planned == Planned()
    platform = Platform()
    await deliver(database, platform)
    assert len(_replies(platform)) == 1
    assert await progress(database) == Reach(messages=3, edited=3)
