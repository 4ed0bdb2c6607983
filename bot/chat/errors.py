"""What a command raises when the caller can mend it."""

from bot.chat.document import Button


class UserError(Exception):
    """Says what was wrong and what to do next; the caller alone sees it.

    `buttons` are the nearest things that would have worked.
    """

    def __init__(self, problem: str, hint: str = "", *, buttons: tuple[Button, ...] = ()) -> None:
        super().__init__(problem)
        self.problem = problem
        self.hint = hint
        self.buttons = buttons
