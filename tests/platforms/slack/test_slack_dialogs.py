"""Forms and pickers in Slack: opened, filled in, refused under the field, answered; nothing typed is lost."""

import json
from typing import Any

import pytest

from bot.chat.request import Place
from tests.platforms.slack import judge, sample
from tests.platforms.slack.loopback import BOT_USER, CHANNEL, TEAM, Fault, Json, Slack
from tests.platforms.slack.reading import button, said

pytestmark = pytest.mark.usefixtures("adapter")

EPHEMERAL = {"type": "message", "message_ts": "1.0", "channel_id": CHANNEL, "is_ephemeral": True}


def inputs(view: Json) -> dict[str, Json]:
    """The inputs of a dialog by the field they fill."""
    return {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}


async def opened(slack: Slack) -> Json:
    """The dialog that is open."""
    views: dict[str, Json] = await slack.until(lambda: slack.views)
    return list(views.values())[-1]


async def submit(slack: Slack, view: Json, **values: str) -> Json:
    state: dict[str, Any] = {}
    for name, element in inputs(view).items():
        value = values.get(name)
        option = {"text": {"type": "plain_text", "text": value}, "value": value} if value else None
        state[name] = {
            element["action_id"]: {"value": value} if "text" in element["type"] else {"selected_option": option}
        }
    payload = slack.interaction("view_submission", view={**view, "state": {"values": state}})
    return await slack.deliver("interactive", payload)


async def test_a_command_without_its_argument_opens_a_picker(slack: Slack, world: sample.World) -> None:
    assert await slack.slash("/brief") == {}
    view = await opened(slack)
    assert view["title"]["text"] == "/brief"
    picker = inputs(view)["topic"]
    assert (picker["type"], picker["min_query_length"]) == ("external_select", 0)
    suggestion = slack.interaction(
        "block_suggestion", view=view, action_id=picker["action_id"], block_id="topic", value="ri"
    )
    found = await slack.deliver("interactive", suggestion)
    assert [option["value"] for option in found["options"]] == ["costa rica"]
    assert await submit(slack, view, topic="costa rica") == {}
    answer = (await slack.until(slack.every_response))[0]
    assert answer["response_type"] == "in_channel"
    assert "Costa Rica" in said(answer)
    assert world.asked[-1].place == Place("slack", TEAM, CHANNEL)


async def test_where_no_dialog_opens_the_picker_is_in_the_message(slack: Slack) -> None:
    slack.faults["views.open"] = [Fault(error="expired_trigger_id")]
    assert await slack.slash("/brief") == {}
    message = (await slack.until(slack.every_response))[0]
    assert message["response_type"] == "ephemeral"
    button(message, "Chad")
    block = next(b for b in message["blocks"] for e in judge.elements(b) if e["type"] == "external_select")
    picker = block["elements"][0]
    suggestion = slack.interaction(
        "block_suggestion", action_id=picker["action_id"], block_id=block["block_id"], value="cha", container=EPHEMERAL
    )
    found = await slack.deliver("interactive", suggestion)
    assert [option["text"]["text"] for option in found["options"]] == ["Chad"]
    await slack.press(block, {**picker, "chosen": found["options"][0]}, container=EPHEMERAL)
    gone, answer = await slack.until(lambda: len(slack.every_response()) == 3 and slack.every_response()[1:])
    assert gone == {"delete_original": True}
    assert "Chad" in said(answer)


async def test_a_mention_without_the_argument_offers_the_picker_in_the_thread(slack: Slack) -> None:
    await slack.mention(f"<@{BOT_USER}> brief", thread="17.1")
    message = (await slack.until(lambda: slack.ephemeral))[0]
    assert any(e["type"] == "external_select" for b in message["blocks"] for e in judge.elements(b))


async def test_several_missing_fields_are_asked_one_dialog(slack: Slack) -> None:
    await slack.slash("/note")
    view = await opened(slack)
    assert list(inputs(view)) == ["topic", "words"]
    assert await submit(slack, view, topic="chad", words="mind the *rain*") == {}
    assert "mind the *rain*" in said((await slack.until(slack.every_response))[0])


async def test_a_form_has_what_stands_in_it(slack: Slack) -> None:
    assert await slack.slash("/note", "edit") == {}
    view = await opened(slack)
    fields = inputs(view)
    assert fields["topic"]["initial_option"]["value"] == "venezuela"
    assert (fields["words"]["initial_value"], fields["words"]["multiline"]) == ("old words", True)
    assert view["blocks"][0]["hint"]["text"] == "Type to find one"


async def test_what_is_wrong_stands_under_its_field(slack: Slack) -> None:
    await slack.slash("/note", "edit")
    view = await opened(slack)
    refusal = await submit(slack, view, topic="chad", words="bad words")
    assert refusal == {"response_action": "errors", "errors": {"words": "The words are not allowed. Choose others."}}
    refusal = await submit(slack, view, topic="atlantis", words="fine")
    assert list(refusal["errors"]) == ["topic"]
    assert slack.every_response() == []


async def test_a_slow_form_keeps_what_was_typed(slack: Slack, world: sample.World) -> None:
    await slack.slash("/note", "edit")
    view = await opened(slack)
    notice = await submit(slack, view, topic="chad", words="bad, wait")
    assert notice["response_action"] == "update"
    world.gate.set()
    await slack.until(lambda: said(slack.views[view["id"]]).startswith("The words are not allowed."))
    again = slack.views[view["id"]]
    assert inputs(again)["words"]["initial_value"] == "bad, wait"
    assert inputs(again)["topic"]["initial_option"]["value"] == "chad"
    assert again["private_metadata"] == view["private_metadata"]


async def test_a_slow_form_is_answered_in_the_conversation(slack: Slack, world: sample.World) -> None:
    await slack.slash("/note", "edit")
    view = await opened(slack)
    await submit(slack, view, topic="chad", words="wait")
    world.gate.set()
    assert "Noted" in said((await slack.until(slack.every_response))[0])
    assert "Done." in said(slack.views[view["id"]])


async def test_a_dialog_of_something_else_is_left_alone(slack: Slack) -> None:
    view = {"type": "modal", "callback_id": "other", "blocks": [], "id": "V9"}
    assert await slack.deliver("interactive", slack.interaction("view_submission", view=view)) == {}
    suggestion = slack.interaction("block_suggestion", action_id="x", block_id="%", value="")
    assert await slack.deliver("interactive", suggestion) == {"options": []}


async def test_the_home_tab_lists_the_topics_each_with_its_button(slack: Slack) -> None:
    await slack.event({"type": "app_home_opened", "user": "U1", "tab": "home", "channel": "D1"})
    home = (await slack.until(lambda: slack.homes))["U1"]
    assert "*Russia in Venezuela*\n_as of 4 April 2019_" in said(home)
    rows = [block for block in home["blocks"] if "accessory" in block]
    assert len(rows) == len(sample.TOPICS)
    view = {**home, "id": "VH"}
    await slack.press(rows[1], rows[1]["accessory"], view=view, container={"type": "view", "view_id": "VH"})
    answer = await opened(slack)
    assert answer["title"]["text"] == "Chad"
    block, claims = button(answer, "Claims")
    await slack.press(block, claims, view=answer, container={"type": "view", "view_id": answer["id"]})
    await slack.until(lambda: "who says what" in said(slack.views[answer["id"]]))
    assert slack.every_response() == []


async def test_the_messages_tab_is_no_home(slack: Slack) -> None:
    await slack.event({"type": "app_home_opened", "user": "U1", "tab": "messages", "channel": "D1"})
    await slack.slash("/topics")
    assert slack.homes == {}


async def test_pages_turn_inside_a_dialog(slack: Slack) -> None:
    view = {"type": "home", "id": "VH", "blocks": []}
    run = {"type": "button", "action_id": "run:1", "value": "brief?topic=chad&depth=full"}
    await slack.press({}, run, view=view, container={"type": "view", "view_id": "VH"})
    first = await opened(slack)
    block, following = button(first, "Next")
    await slack.press(block, following, view=first, container={"type": "view", "view_id": first["id"]})
    await slack.until(lambda: "Page 2 of" in said(slack.views[first["id"]]))


async def test_a_form_opened_in_a_dialog_is_answered_there(slack: Slack) -> None:
    view = {"type": "home", "id": "VH", "blocks": []}
    run = {"type": "button", "action_id": "run:1", "value": "note%20edit".replace("%20", " ")}
    await slack.press({}, run, view=view, container={"type": "view", "view_id": "VH"})
    form = await opened(slack)
    assert json.loads(form["private_metadata"])["run"] == "note"
    answer = await submit(slack, form, topic="chad", words="fine")
    assert answer["response_action"] == "update"
    assert "fine" in said(answer["view"])
