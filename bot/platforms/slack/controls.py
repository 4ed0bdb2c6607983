"""Buttons and menus: an invocation behind each, and what was pressed read back."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, Final

import msgspec

from bot.chat.document import Button
from bot.chat.invocation import Invocation
from bot.chat.reply import Menu
from bot.platforms.slack.payload import Json, label, plain

ELEMENTS: Final = 25
"""Most elements of an actions block."""

OPTIONS: Final = 100
"""Most options of a select menu."""

VALUE: Final = 2000
"""Most characters behind a button; what is longer is kept, see `keeping`."""

OPTION_VALUE: Final = 150
"""Most characters behind an option."""

PLACEHOLDER: Final = 150

RUN: Final = "run"
"""Answer beside the message the button is under."""

AGAIN: Final = "again"
"""Answer instead of the message: it asked for something else than what was meant."""

TURN: Final = "turn"
"""Show another page of the message in its place."""

SHARE: Final = "share"
"""Show everybody in the channel what only the caller sees."""

PICK: Final = "pick"
"""Fill in the argument that was missing; the argument's name follows."""


def actions(buttons: Sequence[Button], menu: Menu | None) -> list[Json]:
    """The blocks of buttons and of a menu. A menu becomes buttons when an invocation is too long for an option."""
    elements = [press(f"{RUN}:{number}", button) for number, button in enumerate(buttons)]
    selects: list[Json] = []
    if menu and menu.options:
        options = [_option(button) for button in menu.options]
        if all(len(option["value"]) <= OPTION_VALUE for option in options):
            selects = [
                {
                    "type": "static_select",
                    "action_id": f"{RUN}:menu:{start}",
                    "placeholder": plain(label(menu.label, PLACEHOLDER)),
                    "options": options[start : start + OPTIONS],
                }
                for start in range(0, len(options), OPTIONS)
            ]
        else:
            elements += [press(f"{RUN}:{number}", button) for number, button in enumerate(menu.options, len(buttons))]
    return [{"type": "actions", "elements": part} for part in (*_batches(elements), *_batches(selects))]


def press(action: str, button: Button) -> Json:
    """A button. Its value may be longer than Slack keeps behind one, until it is made ready."""
    return {"type": "button", "action_id": action, "text": plain(label(button.label)), "value": encode(button.run)}


def encode(run: Invocation) -> str:
    """An invocation as Slack keeps it; where the usual form is too long, the one that leaves letters as they are."""
    value = run.encode()
    return value if len(value) <= VALUE else msgspec.json.encode(run).decode()


def decode(value: str) -> Invocation:
    """Read what `encode` wrote. Raises ValueError on anything else."""
    if value.startswith("{"):
        return msgspec.json.decode(value, type=Invocation)
    return Invocation.decode(value)


def chosen(action: Mapping[str, Any]) -> str:
    """The value behind what was pressed or chosen, empty when there is none."""
    option = action.get("selected_option") or {}
    return str(action.get("value") or option.get("value") or "")


def mark(blocks: Iterable[Json], kind: str, most: int | None = None) -> None:
    """Change what pressing the first `most` buttons and menus of these blocks means (all of them when None)."""
    elements = (
        element
        for block in blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if "action_id" in element
    )
    for element in islice(elements, most):
        element["action_id"] = element["action_id"].replace(RUN, kind, 1)


def _option(button: Button) -> Json:
    return {"text": plain(label(button.label)), "value": button.run.encode()}


def _batches(elements: Sequence[Json]) -> list[list[Json]]:
    return [list(elements[start : start + ELEMENTS]) for start in range(0, len(elements), ELEMENTS)]
