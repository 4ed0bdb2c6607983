"""The local chat: lines typed in a terminal become requests, replies are shown page by page."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document as Typed
from prompt_toolkit.formatted_text import ANSI
from prompt_toolkit.history import FileHistory, InMemoryHistory
from prompt_toolkit.input import Input
from prompt_toolkit.output import Output
from prompt_toolkit.shortcuts import print_formatted_text

from bot.chat.command import Commands
from bot.chat.delivery import Message, Receipt
from bot.chat.dispatcher import Dispatcher
from bot.chat.document import Button, Document
from bot.chat.invocation import Invocation
from bot.chat.pages import view
from bot.chat.reply import Form, Reply
from bot.chat.request import Caller, Place, Request
from bot.platforms.console.line import split
from bot.platforms.console.renderer import ConsoleRenderer

HELP = "Type a topic, or /help. Tab completes, a number presses a button, Ctrl-D leaves."


class Console:
    """The terminal as a platform: one caller in one place."""

    name = "console"

    def __init__(
        self,
        place: Place,
        caller: Caller,
        greeting: str = "",
        history: Path | None = None,
        input: Input | None = None,
        output: Output | None = None,
    ) -> None:
        self.place = place
        self.caller = caller
        self.greeting = greeting
        self.output = output
        self.session: PromptSession[str] = PromptSession(
            history=FileHistory(str(history)) if history else InMemoryHistory(), input=input, output=output
        )
        self._pressable: tuple[Button, ...] = ()

    async def run(self, dispatcher: Dispatcher[Any]) -> None:
        """Answer line after line until Ctrl-D or /quit."""
        completer = Suggestions(dispatcher, self.place, self.caller)
        self._print("\n".join(part for part in (self.greeting, HELP) if part) + "\n")
        while True:
            try:
                line = (await self.session.prompt_async("› ", completer=completer, complete_while_typing=False)).strip()
            except KeyboardInterrupt:
                continue
            except EOFError:
                return
            if line in ("/quit", "/exit"):
                return
            if line:
                await self._show(await dispatcher.answer(self._request(line)), dispatcher)

    async def send(self, message: Message) -> Receipt:
        """Print a delivery."""
        self._print(self._renderer().render(message.document, message.buttons))
        return Receipt(message.place, message.id)

    async def find(self, message: Message) -> Receipt | None:
        """A terminal keeps nothing that could be found."""
        return None

    async def edit(self, receipt: Receipt, document: Document) -> None:
        """Print the new content; what scrolled by can't be changed."""
        self._print(self._renderer().render(document))

    def _request(self, line: str) -> Request:
        if line.isdecimal() and 0 < int(line) <= len(self._pressable):
            return self._pressed(self._pressable[int(line) - 1].run)
        command, text = split(line)
        return Request(command, self.caller, self.place, text=text)

    def _pressed(self, run: Invocation, more: Mapping[str, str] | None = None) -> Request:
        return Request(run.command, self.caller, self.place, values={**run.values, **(more or {})}, page=run.page)

    async def _show(self, reply: Reply, dispatcher: Dispatcher[Any]) -> None:
        shown = view(reply, self._renderer())
        self._print(shown.payload)
        turns = _turns(reply, shown.page, shown.pages)
        self._pressable = (*turns, *reply.buttons, *(reply.menu.options if reply.menu else ()))
        if reply.form and not reply.buttons:
            await self._fill(reply.form, dispatcher)

    async def _fill(self, form: Form, dispatcher: Dispatcher[Any]) -> None:
        """Ask for each field in turn; an empty line for a required one cancels."""
        values: dict[str, str] = {}
        for field in form.fields:
            try:
                typed = (await self.session.prompt_async(f"{field.label}: ", default=field.value)).strip()
            except (KeyboardInterrupt, EOFError):
                return
            if not typed and field.required:
                self._print("Cancelled.\n")
                return
            values[field.name] = typed
        await self._show(await dispatcher.answer(self._pressed(form.submit, values)), dispatcher)

    def _renderer(self) -> ConsoleRenderer:
        size = self.session.output.get_size()
        return ConsoleRenderer(min(size.columns, 100), max(size.rows * 3, 60), colour=True)

    def _print(self, text: str) -> None:
        print_formatted_text(ANSI(text), output=self.session.output)


class Suggestions(Completer):
    """Tab: commands first, then what the command's argument can be."""

    def __init__(self, dispatcher: Dispatcher[Any], place: Place, caller: Caller) -> None:
        self.dispatcher = dispatcher
        self.place = place
        self.caller = caller

    def get_completions(self, document: Typed, complete_event: CompleteEvent) -> Iterator[Completion]:
        """What can stand where the cursor is."""
        typed = document.text_before_cursor
        commands: Commands[Any] = self.dispatcher.commands
        if typed.startswith("/") and " " not in typed:
            for name, command in commands.items():
                if name.startswith(typed[1:].casefold()):
                    yield Completion(f"/{name} ", start_position=-len(typed), display_meta=command.summary)
            return
        name, words = split(typed)
        found = commands.get(name)
        first = next((argument for argument in found.arguments if argument.param.complete), None) if found else None
        if first is not None:
            request = Request(name, self.caller, self.place, text=words)
            for choice in self.dispatcher.suggest(request, first.name, words, 25):
                yield Completion(choice.value, start_position=-len(words), display_meta=choice.label)


def _turns(reply: Reply, page: int, count: int) -> tuple[Button, ...]:
    """The buttons to turn pages, in the order they are shown."""
    if reply.request is None:
        return ()
    run = reply.request
    turns = (("Previous", page - 1), ("Next", page + 1))
    return tuple(Button(label, Invocation(run.command, run.values, n)) for label, n in turns if 1 <= n <= count)
