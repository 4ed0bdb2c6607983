"""What is wrong in a form is said at its field, and nothing that was typed is lost."""

from pathlib import Path

import pytest

from bot.chat.reply import FieldKind
from bot.store.database import Database
from tests.commands.newsroom import read
from tests.commands.writers import ACTOR, FIGURE, NEW, STORY, Room

DOCKS = NEW.replace("topic=ports", "topic=docks")
LONG = " ".join(["word"] * 16)
CLAIM = 'add-claim ports question="Why?" by=ana-ruiz says="It pays." passage="We sell at a loss" confirm=yes'
EVENT = 'add-event ports when=Monday what="They sell." passage="We sell at a loss" confirm=yes'
CARD = 'add-card ports question="Who sells?" answer="The minister." shows=ana-ruiz confirm=yes'
QUOTE = 'add-quote ports by=ana-ruiz said="We sell at a loss." confirm=yes'


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    (tmp_path / "briefings").mkdir()
    return Room(database, tmp_path / "briefings")


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (FIGURE.replace("at least $2bn", "a lot"), "amount"),
        (FIGURE.replace("at least $2bn", "12"), "amount"),
        (FIGURE.replace("at least $2bn", "9e99 USD"), "amount"),
        (FIGURE.replace("by=ana-ruiz", "by=nobody"), "by"),
        (FIGURE.replace("two ports for", "no ports for"), "passage"),
        (FIGURE.replace("two ports for at least $2 billion", LONG), "passage"),
        (FIGURE.replace('passage="two ports for at least $2 billion" ', ""), "passage"),
        (FIGURE.replace(" confirm", " source=nowhere confirm"), "source"),
        (FIGURE.replace(" confirm", ' note="a\x07b" confirm'), "note"),
        (FIGURE.replace("Price of the ports", "x" * 401), "label"),
        (CLAIM.replace("by=ana-ruiz", "by=nobody"), "by"),
        (QUOTE.replace("by=ana-ruiz", "by=nobody"), "by"),
        (EVENT.replace("We sell at a loss", "We buy at a gain"), "passage"),
        (EVENT.replace("when=Monday", "when=2019-02-30"), "when"),
        (FIGURE.replace(" confirm", " when=2019-13 confirm"), "when"),
        (CARD.replace("shows=ana-ruiz", "shows=nobody"), "shows"),
        (CARD.replace("shows=ana-ruiz", 'shows="ana-ruiz, nobody"'), "shows"),
        (ACTOR.replace("kind=person", "kind=ship"), "kind"),
        (DOCKS.replace("2019-04-04", "2019-02-30"), "published"),
        (DOCKS.replace("2019-04-04", "yesterday"), "published"),
        (DOCKS.replace("docks", "Pört/s"), "topic"),
        (DOCKS + " link=http://127.0.0.1/a", "link"),
        (DOCKS + " link=http://10.1.2.3/", "link"),
        (DOCKS + " link=http://[::1]/", "link"),
        (DOCKS + " link=http://localhost/", "link"),
        (DOCKS + " link=http://2130706433/", "link"),
        (DOCKS + " link=file:///etc/passwd", "link"),
        (DOCKS + " link=javascript:alert(1)", "link"),
        (DOCKS + " link=data:text/html,hi", "link"),
        (DOCKS + " link=https://example.org/<a>", "link"),
        (NEW, "topic"),
    ],
)
async def test_the_field_is_named(room: Room, line: str, field: str) -> None:
    await room.do("ann", NEW, ACTOR)
    reply = await room.refused("ann", line)
    assert reply.wrong == field, read(reply.document)


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ('item=price now="a lot" why=w', "now"),
        ("item=price part=stated-by now=nobody why=w", "now"),
        ("item=price part=nonsense now=x why=w", "part"),
        ("item=nonsense now=x why=w", "item"),
        ('item=price now="at least $3bn" why=w', "passage"),
        ('item=price now="at least $2bn" why=w passage="three ports"', "passage"),
        ('item=price now="at least $2bn" why=w', "now"),
    ],
)
async def test_the_field_of_a_correction_is_named(room: Room, words: str, field: str) -> None:
    await room.do("ann", *STORY, "submit ports")
    await room.do("bob", "approve ports")
    reply = await room.refused("ann", f"correct ports {words}")
    assert reply.wrong == field, read(reply.document)


@pytest.mark.parametrize("text", ["x" * 4000, "a\u202eb", "a\0b", "*&a [*a]", "<!channel> @everyone <@1>"])
async def test_whatever_is_typed_in_any_field_is_answered(room: Room, text: str) -> None:
    """Every field of every form, filled with what does not belong there."""
    await room.do("ann", *STORY)
    for command in room.dispatcher.commands.values():
        if not command.name.startswith("briefing ") or command.name == "briefing new":
            continue
        form = (await room.say("ann", f"{command.name.removeprefix('briefing ')} ports")).form
        for field in form.fields if form else ():
            if field.kind is FieldKind.FILE:
                continue
            values = {**form.submit.values, **{one.name: one.value or "x" for one in form.fields}}  # type: ignore[union-attr]
            reply = await room.ask("ann", command.name, {**values, field.name: text})
            told = read(reply.document) + str(reply.wrong)
            assert reply.document.blocks or reply.buttons, told
            assert "\u202e" not in told
            assert "\0" not in told


async def test_what_a_card_shows_is_taken_by_name_or_words_and_the_nearest_are_offered(room: Room) -> None:
    await room.do("ann", *STORY)
    near = await room.refused("ann", CARD.replace("shows=ana-ruiz", 'shows="Ana Ruiz, prize"'), "has no “prize”")
    price = next(button for button in near.buttons if button.label == "Price of the ports")
    assert price.run.values["shows"] == "ana-ruiz, price"
    assert (await room.press("ann", price)).ok
    assert "no errors" in (await room.do("ann", "check ports")).document.title
