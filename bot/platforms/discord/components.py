"""Buttons and menus as rows of Discord's message components."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from bot.chat.document import Button
from bot.chat.invocation import Invocation
from bot.chat.reply import Menu
from bot.platforms.discord import escape
from bot.platforms.discord.ids import MENU, Ids, distinct

ROWS: Final = 5
ROW: Final = 5
OPTIONS: Final = 25
LABEL: Final = 80
OPTION: Final = 100
PLACEHOLDER: Final = 150
"""Discord's limits: rows of a message, buttons of a row, options of a menu, and characters."""

_GREY: Final = 2

Component = dict[str, Any]


class Components:
    """Makes the rows under a message. `asked` is what the message answers: buttons that ask the same again turn its
    pages and stand in a row of their own."""

    def __init__(self, ids: Ids, asked: Invocation | None = None) -> None:
        self._ids = ids
        self._asked = asked

    def rows(self, buttons: Sequence[Button], menu: Menu | None) -> list[Component]:
        """The rows: first those that turn pages, then the other buttons, then the menu. Buttons for which there is no
        room become a menu; there may still be more rows than Discord takes."""
        if not buttons and menu is None:
            return []
        turning: list[Button] = []
        others: list[Button] = []
        for each in buttons:
            (turning if self._turns(each.run) else others).append(each)
        menus = list(_menus(menu)) if menu else []
        if len(others) > max(ROWS - len(menus) - bool(turning), 0) * ROW:
            menus = [*_menus(Menu("More", tuple(others))), *menus]
            others = []
        parts = [[self._button(each, turns=True) for each in turning]] if turning else []
        parts += _spread([self._button(each, turns=False) for each in others])
        parts += [[self._menu(part, number)] for number, part in enumerate(menus, 1)]
        _identify([part for row in parts for part in row])
        return [_row(row) for row in parts]

    def _turns(self, run: Invocation) -> bool:
        return self._asked is not None and run.command == self._asked.command and run.values == self._asked.values

    def _button(self, each: Button, turns: bool) -> Component:
        custom_id = self._ids.invocation(each.run, turns)
        return {"type": 2, "style": _GREY, "label": cut(each.label, LABEL), "custom_id": custom_id}

    def _menu(self, menu: Menu, number: int) -> Component:
        values = distinct([self._ids.invocation(option.run) for option in menu.options])
        options = [
            {"label": cut(option.label, OPTION), "value": value}
            for option, value in zip(menu.options, values, strict=True)
        ]
        return {
            "type": 3,
            "custom_id": f"{MENU}{number}",
            "placeholder": cut(menu.label, PLACEHOLDER),
            "options": options,
        }


def button(label: str, custom_id: str) -> Component:
    """A row with one button."""
    return _row([{"type": 2, "style": _GREY, "label": cut(label, LABEL), "custom_id": custom_id}])


def cut(label: str, longest: int) -> str:
    """A label that points to the whole: at most `longest` characters, never empty."""
    text = escape.label(label) or "…"
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _row(components: Sequence[Component]) -> Component:
    return {"type": 1, "components": components}


def _spread(buttons: list[Component]) -> Iterator[list[Component]]:
    """As few rows as hold the buttons, about equally long."""
    rows = -(-len(buttons) // ROW)
    start = 0
    for row in range(rows):
        count = -(-(len(buttons) - start) // (rows - row))
        yield buttons[start : start + count]
        start += count


def _menus(menu: Menu) -> Iterator[Menu]:
    if len(menu.options) <= OPTIONS:
        yield menu
        return
    for start in range(0, len(menu.options), OPTIONS):
        yield Menu(menu.label, menu.options[start : start + OPTIONS])


def _identify(parts: Sequence[Component]) -> None:
    """Make each id different from all others."""
    ids = [part["custom_id"] for part in parts]
    if len(set(ids)) < len(ids):
        for part, custom_id in zip(parts, distinct(ids), strict=True):
            part["custom_id"] = custom_id
