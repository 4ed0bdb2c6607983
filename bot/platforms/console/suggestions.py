"""Tab: the commands first, then what each argument of the command can be."""

import re
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document as Typed

from bot.chat.command import Argument, Command
from bot.chat.dispatcher import Dispatcher
from bot.chat.reply import Choice
from bot.chat.request import Caller, Place, Request
from bot.platforms.console.line import ASKS
from bot.platforms.console.safe import safe

OFFERED: Final = 25
"""Most suggestions for one argument."""

LONGEST: Final = 6
"""Most words tried as one value of an argument that has suggestions."""

_WORD: Final = re.compile(
    r'(?:(?P<name>\w+)=(?=\S|$))?(?:"(?P<quoted>[^"]*)(?P<closed>"?)|(?P<plain>[^\s"]\S*)|(?(name)$|(?!)))'
)


@dataclass(frozen=True, slots=True)
class _Word:
    """A typed word, or several in quotes: where it stands, what it says, and the argument it was given to by name."""

    start: int
    end: int
    text: str
    name: str | None = None
    quoted: bool = False
    closed: bool = False


class Suggestions(Completer):
    """What can stand where the cursor is, for one caller in one place."""

    def __init__(self, dispatcher: Dispatcher[Any], place: Place, caller: Caller) -> None:
        self._dispatcher = dispatcher
        self._place = place
        self._caller = caller

    def get_completions(self, document: Typed, complete_event: CompleteEvent) -> Iterator[Completion]:  # noqa: ARG002
        """None: what can stand there has to be waited for."""
        return iter(())

    async def get_completions_async(
        self,
        document: Typed,
        complete_event: CompleteEvent,  # noqa: ARG002
    ) -> AsyncGenerator[Completion, None]:
        """The commands that go on from what is typed, then values for the argument under the cursor."""
        line = document.text_before_cursor.lstrip()
        if not line.startswith("/"):
            async for found_there in self._arguments(self._dispatcher.commands[ASKS], line):
                yield found_there
            return
        for name in self._names(line):
            yield name
        asked = line[1:].casefold()
        found = [command for name, command in self._offered().items() if asked.startswith(f"{name} ")]
        if found:
            command = max(found, key=lambda one: len(one.name))
            async for value in self._arguments(command, line[len(command.name) + 2 :]):
                yield value

    def _offered(self) -> Mapping[str, Command[Any]]:
        commands: Mapping[str, Command[Any]] = self._dispatcher.commands
        return {name: command for name, command in commands.items() if command.role <= self._caller.role}

    def _names(self, line: str) -> Iterator[Completion]:
        wanted = line[1:].casefold()
        for name, command in self._offered().items():
            if name.startswith(wanted):
                space = " " if command.arguments else ""
                yield Completion(
                    f"/{name}{space}", -len(line), display=f"/{name}", display_meta=command.summary.removesuffix(".")
                )

    async def _arguments(self, command: Command[Any], text: str) -> AsyncIterator[Completion]:
        """Values for the argument that the last word of a command's text belongs to."""
        words = _words(text)
        if words and words[-1].end == len(text):
            current = words.pop()
            if current.closed:
                return
        else:
            current = _Word(len(text), len(text), "")
        named = command.argument(current.name) if current.name else None
        values = {word.name: word.text for word in words if word.name and command.argument(word.name)}
        loose = [word for word in words if word.name not in values]
        if named is not None:
            for choice in await self._suggest(command, named, current.text, values):
                yield _completion(choice, f"{named.name}={_quoted(choice.value)}", current.start - len(text))
            return
        waiting = [argument for argument in command.arguments if argument.name not in values]
        for argument in [argument for argument in waiting if argument.choices]:
            match = next((word for word in loose if not word.quoted and word.text.casefold() in argument.choices), None)
            if match:
                values[argument.name] = match.text.casefold()
                loose.remove(match)
                waiting.remove(argument)
        async for argument, span in self._open(command, waiting, loose, current, values):
            partial = " ".join(word.text for word in span)
            before = " ".join(word.text for word in span[:-1]).casefold()
            for choice in await self._suggest(command, argument, partial, values):
                bare = argument.param.rest and not any(word.quoted for word in span)
                goes_on = len(span) == 1 or argument.param.rest or _begins(choice, partial)
                there = before in (choice.value.casefold(), choice.label.casefold()) or choice.value == partial.strip()
                if goes_on and not there:
                    value = choice.value if bare else _quoted(choice.value)
                    yield _completion(choice, value, span[0].start - len(text))
        for argument in waiting:
            if loose and argument.name.startswith(current.text) and not (argument.required or argument.choices):
                start = current.start - len(text)
                yield Completion(f"{argument.name}=", start, display_meta=argument.param.about)

    async def _open(
        self,
        command: Command[Any],
        waiting: Sequence[Argument],
        loose: Sequence[_Word],
        current: _Word,
        values: dict[str, str],
    ) -> AsyncIterator[tuple[Argument, Sequence[_Word]]]:
        """The arguments that the current word may belong to, each with the words of it that are typed so far."""
        for argument in [argument for argument in waiting if argument.choices and (loose or argument.required)]:
            yield argument, (current,)
        for argument in [argument for argument in waiting if not argument.choices]:
            if argument.param.rest or not loose:
                yield argument, (*loose, current)
                return
            count = await self._taken(command, argument, loose, values)
            if count == len(loose) and not any(word.quoted for word in loose):
                yield argument, (*loose, current)
            values[argument.name] = " ".join(word.text for word in loose[:count])
            loose = loose[count:]

    async def _taken(
        self, command: Command[Any], argument: Argument, loose: Sequence[_Word], values: Mapping[str, str]
    ) -> int:
        """How many of the loose words are an argument's value: the longest run that is one of its suggestions."""
        for count in range(min(len(loose), LONGEST), 1, -1):
            words = " ".join(word.text for word in loose[:count])
            found = await self._suggest(command, argument, words, values)
            if any(words.casefold() in (choice.value.casefold(), choice.label.casefold()) for choice in found):
                return count
        return 1

    async def _suggest(
        self, command: Command[Any], argument: Argument, partial: str, values: Mapping[str, str]
    ) -> Sequence[Choice]:
        request = Request(command.name, self._caller, self._place, values=values)
        return await self._dispatcher.suggest(request, argument.name, partial, OFFERED)


def _words(text: str) -> list[_Word]:
    return [
        _Word(
            found.start(),
            found.end(),
            found["quoted"] or found["plain"] or "",
            found["name"],
            found["quoted"] is not None,
            bool(found["closed"]),
        )
        for found in _WORD.finditer(text)
    ]


def _begins(choice: Choice, partial: str) -> bool:
    wanted = partial.casefold()
    return choice.value.casefold().startswith(wanted) or choice.label.casefold().startswith(wanted)


def _completion(choice: Choice, value: str, start: int) -> Completion:
    label = safe(choice.label)
    return Completion(value, start, display=safe(value), display_meta="" if label == choice.value else label)


def _quoted(value: str) -> str:
    return f'"{value}"' if not value or any(character.isspace() for character in value) else value
