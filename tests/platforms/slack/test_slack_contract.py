"""The renderer of Slack does what every platform's must."""

import asyncio
import re
from collections.abc import Sequence

import pytest

from bot.platforms.slack.keeping import Keeping, too_long
from bot.platforms.slack.payload import Payload
from bot.platforms.slack.renderer import SlackRenderer
from tests.platforms.contract import ATTACKS, RendererContract, flat
from tests.platforms.slack import judge
from tests.platforms.slack.reading import active, bare, leaves, seen, unescaped
from tests.platforms.tokens import Memory

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


class TestSlackRenderer(RendererContract):
    """The contract, for Block Kit."""

    def renderer(self) -> SlackRenderer:
        return SlackRenderer()

    def text(self, payload: Payload) -> str:
        return seen(payload.blocks)

    def labels(self, payload: Payload) -> Sequence[str]:
        parts = [part for block in payload.blocks if block["type"] == "actions" for part in block["elements"]]
        return [
            unescaped(label["text"])
            for part in parts
            for label in ([part["text"]] if part["type"] == "button" else [one["text"] for one in part["options"]])
        ]

    def check(self, payload: Payload) -> None:
        message = payload.message()
        if too_long(payload.blocks):
            message["blocks"] = asyncio.run(Keeping(Memory()).ready(payload.blocks))
        assert judge.complaints(message) == []

    def harmless(self, payload: Payload, attack: str) -> None:
        message = payload.message()
        assert (message["mrkdwn"], message["unfurl_links"], message["unfurl_media"]) == (False, False, False)
        assert "<" not in message["text"]
        assert ">" not in message["text"]
        for text in judge.texts(message["blocks"]):
            assert CONTROL.findall(text["text"]) == []
            match text["type"]:
                case "plain_text":
                    assert "<" not in text["text"]
                    assert ">" not in text["text"]
                    assert text["emoji"] is False, "colons are only colons"
                case "mrkdwn":
                    assert text["verbatim"] is True, "nothing is made a link that isn't one"
                    assert active(text["text"]) == [], text["text"]
        for block in message["blocks"]:
            if block["type"] == "rich_text":
                for leaf in leaves(block):
                    assert leaf["type"] in {"text", "date", "link"}
                    assert leaf["type"] != "link" or leaf["url"].startswith(("https://", "http://"))
        if attack in ATTACKS and attack.isprintable():
            assert flat(seen(message["blocks"])).count(flat(attack)) >= 10, "it is seen as it was written"


@pytest.mark.parametrize(
    "markup",
    ["*bold*", "a _b_", "~x~", "`c`", "<!channel>", "<@U1>", "<https://e.example>", "see http://e.example", ":tada:"],
)
def test_what_is_more_than_text_is_noticed(markup: str) -> None:
    assert active(f"Said {markup} so")


def test_the_renderers_own_markup_is_no_finding() -> None:
    own = "*Owed*\n<!date^1554379200^{date_short_pretty} {time}|4 April>\n_<https://a.example/x|A long way>_"
    assert bare(own) == "Owed\n4 April\nA long way"
    assert active(own) == []
