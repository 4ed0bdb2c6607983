"""What a correction is of, whatever becomes of the item: a file goes back, positions are put in another order, an item
gets another name or is taken out."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.chat.request import Role
from bot.library.correcting import GONE, holding
from bot.store.database import Database
from bot.store.saved import Correction
from tests.commands.newsroom import read
from tests.commands.test_correct_together import Room
from tests.commands.test_writing_scope import share
from tests.commands.writers import STORY
from tests.planes import planes


@pytest.fixture
async def room(database: Database, tmp_path: Path) -> Room:
    (tmp_path / "briefings").mkdir()
    return Room(database, tmp_path / "briefings")


async def _file(room: Room, folder: Path, text: str) -> None:
    """Have the shared file on the ports say this."""
    path = folder / "briefings" / "ports.yaml"
    path.write_text(text)
    room.library.reload([path])
    await room.archive.keep()
    await room.archive.show()


async def test_an_answer_from_a_file_that_went_back_past_a_correction_stays_as_it_is(
    room: Room, tmp_path: Path
) -> None:
    """It shows what is published; what was posted before the correction is edited still, once it is out."""
    await share(room, tmp_path)
    first = (tmp_path / "briefings" / "ports.yaml").read_text()
    before = await room.say("eve@b", "/figures ports", Role.READER)
    correct = 'correct ports price part=label now="Cost" why="Wrong word." confirm=yes'
    await room.do("olga@c", correct, role=Role.OWNER)
    await room.show("eve@b", before, "late")
    assert "was Price of the ports, now Cost" in await room.shows("late")
    await _file(room, tmp_path, re.sub("as_of: .*", "as_of: 2030-01-01", first).replace("of the ports", "of both"))
    await _file(room, tmp_path, first)
    await room.posted("eve@b", "/figures ports", "now")
    assert "Price of the ports" in await room.shows("now")
    assert "Cost" not in await room.shows("now")


COSTS = 'correct ports q side=dock-workers now="It costs jobs." why="They said jobs." unverified=yes confirm=yes'


async def _claims(room: Room) -> None:
    """The ports published with two positions on a claim, under four eyes, and shown in a message `m`."""
    await room.do(
        "ann@a",
        *STORY,
        'add-actor ports name="Dock workers" kind=group confirm=yes',
        'add-claim ports question="Q?" by=ana-ruiz says="It pays." unverified=yes confirm=yes',
        'add-claim ports question="Q?" by=dock-workers says="It costs." unverified=yes confirm=yes',
        "submit ports",
        "approve ports",
    )
    await room.do("bob@a", "/settings four-eyes on")
    await room.posted("eve@a", "/claims ports", "m")


async def _edit(room: Room, part: str, change: Callable[[Any], Any]) -> None:
    """Edit a part of the ports as text, which is parsed and changed."""
    form = (await room.do("ann@a", f"edit ports {part}")).form
    assert form is not None
    text = yaml.safe_dump(change(yaml.safe_load(str(form.fields[0].value))), sort_keys=False)
    edited = await room.ask("ann@a", "briefing edit", {**form.submit.values, "text": text})
    assert edited.ok, read(edited.document)


def _turned(claims: Any) -> Any:
    for claim in claims.values():
        claim["positions"].reverse()
    return claims


@pytest.mark.parametrize("times", [1, 2])
async def test_a_correction_follows_a_position_that_is_put_elsewhere_while_it_waits(room: Room, times: int) -> None:
    await _claims(room)
    await room.do("ann@a", COSTS)
    for _ in range(times):
        await _edit(room, "claims", _turned)
    await room.do("ann@a", "submit ports")
    assert "They said jobs." in read((await room.do("bob@a", "review")).document)
    await room.do("bob@a", "approve ports")
    says = await room.shows("m")
    assert "Q? – Dock workers: was “It costs.”, now “It costs jobs.”. They said jobs." in says
    assert says.count("It costs.") == 1, "in the note alone"
    assert says.count("It pays.") == 1


async def test_a_position_put_back_is_told_of_wherever_it_stands(room: Room) -> None:
    await _claims(room)
    await room.do("ann@a", COSTS)
    await room.do("bob@a", "approve ports")

    def back(claims: Any) -> Any:
        for claim in claims.values():
            claim["positions"][1]["says"] = "It costs."
        return _turned(claims)

    await _edit(room, "claims", back)
    await room.do("ann@a", "submit ports")
    await room.do("bob@a", "approve ports")
    assert "was “It costs jobs.”, now “It costs.”. It is put back" in await room.shows("m")


def _called(old: str, new: str, **parts: str) -> Callable[[Any], Any]:
    def change(items: Any) -> Any:
        return {
            new if name == old else name: {**item, **(parts if name == old else {})} for name, item in items.items()
        }

    return change


async def test_a_message_follows_an_item_to_its_new_names(room: Room) -> None:
    """Even when its words were changed in between, and what it refers to is called otherwise as well."""
    await room.do("ann@a", *STORY, "submit ports", "approve ports", "/settings four-eyes off")
    await room.posted("eve@a", "/brief ports full", "m")
    await room.posted("eve@a", "/figure price of the ports", "n")
    before = {id_: await room.shows(id_) for id_ in ("m", "n")}
    for old, new, parts in (("price", "cost", {}), ("cost", "sum", {}), ("sum", "sum", {"label": "What they cost"})):
        await _edit(room, "figures", _called(old, new, **parts))
        await room.do("ann@a", "submit ports", "approve ports")
    await room.do("ann@a", "edit ports all")
    assert {id_: await room.shows(id_) for id_ in ("m", "n")} == before
    told = read((await room.do("ann@a", 'correct ports sum part=label now="The price" why="Wrong word."')).document)
    assert re.search(r"Messages to edit +2", told), told
    await room.do("ann@a", 'correct ports sum part=label now="The price" why="Wrong word." confirm=yes')
    for id_ in ("m", "n"):
        says = await room.shows(id_)
        assert "The price (label): was Price of the ports, now The price. Wrong word." in says, says
        assert "Price of the ports" not in says.replace("was Price of the ports", "")
    room.now += 60
    await room.do("ann@a", 'correct ports sum part=label now="Their price" why="And again." confirm=yes')
    for id_ in ("m", "n"):
        assert "Their price (label): was The price, now Their price. And again." in await room.shows(id_)


async def test_an_answer_on_its_way_follows_an_item_to_its_new_name(room: Room) -> None:
    await room.do("ann@a", *STORY, "submit ports", "approve ports", "/settings four-eyes off")
    slow = await room.say("eve@a", "/figures ports", Role.READER)
    await _edit(room, "figures", _called("price", "cost"))
    await room.do("ann@a", "submit ports", "approve ports")
    await room.do("ann@a", 'correct ports cost part=label now="The price" why="Wrong word." confirm=yes')
    await room.show("eve@a", slow, "m")
    assert "The price (label): was Price of the ports, now The price." in await room.shows("m")


async def test_a_correction_follows_an_item_that_is_named_otherwise_while_it_waits(room: Room) -> None:
    await room.do("ann@a", *STORY, "submit ports", "approve ports")
    await room.do("bob@a", "/settings four-eyes on")
    await room.posted("eve@a", "/figures ports", "m")
    await room.do("ann@a", 'correct ports price part=label now="The price" why="Wrong word." confirm=yes')
    await _edit(room, "figures", _called("price", "cost"))
    await room.do("ann@a", "submit ports")
    await room.do("bob@a", "approve ports")
    assert "The price (label): was Price of the ports, now The price. Wrong word." in await room.shows("m")


async def test_a_correction_goes_past_a_draft_that_gives_its_item_another_name(room: Room) -> None:
    """The draft has it under the new name then, and does not put the old words back."""
    await room.do("ann@a", *STORY, "submit ports", "approve ports", "/settings four-eyes off")
    await room.posted("eve@a", "/figures ports", "m")
    await _edit(room, "figures", _called("price", "cost"))
    await room.do("bob@a", 'correct ports price part=label now="The price" why="Wrong word." confirm=yes')
    await room.do("ann@a", "submit ports", "approve ports")
    shown = room.library.view("board/a").get("ports")
    assert shown is not None
    assert {name: figure.label for name, figure in shown.briefing.figures.items()} == {"cost": "The price"}
    assert "was Price of the ports, now The price. Wrong word." in await room.shows("m")
    room.now += 60
    await room.do("ann@a", 'correct ports cost part=label now="Their price" why="And again." confirm=yes')
    assert "was The price, now Their price. And again." in await room.shows("m")


async def test_another_item_is_not_taken_for_one_that_is_gone(room: Room) -> None:
    await room.do(
        "ann@a", *STORY, 'add-event ports when=later what="They strike." name=ev unverified=yes confirm=yes',
        "submit ports", "approve ports", "/settings four-eyes off",
    )  # fmt: skip
    await room.posted("eve@a", "/timeline ports", "m")
    before = await room.shows("m")
    await room.do("ann@a", "remove ports ev")
    await room.do("ann@a", 'add-event ports when=later what="They dance." name=dance unverified=yes confirm=yes')
    await room.do("ann@a", "submit ports", "approve ports")
    await room.do("ann@a", 'correct ports dance now="They sing." why="They sang." unverified=yes confirm=yes')
    assert await room.shows("m") == before


STRIKE = 'add-event ports when=later what="They strike." name=ev unverified=yes confirm=yes'
NOTHING = 'now=nothing why="It never happened."'


def _strikes(says: str) -> int:
    return says.count("They strike.")


@pytest.mark.parametrize("before", [True, False])
async def test_messages_are_told_of_what_is_taken_out_when_a_moderator_says_so(room: Room, *, before: bool) -> None:
    """Whether it was taken out of the briefing before, or is so now."""
    await room.do("ann@a", *STORY, STRIKE, "submit ports", "approve ports", "/settings four-eyes off")
    await room.posted("eve@a", "/timeline ports", "m")
    await room.posted("eve@a", "/brief ports full", "n")
    await room.posted("eve@a", "/figures ports", "o")
    if before:
        await room.do("ann@a", "remove ports ev")
        assert "with now=nothing says there that it is no longer stated" in read(
            (await room.do("ann@a", "diff ports")).document
        )
        await room.do("ann@a", "submit ports", "approve ports")
        assert _strikes(await room.shows("n")) == 1
    preview = await room.do("ann@a", f"correct ports ev {NOTHING}")
    told = read(preview.document)
    assert re.search(r"Now +no longer stated", told)
    assert re.search(r"Messages to edit +2", told), told
    await room.press("ann@a", preview.buttons[0])
    for id_ in ("m", "n"):
        says = await room.shows(id_)
        assert "later: no longer stated: Unverified: They strike. It never happened." in says, says
        assert _strikes(says) == 1, "in the note alone"
    assert "They strike." not in await room.shows("o")
    assert "They strike." not in read((await room.say("eve@a", "/brief ports full", Role.READER)).document)
    told = read((await room.do("ann@a", "corrections ports")).document)
    assert re.search("later +no longer stated: Unverified: They strike.", told), told
    assert "edited 2 of 2" in told


async def test_what_was_taken_out_before_waits_for_approval_like_any_correction(room: Room) -> None:
    await room.do("ann@a", *STORY, STRIKE, "submit ports", "approve ports")
    await room.posted("eve@a", "/timeline ports", "m")
    await room.do("ann@a", "remove ports ev", "submit ports", "approve ports")
    await room.do("bob@a", "/settings four-eyes on")
    await room.do("ann@a", f"correct ports ev {NOTHING} confirm=yes")
    told = read((await room.do("bob@a", "review")).document)
    assert "No longer stated in what was posted, either: Unverified: They strike. It never happened." in told
    assert _strikes(await room.shows("m")) == 1
    await room.do("bob@a", "approve ports")
    assert "no longer stated: Unverified: They strike." in await room.shows("m")


def test_a_correction_of_what_is_stated_no_more_holds_until_it_is_stated_again() -> None:
    was = planes()
    claim = was.claims["why"]
    one_side = {"why": replace(claim, positions=claim.positions[:1])}
    for item, said, without in (
        ("events.landing", "Six planes landed in Rome.", planes(events={})),
        ("claims.why", "Bo Carr: They came to fight.", planes(claims=one_side)),
        ("claims.why", "Bo Carr: They came to fight.", planes(claims={})),
    ):
        gone = Correction(item, said, GONE, "It never happened.")
        assert holding([gone], was, without) == [gone]
        assert holding([gone], without, without) == [gone], "it was taken out before"
        assert not holding([gone], was, was)
        assert not holding([gone], without, was)


@pytest.mark.parametrize("before", [True, False])
async def test_a_position_can_be_taken_out_of_what_was_posted(room: Room, *, before: bool) -> None:
    await _claims(room)
    await room.do("bob@a", "/settings four-eyes off")
    if before:

        def first(claims: Any) -> Any:
            return {name: {**claim, "positions": claim["positions"][:1]} for name, claim in claims.items()}

        await _edit(room, "claims", first)
        await room.do("ann@a", "submit ports", "approve ports")
    await room.do("ann@a", f"correct ports q side=dock-workers {NOTHING} confirm=yes")
    says = await room.shows("m")
    assert "no longer stated" in says, says
    assert says.count("It costs.") == 1, says
    assert says.count("It pays.") == 1


async def test_what_never_was_there_cannot_be_taken_out(room: Room) -> None:
    await room.do("ann@a", *STORY, "submit ports", "approve ports", "/settings four-eyes off")
    await room.refused("ann@a", f"correct ports nonsense {NOTHING}", "No item is called")
    await room.refused("ann@a", f"correct ports ana-ruiz {NOTHING}", "price")
