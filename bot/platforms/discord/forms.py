"""Forms as Discord modals, a part at a time."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from bot.chat.reply import Choice, Field, FieldKind
from bot.platforms.discord.components import OPTION, OPTIONS, cut
from bot.platforms.discord.parts import Part, Upload

TITLE: Final = 45
LABEL: Final = 45
ABOUT: Final = 100
INPUT: Final = 4000
"""Discord's limits of a modal: characters of its title, a label, a description and an input."""

Picks = Mapping[str, Sequence[Choice]]
"""What can be picked for each field that offers something, by its name; at most one more than a menu can hold."""

_LABEL, _INPUT, _SELECT, _UPLOAD = 18, 4, 3, 19
_LINE, _PARAGRAPH = 1, 2


def modal(part: Part, custom_id: str, picks: Picks) -> dict[str, Any]:
    """The modal of a part of a form."""
    number = f" ({part.number + 1}/{part.count})" if part.count > 1 else ""
    return {
        "custom_id": custom_id,
        "title": cut(part.form.title, TITLE - len(number)) + number,
        "components": [_labelled(field, _component(field, picks)) for field in part.fields],
    }


def _labelled(field: Field, component: dict[str, Any]) -> dict[str, Any]:
    said = [text for text in (field.error, field.hint) if text]
    if field.kind is FieldKind.FILE and field.value:
        name = msgspec.json.decode(field.value, type=Upload).filename
        said.insert(0, f"{cut(name, OPTION // 2)} is here; choose another one to replace it")
    label, rest = _short(field.label)
    if rest:
        said.append(rest)
    labelled = {"type": _LABEL, "label": cut(label, LABEL), "component": component}
    return {**labelled, "description": cut(" · ".join(said), ABOUT)} if said else labelled


def _short(label: str) -> tuple[str, str]:
    """A label that is too long as its first words, where they say something alone, and the rest; else as it is, twice:
    it will be cut."""
    if len(label) <= LABEL:
        return label, ""
    ends = [end for mark in (": ", "; ", ", ") if 0 < (end := label.find(mark)) <= LABEL]
    if not ends:
        return label, label
    return label[: min(ends)], label[min(ends) + 2 :]


def _component(field: Field, picks: Picks) -> dict[str, Any]:
    if field.kind is FieldKind.FILE:
        return {"type": _UPLOAD, "custom_id": field.name, "required": field.required and not field.value}
    choices = field.choices if field.kind is FieldKind.CHOICE else ()
    if field.kind is FieldKind.PICK:
        choices = tuple(picks[field.name])
        known = not field.value or any(choice.value == field.value for choice in choices)
        if len(choices) > OPTIONS or not known or any(len(choice.value) > OPTION for choice in choices):
            examples = ", ".join(choice.label for choice in choices[:3])
            return _input(field, f"For example {examples}" if examples else None)
    if not choices or len(choices) > OPTIONS:
        return _input(field, None)
    return {
        "type": _SELECT,
        "custom_id": field.name,
        "required": field.required,
        "options": [
            {"label": cut(choice.label, OPTION), "value": choice.value, "default": choice.value == field.value}
            for choice in choices
        ],
    }


def _input(field: Field, example: str | None) -> dict[str, Any]:
    longest = min(field.longest, INPUT)
    component: dict[str, Any] = {
        "type": _INPUT,
        "custom_id": field.name,
        "style": _PARAGRAPH if field.kind is FieldKind.PARAGRAPH else _LINE,
        "required": field.required,
        "max_length": longest,
    }
    if field.value:
        component["value"] = field.value[:longest]
    if example:
        component["placeholder"] = cut(example, ABOUT)
    return component
