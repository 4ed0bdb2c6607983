"""Files handed over in Slack: in a dialog, with a mention, on a message; read from Slack alone."""

import asyncio

import pytest

from tests.platforms.slack import judge
from tests.platforms.slack.loopback import BOT_TOKEN, BOT_USER, CHANNEL, DIRECT, USER, Json, Slack
from tests.platforms.slack.reading import button, said

pytestmark = pytest.mark.usefixtures("adapter")


async def dialog(slack: Slack) -> Json:
    views: dict[str, Json] = await slack.until(lambda: slack.views)
    return list(views.values())[-1]


async def submit(slack: Slack, view: Json, *files: Json) -> Json:
    state = {"article": {"field": {"type": "file_input", "files": list(files)}}}
    return await slack.deliver(
        "interactive", slack.interaction("view_submission", view={**view, "state": {"values": state}})
    )


async def test_a_command_that_needs_a_file_asks_for_it_in_a_dialog(slack: Slack) -> None:
    assert await slack.slash("/import", "file chad") == {}
    view = await dialog(slack)
    field = view["blocks"][0]
    assert (field["type"], field["block_id"], field["element"]["type"]) == ("input", "article", "file_input")
    assert judge.in_view({key: value for key, value in view.items() if key != "id"}) == []
    assert await submit(slack, view, slack.shared_file("a.txt", b"It rained.")) == {}
    answer = (await slack.until(slack.every_response))[0]
    assert "It rained." in said(answer)
    assert "chad" in said(answer), "what was typed came along"


async def test_a_file_that_is_too_large_is_refused_under_its_field(slack: Slack) -> None:
    await slack.slash("/import", "file")
    view = await dialog(slack)
    for found in (slack.shared_file("a.txt", b"x" * 1001), slack.shared_file("a.txt", b"x" * 5000, size=3)):
        refusal = await submit(slack, view, found)
        assert refusal["response_action"] == "errors"
        assert refusal["errors"]["article"].startswith("The file is too large. It may have at most")
    assert slack.every_response() == []


async def test_a_file_comes_with_a_mention_and_with_a_direct_message(slack: Slack) -> None:
    await slack.mention(f"<@{BOT_USER}> import file", thread="17.1", files=[slack.shared_file("a.txt", b"Floods.")])
    assert "Floods." in said((await slack.until(lambda: slack.messages[CHANNEL]))[0])
    event = {"type": "message", "channel_type": "im", "subtype": "file_share", "user": USER, "channel": DIRECT}
    found = slack.shared_file("b.txt", b"Drought.")
    await slack.event({**event, "ts": slack.ts(), "text": "import file", "files": [found]})
    assert "Drought." in said((await slack.until(lambda: slack.messages[DIRECT]))[0])


async def test_a_mention_without_the_file_offers_the_dialog(slack: Slack) -> None:
    await slack.mention(f"<@{BOT_USER}> import file", thread="17.1")
    offer = (await slack.until(lambda: slack.ephemeral))[0]
    block, fill = button(offer, "Fill in")
    await slack.press(block, fill)
    assert (await dialog(slack))["blocks"][0]["element"]["type"] == "file_input"


async def test_a_file_on_a_message(slack: Slack) -> None:
    message = {"ts": "17.7", "text": "look", "user": USER, "files": [slack.shared_file("a.txt", b"Storm.")]}
    payload = slack.interaction("message_action", callback_id="import file", message=message)
    assert await slack.deliver("interactive", payload) == {}
    assert "Storm." in said((await slack.until(slack.every_response))[0])


async def test_a_file_of_another_workspace_is_looked_up(slack: Slack) -> None:
    slack.shared_file("a.txt", b"From afar.")
    message = {"ts": "1.1", "text": "", "user": USER, "files": [{"id": "F1", "file_access": "check_file_info"}]}
    await slack.deliver("interactive", slack.interaction("message_action", callback_id="import file", message=message))
    assert "From afar." in said((await slack.until(slack.every_response))[0])


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{other}/files-pri/a.txt",
        "https://evil.example/files-pri/a.txt",
        "http://{slack}@evil.example/a.txt",
        "file:///etc/passwd",
        "http://{slack}/files-pri/leads-elsewhere",
        "http://{slack}/files-pri/gone",
        "no address",
    ],
)
async def test_the_token_goes_to_slack_alone(slack: Slack, url: str, caplog: pytest.LogCaptureFixture) -> None:
    asked: list[bytes] = []

    async def note(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.read(1000))
        writer.close()

    async with await asyncio.start_server(note, "127.0.0.1", 0) as other:
        port = other.sockets[0].getsockname()[1]
        found = slack.shared_file("a.txt", b"x", url_private=url.format(other=port, slack=slack.address))
        message = {"ts": "1.1", "text": "", "user": USER, "files": [found]}
        payload = slack.interaction("message_action", callback_id="import file", message=message)
        await slack.deliver("interactive", payload)
        refusal = (await slack.until(slack.every_response))[0]
    assert "The file can't be read." in refusal["text"]
    assert asked == []
    assert BOT_TOKEN not in caplog.text
