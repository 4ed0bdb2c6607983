"""What nobody sees never gets from a form into what is published: the export always passes the check."""

from pathlib import Path

import pytest

from bot.briefing.check import check
from bot.store.database import Database
from tests.commands.newsroom import read
from tests.commands.writers import ACTOR, FIGURE, NEW, TEXT, Room, handed


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    (tmp_path / "briefings").mkdir()
    return Room(database, tmp_path / "briefings")


@pytest.mark.parametrize("character", ["\u200b", "\u00ad", "\u2028", "\u2060", "\u200e"])
async def test_what_came_along_with_copied_words_is_not_exported(room: Room, character: str) -> None:
    await room.do(
        "ann",
        NEW.replace("Two ports", f"Two{character} ports"),
        ACTOR,
        FIGURE.replace("Price of", f"Price{character} of"),
        "submit ports",
        "approve ports",
    )
    assert check((await room.exported("ann")).encode(), "ports.yaml").publishable
    form = (await room.do("ann", "edit ports summary")).form
    assert form is not None
    changed = form.fields[0].value.replace("The country sells", "The land sells")
    reply = await room.ask("ann", "briefing edit", {**form.submit.values, "text": changed})
    assert reply.ok, read(reply.document)


async def test_what_nobody_can_see_is_refused_where_it_stands(room: Room) -> None:
    await room.do("ann", NEW)
    await room.refused("ann", ACTOR.replace("Ana Ruiz", "Ana\u3164Ruiz"), "U+3164 HANGUL FILLER", "column 4")
    asked = await room.say("ann", ACTOR.replace("Ana Ruiz", "\u200b"))
    assert asked.form is not None, "a name of nothing is missing"
    assert asked.form.fields[0].name == "name"
    form = (await room.do("ann", "edit ports summary")).form
    assert form is not None
    pasted = form.fields[0].value.replace("two ports", "two\u202e ports")
    reply = await room.ask("ann", "briefing edit", {**form.submit.values, "text": pasted})
    line = next(number for number, one in enumerate(pasted.split("\n"), 1) if "\u202e" in one)
    column = pasted.split("\n")[line - 1].index("\u202e") + 1
    assert f"U+202E RIGHT-TO-LEFT OVERRIDE) at line {line}, column {column}" in read(reply.document)


async def test_a_text_that_is_attached_is_kept_without_it(room: Room) -> None:
    text = TEXT.replace("two ports", "two\u200b \u202aports\u202c")
    reply = await room.say("ann", NEW.replace(f' text="{TEXT}"', ""), files={"file": handed("a.txt", text.encode())})
    assert reply.ok, read(reply.document)
    await room.do("ann", ACTOR, FIGURE, "submit ports", "approve ports")
    assert check((await room.exported("ann")).encode(), "ports.yaml").publishable
