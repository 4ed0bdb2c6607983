"""Asking in Slack: slash commands, mentions, direct messages, buttons, sharing, over a real Socket Mode connection."""

import logging

import pytest

from bot.chat.request import Place
from tests.platforms.slack import sample
from tests.platforms.slack.loopback import (
    APP_TOKEN,
    BOT_TOKEN,
    BOT_USER,
    CHANNEL,
    DIRECT,
    TEAM,
    USER,
    Fault,
    Json,
    Slack,
)
from tests.platforms.slack.reading import button, kinds, said

pytestmark = pytest.mark.usefixtures("adapter")

EPHEMERAL = {"type": "message", "message_ts": "1.0", "channel_id": CHANNEL, "is_ephemeral": True}


async def test_a_slash_command_is_answered_with_its_acknowledgement(slack: Slack, world: sample.World) -> None:
    answer = await slack.slash("/brief", "venezuela")
    assert answer["response_type"] == "in_channel"
    assert answer["text"].startswith("Russia in Venezuela\n")
    assert "at least $2 billion" in said(answer)
    assert "As of 4 April 2019" in said(answer)
    assert "<!date^1554359400^{date_short_pretty} {time}|4 April 2019 06:30 UTC>" in said(answer)
    parts = ["header", "rich_text", "section", "divider", "section", "rich_text", "context", "actions", "actions"]
    assert kinds(answer) == parts
    asked = world.asked[-1]
    assert (asked.command, asked.text, asked.place) == ("brief", "venezuela", Place("slack", TEAM, CHANNEL))
    assert (asked.caller.name, asked.caller.timezone, asked.caller.locale) == ("name-U1", "Europe/Madrid", "es-ES")


async def test_what_slack_escapes_is_read_as_it_was_typed(slack: Slack, world: sample.World) -> None:
    await slack.slash("/search", "R&amp;D &lt;3 <@U1|ana> <#C2|news> “costa rica”")
    assert world.asked[-1].text == "R&D <3 @ana #news “costa rica”"


async def test_a_command_with_slacks_own_name_has_another(slack: Slack) -> None:
    assert "Found for rosneft" in said(await slack.slash("/briefbot-search", "rosneft"))


async def test_errors_are_for_the_caller_alone_and_offer_what_was_meant(slack: Slack) -> None:
    refusal = await slack.slash("/brief", "venezuala")
    assert refusal["response_type"] == "ephemeral"
    block, offer = button(refusal, "Russia in Venezuela")
    await slack.press(block, offer, container=EPHEMERAL)
    gone, answer = await slack.until(lambda: len(slack.every_response()) == 2 and slack.every_response())
    assert gone == {"delete_original": True}
    assert answer["response_type"] == "in_channel"
    assert "Russia in Venezuela" in said(answer)


async def test_a_failure_shows_a_reference_and_nothing_else(slack: Slack, caplog: pytest.LogCaptureFixture) -> None:
    answer = await slack.slash("/crash")
    assert answer["response_type"] == "ephemeral"
    reference = answer["text"].rpartition(" ")[2].rstrip(".")
    assert any(getattr(record, "reference", None) == reference for record in caplog.records)
    assert "secret detail" not in said(answer)


async def test_a_slow_answer_follows_the_acknowledgement(slack: Slack, world: sample.World) -> None:
    assert await slack.slash("/slow") == {}
    world.gate.set()
    answer = await slack.until(slack.every_response)
    assert answer[0]["response_type"] == "in_channel"
    assert "Here it is." in said(answer[0])


async def test_a_private_answer_can_be_shared(slack: Slack) -> None:
    answer = await slack.slash("/passage", "venezuela")
    assert answer["response_type"] == "ephemeral"
    block, share = button(answer, "Share to channel")
    await slack.press(block, share, container=EPHEMERAL)
    gone, shared = await slack.until(lambda: len(slack.every_response()) == 2 and slack.every_response())
    assert gone == {"delete_original": True}
    assert shared["response_type"] == "in_channel"
    assert "Evidence: venezuela" in said(shared)
    assert "Shared by name-U1" in said(shared)
    assert "Share to channel" not in said(shared)


async def test_a_button_under_a_public_answer_answers_the_one_who_pressed(slack: Slack) -> None:
    answer = await slack.slash("/brief", "venezuela")
    block, claims = button(answer, "Claims")
    assert await slack.press(block, claims) == {}
    shown = (await slack.until(slack.every_response))[0]
    assert shown["response_type"] == "ephemeral"
    assert shown["replace_original"] is False
    assert "venezuela: who says what" in said(shown)
    button(shown, "Share to channel")


async def test_a_menu_is_a_select(slack: Slack) -> None:
    answer = await slack.slash("/brief", "venezuela")
    block = answer["blocks"][-1]
    select = block["elements"][0]
    await slack.press(block, {**select, "chosen": select["options"][1]})
    assert "Evidence: venezuela" in said((await slack.until(slack.every_response))[0])


async def test_pages_turn_in_place(slack: Slack) -> None:
    first = await slack.slash("/brief", "venezuela full")
    assert "Page 1 of" in said(first)
    block, following = button(first, "Next")
    await slack.press(block, following)
    second = (await slack.until(slack.every_response))[0]
    assert second["replace_original"] is True
    assert "Page 2 of" in said(second)
    block, before = button(second, "Previous")
    await slack.press(block, before)
    again = await slack.until(lambda: len(slack.every_response()) == 2 and slack.every_response()[1])
    assert again["replace_original"] is True
    assert again["blocks"] == first["blocks"]


async def test_a_mention_is_answered_in_its_thread(slack: Slack, world: sample.World) -> None:
    assert await slack.mention(f"<@{BOT_USER}> brief venezuela", thread="17.1") == {}
    message = (await slack.until(lambda: slack.messages[CHANNEL]))[0]
    assert message["thread_ts"] == "17.1"
    assert "Russia in Venezuela" in said(message)
    assert message["unfurl_links"] is False
    assert message["mrkdwn"] is False
    assert world.asked[-1].place == Place("slack", TEAM, CHANNEL, "17.1")


async def test_a_mention_outside_a_thread_begins_one(slack: Slack) -> None:
    await slack.mention(f"Hey <@{BOT_USER}>   /brief   venezuela ")
    message = (await slack.until(lambda: slack.messages[CHANNEL]))[0]
    assert message["thread_ts"]


async def test_a_mention_that_can_not_be_answered_says_so_to_the_caller_alone(slack: Slack) -> None:
    await slack.mention(f"<@{BOT_USER}> brief atlantis", thread="17.1")
    refusal = (await slack.until(lambda: slack.ephemeral))[0]
    assert (refusal["user"], refusal["channel"], refusal["thread_ts"]) == (USER, CHANNEL, "17.1")
    assert slack.messages[CHANNEL] == []


async def test_a_mention_without_words_gets_help(slack: Slack, world: sample.World) -> None:
    await slack.mention(f"<@{BOT_USER}>")
    await slack.until(lambda: slack.ephemeral)
    assert world.asked[-1].command == "help"


async def test_a_direct_message_is_a_request(slack: Slack, world: sample.World) -> None:
    await slack.tell("brief chad")
    message = (await slack.until(lambda: slack.messages[DIRECT]))[0]
    assert "thread_ts" not in message
    assert "Chad" in said(message)
    await slack.tell("passage chad")
    private = await slack.until(lambda: len(slack.messages[DIRECT]) == 2 and slack.messages[DIRECT][1])
    assert "Evidence: chad" in said(private)
    assert "Share to channel" not in said(private)
    assert slack.ephemeral == []


async def test_a_near_miss_in_a_direct_message_gives_way_to_the_answer(slack: Slack) -> None:
    await slack.tell("brief chat")
    refusal = (await slack.until(lambda: slack.messages[DIRECT]))[0]
    block, offer = button(refusal, "Chad")
    where = {"channel": {"id": DIRECT}, "container": {"type": "message", "channel_id": DIRECT, "message_ts": "1.0"}}
    await slack.press(block, offer, **where)
    answer = (await slack.until(slack.every_response))[0]
    assert answer["replace_original"] is True
    assert "Chad" in said(answer)


@pytest.mark.parametrize(
    "event",
    [
        {"type": "message", "channel_type": "im", "channel": DIRECT, "ts": "1.1", "bot_id": "B9", "text": "brief chad"},
        {"type": "message", "channel_type": "im", "channel": DIRECT, "ts": "1.1", "subtype": "message_changed"},
        {
            "type": "message",
            "channel_type": "channel",
            "user": USER,
            "channel": CHANNEL,
            "ts": "1.1",
            "text": "brief chad",
        },
        {"type": "app_mention", "user": USER, "channel": CHANNEL, "ts": "1.1", "text": "<@UBOT> help", "edited": {}},
        {"type": "reaction_added", "user": USER},
    ],
)
async def test_what_nobody_asked_is_left_alone(slack: Slack, world: sample.World, event: Json) -> None:
    if event.get("edited") is not None:
        event = {**event, "edited": {"user": USER, "ts": "1.2"}}
    assert await slack.event(event) == {}
    await slack.slash("/topics")
    assert [asked.command for asked in world.asked] == ["topics"]


async def test_an_event_that_comes_again_is_handled_once(slack: Slack, world: sample.World) -> None:
    for _ in range(3):
        await slack.mention(f"<@{BOT_USER}> brief chad", event_id="Ev-same")
    await slack.until(lambda: slack.messages[CHANNEL])
    await slack.slash("/topics")
    assert [asked.command for asked in world.asked] == ["brief", "topics"]
    assert len(slack.messages[CHANNEL]) == 1


async def test_a_picture_is_uploaded_once_and_shown(slack: Slack) -> None:
    assert await slack.slash("/chart") == {}
    shown = (await slack.until(slack.every_response))[0]
    image = next(block for block in shown["blocks"] if block["type"] == "image")
    assert image["alt_text"] == "A bar chart: 3 bars"
    assert slack.uploads == {image["slack_file"]["id"]: sample.PNG}
    await slack.slash("/chart")
    await slack.until(lambda: len(slack.every_response()) == 2)
    assert len(slack.uploads) == 1


async def test_a_response_url_that_expired_is_not_the_end(slack: Slack, world: sample.World) -> None:
    payload = slack.slash_payload("/slow")
    slack.expired.add(payload["response_url"])
    assert await slack.deliver("slash_commands", payload) == {}
    world.gate.set()
    message = (await slack.until(lambda: slack.messages[CHANNEL]))[0]
    assert "Here it is." in said(message)


async def test_where_the_bot_may_not_post_the_caller_is_answered_directly(slack: Slack) -> None:
    slack.faults["chat.postMessage"] = [Fault(error="not_in_channel")]
    await slack.mention(f"<@{BOT_USER}> brief chad")
    assert "Chad" in said((await slack.until(lambda: slack.messages[USER]))[0])


async def test_a_command_on_a_message(slack: Slack) -> None:
    message = {"ts": "17.7", "thread_ts": "17.5", "text": "x", "user": USER}
    assert (
        await slack.deliver("interactive", slack.interaction("message_action", callback_id="correct", message=message))
        == {}
    )
    shown = (await slack.until(slack.every_response))[0]
    assert shown["response_type"] == "ephemeral"
    assert "Message 17.7" in said(shown)


async def test_a_button_of_something_else_is_left_alone(slack: Slack, world: sample.World) -> None:
    assert await slack.press({}, {"type": "button", "action_id": "other", "value": "%%%?"}) == {}
    assert world.asked == []


async def test_the_connection_is_renewed_when_slack_asks(slack: Slack) -> None:
    await slack.slash("/topics")
    await slack.disconnect()
    assert "3 briefings" in said(await slack.slash("/topics"))
    assert slack.connections == 2


async def test_tokens_are_in_no_log(slack: Slack, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await slack.slash("/brief", "venezuela")
    await slack.disconnect()
    await slack.slash("/crash")
    for record in caplog.records:
        written = logging.Formatter().format(record)
        assert not any(secret in written for secret in (BOT_TOKEN, APP_TOKEN, "secret-ticket", "/commands/"))
