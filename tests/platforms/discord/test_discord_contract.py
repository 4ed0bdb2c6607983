"""The renderer of Discord does what every platform's must."""

import json
from collections.abc import Sequence

from bot.platforms.discord.components import Components
from bot.platforms.discord.ids import Ids
from bot.platforms.discord.renderer import DiscordRenderer, Payload
from tests.platforms.contract import RendererContract, flat
from tests.platforms.discord import openapi
from tests.platforms.discord.reading import active, controls, markups, read
from tests.platforms.tokens import Memory


class TestDiscordRenderer(RendererContract):
    """The contract, for embeds."""

    def renderer(self) -> DiscordRenderer:
        return DiscordRenderer(Components(Ids(Memory())))

    def text(self, payload: Payload) -> str:
        return read(payload.body)

    def labels(self, payload: Payload) -> Sequence[str]:
        parts = [part for row in payload.body.get("components", ()) for part in row["components"]]
        return [
            label
            for part in parts
            for label in ([part["label"]] if part["type"] == 2 else [option["label"] for option in part["options"]])
        ]

    def check(self, payload: Payload) -> None:
        assert len(payload.pictures) == len(payload.body.get("attachments", ()))
        if openapi.DESCRIPTION.is_file():
            assert openapi.judge("POST", "/channels/1/messages", payload.body) == []

    def harmless(self, payload: Payload, attack: str) -> None:
        assert payload.body["allowed_mentions"] == {"parse": [], "replied_user": False}
        assert "content" not in payload.body, "only embeds, in which nothing unfurls"
        for markup in markups(payload.body):
            assert active(markup) == [], markup
        said = json.dumps(payload.body, ensure_ascii=False)
        assert "@everyone" not in said
        assert "@here" not in said
        assert controls(payload.body) == []
        for embed in payload.body["embeds"]:
            for address in (embed.get("url"), embed.get("author", {}).get("url")):
                assert address is None or address.startswith(("https://", "http://"))
        if attack.isprintable() and not attack.startswith(("\u202e", "javascript", "data", "http://evil.example/>")):
            assert flat(read(payload.body)).count(flat(attack)) >= 10, "it is seen as it was written"
