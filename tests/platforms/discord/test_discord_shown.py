"""What people were shown is told to the one who remembers it, so that it can be corrected where it stands."""

from bot.chat.delivery import Receipt
from bot.chat.document import Document, Text
from bot.chat.request import Place
from tests.platforms.discord.conftest import World, answer
from tests.platforms.discord.test_discord_commands import text


async def test_a_public_answer_is_told_and_can_be_corrected(world: World):
    shown = await world.reader.slash(world.channel, "brief", topic="venezuela")
    (told,) = world.record.all
    assert told.place == world.here
    assert told.id == str(answer(shown).id)
    assert told.document.title == "Russia in Venezuela"
    corrected = Document("Russia in Venezuela", (Text("It owes $3 billion."),), note="Corrected: was $6 billion.")
    await world.adapter.edit(Receipt(told.place, told.id), corrected)
    assert "$3 billion" in text(world.last)
    assert "$6 billion\n" not in text(world.last)
    opened = await world.reader.click(world.last, label="Claims")
    assert "Who says what" in text(answer(opened)), "the buttons stay"


async def test_a_page_that_is_turned_shows_another_document_in_the_same_message(world: World):
    shown = await world.reader.slash(world.channel, "brief", topic="venezuela", depth="full")
    await world.reader.click(answer(shown), label="Next")
    first, second = world.record.all
    assert first.id == second.id == str(answer(shown).id)
    assert (first.document.note or "").endswith("Page 1 of 2")
    assert (second.document.note or "").endswith("Page 2 of 2")
    assert first.document.blocks[0] != second.document.blocks[0]


async def test_what_only_the_caller_sees_has_no_id(world: World):
    await world.reader.slash(world.channel, "mine")
    shown = await world.reader.slash(world.channel, "brief", topic="venezuela", depth="full")
    other = await world.moderator.click(answer(shown), label="Next")
    await world.moderator.click(answer(other), label="Previous")
    assert [told.id for told in world.record.all] == [None, str(answer(shown).id), None, None]


async def test_an_answer_that_was_announced_is_told_when_it_is_there(world: World):
    shown = await world.reader.slash(world.channel, "slow")
    assert world.record.all == []
    await world.env.advance_time(11)
    await world.reader.slash(world.channel, "slow", secret=True)
    await world.env.advance_time(11)
    assert [told.id for told in world.record.all] == [str(answer(shown).id), None]


async def test_an_error_is_not_told(world: World):
    await world.reader.slash(world.channel, "brief", topic="atlantis")
    assert world.record.all == []


async def test_direct_messages_can_be_corrected_too(world: World):
    shown = await world.env.create_user("solo").slash("brief", topic="venezuela")
    (told,) = world.record.all
    assert told.place.workspace == "@me"
    assert told.id == str(answer(shown).id)


async def test_a_channel_the_bot_may_not_see_is_out_of_its_reach(world: World):
    world.take(world.channel, view_channel=False)
    await world.reader.slash(world.channel, "brief", topic="venezuela")
    assert [told.id for told in world.record.all] == [None]


async def test_a_thread_is_told_as_the_place(world: World):
    thread = await world.thread()
    shown = await world.reader.slash(thread, "brief", topic="venezuela")
    (told,) = world.record.all
    assert told.place == Place("discord", str(world.server.id), str(world.channel.id), str(thread.id))
    await world.adapter.edit(Receipt(told.place, str(answer(shown).id)), Document("Corrected"))
    assert text(thread.last_message).strip() == "Corrected"


async def test_what_cannot_be_remembered_is_answered_all_the_same(world: World, caplog):
    world.record.broken = True
    shown = await world.reader.slash(world.channel, "brief", topic="venezuela")
    assert "Key figures" in text(answer(shown))
    assert shown.followups == []
    assert "was not remembered" in caplog.text
