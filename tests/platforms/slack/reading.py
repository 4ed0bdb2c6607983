"""What a test reads in a message: its words, its buttons, its kinds of blocks."""

from tests.platforms.slack import judge
from tests.platforms.slack.loopback import Json


def said(message: Json) -> str:
    """Everything a message says in its blocks."""
    return "\n".join(text["text"] for text in judge.texts(message["blocks"]))


def button(message: Json, label: str) -> tuple[Json, Json]:
    """A button and its block."""
    for block in message["blocks"]:
        for element in judge.elements(block):
            if element["type"] == "button" and element["text"]["text"] == label:
                return block, element
    raise AssertionError(f"no button {label!r}")


def kinds(message: Json) -> list[str]:
    return [block["type"] for block in message["blocks"]]
