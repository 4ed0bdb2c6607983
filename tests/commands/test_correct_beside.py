"""A correction never waits for a draft that is open, and the draft never takes it back."""

from pathlib import Path

import pytest

from bot.chat.request import Role
from bot.store import history, workspaces
from bot.store.database import Database
from bot.store.saved import Saved
from bot.store.soundness import check
from tests.commands.newsroom import read
from tests.commands.test_correct_together import ADD, CORRECT, WAS_NOW, Room
from tests.commands.test_writing_scope import share
from tests.commands.writers import STORY

MEANWHILE = "Published while this was being written, and in it now"
OTHER = 'correct ports ana-ruiz now="chief of trade" why="Her title." confirm=yes'


@pytest.fixture
async def room(database: Database, tmp_path: Path) -> Room:
    (tmp_path / "briefings").mkdir()
    return Room(database, tmp_path / "briefings")


async def _drafted(room: Room, four_eyes: str) -> None:
    """The ports published and shown in a message `m`, and a draft by Bob that is open."""
    await room.do("ann", *STORY, "submit ports")
    await room.do("bob", "approve ports", f"/settings four-eyes {four_eyes}")
    await room.posted("eve", "/figures ports", "m")
    await room.do("bob", ADD)


async def _sound(room: Room) -> None:
    assert await check(room.database.address.url) == []


async def test_it_is_published_at_once_and_the_draft_has_it(room: Room) -> None:
    await _drafted(room, "off")
    preview = await room.do("ann", CORRECT.removesuffix(" confirm=yes"))
    assert "The draft by Bob that is open stays, and will have it too." in read(preview.document)
    await room.do("ann", CORRECT)
    assert WAS_NOW in await room.shows("m")
    for line in ("check ports", "diff ports", "review", "submit ports"):
        told = read((await room.do("bob", line)).document)
        assert MEANWHILE in told, line
        assert "Corrected: was Price of the ports, now Cost of the ports. Wrong word." in told, line
        assert "By Ann, as revision" in told, line
    done = await room.do("bob", "approve ports")
    assert "Messages to edit" not in read(done.document)
    figures = await room.shown("eve", "/figures ports")
    assert "Cost of the ports" in figures
    assert "They strike" in await room.shown("eve", "/timeline ports")
    await room.do("bob", 'add-event ports when=soon what="They end it." unverified=yes confirm=yes')
    assert MEANWHILE not in read((await room.do("bob", "diff ports")).document), "this one was begun after it"
    assert [entry.what for entry in await room.entries()].count("carry over") == 1
    await _sound(room)


async def test_it_waits_for_others_beside_the_draft(room: Room) -> None:
    await _drafted(room, "on")
    proposed = await room.do("ann", CORRECT)
    assert "It waits for another moderator" in read(proposed.document)
    assert "1 for approval, 1 being written" in read((await room.do("bob", "review")).document)
    await _sound(room)
    again = await room.refused("carl@a", CORRECT, "Ann proposed that already")
    assert (await room.press("carl@a", again.buttons[0])).ok
    await room.refused("ann", "approve ports", "Somebody else")
    assert "They strike" in read((await room.do("bob", "show ports")).document), "the draft is as it was"
    await room.do("bob", "approve ports")
    assert WAS_NOW in await room.shows("m")
    told = read((await room.do("bob", "diff ports")).document)
    assert MEANWHILE in told
    assert "They strike" in told
    await room.do("bob", "submit ports")
    assert MEANWHILE in read((await room.do("ann", "review")).document)
    await room.do("ann", "approve ports")
    assert "Cost of the ports" in await room.shown("eve", "/figures ports")
    assert "They strike" in await room.shown("eve", "/timeline ports")
    await _sound(room)


async def test_what_was_submitted_stays_so_and_an_old_button_approves_nothing(room: Room) -> None:
    await _drafted(room, "on")
    submitted = await room.do("bob", "submit ports")
    approve = next(button for button in submitted.buttons if button.label == "Approve")
    await room.do("ann", CORRECT)
    await room.refused("carl@a", "approve ports", "2 drafts wait on ports.")
    waiting = await _waiting(room)
    correction = next(one for one in waiting if one.corrections)
    await room.do("carl@a", f"approve ports revision={correction.id}")
    refused = await room.press("ann", approve)
    assert "was faster" in refused.document.title, "it is not what was looked at"
    [left] = await _waiting(room)
    assert (left.author.name, left.state) == ("Bob", "submitted")
    await room.do("ann", "approve ports")
    assert "Cost of the ports" in await room.shown("eve", "/figures ports")


async def test_a_draft_that_says_otherwise_has_the_correction_and_says_so(room: Room) -> None:
    await _drafted(room, "off")
    await _label(room, "Sum of the sale")
    before = await room.head()
    assert before is not None
    await room.do("ann", CORRECT)
    told = read((await room.do("bob", "check ports")).document)
    assert f"The draft said otherwise; that is kept as revision {before.number}." in told
    assert "figures.price label" in told
    export = read((await room.do("bob", "export ports")).document)
    assert "Cost of the ports" in export
    assert "Sum of the sale" not in export
    assert "Sum of the sale" in read((await room.do("bob", f"show ports {before.number}")).document)
    await _label(room, "Price of the ports")
    told = read((await room.do("bob", "diff ports")).document)
    assert "was Cost of the ports, now Price of the ports. It is put back as it was before a correction." in told


async def _label(room: Room, words: str) -> None:
    form = (await room.do("bob", "edit ports price")).form
    assert form is not None
    values = {**form.submit.values, **{field.name: field.value for field in form.fields}}
    _, _, rest = values["text"].partition("\n")
    assert (await room.ask("bob", "briefing edit", {**values, "text": f"label: {words}\n{rest}"})).ok


async def test_several_wait_each_for_itself(room: Room) -> None:
    await _drafted(room, "on")
    await room.do("ann", CORRECT, OTHER)
    assert "2 for approval, 1 being written" in read((await room.do("bob", "review")).document)
    first, second = [one for one in await _waiting(room) if one.corrections]
    await room.do("bob", f"approve ports revision={first.id}")
    together = await room.say("bob", f"approve ports revision={second.id}")
    assert "changed meanwhile" in together.document.title
    approve = next(button for button in together.buttons if button.label == "Approve")
    assert (await room.press("bob", approve)).ok
    shown = await room.shown("eve", "/brief ports full")
    assert "Cost of the ports" in shown
    assert "Chief of trade" in shown
    told = read((await room.do("bob", "check ports")).document)
    assert "chief of trade" in told
    assert "Cost of the ports" in told
    assert [one.author.name for one in await _waiting(room)] == ["Bob"]
    await _sound(room)


async def test_one_that_is_sent_back_leaves_the_draft_alone(room: Room) -> None:
    await _drafted(room, "on")
    await room.do("ann", CORRECT)
    back = await room.do("bob", 'reject ports "Show me where"')
    assert [button.label for button in back.buttons] == ["Discard"]
    assert (await room.press("ann", back.buttons[0])).ok
    [left] = await _waiting(room)
    assert (left.author.name, left.state) == ("Bob", "draft")
    await room.do("ann", CORRECT)
    assert len(await _waiting(room)) == 2
    await room.do("bob", "discard ports revision=" + left.id)
    await room.do("bob", "approve ports")
    assert WAS_NOW in await room.shows("m")
    await _sound(room)


async def test_what_is_shared_is_proposed_beside_the_proposal_that_is_open(room: Room, tmp_path: Path) -> None:
    await share(room, tmp_path)
    await room.posted("eve@a", "/figures ports", "m")
    await room.do("ann@a", ADD)
    await room.do("bob@a", CORRECT)
    for other in ("carl@b", "eve@b"):
        assert "Nothing waits" in (await room.do(other, "review")).document.title
    await room.do("olga@c", "approve shared/ports", role=Role.OWNER)
    assert WAS_NOW in await room.shows("m")
    assert MEANWHILE in read((await room.do("ann@a", "diff shared/ports")).document)


async def test_it_goes_with_its_workspace(room: Room) -> None:
    await _drafted(room, "on")
    await room.do("ann", CORRECT)
    async with room.database.write() as c:
        await workspaces.removed(c, "board/a", room.now)
        assert await workspaces.clean_up(c, room.now + workspaces.KEPT) == ["board/a"]
    assert await _waiting(room) == []
    await _sound(room)


async def _waiting(room: Room) -> list[Saved]:
    async with room.database.read() as c:
        return await history.drafts(c, "board/a", "board/a")
