"""Whoever wants a digest somewhere hears beforehand whether the bot can post there, and what is missing."""

from dataclasses import replace

import discord
import pytest

from bot.chat.request import Place
from tests.platforms.discord.conftest import World

MISSING = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "embed_links": "Embed Links",
    "read_message_history": "Read Message History",
}


async def test_nothing_keeps_the_bot_from_an_ordinary_channel(world: World):
    assert await world.adapter.why_not_post(world.here) is None


@pytest.mark.parametrize("permission", MISSING)
async def test_the_permission_that_is_missing_is_named(world: World, permission: str):
    world.take(world.channel, **{permission: False})
    await world.env.settle()
    why = await world.adapter.why_not_post(world.here)
    assert why is not None
    assert MISSING[permission] in why
    world.take(world.channel, **{permission: True})
    await world.env.settle()
    assert await world.adapter.why_not_post(world.here) is None


async def test_a_thread_wants_its_own_permission(world: World):
    place = replace(world.here, thread=str((await world.thread()).id))
    world.take(world.channel, send_messages=False)
    await world.env.settle()
    assert await world.adapter.why_not_post(place) is None
    world.take(world.channel, send_messages_in_threads=False)
    await world.env.settle()
    assert "Send Messages in Threads" in str(await world.adapter.why_not_post(place))


async def test_a_thread_that_is_archived_is_reopened_by_posting_and_a_locked_one_is_not(world: World):
    channel = world.env.bot.get_channel(world.channel.id)
    assert isinstance(channel, discord.TextChannel)
    thread = await channel.create_thread(name="talk", type=discord.ChannelType.public_thread)
    place = replace(world.here, thread=str(thread.id))
    await thread.edit(archived=True)
    assert await world.adapter.why_not_post(place) is None
    await thread.edit(archived=False, locked=True)
    assert await world.adapter.why_not_post(place) is None, "who manages threads may post in locked ones"
    world.take(world.channel, manage_threads=False)
    await world.env.settle()
    assert "locked" in str(await world.adapter.why_not_post(place))


async def test_forums_take_no_messages_and_their_posts_do(world: World):
    forum = world.server.create_forum_channel("desk")
    place = replace(world.here, channel=str(forum.id))
    assert "channel of this kind" in str(await world.adapter.why_not_post(place))
    channel = world.env.bot.get_channel(forum.id)
    assert isinstance(channel, discord.ForumChannel)
    await channel.create_thread(name="A post", content="What is new?")
    (post,) = forum.threads
    assert await world.adapter.why_not_post(replace(place, thread=str(post.id))) is None


async def test_what_is_not_there_is_said(world: World):
    gone = replace(world.here, channel="999")
    assert "finds no such channel" in str(await world.adapter.why_not_post(gone))
    assert "not in this server" in str(await world.adapter.why_not_post(replace(gone, workspace="998")))


async def test_direct_messages_can_be_posted_to(world: World):
    solo = world.env.create_user("solo")
    await solo.slash("mine")
    there = Place("discord", "@me", str(solo.dm_channel.id))
    assert await world.adapter.why_not_post(there) is None
    assert "finds no such channel" in str(await world.adapter.why_not_post(Place("discord", "@me", "999")))


async def test_a_discord_that_stumbles_is_no_verdict(world: World):
    world.env.inject_error("GET", "/channels/999", status=503)
    assert "can't reach Discord" in str(await world.adapter.why_not_post(replace(world.here, channel="999")))
