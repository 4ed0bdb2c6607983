"""What is shown in Slack is recorded, with an id by which it can be corrected, wherever Slack lets the bot edit it."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.chat.delivery import Receipt, Shown
from bot.chat.document import Document, Text
from bot.chat.request import Place
from bot.platforms.slack.adapter import SlackAdapter
from tests.platforms.slack.conftest import Running
from tests.platforms.slack.loopback import BOT_USER, CHANNEL, DIRECT, TEAM, USER, Fault, Json, Slack
from tests.platforms.slack.reading import button, said

PLACE = Place("slack", TEAM, CHANNEL)
ALONE = {"type": "message", "message_ts": "1.0", "channel_id": CHANNEL, "is_ephemeral": True}
CORRECTED = Document("Russia in Venezuela", (Text("Right this time."),), note="Corrected on 5 April 2019")


class Kept:
    """A record that tests read."""

    def __init__(self) -> None:
        self.documents: list[Shown] = []
        self.open = asyncio.Event()
        self.open.set()
        self.changed = asyncio.Condition()

    async def shown(self, shown: Shown) -> None:
        await self.open.wait()
        async with self.changed:
            self.documents.append(shown)
            self.changed.notify_all()

    async def until(self, count: int) -> list[Shown]:
        async with asyncio.timeout(5), self.changed:
            await self.changed.wait_for(lambda: len(self.documents) >= count)
            return self.documents


@pytest.fixture
def record() -> Kept:
    return Kept()


@pytest.fixture
async def adapter(running: Running, record: Kept) -> AsyncIterator[SlackAdapter]:
    async with running(record=record) as adapter:
        yield adapter


async def posted(slack: Slack, count: int = 1, channel: str = CHANNEL) -> Json:
    """The last of so many messages in the channel."""
    await slack.until(lambda: len(slack.messages[channel]) >= count)
    return slack.messages[channel][-1]


def under(message: Json) -> Json:
    """Where a button of a message is pressed."""
    container = {"type": "message", "message_ts": message["ts"], "channel_id": message["channel"]}
    return {"container": container, "channel": {"id": message["channel"]}, "message": message}


async def test_a_public_answer_is_the_bots_own_message_and_can_be_corrected(
    slack: Slack, adapter: SlackAdapter, record: Kept
) -> None:
    assert await slack.slash("/brief", "venezuela") == {"response_type": "in_channel"}, "what was typed is shown"
    message = await posted(slack)
    (shown,) = await record.until(1)
    assert (shown.place, shown.id, shown.document.title) == (PLACE, message["ts"], "Russia in Venezuela")
    assert slack.every_response() == []
    assert shown.id
    await adapter.edit(Receipt(shown.place, shown.id), CORRECTED)
    assert "Corrected on 5 April 2019" in said(message)
    assert "at least $2 billion" not in said(message)
    button(message, "Claims")


async def test_a_private_answer_goes_with_the_acknowledgement_and_nobody_can_edit_it(
    slack: Slack, adapter: SlackAdapter, record: Kept
) -> None:
    record.open.clear()
    answer = await slack.slash("/passage", "chad")
    assert answer["response_type"] == "ephemeral"
    record.open.set()
    (shown,) = await record.until(1)
    assert (shown.id, shown.document.title) == (None, "Evidence: chad")


async def test_a_refusal_is_not_worth_recording(slack: Slack, adapter: SlackAdapter, record: Kept) -> None:
    await slack.slash("/brief", "atlantis")
    await slack.slash("/brief", "chad")
    assert [shown.document.title for shown in await record.until(1)] == ["Chad"]


async def test_a_page_that_is_turned_is_the_same_message(slack: Slack, adapter: SlackAdapter, record: Kept) -> None:
    await slack.slash("/brief", "venezuela full")
    message = await posted(slack)
    block, following = button(message, "Next")
    await slack.press(block, following, **under(message))
    first, second = await record.until(2)
    assert first.id == second.id == message["ts"]
    assert first.document != second.document
    assert "Page 2 of" in said(message)
    assert second.id
    await adapter.edit(Receipt(second.place, second.id), CORRECTED)
    button(message, "Previous")


async def test_a_page_that_is_gone_leaves_the_message_as_it_was(
    slack: Slack, adapter: SlackAdapter, record: Kept
) -> None:
    await slack.slash("/brief", "venezuela")
    message = await posted(slack)
    before = message["blocks"]
    pressed = {"type": "button", "action_id": "turn:0", "value": "brief?topic=atlantis#2"}
    await slack.press({}, pressed, **under(message))
    refusal = (await slack.until(slack.every_response))[0]
    assert refusal["response_type"] == "ephemeral"
    assert message["blocks"] == before


async def test_a_shared_answer_keeps_who_shared_it(slack: Slack, adapter: SlackAdapter, record: Kept) -> None:
    answer = await slack.slash("/passage", "venezuela")
    block, share = button(answer, "Share to channel")
    await slack.press(block, share, container=ALONE)
    message = await posted(slack)
    _, shown = await record.until(2)
    assert (shown.place, shown.id) == (PLACE, message["ts"])
    assert shown.id
    await adapter.edit(Receipt(shown.place, shown.id), CORRECTED)
    assert "Shared by name-U1" in said(message)
    assert "Right this time." in said(message)
    assert slack.every_response() == [{"delete_original": True}]


async def test_where_the_bot_may_not_post_the_answer_still_comes(
    slack: Slack, adapter: SlackAdapter, record: Kept
) -> None:
    slack.channels[CHANNEL] = {"id": CHANNEL, "is_private": True}
    await slack.slash("/brief", "venezuela full")
    answer = (await slack.until(slack.every_response))[0]
    assert answer["response_type"] == "in_channel"
    assert (await record.until(1))[0].id is None
    block, following = button(answer, "Next")
    await slack.press(block, following)
    turned = await slack.until(lambda: len(slack.every_response()) == 2 and slack.every_response()[1])
    assert turned["replace_original"] is True
    assert (await record.until(2))[1].id is None


async def test_a_mention_and_a_direct_message_are_recorded_with_their_ids(
    slack: Slack, adapter: SlackAdapter, record: Kept
) -> None:
    await slack.mention(f"<@{BOT_USER}> brief chad", thread="17.1")
    first = await posted(slack)
    await slack.tell("passage chad")
    second = await posted(slack, channel=DIRECT)
    shown = await record.until(2)
    assert [(one.place, one.id) for one in shown] == [
        (Place("slack", TEAM, CHANNEL, "17.1"), first["ts"]),
        (Place("slack", TEAM, DIRECT), second["ts"]),
    ]


async def test_a_post_that_may_have_arrived_is_not_repeated(slack: Slack, adapter: SlackAdapter, record: Kept) -> None:
    slack.faults["chat.postMessage"] = [Fault(drop=True, stored=True)]
    await slack.slash("/brief", "chad")
    apology = (await slack.until(slack.every_response))[0]
    assert "The answer could not be shown." in apology["text"]
    assert len(slack.messages[CHANNEL]) == 1


async def test_where_slack_asks_to_wait_the_answer_takes_the_other_way(
    slack: Slack, adapter: SlackAdapter, record: Kept
) -> None:
    slack.faults["chat.postMessage"] = [Fault(status=429, error="ratelimited", headers={"Retry-After": "30"})]
    await slack.slash("/brief", "chad")
    assert "Chad" in said((await slack.until(slack.every_response))[0])
    assert (await record.until(1))[0].id is None


async def test_what_is_private_stays_private_between_two_people(
    slack: Slack, adapter: SlackAdapter, record: Kept
) -> None:
    """A conversation of two people has an id like the bot's own conversations, and the bot is not in it."""
    theirs = {"channel_id": "D77", "channel_name": "directmessage"}
    answer = await slack.slash("/passage", "chad", **theirs)
    assert answer["response_type"] == "ephemeral"
    pressed = {"type": "button", "action_id": "run:0", "value": "passage?topic=chad"}
    container = {"type": "message", "message_ts": "1.0", "channel_id": "D77"}
    await slack.press({}, pressed, channel={"id": "D77"}, container=container)
    shown = (await slack.until(slack.every_response))[0]
    assert shown["response_type"] == "ephemeral"
    container = {"type": "message", "message_ts": "1.0", "channel_id": DIRECT}
    await slack.press({}, pressed, channel={"id": DIRECT}, container=container)
    await slack.until(lambda: slack.messages[DIRECT])
    assert "Evidence: chad" in said(slack.messages[DIRECT][0]), "alone with the bot it is an ordinary message"
    assert slack.messages[USER] == []
