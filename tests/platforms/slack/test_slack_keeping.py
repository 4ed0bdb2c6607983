"""No button and no form is lost for being long: what Slack has no room for is kept, and found again after a restart."""

import pytest

from bot.chat.delivery import Message
from bot.chat.document import Button, Document
from bot.chat.invocation import Invocation
from bot.chat.request import Place
from bot.platforms.slack.controls import VALUE
from bot.platforms.slack.forms import METADATA
from tests.platforms.slack import sample
from tests.platforms.slack.conftest import Running
from tests.platforms.slack.loopback import CHANNEL, TEAM, Json, Slack
from tests.platforms.slack.reading import button, said
from tests.platforms.slack.test_slack_dialogs import EPHEMERAL, inputs, opened, submit
from tests.platforms.tokens import Memory

LONG = "слово " * 400


@pytest.fixture
def memory() -> Memory:
    return Memory()


async def asked(slack: Slack) -> tuple[Json, Json]:
    """The button of an answer that would note long words."""
    assert await slack.slash("/note", f"ask chad {LONG}") == {}
    return button((await slack.until(slack.every_response))[-1], "Note it")


async def test_a_long_button_works_after_a_restart(slack: Slack, running: Running, memory: Memory) -> None:
    async with running(tokens=memory):
        block, pressed = await asked(slack)
    assert len(pressed["value"]) <= VALUE
    async with running(tokens=memory):
        await slack.press(block, pressed, container=EPHEMERAL)
        answer = (await slack.until(lambda: slack.every_response()[1:]))[-1]
        assert "Noted" in said(answer)
        assert said(answer).count("слово") == 400


async def test_a_long_button_that_is_not_known_any_more_says_so(slack: Slack, running: Running) -> None:
    async with running(tokens=Memory()):
        block, pressed = await asked(slack)
    async with running(tokens=Memory()):
        await slack.press(block, pressed, container=EPHEMERAL)
        answer = (await slack.until(lambda: slack.every_response()[1:]))[-1]
        assert answer["response_type"] == "ephemeral"
        assert "This button is too old" in said(answer)


async def test_a_long_button_may_be_under_a_delivery(slack: Slack, running: Running, memory: Memory) -> None:
    run = Invocation("note", {"topic": "chad", "words": LONG})
    async with running(tokens=memory) as adapter:
        await adapter.send(Message("d-1", Place("slack", TEAM, CHANNEL), Document("Waits"), (Button("Note it", run),)))
        block, pressed = button(slack.messages[CHANNEL][-1], "Note it")
        await slack.press(block, pressed)
        assert "Noted" in said((await slack.until(slack.every_response))[-1])


async def test_what_travels_with_a_form_may_be_long(
    slack: Slack, running: Running, memory: Memory, world: sample.World
) -> None:
    words = "слово" * 590
    async with running(tokens=memory):
        assert await slack.slash("/note", f"words={words}") == {}
        view = await opened(slack)
        assert list(inputs(view)) == ["topic"]
        assert len(view["private_metadata"]) <= METADATA
    async with running(tokens=memory):
        assert await submit(slack, view, topic="chad") == {}
        assert words in said((await slack.until(slack.every_response))[-1]).replace("\n", "")
        assert world.asked[-1].place.channel == CHANNEL
    async with running(tokens=Memory()):
        told = await submit(slack, view, topic="chad")
        assert told["response_action"] == "update"
        assert "too old" in said(told["view"])
