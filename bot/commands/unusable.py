"""A text that can't be used as it is: kept, and opened in a form where it is wrong, to be mended."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from bot.briefing.finding import Finding, Severity
from bot.briefing.lines import around, replaced
from bot.chat.arguments import shown
from bot.chat.command import Param
from bot.chat.document import Block, Bullet, Bullets, Document, Text
from bot.chat.errors import UserError
from bot.chat.invocation import Invocation
from bot.chat.reply import Field, FieldKind, Form, Reply
from bot.commands.context import Context

if TYPE_CHECKING:
    from bot.briefing.lines import Lines

TEXT: Final = 3000
"""Most characters of a text that a form takes on every platform (Slack's limit of an input)."""

FINDINGS: Final = 10
"""Errors that are told at once."""

KEY: Final = 16
"""Characters of a kept text's hash that it is named by."""

KEPT: Final = Param("Which of the texts that were kept, as the refusal named it", longest=64, carried=True)
FIRST: Final = Param("Of the kept text: the first line that the text stands for", carried=True)
LAST: Final = Param("Of the kept text: the last line that the text stands for", carried=True)


async def as_kept(
    context: Context, text: str | None, kept: str | None, first: int | None, last: int | None
) -> str | None:
    """The text that is handed in: in place of the lines it was opened as, where it is one that was kept. The kept text
    where nothing is typed; None where there is neither. Raises UserError when nothing is kept under that name."""
    from bot.store import sources

    if kept is None:
        return text
    async with (await context.database()).read() as c:
        whole = await sources.find(c, context.workspace, kept)
    if whole is None:
        raise UserError(f"No text is kept as {shown(kept)}.", "Hand it over again.", wrong="text" if text else None)
    if text is None or first is None or last is None:
        return whole if text is None else text
    if not 1 <= first <= last <= whole.count("\n") + 1:
        raise UserError(f"The text that is kept has no lines {first} to {last}.", "Open it again: leave them out.")
    return replaced(whole, first, last, text)


async def unusable(context: Context, name: str, text: str, findings: Sequence[Finding], again: Invocation) -> Reply:
    """What is wrong with a text, which is kept, and a form with it; of a long one, with the lines around the first
    error. `again` is what hands it in."""
    from bot.store import sources

    async with (await context.database()).write() as c:
        digest = await sources.keep(c, context.workspace, text, context.now)
    values = {**again.values, "kept": digest[:KEY]}
    where = f"{again.command} {' '.join(f'{name}={value}' for name, value in values.items())}"
    blocks = [finding_lines(findings), Text(f"/{where} opens it again where it is wrong.")]
    form = None
    if (lines := around(text, findings[0].line, TEXT)) is not None:
        form = _form(name, lines, text, findings, Invocation(again.command, values))
    else:
        blocks[1:] = [Text(f"Line {findings[0].line} is too long for a form. Change it in a file, and hand that over.")]
    note = "Nothing was changed, and what you handed over is kept."
    document = Document(f"{name} can't be used as it is: {count(findings)}.", tuple(blocks), note=note)
    return Reply(document, private=True, ok=False, form=form)


def opening(name: str, text: str, findings: Sequence[Finding], again: Invocation) -> Reply:
    """A kept text opened where it is wrong, in a form; or to copy, where there are no forms."""
    at = findings[0].line if findings else 1
    if (lines := around(text, at, TEXT)) is None:
        raise UserError(f"Line {at} of {name} is too long for a form.", "Change it in a file, and hand that over.")
    form = _form(name, lines, text, findings, again)
    given = " ".join(f"{key}={value}" for key, value in form.submit.values.items())
    how = Text(f"Give it back as text=…: /{again.command} {given} text=…")
    told = (finding_lines(findings),) if findings else ()
    return Reply(Document(form.fields[0].label, (*told, Text(lines.text), how)), private=True, form=form)


def _form(name: str, lines: "Lines", text: str, findings: Sequence[Finding], again: Invocation) -> Form:
    """A form with some lines of a text, the first error said above them."""
    values, label, of = dict(again.values), name, text.count("\n") + 1
    if lines.last - lines.first + 1 < of:
        values |= {"first": str(lines.first), "last": str(lines.last)}
        label = f"{name}, lines {lines.first}–{lines.last} of {of}"
    error = _first(findings, lines) if findings else None
    field = Field("text", label, FieldKind.PARAGRAPH, value=lines.text, longest=TEXT, error=error)
    return Form(f"Edit {name}", Invocation(again.command, values), (field,))


def finding_lines(findings: Sequence[Finding]) -> Block:
    """Each of the first errors with its line and column."""
    lines = [
        Bullet(f"{one.problem} {one.hint}".strip(), label=f"Line {one.line}, column {one.column}")
        for one in findings[:FINDINGS]
    ]
    if len(findings) > FINDINGS:
        lines.append(Bullet(f"And {len(findings) - FINDINGS} more."))
    return Bullets(tuple(lines))


def count(findings: Sequence[Finding]) -> str:
    """How many errors there are, in words."""
    errors = sum(one.severity is Severity.ERROR for one in findings)
    return "1 error" if errors == 1 else f"{errors} errors"


def _first(findings: Sequence[Finding], lines: "Lines") -> str:
    """The first error, with its place also as it counts in the form."""
    one = findings[0]
    here = f" (line {one.line - lines.first + 1} here)" if lines.first > 1 else ""
    more = f" {len(findings) - 1} more." if len(findings) > 1 else ""
    return f"Line {one.line}, column {one.column}{here}: {one.problem}{more}"
