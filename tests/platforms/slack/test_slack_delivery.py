"""Deliveries to Slack: posted once, found again, edited, and what Slack says when it doesn't take them."""

import asyncio
import itertools
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import msgspec
import pytest

from bot.chat.delivery import Gone, Later, Message, Receipt, Rejected, Unknown
from bot.chat.document import Button, Document, Image, Sources, Text
from bot.chat.invocation import Invocation
from bot.chat.request import Place
from bot.platforms.slack.adapter import SlackAdapter
from bot.platforms.slack.pace import BURST, Pace
from tests.platforms.slack import sample
from tests.platforms.slack.conftest import Running
from tests.platforms.slack.loopback import BOT_TOKEN, CHANNEL, TEAM, Fault, Slack
from tests.platforms.slack.reading import button, said

PLACE = Place("slack", TEAM, CHANNEL)
DIGEST = Message(
    "d-1",
    PLACE,
    Document("Digest", (Text("What changed. <!channel> *no*"), Sources((), date(2019, 4, 4)))),
    (Button("Open", Invocation("brief", {"topic": "chad"})),),
)
LONG = msgspec.structs.replace(DIGEST, document=Document("Digest", (Text("A sentence of some length. " * 500),)))


@pytest.fixture
async def adapter(running: Running, slack: Slack) -> AsyncIterator[SlackAdapter]:
    """An adapter in no hurry to be slow. Messages are as old as Slack's clock in these tests says."""
    async with running(pace=Pace(minute=60_000, channel=0)) as adapter:
        adapter._deliveries._clock = lambda: 1_700_010_000.0
        yield adapter


async def test_a_delivery_is_posted_with_its_id_and_without_previews(slack: Slack, adapter: SlackAdapter) -> None:
    receipt = await adapter.send(DIGEST)
    posted = slack.messages[CHANNEL]
    assert receipt == Receipt(PLACE, posted[0]["ts"])
    assert posted[0]["metadata"] == {"event_type": "briefbot_delivery", "event_payload": {"id": "d-1", "page": 1}}
    assert (posted[0]["unfurl_links"], posted[0]["unfurl_media"], posted[0]["mrkdwn"]) == (False, False, False)
    button(posted[0], "Open")


async def test_a_delivery_to_a_thread(slack: Slack, adapter: SlackAdapter) -> None:
    slack.messages[CHANNEL].append({"ts": "17.1", "text": "what do we know?"})
    message = msgspec.structs.replace(DIGEST, place=replace(PLACE, thread="17.1"))
    receipt = await adapter.send(message)
    assert slack.messages[CHANNEL][1]["thread_ts"] == "17.1"
    assert await adapter.find(message) == receipt


async def test_a_delivery_under_another_is_in_its_thread(slack: Slack, adapter: SlackAdapter) -> None:
    digest = await adapter.send(LONG)
    detail = Message("d-2", PLACE, Document("More", (Text("The whole of it."),)), under=digest)
    assert await adapter.find(detail) is None
    receipt = await adapter.send(detail)
    posted = slack.messages[CHANNEL][-1]
    first = digest.id.split()[0]
    assert (posted["thread_ts"], receipt) == (first, Receipt(replace(PLACE, thread=first), posted["ts"]))
    assert await adapter.find(detail) == receipt
    await adapter.edit(receipt, Document("More", (Text("All of it."),)))
    assert "All of it." in said(slack.messages[CHANNEL][-1])
    below = msgspec.structs.replace(detail, id="d-3", under=receipt)
    assert (await adapter.send(below)).place.thread == first


@pytest.mark.parametrize("said", ["thread_not_found", "restricted_action_non_threadable_channel"])
async def test_a_delivery_under_one_that_has_no_thread_follows_in_the_channel(
    slack: Slack, adapter: SlackAdapter, said: str
) -> None:
    digest = await adapter.send(DIGEST)
    slack.messages[CHANNEL].clear()
    detail = Message("d-2", PLACE, Document("More", (Text("The whole of it."),)), under=digest)
    slack.faults["chat.postMessage"] = [Fault(error=said)]
    receipt = await adapter.send(detail)
    assert receipt == Receipt(PLACE, slack.messages[CHANNEL][0]["ts"])
    assert "thread_ts" not in slack.messages[CHANNEL][0]
    assert await adapter.find(detail) == receipt


UNINVITED = {"id": CHANNEL, "is_channel": True, "is_member": False}


async def test_a_public_channel_needs_no_invitation(slack: Slack, adapter: SlackAdapter) -> None:
    slack.channels[CHANNEL] = dict(UNINVITED)
    receipt = await adapter.send(DIGEST)
    await adapter.edit(receipt, Document("Digest", (Text("Corrected."),)))
    assert "Corrected." in said(slack.messages[CHANNEL][0])
    assert slack.channels[CHANNEL]["is_member"] is False
    assert await adapter.find(DIGEST) == receipt, "it joins to see whether the message arrived"
    assert slack.channels[CHANNEL]["is_member"] is True


async def test_whether_it_arrived_where_the_bot_can_not_read_is_unknown(slack: Slack, adapter: SlackAdapter) -> None:
    slack.channels[CHANNEL] = dict(UNINVITED)
    slack.faults["conversations.join"] = [Fault(error="missing_scope")]
    with pytest.raises(Unknown):
        await adapter.find(DIGEST)


PRIVATE = {"id": "G1", "is_private": True}


@pytest.mark.parametrize(
    ("channel", "words"),
    [
        ({"id": "C9", "is_channel": True, "is_member": True}, None),
        ({"id": "C9", "is_channel": True, "is_member": False}, None),
        ({"id": "D9", "is_im": True}, None),
        ({**PRIVATE, "is_member": True}, None),
        ({**PRIVATE, "is_member": False}, "/invite @briefbot"),
        ({"id": "C9", "is_channel": True, "is_member": True, "is_archived": True}, "archived"),
        ({"id": "C9", "is_channel": True, "is_member": True, "is_read_only": True}, "Only some people"),
    ],
)
async def test_why_not_post(slack: Slack, adapter: SlackAdapter, channel: dict[str, object], words: str | None) -> None:
    slack.channels[str(channel["id"])] = channel
    why = await adapter.why_not_post(Place("slack", TEAM, str(channel["id"])))
    assert why is None if words is None else words in (why or "")


async def test_why_not_post_where_nothing_is_found(slack: Slack, adapter: SlackAdapter) -> None:
    assert "can't see this channel" in (await adapter.why_not_post(Place("slack", TEAM, "C404")) or "")
    assert await adapter.why_not_post(Place("slack", TEAM, "U1")) is None
    slack.scopes.discard("chat:write.public")
    slack.channels["C9"] = {"id": "C9", "is_channel": True, "is_member": False}
    assert "/invite @briefbot" in (await adapter.why_not_post(Place("slack", TEAM, "C9")) or "")
    slack.faults["conversations.info"] = [Fault(status=503), Fault(error="missing_scope")]
    assert "again in a minute" in (await adapter.why_not_post(PLACE) or "")
    assert "Install the app again" in (await adapter.why_not_post(PLACE) or "")


async def test_what_is_too_long_goes_on_in_the_thread(slack: Slack, adapter: SlackAdapter) -> None:
    receipt = await adapter.send(LONG)
    first, *others = slack.messages[CHANNEL]
    assert len(others) > 1
    assert {one["thread_ts"] for one in others} == {first["ts"]}
    assert receipt.id.split() == [one["ts"] for one in (first, *others)]
    button(others[-1], "Open")
    assert await adapter.find(LONG) == receipt


async def test_a_delivery_is_found_by_its_id_alone(slack: Slack, adapter: SlackAdapter) -> None:
    assert await adapter.find(DIGEST) is None
    receipt = await adapter.send(DIGEST)
    for number in range(5):
        await adapter.send(msgspec.structs.replace(DIGEST, id=f"d-{number + 2}"))
    assert await adapter.find(DIGEST) == receipt


async def test_a_connection_that_breaks_after_the_post_makes_no_double(slack: Slack, adapter: SlackAdapter) -> None:
    slack.faults["chat.postMessage"] = [Fault(drop=True, stored=True)]
    with pytest.raises(Unknown):
        await adapter.send(DIGEST)
    found = await adapter.find(DIGEST)
    assert [one["ts"] for one in slack.messages[CHANNEL]] == [found.id if found else None]


async def test_a_connection_that_breaks_before_the_post_leaves_nothing_to_find(
    slack: Slack, adapter: SlackAdapter
) -> None:
    slack.faults["chat.postMessage"] = [Fault(drop=True)]
    with pytest.raises(Unknown):
        await adapter.send(DIGEST)
    assert await adapter.find(DIGEST) is None


async def test_pages_that_are_missing_are_posted_when_the_message_is_found(slack: Slack, adapter: SlackAdapter) -> None:
    slack.faults["chat.postMessage"] = [Fault(passes=True), Fault(status=429, headers={"Retry-After": "0"})]
    with pytest.raises(Unknown):
        await adapter.send(LONG)
    assert len(slack.messages[CHANNEL]) == 1
    receipt = await adapter.find(LONG)
    assert receipt
    assert receipt.id.split() == [one["ts"] for one in slack.messages[CHANNEL]]
    assert await adapter.find(LONG) == receipt


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault(status=429, error="ratelimited", headers={"Retry-After": "7"}), Later),
        (Fault(error="channel_not_found"), Gone),
        (Fault(error="is_archived"), Gone),
        (Fault(error="not_in_channel"), Gone),
        (Fault(error="account_inactive"), Gone),
        (Fault(error="token_revoked"), Gone),
        (Fault(status=403, error="forbidden"), Gone),
        (Fault(status=503, error="service_unavailable"), Unknown),
        (Fault(error="fatal_error"), Unknown),
    ],
    ids=lambda value: getattr(value, "error", None) or getattr(value, "__name__", None),
)
async def test_what_slack_says_has_a_meaning(
    slack: Slack, adapter: SlackAdapter, fault: Fault, outcome: type[Exception]
) -> None:
    slack.faults["chat.postMessage"] = [fault]
    with pytest.raises(outcome) as raised:
        await adapter.send(DIGEST)
    assert slack.messages[CHANNEL] == []
    if isinstance(raised.value, Later):
        assert raised.value.after == 7


async def test_a_payload_slack_refuses_is_no_outcome_of_a_delivery(slack: Slack, adapter: SlackAdapter) -> None:
    slack.faults["chat.postMessage"] = [Fault(error="invalid_blocks")]
    with pytest.raises(Exception, match="invalid_blocks") as raised:
        await adapter.send(DIGEST)
    assert BOT_TOKEN not in str(raised.value)


async def test_a_revoked_token_is_gone_and_is_not_shown(
    slack: Slack, adapter: SlackAdapter, caplog: pytest.LogCaptureFixture
) -> None:
    await adapter.send(DIGEST)
    slack.valid.clear()
    caplog.set_level(logging.DEBUG)
    with pytest.raises(Gone) as raised:
        await adapter.send(DIGEST)
    assert BOT_TOKEN not in str(raised.value)
    assert BOT_TOKEN not in caplog.text


@pytest.mark.parametrize("error", ["token_revoked", "account_inactive"])
async def test_a_workspace_whose_farewell_was_missed_is_noticed(slack: Slack, running: Running, error: str) -> None:
    gone: list[str] = []

    async def on_gone(workspace: str) -> None:
        gone.append(workspace)

    async with running(on_gone=on_gone) as adapter:
        slack.faults["chat.postMessage"] = [Fault(error=error)]
        for _ in range(2):
            with pytest.raises(Gone):
                await adapter.send(DIGEST)
        assert gone == [TEAM]
        slack.faults["chat.postMessage"] = [Fault(error="is_archived")]
    assert [method for method, _ in slack.calls].count("chat.postMessage") == 1, "the token is not used again"


async def test_an_edit_replaces_what_was_said_and_keeps_the_buttons(slack: Slack, adapter: SlackAdapter) -> None:
    receipt = await adapter.send(DIGEST)
    await adapter.edit(receipt, Document("Digest", (Text("What changed."),), note="Corrected: it was the other way."))
    message = slack.messages[CHANNEL][0]
    assert "Corrected: it was the other way." in said(message)
    assert "<!channel>" not in json_of(message)
    assert message["metadata"]["event_payload"]["id"] == "d-1"
    button(message, "Open")
    await adapter.edit(receipt, Document("Digest", (Text("What changed."),), note="Corrected: it was the other way."))
    assert len(slack.messages[CHANNEL]) == 1


@pytest.mark.parametrize("error", ["invalid_blocks", "msg_blocks_too_long"])
async def test_an_edit_that_slack_never_takes_is_not_tried_again(
    slack: Slack, adapter: SlackAdapter, error: str
) -> None:
    receipt = await adapter.send(DIGEST)
    slack.faults["chat.update"].append(Fault(error=error))
    with pytest.raises(Rejected, match=error):
        await adapter.edit(receipt, DIGEST.document)


async def test_one_person_alone_is_written_to_by_their_id(slack: Slack, adapter: SlackAdapter) -> None:
    slack.channels["U77"] = {"id": "U77"}
    await adapter.send(msgspec.structs.replace(DIGEST, place=PLACE.direct("U77")))
    assert [body["channel"] for method, body in slack.calls if method == "chat.postMessage"] == ["U77"]


async def test_an_edit_may_need_fewer_or_more_messages(slack: Slack, adapter: SlackAdapter) -> None:
    receipt = await adapter.send(LONG)
    await adapter.edit(receipt, DIGEST.document)
    assert [one["ts"] for one in slack.messages[CHANNEL]] == receipt.id.split()[:1]
    short = Receipt(PLACE, receipt.id.split()[0])
    for _ in range(2):
        await adapter.edit(short, LONG.document)
        assert len(slack.messages[CHANNEL]) == len(receipt.id.split())
    await adapter.edit(short, DIGEST.document)
    assert [one["ts"] for one in slack.messages[CHANNEL]] == [short.id]


async def test_a_message_that_was_deleted_is_gone(slack: Slack, adapter: SlackAdapter) -> None:
    receipt = await adapter.send(DIGEST)
    slack.messages[CHANNEL].clear()
    with pytest.raises(Gone):
        await adapter.edit(receipt, DIGEST.document)


async def test_a_picture_in_a_delivery(slack: Slack, adapter: SlackAdapter) -> None:
    picture = Document("Chart", (Image("chart", "Three bars", sample.PNG),))
    await adapter.send(msgspec.structs.replace(DIGEST, document=picture))
    image = next(block for block in slack.messages[CHANNEL][0]["blocks"] if block["type"] == "image")
    assert slack.uploads[image["slack_file"]["id"]] == sample.PNG


async def test_a_picture_that_can_not_be_uploaded_is_told_in_words(slack: Slack, adapter: SlackAdapter) -> None:
    slack.faults["files.getUploadURLExternal"] = [Fault(error="missing_scope")]
    picture = Document("Chart", (Image("chart", "Three bars", sample.PNG),))
    await adapter.send(msgspec.structs.replace(DIGEST, document=picture))
    assert "Three bars" in said(slack.messages[CHANNEL][0])


def json_of(message: object) -> str:
    return msgspec.json.encode(message).decode()


class Clock:
    """A clock that sleeping moves on."""

    def __init__(self) -> None:
        self.now = 0.0
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        future = asyncio.get_running_loop().create_future()
        self._sleepers.append((self.now + seconds, future))
        await future

    async def run(self) -> None:
        while True:
            for _ in range(20):
                await asyncio.sleep(0)
            if not self._sleepers:
                return
            self._sleepers.sort(key=lambda sleeper: sleeper[0])
            self.now, future = self._sleepers.pop(0)
            future.set_result(None)


async def test_the_pace_is_kept_in_each_channel_and_in_the_workspace() -> None:
    clock = Clock()
    pace = Pace(minute=600, channel=1, clock=clock, sleep=clock.sleep)
    times: dict[str, list[float]] = {}

    async def post(channel: str) -> None:
        await pace.turn(TEAM, channel)
        times.setdefault(channel, []).append(clock.now)

    tasks = [asyncio.create_task(post(f"C{number % 40}")) for number in range(120)]
    await clock.run()
    await asyncio.gather(*tasks)
    every = sorted(moment for channel in times.values() for moment in channel)
    assert len(every) == 120
    for channel in times.values():
        assert all(later - earlier >= 1 - 1e-9 for earlier, later in itertools.pairwise(channel))
    for start in every:
        assert sum(start <= moment < start + 1 for moment in every) <= 10 + BURST
    assert every[-1] <= 120 / 10 + 1


async def test_the_pace_rests_when_slack_asks() -> None:
    clock = Clock()
    pace = Pace(minute=600, channel=1, clock=clock, sleep=clock.sleep)
    pace.rest(TEAM, 30)
    task = asyncio.create_task(pace.turn(TEAM, "C1"))
    await clock.run()
    await task
    assert 30 <= clock.now < 31
