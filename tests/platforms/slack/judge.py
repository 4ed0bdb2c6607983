"""Judges payloads the way Slack does: its SDK's models, its published types, and the limits neither of them has."""

import json
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

CONTRACTS = Path(__file__).parents[4] / "shared" / "contracts"


ABSENT = "Slack's published types are not beside this checkout"


def contract(name: str) -> dict[str, Any]:
    """One of Slack's published contracts. Skips the test where they are absent."""
    if not (CONTRACTS / name).is_file():
        pytest.skip(ABSENT)
    return dict(json.loads((CONTRACTS / name).read_text("utf-8")))


@cache
def published(definition: str) -> Draft7Validator | None:
    """Slack's types, where they are. `AnyBlock` has a catch-all that takes everything: here it is the known blocks."""
    path = CONTRACTS / "slack-blocks.schema.json"
    if not path.is_file():
        return None
    document = json.loads(path.read_text("utf-8"))
    document["definitions"]["AnyBlock"] = {"$ref": "#/definitions/KnownBlock"}
    document["$ref"] = f"#/definitions/{definition}"
    return Draft7Validator(document)


def complaints(message: dict[str, Any]) -> list[str]:
    """What is wrong with a message."""
    found = [] if message.get("text", "").strip() else ["no top-level text"]
    blocks = message.get("blocks") or []
    if len(blocks) > 50:
        found.append(f"{len(blocks)} blocks")
    size = len(message.get("text", "")) + sum(len(text["text"]) for text in texts(blocks))
    if size > 11_000:
        found.append(f"{size} characters")
    return found + in_blocks(blocks)


def in_view(view: dict[str, Any]) -> list[str]:
    """What is wrong with a view."""
    found = in_blocks(view["blocks"])
    if not 0 < len(view["blocks"]) <= 100:
        found.append(f"{len(view['blocks'])} blocks")
    View(**view).validate_json()
    types = published("HomeView" if view["type"] == "home" else "ModalView")
    return found + [error.message[:300] for error in (types.iter_errors(view) if types else ())]


def in_blocks(blocks: Sequence[dict[str, Any]]) -> list[str]:
    """What is wrong with blocks."""
    found: list[str] = []
    named = [block["block_id"] for block in blocks if "block_id" in block]
    if len(named) != len(set(named)):
        found.append(f"two blocks share a block_id: {named}")
    for block in blocks:
        parsed = Block.parse(dict(block))
        if parsed is None:
            found.append(f"Slack's SDK doesn't know the block {block['type']}")
        else:
            parsed.validate_json()
        found += [f"{block['type']}: {error.message[:200]}" for error in _errors(block)]
        found += [f"{block['type']}: {problem}" for problem in _limits(block)]
        ids = [element["action_id"] for element in elements(block) if "action_id" in element]
        if len(ids) != len(set(ids)):
            found.append(f"two things in a block share an action_id: {ids}")
    return found


def _errors(block: dict[str, Any]) -> Iterator[Any]:
    types = published("KnownBlock")
    return types.iter_errors(block) if types else iter(())


def elements(block: dict[str, Any]) -> list[dict[str, Any]]:
    """Everything in a block that can be used."""
    found = [element for element in block.get("elements", ()) if element["type"] not in {"plain_text", "mrkdwn"}]
    return found + [block[key] for key in ("accessory", "element") if key in block]


def texts(value: Any) -> Iterator[dict[str, Any]]:
    """Every object with a text in it, wherever it is."""
    if isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value
        for one in value.values():
            yield from texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts(one)


def rich_lines(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The parts of rich text that hold runs: a run may be a mere space, as between two others, a whole line may not."""
    if part["type"] in {"rich_text", "rich_text_list"}:
        for element in part["elements"]:
            yield from rich_lines(element)
    else:
        yield part


def _limits(block: dict[str, Any]) -> Iterator[str]:
    for text in texts(block):
        if not (text["text"] if block["type"] == "rich_text" else text["text"].strip()):
            yield "an empty text"
    if block["type"] == "rich_text":
        for line in rich_lines(block):
            if not "".join(str(run.get("text") or run["type"]) for run in line["elements"]).strip():
                yield "nothing to see in a line"
    if len(block.get("text", {}).get("text", "")) > (150 if block["type"] == "header" else 3000):
        yield "too long a text"
    fields = block.get("fields", ())
    if len(fields) > 10 or any(len(field["text"]) > 2000 for field in fields):
        yield "too many or too long fields"
    if block["type"] == "image" and not 0 < len(block["alt_text"]) <= 2000:
        yield "no or too long an alternative text"
    if block["type"] == "context" and (len(block["elements"]) > 10 or not block["elements"]):
        yield "too many texts in small print"
    if block["type"] == "actions" and not 0 < len(block["elements"]) <= 25:
        yield "too many or no things to press"
    if block["type"] == "input" and len(block["label"]["text"]) > 2000:
        yield "too long a label"
    for element in elements(block):
        yield from _element_limits(element)


def _element_limits(element: dict[str, Any]) -> Iterator[str]:
    if element["type"] == "button":
        if len(element["text"]["text"]) > 75 or len(element.get("value", "")) > 2000:
            yield "a button too long"
        if len(element.get("accessibility_label", "")) > 75:
            yield "a button's label for screen readers too long"
    if element["type"] == "plain_text_input":
        most = element.get("max_length", 3000)
        if not 0 < most <= 3000 or len(element.get("initial_value", "")) > most:
            yield "an input with more in it than it takes"
    if len(element.get("action_id", "")) > 255:
        yield "an action_id too long"
    if element["type"] == "static_select" and not 0 < len(element["options"]) <= 100:
        yield "no or too many options"
    for option in element.get("options", ()):
        if len(option["text"]["text"]) > 75 or not 0 < len(option["value"]) <= 150:
            yield "an option too long"
