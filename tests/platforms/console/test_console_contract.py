"""The renderer of the terminal does what every platform's must."""

import re
from collections.abc import Sequence
from datetime import UTC

from bot.platforms.console.layout import Line, cells, width
from bot.platforms.console.paint import STYLES
from bot.platforms.console.renderer import ConsoleRenderer
from tests.platforms.contract import ATTACKS, RendererContract, flat

COLUMNS, ROWS = 80, 60
OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb]")
Payload = tuple[Line, ...]


class TestConsoleRenderer(RendererContract):
    """The contract, for a terminal of 80 columns and pages of 60 lines."""

    def renderer(self) -> ConsoleRenderer:
        return ConsoleRenderer(COLUMNS, ROWS, UTC, typed=lambda _: "")

    def text(self, payload: Payload) -> str:
        """What is read: hanging indents, bars and padding taken away, a word that was cut at the edge put together."""
        lines = []
        for line in payload:
            text = "".join(part for style, part in line if style not in ("key", "rule"))
            lines.append(text.strip())
        return "\n".join(lines)

    def labels(self, payload: Payload) -> Sequence[str]:
        pressable = [line for line in payload if any(style == "key" for style, _ in line)]
        return ["".join(part for style, part in line if style != "key").strip() for line in pressable]

    def check(self, payload: Payload) -> None:
        assert len(payload) <= ROWS
        for line in payload:
            assert width(line) <= COLUMNS, line
            for style, text in line:
                assert "\n" not in text
                assert not OBEYED.search(text), repr(text)
                assert not style or style in STYLES

    def harmless(self, payload: Payload, attack: str) -> None:
        text = self.text(payload)
        assert not OBEYED.search(text.replace("\n", ""))
        assert "javascript:" not in text
        if attack in ATTACKS and attack.isprintable():
            assert flat(text).count(flat(attack)) >= 10, "it is seen as it was written"


def test_a_width_is_that_of_a_terminal():
    for text, columns in (("abc", 3), ("日本", 4), ("e\u0301", 1), ("👍", 2), ("", 0), ("Гуайдо", 6)):
        assert cells(text) == columns
