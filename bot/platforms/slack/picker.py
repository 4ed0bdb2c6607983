"""Selects with type-ahead, for what was left out of a command."""

from collections.abc import Iterable
from typing import Final

from bot.chat.document import Button
from bot.chat.invocation import Invocation
from bot.chat.reply import Choice, Field, FieldKind, Form
from bot.platforms.slack.controls import AGAIN, OPTION_VALUE, OPTIONS, PICK, encode, press
from bot.platforms.slack.payload import Json, label, plain

BLOCK_ID: Final = 255
"""Most characters of a block's id."""


def picker(field: Field) -> Json:
    """A select with type-ahead, fed by what the command suggests for the field."""
    element: Json = {
        "type": "external_select",
        "action_id": f"{PICK}:{field.name}",
        "placeholder": plain("Type to find"),
        "min_query_length": 0,
    }
    if 0 < len(field.value) <= OPTION_VALUE:
        element["initial_option"] = {"text": plain(label(field.value)), "value": field.value}
    return element


def options(choices: Iterable[Choice]) -> list[Json]:
    """Choices as options of a select; one whose value is longer than Slack keeps behind an option is left out."""
    return [
        {"text": plain(label(choice.label)), "value": choice.value}
        for choice in choices
        if 0 < len(choice.value) <= OPTION_VALUE
    ][:OPTIONS]


def asking(form: Form) -> list[Json]:
    """What fills in a form in a message, where no dialog can be opened: a select for a field with suggestions, else a
    button that opens the dialog."""
    run, first = encode(form.submit), form.fields[0]
    if first.kind is FieldKind.PICK and len(run) <= BLOCK_ID:
        return [{"type": "actions", "block_id": run, "elements": [picker(first)]}]
    return [{"type": "actions", "elements": [press(f"{AGAIN}:form", Button("Fill in", form.submit))]}]


def retrying(form: Form) -> list[Json]:
    """A button that opens a form with what was given in it."""
    given = {field.name: field.value for field in form.fields if field.value}
    run = Invocation(form.submit.command, {**form.submit.values, **given})
    return [{"type": "actions", "elements": [press(f"{AGAIN}:form", Button("Try again", run))]}]
