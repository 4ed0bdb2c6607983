"""Forms as dialogs: the inputs, what was filled in, and what is wrong with it under the field it is wrong in."""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from zlib import crc32

import msgspec

from bot.chat.document import Block, Bullets, Text
from bot.chat.invocation import Invocation
from bot.chat.reply import Field, FieldKind, Form, Reply
from bot.chat.request import Place
from bot.platforms.slack.asked import Body, Origin, Surface
from bot.platforms.slack.controls import decode, encode
from bot.platforms.slack.escape import clean
from bot.platforms.slack.payload import Json, Payload, label, plain
from bot.platforms.slack.picker import options, picker

FORM: Final = "form"
ANSWER: Final = "answer"
"""What dialogs are called: one to fill in, one to read."""

TITLE: Final = 24
"""Most characters of a dialog's title and of its buttons."""

CAPTION: Final = 2000
"""Most characters of an input's label and of its hint."""

METADATA: Final = 3000
"""Most characters that travel with a dialog."""

INPUT: Final = 3000
"""Most characters of a text input."""


class Errand(msgspec.Struct, frozen=True, omit_defaults=True):
    """What travels with a dialog: what submitting it asks, and where the answer goes."""

    run: str
    place: str
    url: str | None = None
    surface: str = Surface.MESSAGE.name
    passing: bool = False
    direct: bool = False

    @property
    def invocation(self) -> Invocation:
        """What submitting asks, before the fields are added."""
        return decode(self.run)


def metadata(run: Invocation, origin: Origin) -> str:
    """What travels with a dialog, in writing. It may be longer than what Slack lets travel (METADATA)."""
    place, url, surface = str(origin.place), origin.response_url, origin.surface.name
    found = Errand(encode(run), place, url, surface, origin.passing, origin.direct)
    return msgspec.json.encode(found).decode()


def read_errand(text: str) -> Errand:
    """The errand that `metadata` wrote. Raises msgspec.DecodeError when it is not one of ours."""
    return msgspec.json.decode(text, type=Errand)


def errand_origin(found: Errand, origin: Origin) -> Origin:
    """Where the answer to a submitted dialog goes."""
    surface = Surface[found.surface]
    return Origin(
        Place.parse(found.place),
        origin.user,
        origin.name,
        surface=surface if surface is Surface.MESSAGE else Surface.DIALOG,
        response_url=found.url,
        trigger=origin.trigger,
        dialog=origin.dialog,
        passing=found.passing,
        direct=found.direct,
    )


def form_view(form: Form, travels: str) -> Json:
    """The dialog of a form."""
    return {
        "type": "modal",
        "callback_id": FORM,
        "title": plain(label(form.title, TITLE)),
        "submit": plain("Continue"),
        "close": plain("Cancel"),
        "private_metadata": travels,
        "blocks": [*_errors(form), *map(_input, form.fields)],
    }


def answer_view(payload: Payload, title: str) -> Json:
    """The dialog of an answer."""
    return {
        "type": "modal",
        "callback_id": ANSWER,
        "title": plain(label(title, TITLE)),
        "close": plain("Close"),
        "blocks": payload.blocks,
    }


def notice_view(text: str) -> Json:
    """A dialog with one sentence."""
    return {
        "type": "modal",
        "callback_id": ANSWER,
        "title": plain("One moment"),
        "close": plain("Close"),
        "blocks": [{"type": "section", "text": plain(text)}],
    }


def filled(view: Body) -> Mapping[str, str]:
    """What was filled in, by field; empty ones are left out."""
    values: dict[str, str] = {}
    for name, elements in ((view.get("state") or {}).get("values") or {}).items():
        for element in elements.values():
            value = element.get("value") or (element.get("selected_option") or {}).get("value")
            if value:
                values[name] = value
    return values


def attached(view: Body) -> Mapping[str, Body]:
    """The file that was chosen in each field for one, as Slack describes it."""
    state = ((view.get("state") or {}).get("values") or {}).items()
    chosen = {name: element.get("files") for name, elements in state for element in elements.values()}
    return {name: files[0] for name, files in chosen.items() if files}


def wrong(reply: Reply, view: Body) -> dict[str, str] | None:
    """What is wrong, under the field it is wrong in. None when the reply asks for other fields than the dialog has, or
    has something else standing in them.

    A problem that names its field stands there, any other under the first: the dialog stays, and all that was typed.
    """
    names = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    if reply.form:
        typed = filled(view)
        if any(one.value.strip() != typed.get(one.name, "").strip() for one in reply.form.fields if one.value):
            return None
        errors = {one.name: clean(one.error) for one in reply.form.fields if one.error and one.name in names}
        return errors or None
    problem = reply.document.title
    place = next((name for name in names if name == reply.wrong), names[0])
    found = [line for block in reply.document.blocks for line in _lines(block)]
    offers = ", ".join(button.label for button in reply.buttons)
    said = " ".join((problem if problem.endswith((".", "?", "!")) else f"{problem}.", *found, offers))
    return {place: label(clean(said).strip(), CAPTION)}


def _lines(block: Block) -> Iterator[str]:
    """What a block says of what is wrong; facts only repeat what was typed."""
    match block:
        case Text():
            yield block.text
        case Bullets():
            yield from (f"{item.label}: {item.text}" if item.label else item.text for item in block.items)


def refilled(view: Body, problems: Mapping[str, str]) -> Json:
    """A dialog that was closed over, as it was left, with what is wrong above it."""
    typed_values = (view.get("state") or {}).get("values") or {}
    blocks: list[Json] = [{"type": "section", "text": plain(label(text, INPUT))} for text in problems.values()]
    for block in view["blocks"]:
        if block["type"] == "input":
            element = dict(block["element"])
            left = typed_values.get(block["block_id"], {}).get(element["action_id"], {})
            if left.get("value"):
                element["initial_value"] = left["value"]
            if left.get("selected_option"):
                element["initial_option"] = left["selected_option"]
            blocks.append({**block, "element": element})
    kept = ("type", "callback_id", "title", "submit", "close", "private_metadata")
    return {**{key: view[key] for key in kept if key in view}, "blocks": blocks}


def _errors(form: Form) -> Iterator[Json]:
    """What is wrong with what stands in a form that is opened."""
    for field in form.fields:
        if field.error:
            yield {"type": "section", "text": plain(label(clean(field.error), INPUT))}


def _input(field: Field) -> Json:
    block: Json = {
        "type": "input",
        "block_id": field.name,
        "label": plain(label(field.label, CAPTION)),
        "element": _element(field),
        "optional": not field.required,
    }
    if field.hint:
        block["hint"] = plain(label(field.hint, CAPTION))
    return block


def _input_id(field: Field) -> str:
    """The id of a text input. One that was wrong has another with every text: Slack keeps what was typed in an input
    with the same id when a dialog is replaced."""
    return f"field:{crc32(field.value.encode('utf-8', 'replace')):x}" if field.error else "field"


def _element(field: Field) -> Json:
    if field.kind is FieldKind.PICK:
        return picker(field)
    if field.kind is FieldKind.FILE:
        return {"type": "file_input", "action_id": "field", "max_files": 1}
    if field.kind is FieldKind.CHOICE:
        element: dict[str, Any] = {"type": "static_select", "action_id": "field", "options": options(field.choices)}
        if chosen := [option for option in element["options"] if option["value"] == field.value]:
            element["initial_option"] = chosen[0]
        return element
    element = {
        "type": "plain_text_input",
        "action_id": _input_id(field),
        "multiline": field.kind is FieldKind.PARAGRAPH,
        "max_length": min(field.longest, INPUT),
    }
    if field.value:
        element["initial_value"] = field.value
    return element
