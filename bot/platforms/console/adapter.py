"""The local chat: lines typed in a terminal become requests, replies and deliveries are printed above the prompt."""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from secrets import token_hex
from typing import Any, Final

from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app_session
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.patch_stdout import patch_stdout
from prompt_toolkit.shortcuts import print_formatted_text
from prompt_toolkit.styles import Style

from bot.chat.adapter import Record
from bot.chat.delivery import Gone, Message, Receipt, Shown
from bot.chat.dispatcher import Dispatcher
from bot.chat.document import Button, Document
from bot.chat.pages import view
from bot.chat.reply import Reply
from bot.chat.request import Caller, Place, Request
from bot.chat.typed import typed
from bot.platforms.console.files import handed
from bot.platforms.console.filling import Filled, Filling
from bot.platforms.console.layout import Line, wrapped
from bot.platforms.console.line import split
from bot.platforms.console.paint import STYLES
from bot.platforms.console.renderer import ConsoleRenderer
from bot.platforms.console.suggestions import Suggestions

HINT: Final = "Type a topic, or /help. Tab completes, a number presses a button, Ctrl-D leaves."

MEND: Final = "What you typed is kept: mend it and press Enter, or leave with Ctrl-C."

WIDEST: Final = 100
"""Most columns of an answer however wide the terminal is: longer lines are hard to read."""

DIGITS: Final = 3
"""Most digits of a button's number."""

SCREENS: Final = 3
"""Screens a page may be long. A terminal scrolls, so that a page need not be one screen."""

STYLE: Final = Style.from_dict(
    {name: re.sub("cyan|green|red|yellow", r"ansi\g<0>", look) for name, look in STYLES.items()}
)
LEAVE: Final = frozenset({"/quit", "/exit", "/bye"})


class Console:
    """The terminal as a platform: one caller in one place."""

    name = "console"

    def __init__(
        self,
        place: Place,
        caller: Caller,
        greeting: str = "",
        history: Path | None = None,
        record: Record | None = None,
    ) -> None:
        self.place = place
        self.caller = caller
        self.greeting = greeting
        self._record = record
        self._session: PromptSession[str] = PromptSession(history=_kept(history), style=STYLE)
        self._renderer = ConsoleRenderer()
        self._pressable: tuple[Button, ...] = ()
        self._delivered: dict[str, Receipt] = {}

    async def run(self, dispatcher: Dispatcher[Any]) -> None:
        """Answer line after line until Ctrl-D or /quit. What anything else writes meanwhile stays above the prompt."""
        self._renderer = ConsoleRenderer(typed=partial(typed, commands=dispatcher.commands))
        filling = Filling(dispatcher, self.place, self.caller, STYLE)
        completer = Suggestions(dispatcher, self.place, self.caller)
        with patch_stdout(raw=True):
            greeting = wrapped([("", self.greeting)], self._columns) if self.greeting else []
            self._print([*greeting, *wrapped([("small", HINT)], self._columns)])
            while True:
                try:
                    typed_line = await self._session.prompt_async(
                        [("class:key", "› ")], completer=completer, complete_while_typing=False
                    )
                except KeyboardInterrupt:
                    continue
                except EOFError:
                    return
                line = typed_line.strip()
                if line in LEAVE:
                    return
                if wrong := self._no_button(line):
                    self._print([(("error", wrong),)])
                elif line:
                    await self._converse(
                        self._pressed(line, filling) or self._asked(line, dispatcher), dispatcher, filling
                    )

    async def send(self, message: Message) -> Receipt:
        """Print a delivery, above the prompt if one is open. Its buttons are numbered on from those on the screen."""
        if problem := await self.why_not_post(message.place):
            raise Gone(problem)
        if found := await self.find(message):
            return found
        self._print(self._fitting(len(self._pressable) + 1).render(message.document, message.buttons))
        self._pressable += message.buttons
        receipt = Receipt(message.place, message.id)
        self._delivered[message.id] = receipt
        return receipt

    async def find(self, message: Message) -> Receipt | None:
        """The receipt of a delivery that was printed since the chat was opened."""
        return self._delivered.get(message.id)

    async def edit(self, receipt: Receipt, document: Document) -> Receipt | None:
        """Print what a message says now; what scrolled by can't be changed."""
        if problem := await self.why_not_post(receipt.place):
            raise Gone(problem)
        self._print([(("status", "What was shown before now says:"),)])
        self._print(self._fitting().render(document))
        return None

    async def why_not_post(self, place: Place) -> str | None:
        """A terminal is one place and shows nothing of others."""
        return None if place == self.place else f"This terminal is {self.place} and shows nothing of {place}."

    async def _converse(self, request: Request, dispatcher: Dispatcher[Any], filling: Filling) -> None:
        """Show the answer to a request; as long as one asks for something in a form, or refuses what was filled in,
        ask for it and go on."""

        def otherwise(line: str) -> Request | None:
            return self._pressed(line, filling) or (self._asked(line, dispatcher) if line.startswith("/") else None)

        asked: Filled | None = Filled(request)
        while asked is not None:
            reply = await dispatcher.answer(asked.request)
            await self._show(reply)
            form, only = reply.form, None
            if form is None and asked.form is not None and not reply.ok:
                form, only = filling.open_again(asked.form, reply.wrong)
                self._print([(("small", MEND),)])
            asked = None
            if form is not None:
                asked = await filling.fill(form, otherwise, only)
                if asked is None:
                    self._print([(("small", "Left; nothing was asked."),)])

    def _pressed(self, line: str, filling: Filling) -> Request | None:
        """What a number on the screen asks."""
        if line.isdecimal() and 0 < int(line) <= len(self._pressable):
            return filling.request(self._pressable[int(line) - 1].run)
        return None

    def _no_button(self, line: str) -> str:
        """What to say of a number that no button has. Longer ones are words, like years."""
        count = len(self._pressable)
        if not (line.isdecimal() and len(line) <= DIGITS) or 0 < int(line) <= count:
            return ""
        there = f"They go from 1 to {count}." if count > 1 else "There is only 1." if count else "There is none now."
        return f"There is no button {int(line)}. {there}"

    def _asked(self, line: str, dispatcher: Dispatcher[Any]) -> Request:
        """What a typed line asks, with the files it names."""
        command, text = split(line)
        files = handed(dispatcher.commands, command, text)
        return Request(command, self.caller, self.place, text=text, files=files, uploads=True)

    async def _show(self, reply: Reply) -> None:
        renderer = self._fitting()
        if not reply.ok and reply.form is None:
            renderer = replace(renderer, accent="error")
        shown = view(reply, renderer.roomy(reply.buttons, reply.menu))
        self._print(shown.payload)
        self._pressable = (*shown.turns, *reply.buttons, *(reply.menu.options if reply.menu else ()))
        if self._record is not None and reply.ok:
            await self._record.shown(Shown(self.place, shown.document, None if reply.private else token_hex(8)))

    def _fitting(self, first: int = 1) -> ConsoleRenderer:
        """The renderer for the terminal as it is now."""
        rows = get_app_session().output.get_size().rows
        return replace(self._renderer, columns=self._columns, rows=max(rows, 20) * SCREENS, first=first)

    @property
    def _columns(self) -> int:
        return min(get_app_session().output.get_size().columns - 1, WIDEST)

    def _print(self, lines: Iterable[Line]) -> None:
        text = [
            (f"class:{style}" if style else "", part) for line in (*lines, ()) for style, part in (*line, ("", "\n"))
        ]
        print_formatted_text(FormattedText(text), style=STYLE, end="")


def _kept(path: Path | None) -> History:
    """What was typed, kept in a file where one can be written."""
    if path is None:
        return InMemoryHistory()
    with suppress(OSError):
        path.touch(mode=0o600)
        return FileHistory(path)
    return InMemoryHistory()
