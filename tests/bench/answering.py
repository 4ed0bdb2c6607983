"""What the number of commands costs each answer: nothing, for a command is looked up by its name."""

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Final

from bot.chat.command import Command, Param, command
from bot.chat.dispatcher import Dispatcher
from bot.chat.document import Document, Text
from bot.chat.reply import Reply
from bot.chat.request import Caller, Place, Request
from tests.bench.frame import Row, ratio

MANY: Final = 50
REQUESTS: Final = 20_000
"""About a second of answers in each round."""

ROUNDS: Final = 7


@dataclass(frozen=True, slots=True)
class Asked:
    """The context of a command: the request alone."""

    request: Request


def rows() -> Iterable[Row]:
    """CPU of one command with 50 commands registered to that with 1, typed and pressed."""
    one, many = table(1), table(MANY)
    place, caller = Place("bench", "w", "c"), Caller("1", "Ann")
    kinds = {
        "typed": Request("command0", caller, place, text="russia in venezuela"),
        "pressed": Request("command0", caller, place, values={"topic": "venezuela"}),
    }
    for kind, request in kinds.items():
        measured = ratio(answering(many, request), answering(one, request), ROUNDS, time.process_time)
        yield Row(f"CPU of one command, {kind}, with {MANY} commands / with 1", measured, 1.1)


def table(count: int) -> dict[str, Command[Any]]:
    """So many commands, all alike."""

    async def show(
        context: Asked,
        topic: Annotated[str, Param("Country or subject", rest=True)],
        depth: Annotated[int, Param("How much to show")] = 1,
    ) -> Reply:
        """Show a topic."""
        return Reply(Document(topic, (Text(str(depth)),)))

    return {f"command{number}": command(name=f"command{number}")(show) for number in range(count)}


def answering(commands: dict[str, Command[Any]], request: Request) -> Any:
    """Answers the request over and over."""
    dispatcher: Dispatcher[Asked] = Dispatcher(commands, Asked)

    async def answer() -> None:
        for _ in range(REQUESTS):
            reply = await dispatcher.answer(request)
            assert reply.ok

    return lambda: asyncio.run(answer())
