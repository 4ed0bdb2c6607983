"""Several people, several workspaces: nobody loses what another saves, or learns of what is not theirs."""

from pathlib import Path

import pytest

from bot.chat.document import Button
from bot.chat.request import Role
from bot.store.database import Database
from tests.commands.newsroom import read
from tests.commands.writers import ACTOR, FIGURE, NEW, STORY, Room


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    (tmp_path / "briefings").mkdir()
    return Room(database, tmp_path / "briefings")


async def _edited(room: Room, who: str, part: str) -> dict[str, str]:
    """The values of a form opened on a part."""
    form = (await room.do(who, f"edit ports {part}")).form
    assert form is not None
    return {**form.submit.values, **{field.name: field.value for field in form.fields}}


async def test_two_changes_are_put_together(room: Room) -> None:
    await room.do("ann", *STORY)
    mine, theirs = await _edited(room, "ann", "price"), await _edited(room, "bob", "price")
    mine["text"] = mine["text"].replace("Price of the ports", "Price of both ports")
    theirs["text"] += "note: The minister calls it a loss.\n"
    assert (await room.ask("bob", "briefing edit", theirs)).ok
    saved = await room.ask("ann", "briefing edit", mine)
    assert saved.ok
    assert "Bob saved revision 4 meanwhile: both changes are in it" in read(saved.document)
    told = read((await room.do("ann", "export ports")).document)
    assert "Price of both ports" in told
    assert "calls it a loss" in told


async def test_a_clash_overwrites_nothing(room: Room) -> None:
    await room.do("ann", *STORY)
    mine, theirs = await _edited(room, "ann", "price"), await _edited(room, "bob", "price")
    mine["text"] = mine["text"].replace("Price of the ports", "What the ports cost")
    theirs["text"] = theirs["text"].replace("Price of the ports", "Sum of the sale")
    assert (await room.ask("bob", "briefing edit", theirs)).ok
    before = await room.everything()
    refused = await room.ask("ann", "briefing edit", mine)
    assert not refused.ok
    assert "Bob changed the same meanwhile: figures.price label" in refused.document.title
    assert await room.everything() == before
    assert "Sum of the sale" in read((await room.press("ann", refused.buttons[0])).document)


async def test_a_mistake_comes_back_with_line_and_column_and_what_was_typed(room: Room) -> None:
    await room.do("ann", *STORY)
    values = await _edited(room, "ann", "figures.price")
    values["text"] = values["text"].replace("value: 2000000000", "value: two")
    refused = await room.ask("ann", "briefing edit", values)
    assert not refused.ok
    assert "Line 2, column 8" in read(refused.document)
    assert refused.form is not None
    assert refused.form.fields[0].value == values["text"].strip()
    assert "Line 2" in (refused.form.fields[0].error or "")
    values["text"] = refused.form.fields[0].value.replace("two", "3000000000")
    assert (await room.ask("ann", "briefing edit", values)).ok


async def test_a_form_after_its_draft_was_discarded(room: Room) -> None:
    await room.do("ann", *STORY)
    values = await _edited(room, "ann", "figures.price")
    values["text"] = values["text"].replace("Price", "Prize")
    await room.do("bob", "discard ports no")
    before = await room.everything()
    refused = await room.ask("ann", "briefing edit", values)
    assert not refused.ok
    assert await room.everything() == before
    adding = await room.say("ann", FIGURE)
    assert not adding.ok
    assert await room.everything() == before


async def test_an_approval_of_what_was_changed_meanwhile(room: Room) -> None:
    await room.do("ann", *STORY)
    submitted = await room.do("ann", "submit ports")
    approve = next(button for button in submitted.buttons if button.label == "Approve")
    await room.do("ann", "remove ports price", FIGURE.replace("Price of", "Sum of"), "submit ports")
    before = await room.everything()
    refused = await room.press("bob", approve)
    assert not refused.ok
    assert "was faster" in refused.document.title
    assert await room.everything() == before


@pytest.mark.parametrize("word", ["approve", "reject", "discard", "submit"])
async def test_a_second_press_does_nothing(room: Room, word: str) -> None:
    await room.do("ann", *STORY)
    head = await room.head()
    assert head is not None
    if word != "submit":
        await room.do("ann", "submit ports")
    values = {"topic": "ports", "revision": head.id, **({"why": "no"} if word == "reject" else {})}
    assert (await room.ask("bob", f"briefing {word}", values)).ok
    before = await room.everything()
    again = await room.ask("bob", f"briefing {word}", values)
    assert not again.ok
    assert again.document.blocks
    assert await room.everything() == before


async def test_who_lost_the_role_can_not_finish(room: Room) -> None:
    await room.do("ann", *STORY)
    preview = await room.do("ann", FIGURE.replace("Price", "Sum").replace("name=price", "").replace("confirm=yes", ""))
    form = await _edited(room, "ann", "price")
    before = await room.everything()
    for button in preview.buttons:
        assert "moderators" in (await room.press("ann", button, Role.READER)).document.title
    assert "moderators" in (await room.ask("ann", "briefing edit", form, role=Role.READER)).document.title
    assert await room.everything() == before


async def test_the_audit_and_the_review_are_of_one_workspace(room: Room) -> None:
    await room.do("ann@a", *STORY, "submit ports")
    for line in ("/audit", "/audit ports", "review"):
        told = await room.do("carl@b", line)
        assert "orts" not in read(told.document).replace("Audit of ports", "")
    choices = await _suggested(room, "carl@b", "briefing check", "topic")
    assert choices == []
    assert await _suggested(room, "ann@a", "briefing check", "topic") == ["ports"]
    assert await _suggested(room, "carl@b", "briefing show", "revision", topic="ports") == []
    assert await _suggested(room, "carl@b", "briefing edit", "part", topic="ports") == []


async def _suggested(room: Room, who: str, command: str, argument: str, **values: str) -> list[str]:
    from bot.chat.request import Caller, Place, Request

    name, _, workspace = who.partition("@")
    request = Request(command, Caller(name, name, Role.MODERATOR), Place("board", workspace, "news"), values=values)
    return [choice.value for choice in await room.dispatcher.suggest(request, argument, "", 25)]


async def _share(room: Room, tmp_path: Path) -> None:
    """Have the ports shared, from a file."""
    await room.do("olga@a", *STORY)
    text = (await room.do("olga@a", "export ports")).document.blocks[0]
    (tmp_path / "briefings" / "ports.yaml").write_text(text.text)  # type: ignore[union-attr]
    await room.do("olga@a", "discard ports")
    room.library.reload([tmp_path / "briefings" / "ports.yaml"])
    await room.archive.keep()
    await room.archive.show()


async def test_a_change_of_what_is_shared_is_a_proposal_to_the_owners(room: Room, tmp_path: Path) -> None:
    await _share(room, tmp_path)
    await room.do("ann@a", 'add-actor ports name="Dock workers" kind=group confirm=yes')
    submitted = await room.do("ann@a", "submit shared/ports")
    assert "owners" in read(submitted.document)
    await room.refused("ann@a", "approve shared/ports", "owners")
    await room.refused("bob@a", "approve shared/ports", "owners")
    assert "Nothing waits" in (await room.do("carl@b", "review")).document.title
    assert "Dock workers" not in read((await room.do("carl@b", "show ports")).document)
    reply = await room.do("olga@c", "review", role=Role.OWNER)
    assert "Dock workers" in read(reply.document)
    approve = next(button for button in reply.buttons if button.label == "Approve")
    assert (await room.press("olga@c", approve, Role.OWNER)).ok
    for workspace in ("a", "b", "c"):
        assert "Dock workers" in await room.shown(f"eve@{workspace}", "/brief ports")


async def test_a_workspaces_own_briefing_covers_the_shared_one_and_says_so(room: Room, tmp_path: Path) -> None:
    await _share(room, tmp_path)
    begun = await room.do("ann@a", NEW.replace("Two ports", "Our ports"))
    assert "covers" in read(begun.document)
    await room.do("ann@a", ACTOR, FIGURE, "submit ports")
    await room.do("ann@a", "/settings four-eyes off", "approve ports")
    assert "Our ports" in await room.shown("eve@a", "/brief ports")
    assert "Two ports" in await room.shown("eve@b", "/brief ports")


async def test_what_was_published_meanwhile_is_put_together_before_it_is_approved(room: Room, tmp_path: Path) -> None:
    await _share(room, tmp_path)
    await room.do("ann@a", 'add-actor ports name="Dock workers" kind=group confirm=yes', "submit ports")
    await room.do("carl@b", 'add-event ports when=later what="They strike." unverified=yes confirm=yes', "submit ports")
    buttons: list[Button] = []
    for number in ("1", "2"):
        reply = await room.ask("olga@c", "briefing review", {"number": number}, role=Role.OWNER)
        buttons += [button for button in reply.buttons if button.label == "Approve"]
    assert len(buttons) == 2
    assert (await room.press("olga@c", buttons[0], Role.OWNER)).ok
    together = await room.press("olga@c", buttons[1], Role.OWNER)
    assert not together.ok
    assert "put together" in read(together.document)
    approve = next(button for button in together.buttons if button.label == "Approve")
    assert (await room.press("olga@c", approve, Role.OWNER)).ok
    told = await room.shown("eve@b", "/brief ports full")
    assert "Dock workers" in told
    assert "They strike" in told
