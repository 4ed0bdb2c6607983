"""Four eyes: whoever wrote in a draft does not approve it, by whatever name they go and whoever saved it last."""

from pathlib import Path

import pytest

from bot.chat.reply import Reply
from bot.chat.request import Caller, Place, Request, Role
from bot.store.database import Database
from tests.commands.newsroom import read
from tests.commands.test_writing_scope import share
from tests.commands.writers import STORY, Room

ADD = 'add-actor ports name="Dock workers" kind=group confirm=yes'
CORRECT = 'correct ports price part=label now="Cost of the ports" why="Clearer." confirm=yes'
ANNIE = Caller("ann", "Annie", Role.MODERATOR)


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    (tmp_path / "briefings").mkdir()
    return Room(database, tmp_path / "briefings")


async def _as(room: Room, who: Caller, text: str) -> Reply:
    """The reply to somebody who goes by a name of their own."""
    return await room.dispatcher.answer(Request("briefing", who, Place("board", "a", "news"), text))


async def test_another_name_makes_no_other_person(room: Room, tmp_path: Path) -> None:
    await room.do("ann", *STORY, "submit ports", "/settings four-eyes on")
    await room.refused("ann", "approve ports", "Somebody else")
    told = read((await _as(room, ANNIE, "review")).document)
    assert "You wrote it, so somebody else has to approve it" in told
    before = await room.everything()
    refused = await _as(room, ANNIE, "approve ports")
    assert "Somebody else has to approve what you wrote" in refused.document.title
    assert await room.everything() == before
    assert (await _as(room, Caller("bob", "Ann", Role.MODERATOR), "approve ports")).ok, "a namesake is somebody else"
    await share(room, tmp_path)
    await room.do("olga@z", "/settings four-eyes on shared", role=Role.OWNER)
    await room.do("olga@z", f"{ADD.replace('ports', 'shared/ports')}", "submit shared/ports", role=Role.OWNER)
    refused = await _as(room, Caller("olga", "Olga B.", Role.OWNER), "approve shared/ports")
    assert "Somebody else" in refused.document.title


async def test_everybody_who_wrote_in_a_draft_is_an_author_of_it(room: Room) -> None:
    await room.do("ann", *STORY, "/settings four-eyes on")
    await room.do("bob", ADD, "submit ports")
    for who in ("ann", "bob"):
        told = read((await room.do(who, "review")).document)
        assert "You wrote in it, so somebody else has to approve it" in told
        assert "Ann and Bob" in told
        refused = await room.refused(who, "approve ports", "Somebody else", "Ann and Bob wrote in it", "restore ports")
        assert "/settings four-eyes off" in read(refused.document)
    assert "You wrote" not in read((await room.do("cid", "review")).document)
    await room.do("cid", "approve ports")
    await room.do("ann", ADD.replace("Dock workers", "Pilots"), "submit ports")
    await room.do("bob", "approve ports")


async def test_two_who_both_wrote_publish_it_in_two_parts(room: Room) -> None:
    await room.do("ann", *STORY, "/settings four-eyes on")
    await room.do("bob", ADD, "submit ports")
    again = await room.refused("ann", "restore ports 3", "A draft is open there: revision 4, by Bob")
    assert (await room.press("ann", again.buttons[-1])).ok
    await room.do("ann", "submit ports")
    await room.refused("ann", "approve ports", "Somebody else")
    await room.do("bob", "approve ports", ADD, "submit ports")
    await room.refused("bob", "approve ports", "Somebody else")
    await room.do("ann", "approve ports")
    assert "Dock workers" in await room.shown("eve", "/brief ports full")


@pytest.mark.parametrize("gone", ["discard ports", "reject ports no"])
async def test_who_takes_up_anothers_draft_makes_it_no_less_theirs(room: Room, gone: str) -> None:
    await room.do("ann", *STORY, "submit ports", "/settings four-eyes on")
    await room.do("bob", gone)
    if gone.startswith("discard"):
        await room.do("bob", "restore ports 3")
    await room.do("bob", "submit ports")
    await room.refused("ann", "approve ports", "Somebody else")


async def test_what_was_published_may_be_restored_and_approved_by_who_wrote_it_then(room: Room) -> None:
    await room.do("ann", *STORY, "submit ports", "/settings four-eyes on")
    await room.do("bob", "approve ports", ADD, "submit ports")
    await room.do("ann", "approve ports")
    await room.do("bob", "restore ports 3", "submit ports")
    await room.refused("bob", "approve ports", "Somebody else")
    await room.do("ann", "approve ports")


async def test_an_old_restore_button_replaces_no_draft(room: Room) -> None:
    await room.do("ann", *STORY, "/settings four-eyes off", "submit ports", "approve ports", ADD)
    restore = (await room.do("ann", "discard ports")).buttons[0]
    assert (await room.press("ann", restore)).ok
    before = await room.everything()
    twice = await room.press("ann", restore)
    assert "It is the draft already" in twice.document.title
    await room.do("bob", ADD.replace("Dock workers", "Pilots"))
    before = await room.everything()
    refused = await room.press("cid", restore)
    assert "A draft is open there: revision 6, by Bob" in refused.document.title
    assert "Nothing was changed" in read(refused.document)
    assert await room.everything() == before
    look, differences, sure = refused.buttons
    assert "Pilots" in read((await room.press("cid", look)).document)
    assert "Pilots" in read((await room.press("cid", differences)).document)
    await room.do("bob", ADD.replace("Dock workers", "Sailors"))
    before = await room.everything()
    assert "Bob was faster: revision 7 is draft" in (await room.press("cid", sure)).document.title
    assert await room.everything() == before
    refused = await room.press("cid", restore)
    assert (await room.press("cid", refused.buttons[-1])).ok
    told = read((await room.do("cid", "show ports")).document)
    assert "Dock workers" in told
    assert "Pilots" not in told
    assert "Sailors" in read((await room.do("cid", "show ports 7")).document), "the history keeps it"


async def test_a_draft_that_follows_what_was_published_keeps_its_authors(room: Room) -> None:
    await room.do("ann", *STORY, "submit ports", "/settings four-eyes off", "approve ports")
    await room.do("ann", ADD)
    await room.do("bob", ADD.replace("Dock workers", "Pilots"), "submit ports")
    await room.do("cid", CORRECT, "/settings four-eyes on")
    for who in ("ann", "bob"):
        await room.refused(who, "approve ports", "Somebody else", "Ann and Bob wrote in it")
    await room.do("cid", "approve ports")


async def test_proposals_that_are_put_together_keep_their_authors(room: Room, tmp_path: Path) -> None:
    await share(room, tmp_path)
    await room.do("olga@d", "/settings four-eyes on shared", role=Role.OWNER)
    await room.do("olga@d", ADD, role=Role.OWNER)
    await room.do("oleg@d", ADD.replace("Dock workers", "Pilots"), "submit ports", role=Role.OWNER)
    mine = await room.head("", line="")
    assert mine is not None
    await room.do("ann@a", ADD.replace("Dock workers", "Sailors"), "submit ports")
    theirs = await room.head("", line="board/a")
    assert theirs is not None
    await room.do("olga@d", f"approve shared/ports revision={theirs.id}", role=Role.OWNER)
    together = await room.say("ola@d", f"approve shared/ports revision={mine.id}", Role.OWNER)
    assert "put together" in read(together.document)
    for who in ("olga@d", "oleg@d"):
        await room.refused(who, "approve shared/ports", "Somebody else", "Olga and Oleg wrote in it", role=Role.OWNER)
    await room.do("ola@d", "approve shared/ports", role=Role.OWNER)
