"""Judges what is sent to Discord by Discord's own description of its API, and by what that doesn't say."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

DESCRIPTION = Path(__file__).parents[4] / "shared" / "contracts" / "discord-openapi.json"
OFFICIAL = "https://github.com/discord/discord-api-spec"


def require() -> None:
    """Skip the test where the description is not at hand."""
    if not DESCRIPTION.is_file():
        pytest.skip(f"Discord's description of its API is not in {DESCRIPTION.parent}; it is at {OFFICIAL}")


def judge(method: str, path: str, body: Any) -> list[str]:
    """What is wrong with the body of a request; nothing when it is right."""
    found = [*_unsaid(body)]
    template = next((known for known, pattern in _paths() if pattern.fullmatch(path)), None)
    if template is None:
        return [f"Discord has no {path}", *found]
    validator = _validator(template, method.lower())
    if validator is None:
        return [f"{method} {template} takes no body", *found]
    errors = sorted(validator.iter_errors(_known_exceptions(body)), key=lambda error: error.path)
    return [f"{method} {template} {list(error.path)}: {error.message[:300]}" for error in errors] + found


def _unsaid(node: Any) -> Iterator[str]:
    """Limits that the description leaves out."""
    if isinstance(node, Mapping):
        if len(node.get("content") or "") > 2000:
            yield "a content of more than 2,000 characters"
        embeds = node.get("embeds") or ()
        if sum(_length(embed) for embed in embeds) > 6000:
            yield "embeds of more than 6,000 characters together"
        if any(set(embed) <= {"color"} for embed in embeds):
            yield "an empty embed"
        if "inline" in node and not (node["name"].strip() and node["value"].strip()):
            yield "an empty field"
        ids = [part["custom_id"] for row in node.get("components") or () for part in row.get("components", ())]
        if len(ids) != len(set(ids)):
            yield "two components with one custom_id"
        if (
            "options" in node
            and "placeholder" in node
            and len({o["value"] for o in node["options"]}) != len(node["options"])
        ):
            yield "two options with one value"
        if node.get("embeds") and node.get("allowed_mentions") != {"parse": [], "replied_user": False}:
            yield "a message that may mention"
        if "default_member_permissions" in node and node.get("type") == 1:
            if not node["description"]:
                yield f"the command {node['name']} has no description"
            if node["name"] != node["name"].lower():
                yield f"the command {node['name']} has capitals"
    for child in node.values() if isinstance(node, Mapping) else node if isinstance(node, list) else ():
        yield from _unsaid(child)


def _length(embed: Mapping[str, Any]) -> int:
    texts = [embed.get("title", ""), embed.get("description", ""), embed.get("footer", {}).get("text", "")]
    texts += [embed.get("author", {}).get("name", "")]
    texts += [text for field in embed.get("fields", ()) for text in (field["name"], field["value"])]
    return sum(map(len, texts))


def _known_exceptions(body: Any) -> Any:
    """The body with attachments' ids as strings: Discord takes both, and its own example has numbers."""
    text = json.dumps(body)
    return json.loads(
        re.sub(r'("attachments": \[)(.*?)(\])', lambda m: re.sub(r'("id": )(\d+)', r'\1"\2"', m[0]), text)
    )


@cache
def _document() -> Any:
    return _closed(json.loads(DESCRIPTION.read_text("utf-8")))


def _closed(node: Any) -> Any:
    """The description with every object closed to keys it doesn't name."""
    if isinstance(node, list):
        return [_closed(child) for child in node]
    if not isinstance(node, dict):
        return node
    closed = {key: _closed(child) for key, child in node.items()}
    if node.get("type") == "object" and "properties" in node and "additionalProperties" not in node:
        closed["additionalProperties"] = False
    return closed


@cache
def _paths() -> list[tuple[str, re.Pattern[str]]]:
    paths = sorted(_document()["paths"], key=lambda path: path.count("{"))
    return [(path, re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)))) for path in paths]


@cache
def _validator(path: str, method: str) -> Validator | None:
    operation = _document()["paths"][path].get(method, {})
    if "application/json" not in operation.get("requestBody", {}).get("content", {}):
        return None
    registry = Registry().with_resource("urn:discord", Resource.from_contents(_document(), DRAFT202012))
    pointer = quote(path.replace("~", "~0").replace("/", "~1"))
    schema = {"$ref": f"urn:discord#/paths/{pointer}/{method}/requestBody/content/application~1json/schema"}
    return Draft202012Validator(schema, registry=registry)
