"""Forms are filled in as modals, files are handed over, and a message can be what a command is about."""

from tests.platforms.discord.conftest import World, answer, modal
from tests.platforms.discord.test_discord_commands import text


async def test_a_command_is_offered_on_a_message_and_its_form_reopens_as_it_was(world: World):
    shown = await world.reader.slash(world.channel, "brief", topic="venezuela")
    opened = await world.reader.context_menu(world.channel, "Report error", world.last)
    labelled = modal(opened)["components"]
    assert {component["type"] for component in labelled} == {18}, "labels, each with what is filled in"
    assert [component["component"]["custom_id"] for component in labelled] == ["what", "kind", "topic"]
    refused = await world.reader.submit_modal(opened, {"what": "Wrong", "kind": ["number"]})
    assert refused.ephemeral
    assert "That is too short." in text(answer(refused))
    again = await world.reader.click(answer(refused), label="Try again")
    labelled = modal(again)["components"]
    assert ["That is too short." in one.get("description", "") for one in labelled] == [True, False, False]
    components = [one["component"] for one in labelled]
    assert components[0]["value"] == "Wrong"
    assert [option["value"] for option in components[1]["options"] if option["default"]] == ["number"]
    thanked = await world.reader.submit_modal(again, {"what": "It is $17 billion.", "kind": ["number"], "topic": "x"})
    assert f"number: It is $17 billion. ({answer(shown).id}, x)" in text(answer(thanked))


async def test_a_command_on_a_message_gets_what_it_says_and_what_came_with_it(world: World):
    asked = await world.reader.send(world.channel, "Is it *true*?", attachments=[("notes.yaml", b"a: 1")])
    shown = await world.moderator.context_menu(world.channel, "Quote it", asked)
    assert "> Is it \\*true\\*?" in text(answer(shown))
    assert "with notes.yaml" in text(answer(shown))
    await world.reader.slash(world.channel, "brief", topic="venezuela")
    shown = await world.moderator.context_menu(world.channel, "Quote it", world.last)
    assert "> Russia in Venezuela" in text(answer(shown)), "embeds are read where nobody wrote anything"
    assert "alone" in text(answer(shown))


async def test_a_form_that_is_too_long_is_filled_in_in_parts(world: World):
    opened = await world.reader.slash(world.channel, "enlist")
    assert modal(opened)["title"] == "Enlist (1/2)"
    went = await world.reader.submit_modal(opened, {"line0": "a", "line3": "d"})
    assert went.ephemeral
    assert "Part 1 of 2 is filled in." in text(answer(went))
    await world.restart()
    second = await world.reader.click(answer(went), label="Go on")
    assert modal(second)["title"] == "Enlist (2/2)"
    refused = await world.reader.submit_modal(second, {"file": ("facts.txt", b"12345"), "topic": "atlantis"})
    assert "“atlantis” is not covered." in text(answer(refused))

    again = await world.reader.click(answer(refused), label="Try again")
    assert modal(again)["components"][0]["component"]["value"] == "a"
    went = await world.reader.submit_modal(again, {"line0": "", "line1": "b", "line3": "d"})
    second = await world.reader.click(answer(went), label="Go on")
    file, topic = modal(second)["components"]
    assert file["description"] == "facts.txt is here; choose another one to replace it"
    assert file["component"] == {"type": 19, "custom_id": "file", "required": False} | {"id": file["component"]["id"]}
    assert topic["component"]["value"] == "atlantis"
    taken = await world.reader.submit_modal(second, {"topic": "venezuela"})
    assert "facts.txt 5 venezuela bd" in text(answer(taken)), "what was emptied stays empty, the file stays"


async def test_a_file_is_an_option_of_a_command(world: World):
    shown = await world.reader.slash(world.channel, "upload", file=("facts.txt", b"x"))
    assert "The file can't be read." in text(answer(shown)), "this stand-in's files are not on Discord's own hosts"
