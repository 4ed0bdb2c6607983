"""People use the bot on a simulated Discord."""

import json
from typing import Any

import discord
import pytest

from bot.chat.invocation import Invocation
from tests.platforms.discord import openapi
from tests.platforms.discord.conftest import World, answer
from tests.platforms.discord.table import HOSTILE, PNG


def text(message) -> str:
    """All that an answer says."""
    said = [message.content]
    for embed in message.embeds:
        said += [embed.author.name or "", embed.title or "", embed.description or "", embed.footer.text or ""]
        said += [part for field in embed.fields for part in (field.name, field.value)]
    return "\n".join(said)


def labels(message) -> list[str]:
    return [part["label"] for row in message.components for part in row["components"] if part["type"] == 2]


async def test_every_answer_was_judged_by_discords_own_description():
    openapi.require()
    wrong = {
        "type": 4,
        "data": {"embeds": [{"title": "x" * 257, "colour": 1}], "allowed_mentions": {"parse": ["everyone"]}},
    }
    assert openapi.judge("POST", "/interactions/1/token/callback", wrong)
    assert openapi.judge(
        "POST", "/channels/1/messages", {"embeds": [{"fields": [{"name": "a", "value": "", "inline": True}]}]}
    )


async def test_a_command_is_answered_with_an_embed(world: World):
    shown = await world.reader.slash(world.channel, "brief", topic="venezuela")
    assert not shown.ephemeral
    embed = answer(shown).embeds[0]
    assert embed.title == "Russia in Venezuela"
    assert [field.inline for field in embed.fields] == [True, True]
    assert embed.fields[0].value == "**$6 billion**\nFinancial Times, 2019"
    assert embed.fields[1].value == "<t:1554369000:f>"
    assert (embed.footer.text or "").endswith("CBS News, Daria Litvinova, 4 April 2019 · As of 4 April 2019")


async def test_all_kinds_of_options_arrive(world: World):
    shown = await world.reader.slash(world.channel, "mine", count=7, since="2019-04-04", loud=True)
    place = f"discord/{world.server.id}/{world.channel.id}"
    assert shown.ephemeral
    assert f"7 2019-04-04 True READER en-US {place}".replace("_", "\\_") in text(answer(shown))


async def test_an_argument_is_completed_with_what_the_dispatcher_suggests(world: World):
    assert await world.reader.autocomplete(world.channel, "brief", "topic", "rus") == [
        {"name": "Russia in Venezuela", "value": "venezuela"}
    ]
    assert len(await world.reader.autocomplete(world.channel, "brief", "topic", "topic")) == 25


async def test_an_error_is_said_privately_with_a_way_on(world: World):
    shown = await world.reader.slash(world.channel, "brief", topic="atlantis")
    assert shown.ephemeral
    assert "“atlantis” is not covered." in text(answer(shown))
    opened = await world.reader.click(answer(shown), label="Russia in Venezuela")
    assert opened.ephemeral, "what follows a private answer stays private"
    assert "Key figures" in text(answer(opened))


async def test_a_menu_opens_a_briefing(world: World):
    shown = await world.reader.slash(world.channel, "topics")
    chosen = await world.reader.select(answer(shown), ["brief?topic=venezuela"])
    assert answer(chosen).embeds[0].title == "Russia in Venezuela"


async def test_buttons_work_after_a_restart_weeks_later(world: World):
    long = "weekdays 08:00 Europe/Madrid and on the first Sunday of every month, if it is not a holiday, at noon"
    first = await world.moderator.slash(world.channel, "digest add", when=long)
    asked = await world.reader.slash(world.channel, "brief", topic="venezuela")
    assert len(Invocation("digest add", {"when": long}).encode()) > 100
    await world.restart()
    await world.env.advance_time(60 * 60 * 24 * 30)
    assert text(answer(await world.reader.click(answer(asked), label="Claims"))).startswith("\nWho says what")
    assert long in text(answer(await world.moderator.click(answer(first), label="Once more")))


async def test_a_button_whose_token_is_lost_says_so(world: World):
    first = await world.moderator.slash(world.channel, "digest add", when="x" * 150)
    world.memory.kept.clear()
    pressed = await world.moderator.click(answer(first), label="Once more")
    assert pressed.ephemeral
    assert "too old" in text(answer(pressed))


async def test_pages_turn_in_place_for_the_one_who_asked(world: World):
    shown = await world.reader.slash(world.channel, "brief", topic="venezuela", depth="full")
    assert "Page 1 of 2" in text(answer(shown))
    assert labels(answer(shown))[:2] == ["Next", "Everything"]
    await world.reader.click(answer(shown), label="Next")
    assert "Page 2 of 2" in text(answer(shown))
    await world.reader.click(answer(shown), label="Previous")
    assert "Page 1 of 2" in text(answer(shown))
    assert len(world.channel.history()) == 1


async def test_pages_turn_privately_for_anybody_else(world: World):
    shown = await world.reader.slash(world.channel, "brief", topic="venezuela", depth="full")
    other = await world.moderator.click(answer(shown), label="Next")
    assert other.ephemeral
    assert "Page 2 of 2" in text(answer(other))
    assert "Page 1 of 2" in text(answer(shown))
    await world.moderator.click(answer(other), label="Previous")
    assert "Page 1 of 2" in text(answer(other)), "a private answer turns its own pages"


async def test_a_moderators_command_is_refused_to_readers_at_every_press(world: World):
    shown = await world.moderator.slash(world.channel, "digest add", when="daily")
    refused = await world.reader.click(answer(shown), label="Once more")
    assert refused.ephemeral
    assert "/digest add is for moderators." in text(answer(refused))


async def test_a_configured_role_makes_a_moderator(world: World):
    editors = world.server.create_role("Editors")
    editor = world.server.add_member(world.env.create_user("editor"), roles=[editors])
    assert "READER" in text((await editor.slash(world.channel, "mine")).response)
    await world.restart(moderator_roles=(editors.id,), owners=(str(world.reader.id),))
    assert "MODERATOR" in text((await editor.slash(world.channel, "mine")).response)
    assert "OWNER" in text(answer(await world.reader.slash(world.channel, "mine")))


async def test_direct_messages_are_a_place_of_their_own(world: World):
    shown = await world.env.create_user("solo").slash("mine")
    assert "discord/%40me/" in text(answer(shown))


async def test_a_thread_is_a_place_within_its_channel(world: World):
    thread = await world.thread()
    shown = await world.reader.slash(thread, "mine")
    assert f"discord/{world.server.id}/{world.channel.id}/{thread.id}" in text(answer(shown))


async def test_a_forum_post_is_a_place_within_its_forum(world: World):
    forum = world.server.create_forum_channel("desk")
    channel = world.env.bot.get_channel(forum.id)
    assert isinstance(channel, discord.ForumChannel)
    await channel.create_thread(name="A post", content="What is new?")
    (post,) = forum.threads
    shown = await world.reader.slash(post, "brief", topic="venezuela")
    assert not shown.ephemeral
    assert f"/{forum.id}/{post.id}" in text(answer(await world.reader.slash(post, "mine")))


async def test_an_answer_that_takes_long_is_announced(world: World):
    shown = await world.reader.slash(world.channel, "slow")
    assert shown.deferred
    assert not shown.ephemeral
    await world.env.advance_time(11)
    assert text(answer(shown)).startswith("\n\nAt last")


async def test_a_private_answer_that_was_announced_to_all_is_shown_to_the_caller_only(world: World):
    shown = await world.reader.slash(world.channel, "slow", secret=True)
    await world.env.advance_time(11)
    assert shown.response is None
    assert shown.followups[0].ephemeral
    assert "At last" in text(shown.followups[0])


async def test_a_picture_arrives_with_its_words(world: World):
    shown = await world.reader.slash(world.channel, "chart")
    message = world.last
    attachment = message.attachments[0]
    assert await attachment.read() == PNG
    sent: Any = world.env.http_requests[-1].json
    (described,) = sent["data"]["attachments"]
    assert described["description"] == "Three bars: owed, sold, loaned"
    assert str(answer(shown).embeds[0].image.url).endswith(attachment.filename)


@pytest.mark.parametrize("number", range(len(HOSTILE)))
async def test_nothing_in_a_text_mentions_links_or_formats(world: World, number: int):
    await world.reader.slash(world.channel, "attack", number=number)
    message = world.last
    assert not message.mention_everyone
    assert not message.mentions
    assert not message.role_mentions
    said = text(message)
    assert "@everyone" not in said
    assert "\u202e" not in said
    for mark in ("<@", "<#", "</", "<t:", "<a:", "](", "://", "**b", "__u", "~~s", "||p", "_i_", "`"):
        for at in (i for i in range(len(said)) if said.startswith(mark, i)):
            assert said[at - 1] == "\\" or mark in json.dumps(message.embeds[-1].footer.text or ""), (mark, said)


async def test_a_server_where_the_bot_lost_its_permissions_gets_a_private_explanation(world: World):
    world.take(world.channel, send_messages=False, embed_links=False)
    shown = await world.reader.slash(world.channel, "brief", topic="venezuela")
    assert shown.ephemeral
    assert "I may not post in this channel" in answer(shown).content
    assert "**Send Messages** and **Embed Links** here" in answer(shown).content
    assert "Key figures" in text(answer(shown)), "the answer itself is there"
    slow = await world.reader.slash(world.channel, "slow")
    assert slow.ephemeral
    await world.env.advance_time(11)
    assert "At last" in text(answer(slow))
    assert "**Send Messages**" in answer(slow).content
    private = await world.reader.slash(world.channel, "mine")
    assert answer(private).content == "", "what is private anyway needs no explanation"
    world.take(world.channel, send_messages=True, embed_links=True)
    assert not (await world.reader.slash(world.channel, "brief", topic="venezuela")).ephemeral


async def test_an_answer_that_discord_refuses_is_explained_privately(world: World):
    world.env.inject_error("POST", "/interactions/*/callback", status=403, code=50013, times=1)
    shown = await world.reader.slash(world.channel, "brief", topic="venezuela")
    assert shown.ephemeral
    assert "**View Channel**, **Send Messages** and **Embed Links**" in answer(shown).content
    assert "Key figures" in text(answer(shown))


async def test_words_of_a_name_are_subcommands_and_groups_of_them(world: World):
    shown = await world.moderator.slash(world.channel, "desk note add", note="call back")
    assert "Noted" in text(answer(shown))
    assert "The desk" in text(answer(await world.moderator.slash(world.channel, "desk open")))
    assert "Digests" in text(answer(await world.moderator.slash(world.channel, "digest list")))


async def test_a_root_that_only_moderators_use_is_hidden_from_readers(world: World):
    assert "digest add" not in world.reader.available_commands(world.channel)
    assert "digest add" in world.moderator.available_commands(world.channel)
    assert "desk open" in world.reader.available_commands(world.channel), "one of its commands is for all"
    refused = await world.reader.slash(world.channel, "desk note add", note="mine")
    assert "for moderators" in text(answer(refused)), "the dispatcher decides"


async def test_the_commands_are_put_only_when_they_differ(world: World):
    async def puts() -> int:
        return sum(sent.method == "PUT" for sent in world.env.http_requests)

    assert await puts() == 1
    await world.restart()
    assert await puts() == 1
    world.dispatcher.commands = {k: v for k, v in world.dispatcher.commands.items() if k != "slow"}
    await world.restart()
    assert await puts() == 2


async def test_discord_is_told_nothing_it_need_not_know(world: World):
    assert world.env.bot.intents == discord.Intents(guilds=True)
