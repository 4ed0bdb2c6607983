"""From a request to its reply: finds the command, checks the role, reads the arguments, turns errors into answers."""

import dataclasses
import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from inspect import isawaitable, iscoroutinefunction
from typing import Generic

import msgspec

from bot.chat.arguments import Known, Missing, bind, shown
from bot.chat.attachment import File
from bot.chat.command import Argument, C, Command, Commands, Complete
from bot.chat.document import Block, Button, Document, Text
from bot.chat.errors import NearMiss, UserError
from bot.chat.invocation import Invocation
from bot.chat.refilling import again, field_of, unread
from bot.chat.reply import Choice, Form, Reply
from bot.chat.request import Request, Role

log = logging.getLogger(__name__)

Besides = Callable[[Request], Awaitable[Sequence[Block]]]
"""What else a caller should know."""

Explain = Callable[[Exception], UserError | None]
"""What callers are told of an error."""

_SUGGESTED = 5

_FAMILY = 10
"""Most commands of one first word that have a button: two rows."""


class Dispatcher(Generic[C]):
    """Answers requests with the commands of a table. `context` makes what each command gets first from a request.
    `besides` gives what else the caller should know, above an answer for their eyes only; `explain` what they are told
    of an error that is nobody's mistake, None of one that is."""

    def __init__(
        self,
        commands: Commands[C],
        context: Callable[[Request], C],
        besides: Besides | None = None,
        explain: Explain | None = None,
    ) -> None:
        self.commands = commands
        self._context = context
        self._besides = besides
        self._explain = explain

    async def answer(self, request: Request) -> Reply:
        """The reply to a request. Never raises: what the caller can mend is said, anything else gets a reference."""
        reply = await self._answered(request)
        if self._besides is None or not reply.private or reply.form is not None or request.page > 1:
            return reply
        try:
            blocks = await self._besides(request)
        except Exception:
            log.exception("what else there was to say is not said", extra={"command": request.command[:100]})
            return reply
        document = msgspec.structs.replace(reply.document, blocks=(*blocks, *reply.document.blocks))
        return msgspec.structs.replace(reply, document=document) if blocks else reply

    async def _answered(self, request: Request) -> Reply:
        try:
            found, text = self._find(request)
            return await self._run(found, text, request)
        except UserError as error:
            return _refusal(error)
        except Exception as error:
            explained = self._explain(error) if self._explain else None
            if explained is not None:
                return _refusal(explained)
            reference = secrets.token_hex(4)
            log.exception("request failed", extra={"reference": reference, "command": request.command[:100]})
            return _refusal(
                UserError(
                    "Something went wrong on our side.",
                    f"Try again. If it happens again, tell the people who run this bot the reference {reference}.",
                )
            )

    async def suggest(self, request: Request, argument: str, partial: str, limit: int) -> Sequence[Choice]:
        """At most `limit` values for an argument of the request's command that go with what is typed so far."""
        command = self.commands.get(request.command)
        declared = command.argument(argument) if command and request.caller.role >= command.role else None
        if declared is None:
            return ()
        choices = ("yes", "no") if declared.kind is bool else declared.choices
        if choices:
            return tuple(Choice(c, c) for c in choices if c.startswith(partial.strip().casefold()))[:limit]
        if declared.param.complete is None:
            return ()
        try:
            typed = partial[: declared.param.longest]
            return (await _found(declared.param.complete, self._context(request), typed, limit))[:limit]
        except Exception:
            log.exception("suggestions failed", extra={"command": request.command, "argument": argument})
            return ()

    def _find(self, request: Request) -> tuple[Command[C], str | None]:
        """The command asked and its typed text; a command's further words may still be the first ones of the text."""
        name = request.command.strip().removeprefix("/").casefold()
        text = request.text or ""
        for count in range(len(text.split(maxsplit=2)[:2]), 0, -1):
            words = text.split(maxsplit=count)
            longer = " ".join((name, *words[:count])).casefold()
            if longer in self.commands:
                return self.commands[longer], words[count] if len(words) > count else None
        if name in self.commands:
            return self.commands[name], request.text
        raise self._unknown(name, request)

    def _unknown(self, name: str, request: Request) -> UserError:
        """The refusal of a command that isn't there, with the nearest ones, which keep the words that were typed."""
        offered = [command for command in self.commands.values() if command.role <= request.caller.role]
        family = [command for command in offered if command.name.startswith(f"{name} ")]
        if family:
            family.sort(key=lambda command: (command.step, command.name))
            hint = f"Choose one of: {', '.join(f'/{command.name}' for command in family)}."
            hint += "".join(f" For example: {one}" for one in family[0].examples[:1])
            buttons = tuple(Button(f"/{command.name}", Invocation(command.name)) for command in family)
            return UserError(f"/{name} needs one more word.", hint, buttons=buttons[:_FAMILY])
        from rapidfuzz import process

        near = process.extract(name[:100], [command.name for command in offered], limit=3, score_cutoff=60)
        buttons = tuple(Button(f"/{match[0]}", self._again(self.commands[match[0]], request)) for match in near)
        hint = f"Did you mean {' or '.join(b.label for b in buttons)}? " if buttons else ""
        return UserError(f"There is no command {shown('/' + name)}.", f"{hint}/help lists them all.", buttons=buttons)

    def _again(self, command: Command[C], request: Request) -> Invocation:
        """The same words asked of another command; as much of them as it takes."""
        try:
            given = bind(command, request.text, request.values, self._known(request))[1]
        except Missing as missing:
            given = dict(missing.given)
        except UserError:
            given = {}
        return Invocation(command.name, given)

    async def _run(self, command: Command[C], text: str | None, request: Request) -> Reply:
        if request.caller.role < command.role:
            who = {Role.MODERATOR: "moderators", Role.OWNER: "the owners of this bot"}[command.role]
            raise UserError(f"/{command.name} is for {who}.", "Ask one of them, or see /help for what you can do.")
        try:
            values, given = bind(command, text, request.values, self._known(request), request.files)
        except Missing as missing:
            return await self._picker(command, missing, request)
        except UserError as error:
            return again(_refusal(error), command, self._loosely(command, text, request), uploads=request.uploads)
        try:
            reply = await command(self._context(request), **values)
        except NearMiss as miss:
            miss.buttons = tuple(
                Button(choice.label, Invocation(command.name, {**given, miss.argument: choice.value}))
                for choice in miss.choices
            )
            return again(_refusal(miss), command, given, uploads=request.uploads)
        except UserError as error:
            return again(_refusal(error), command, given, uploads=request.uploads)
        return msgspec.structs.replace(
            reply,
            private=reply.private or command.private,
            request=Invocation(command.name, given),
            page=request.page,
        )

    def _known(self, request: Request) -> Known:
        """Whether words are one of the things that an argument's suggestions offer, by value or by label."""

        def known(argument: Argument, words: str) -> bool:
            complete = argument.param.complete
            if complete is None or iscoroutinefunction(complete):
                return False
            found = complete(self._context(request), words, _SUGGESTED)
            return not isawaitable(found) and any(
                words.casefold() in (choice.value.casefold(), choice.label.casefold()) for choice in found
            )

        return known

    def _loosely(self, command: Command[C], text: str | None, request: Request) -> Mapping[str, str]:
        """What was given for each argument, whether it can be read or not; nothing where that is not clear."""
        try:
            return bind(unread(command), text, request.values, self._known(request))[1]
        except UserError:
            return {}

    async def _picker(self, command: Command[C], missing: Missing, request: Request) -> Reply:
        """A form for the required arguments that are missing, and a few suggestions for the first of them. A file that
        is missing has to be attached to the command where a form can't take it (`uploads`)."""
        open_ones = command.asked if command.form else [a for a in command.arguments if a.required]
        absent = [a for a in open_ones if a.name not in missing.given]
        form = Form(f"/{command.name}", Invocation(command.name, missing.given), tuple(map(field_of, absent)))
        complete = missing.argument.param.complete
        context = self._context(dataclasses.replace(request, values=missing.given))
        example = [f"For example: {one}" for one in command.examples[:1]]
        near = await _found(complete, context, "", _SUGGESTED) if complete else ()
        how = f", as {missing.argument.name}=… or in this order" if len(command.arguments) > 2 else ""
        return Reply(
            Document(
                f"/{command.name}: {missing.argument.param.about}?",
                (Text(f"Add it after the command{how}: {command.usage}"), *map(Text, example)),
            ),
            private=True,
            ok=False,
            buttons=tuple(
                Button(choice.label, Invocation(command.name, {**missing.given, missing.argument.name: choice.value}))
                for choice in near
            ),
            form=form if request.uploads or all(argument.kind is not File for argument in command.arguments) else None,
        )


async def _found(complete: Complete[C], context: C, typed: str, limit: int) -> Sequence[Choice]:
    """What an argument's suggestions are, waited for where they have to be."""
    found = complete(context, typed, limit)
    return await found if isawaitable(found) else found


def _refusal(error: UserError) -> Reply:
    blocks = (Text(error.hint),) if error.hint else ()
    return Reply(Document(error.problem, blocks), private=True, ok=False, buttons=error.buttons, wrong=error.wrong)
