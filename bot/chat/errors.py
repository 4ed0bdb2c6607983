"""What a command raises when the caller can mend it."""

from collections.abc import Sequence

from bot.chat.document import Button
from bot.chat.reply import Choice


class UserError(Exception):
    """Says what was wrong and what to do next; the caller alone sees it.

    `buttons` are the nearest things that would have worked; `wrong` names the argument that is to be mended.
    """

    def __init__(
        self, problem: str, hint: str = "", *, buttons: tuple[Button, ...] = (), wrong: str | None = None
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.hint = hint
        self.buttons = buttons
        self.wrong = wrong


class NearMiss(UserError):
    """An argument names nothing, or `several` things: each of `choices`, put in its place, would have worked."""

    def __init__(
        self, argument: str, problem: str, hint: str, choices: Sequence[Choice], *, several: bool = False
    ) -> None:
        super().__init__(problem, hint, wrong=argument)
        self.argument = argument
        self.choices = choices
        self.several = several
