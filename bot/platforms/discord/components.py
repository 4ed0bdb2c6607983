"""Buttons and menus as rows of Discord's message components."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from bot.chat.document import Button
from bot.chat.invocation import Invocation
from bot.chat.reply import Menu
from bot.platforms.discord.escape import shown
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
        turns = [button for button in buttons if self._turns(button.run)]
        others = [button for button in buttons if not self._turns(button.run)]
        menus = list(_menus(menu)) if menu else []
        room = (ROWS - len(menus) - bool(turns)) * ROW
        if len(others) > max(room, 0):
            menus = [*_menus(Menu("More", tuple(others))), *menus]
            others = []
        rows = [self._buttons(turns)] if turns else []
        rows += [self._buttons(part) for part in _spread(others)]
        rows += [self._menu(part, number) for number, part in enumerate(menus, 1)]
        return _identified(rows)

    def _turns(self, run: Invocation) -> bool:
        return self._asked is not None and run.command == self._asked.command and run.values == self._asked.values

    def _buttons(self, buttons: Sequence[Button]) -> Component:
        return _row(
            {
                "type": 2,
                "style": _GREY,
                "label": cut(button.label, LABEL),
                "custom_id": self._ids.invocation(button.run, self._turns(button.run)),
            }
            for button in buttons
        )

    def _menu(self, menu: Menu, number: int) -> Component:
        values = distinct(self._ids.invocation(option.run) for option in menu.options)
        options = [
            {"label": cut(option.label, OPTION), "value": value}
            for option, value in zip(menu.options, values, strict=True)
        ]
        select = {
            "type": 3,
            "custom_id": f"{MENU}{number}",
            "placeholder": cut(menu.label, PLACEHOLDER),
            "options": options,
        }
        return _row([select])


def button(label: str, custom_id: str) -> Component:
    """A row with one button."""
    return _row([{"type": 2, "style": _GREY, "label": cut(label, LABEL), "custom_id": custom_id}])


def cut(label: str, longest: int) -> str:
    """A label that points to the whole: at most `longest` characters, never empty."""
    text = " ".join(shown(label).split()) or "…"
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _row(components: Iterator[Component] | Sequence[Component]) -> Component:
    return {"type": 1, "components": list(components)}


def _spread(buttons: Sequence[Button]) -> Iterator[Sequence[Button]]:
    """As few rows as hold the buttons, about equally long."""
    rows = -(-len(buttons) // ROW)
    start = 0
    for row in range(rows):
        count = -(-(len(buttons) - start) // (rows - row))
        yield buttons[start : start + count]
        start += count


def _menus(menu: Menu) -> Iterator[Menu]:
    for start in range(0, len(menu.options), OPTIONS):
        yield Menu(menu.label, menu.options[start : start + OPTIONS])


def _identified(rows: list[Component]) -> list[Component]:
    """The rows with no id twice in them."""
    parts = [component for row in rows for component in row["components"]]
    for part, custom_id in zip(parts, distinct([part["custom_id"] for part in parts]), strict=True):
        part["custom_id"] = custom_id
    return rows
