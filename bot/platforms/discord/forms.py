"""Forms as Discord modals, and what was filled in."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import msgspec

from bot.chat.reply import Choice, Field, FieldKind, Form
from bot.platforms.discord.components import OPTION, OPTIONS, cut

TITLE: Final = 45
LABEL: Final = 45
ABOUT: Final = 100
FIELDS: Final = 5
INPUT: Final = 4000
"""Discord's limits of a modal: characters of its title, a label and a description, fields, characters of an input."""

Suggest = Callable[[Form, Field], Sequence[Choice]]
"""What can be picked for a field of a form, at most one more than a menu can hold."""

_LABEL, _INPUT, _SELECT = 18, 4, 3
_LINE, _PARAGRAPH = 1, 2


def modal(form: Form, custom_id: str, suggest: Suggest) -> dict[str, Any]:
    """The modal of a form. Raises ValueError when it has more fields than Discord shows."""
    if len(form.fields) > FIELDS:
        raise ValueError(f"Discord shows {FIELDS} fields, the form {form.title!r} has {len(form.fields)}")
    return {
        "custom_id": custom_id,
        "title": cut(form.title, TITLE),
        "components": [_labelled(field, _component(form, field, suggest)) for field in form.fields],
    }


def filled(components: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What was filled in, by the name of the field; what was left empty is left out."""
    values = {}
    for component in components:
        for part in (component.get("component"), *component.get("components", ())):
            if part is not None:
                value = (part.get("values") or [""])[0] if part["type"] == _SELECT else part.get("value", "")
                if value.strip():
                    values[part["custom_id"]] = value
    return values


def again(form: Form, typed: Mapping[str, str]) -> Form:
    """The form with what was typed in its fields."""
    fields = (msgspec.structs.replace(field, value=typed.get(field.name, field.value)) for field in form.fields)
    return msgspec.structs.replace(form, fields=tuple(fields))


def _labelled(field: Field, component: dict[str, Any]) -> dict[str, Any]:
    said = [text for text in (field.error, field.hint) if text]
    if len(field.label) > LABEL:
        said.append(field.label)
    labelled = {"type": _LABEL, "label": cut(field.label, LABEL), "component": component}
    return {**labelled, "description": cut(" · ".join(said), ABOUT)} if said else labelled


def _component(form: Form, field: Field, suggest: Suggest) -> dict[str, Any]:
    choices = field.choices if field.kind is FieldKind.CHOICE else ()
    if field.kind is FieldKind.PICK:
        choices = tuple(suggest(form, field))
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
