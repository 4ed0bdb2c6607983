"""A form filled in as a prompt for each of its fields."""

from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec
from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
from prompt_toolkit.document import Document as Typed
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.styles import Style
from prompt_toolkit.validation import ValidationError, Validator

from bot.chat.attachment import File
from bot.chat.dispatcher import Dispatcher
from bot.chat.invocation import Invocation
from bot.chat.reply import Choice, Field, FieldKind, Form
from bot.chat.request import Caller, Place, Request
from bot.platforms.console.files import local
from bot.platforms.console.safe import safe

OFFERED: Final = 25
"""Most suggestions for one field."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What is asked after a form: with the form as it was filled in, or without one when something else was typed."""

    request: Request
    form: Form | None = None


Otherwise = Callable[[str], Request | None]
"""The request that a line asks when it isn't meant for the field, or None when it is."""


class Filling:
    """Asks one caller in one place for the fields of forms."""

    def __init__(self, dispatcher: Dispatcher[Any], place: Place, caller: Caller, style: Style) -> None:
        self._dispatcher = dispatcher
        self._place = place
        self._caller = caller
        self._session: PromptSession[str] = PromptSession(style=style)

    async def fill(self, form: Form, otherwise: Otherwise, only: str | None = None) -> Filled | None:
        """The request that the filled form asks, or another one that was typed instead. `only` is the one field to ask
        for, the others staying as they are. None when the form was left: by Ctrl-C, Ctrl-D, or an empty line for a
        field that is required."""
        typed: dict[str, str] = {}
        values: dict[str, str] = {}
        files: dict[str, File] = {}
        for field in form.fields:
            asked = only in (None, field.name)
            try:
                line = (await self._ask(form, field, values) if asked else field.value).strip()
            except (KeyboardInterrupt, EOFError):
                return None
            typed[field.name] = line
            if field.kind is FieldKind.FILE and (file := local(line)):
                files[field.name] = file
                continue
            if asked and field.kind is not FieldKind.PARAGRAPH and (other := otherwise(line)):
                return Filled(other)
            if field.required and not line:
                return None
            values[field.name] = _value(field, line)
        return Filled(replace(self.request(form.submit, values), files=files), _holding(form, typed))

    def open_again(self, form: Form, wrong: str | None) -> tuple[Form, str | None]:
        """A form that was refused, with what was typed, and the one field to ask for: that of the argument that is
        `wrong`, which gets one where it was given before the form was opened; None for all of them."""
        if wrong is None or any(field.name == wrong for field in form.fields):
            return form, wrong
        if (given := form.submit.values.get(wrong)) is None:
            return form, None
        command = self._dispatcher.commands.get(form.submit.command)
        argument = command.argument(wrong) if command else None
        field = Field(wrong, argument.param.about if argument else wrong, value=given, longest=max(len(given), 400))
        return msgspec.structs.replace(form, fields=(field, *form.fields)), wrong

    def request(self, run: Invocation, more: Mapping[str, str] | None = None) -> Request:
        """An invocation, with more values, as a request."""
        values = {**run.values, **(more or {})}
        return Request(run.command, self._caller, self._place, values=values, page=run.page, uploads=True)

    async def _ask(self, form: Form, field: Field, values: Mapping[str, str]) -> str:
        paragraph = field.kind is FieldKind.PARAGRAPH
        return await self._session.prompt_async(
            FormattedText(_label(field)),
            default=field.value,
            multiline=paragraph,
            completer=PathCompleter() if field.kind is FieldKind.FILE else _Values(self, form, field, values),
            complete_while_typing=False,
            validator=_Fits(field),
            validate_while_typing=False,
        )

    async def suggest(self, form: Form, field: Field, partial: str, values: Mapping[str, str]) -> Sequence[Choice]:
        """What a field can hold that goes with what is typed."""
        if field.kind is FieldKind.PICK:
            return await self._dispatcher.suggest(self.request(form.submit, values), field.name, partial, OFFERED)
        wanted = partial.casefold()
        return [one for one in field.choices if one.label.casefold().startswith(wanted) or one.value.startswith(wanted)]


class _Values(Completer):
    """Tab in a field."""

    def __init__(self, filling: Filling, form: Form, field: Field, values: Mapping[str, str]) -> None:
        self._filling = filling
        self._form = form
        self._field = field
        self._values = values

    def get_completions(self, document: Typed, complete_event: CompleteEvent) -> Iterator[Completion]:  # noqa: ARG002
        """None: what the field can hold has to be waited for."""
        return iter(())

    async def get_completions_async(
        self,
        document: Typed,
        complete_event: CompleteEvent,  # noqa: ARG002
    ) -> AsyncGenerator[Completion, None]:
        """What the field can hold."""
        typed = document.text_before_cursor
        for choice in await self._filling.suggest(self._form, self._field, typed, self._values):
            meta = safe(choice.label) if choice.label != choice.value else ""
            yield Completion(choice.value, -len(typed), display_meta=meta)


class _Fits(Validator):
    """Refuses what a field can't hold, before it is sent."""

    def __init__(self, field: Field) -> None:
        self._field = field

    def validate(self, document: Typed) -> None:
        """Raise ValidationError, with what the field takes, on text that is too long or none of its choices."""
        text, field = document.text.strip(), self._field
        if field.kind is FieldKind.FILE and text and not text.startswith("/") and local(text) is None:
            raise ValidationError(len(document.text), "There is no such file; Tab completes a path.")
        if len(text) > field.longest:
            problem = f"At most {field.longest:,} characters, and these are {len(text):,}."
            raise ValidationError(len(document.text), problem)
        wrong = field.kind is FieldKind.CHOICE and _value(field, text) not in [choice.value for choice in field.choices]
        if wrong and text and not text.startswith("/"):
            raise ValidationError(len(document.text), f"One of: {', '.join(choice.label for choice in field.choices)}.")


def _holding(form: Form, typed: Mapping[str, str]) -> Form:
    """The form with what was typed in its fields."""
    fields = (msgspec.structs.replace(field, value=typed[field.name], error=None) for field in form.fields)
    return msgspec.structs.replace(form, fields=tuple(fields))


def _value(field: Field, line: str) -> str:
    """The value of a typed choice, which may be its label; anything else as it is."""
    wanted = line.casefold()
    return next((one.value for one in field.choices if wanted in (one.label.casefold(), one.value.casefold())), line)


def _label(field: Field) -> list[tuple[str, str]]:
    """What stands before the cursor: what was wrong, a hint, the label and the choices."""
    above = [("class:error", f"{safe(field.error)}\n")] if field.error else []
    if field.hint:
        above.append(("class:small", f"{safe(field.hint)}\n"))
    if field.kind is FieldKind.PARAGRAPH:
        above.append(("class:small", "Several lines; Esc and then Enter ends.\n"))
    if field.kind is FieldKind.CHOICE:
        above.append(("class:small", f"{safe(', '.join(choice.label for choice in field.choices))}\n"))
    optional = "" if field.required else " (may be left empty)"
    return [*above, ("class:strong", f"{safe(field.label)}{optional}: ")]
