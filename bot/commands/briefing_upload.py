"""A whole briefing handed over as text: a file's, or one that was kept and is mended by now."""

from typing import TYPE_CHECKING, Annotated, Final

from bot.chat.arguments import shown
from bot.chat.attachment import File
from bot.chat.command import Param, command
from bot.chat.document import Document
from bot.chat.errors import UserError
from bot.chat.invocation import Invocation
from bot.chat.reply import Reply
from bot.chat.request import Role
from bot.commands.context import Context
from bot.commands.drafting import deciding, editor, saved_reply
from bot.commands.exported import revision_of
from bot.commands.handed import read_bytes
from bot.commands.unusable import count, finding_lines, opening, unusable
from bot.store.saved import SHARED, Origin, State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.briefing.finding import Finding
    from bot.library.line import Open
    from bot.store.saved import Saved

_NOT_KEPT: Final = "Nothing was changed. Mend the file and hand it over again."


@command(
    role=Role.MODERATOR,
    private=True,
    form=True,
    on_message=True,
    name="briefing upload",
    examples=("/briefing upload file=ports.yaml",),
)
async def upload(
    context: Context,
    file: Annotated[File, Param("A briefing as a YAML file")],
    topic: Annotated[str | None, Param("Its topic; that of the file's name when left out", longest=60)] = None,
    base: Annotated[
        str | None,
        Param("The revision it was made from; that of its export, else the newest, when left out", longest=60),
    ] = None,
) -> Reply:
    """Make a draft of a YAML file.

    One that can't be used as it is is kept, and comes back in a form where it is wrong, a piece of it if it is long.
    """
    data = await read_bytes(file)
    name = file.name.replace("\\", "/").rpartition("/")[2]
    wanted = (topic or name.rpartition(".")[0] or name).strip().casefold()
    return await take(context, wanted, name, data, base)


async def take(context: Context, topic: str, name: str, data: bytes, base: str | None) -> Reply:
    """Make a draft of a whole briefing's text; one that can't be used as it is is kept, and comes back to be mended."""
    from bot.briefing.links import led_out
    from bot.briefing.yaml import parse
    from bot.library import desk
    from bot.library.line import Line, opened
    from bot.store import history

    parsed = parse(data, name)
    who = editor(context)
    database = await context.database()
    async with deciding(topic):
        async with database.read() as c:
            found = await opened(c, who, topic)
            made_from = await _made_from(context, c, found, base, data) if found is not None else None
            before = await history.briefing_of(c, made_from) if made_from is not None else None
        if found is None or made_from is None:
            _require_topic(topic.removeprefix(SHARED))
        parsed = led_out(parsed, before)
        if parsed.briefing is None:
            again = Invocation("briefing edit", _whole(topic, made_from.id if made_from else None))
            return await _refused(context, name, data, parsed.findings, again)
        async with database.write() as c:
            if found is None or made_from is None:
                line = Line(context.workspace, topic.removeprefix(SHARED), context.workspace)
                saved = await desk.save(c, who, line, parsed.briefing, "upload", base=None, origin=Origin.UPLOAD)
                return saved_reply(line.typed, saved, None, parsed.findings)
            saved, other = await desk.merge(
                c, who, found.line, parsed.briefing, "upload", base=made_from, origin=Origin.UPLOAD
            )
    return saved_reply(found.line.typed, saved, other, parsed.findings)


def file_of(topic: str) -> str:
    """What the file of a topic is called."""
    return f"{topic.strip().casefold().removeprefix(SHARED)}.yaml"


def reopened(topic: str, text: str, kept: str, base: str | None) -> Reply:
    """A whole briefing's text that was kept, opened where it is wrong."""
    from bot.briefing.links import led_out
    from bot.briefing.yaml import parse

    name = file_of(topic)
    parsed = led_out(parse(text.encode("utf-8", "replace"), name))
    findings = parsed.findings if parsed.briefing is None else ()
    values = {**_whole(topic, base), "kept": kept}
    return opening(name, text, findings, Invocation("briefing edit", values))


def _whole(topic: str, base: str | None) -> dict[str, str]:
    values = {"topic": topic, "part": "all"}
    return {**values, "base": base} if base is not None else values


async def _refused(context: Context, name: str, data: bytes, findings: "Sequence[Finding]", again: Invocation) -> Reply:
    """What is wrong with a text, which is kept; one that is too large, or is no UTF-8, stays with whoever has it."""
    from bot.briefing.nodes import LARGEST

    try:
        text = data.decode("utf-8-sig") if len(data) <= LARGEST else None
    except UnicodeDecodeError:
        text = None
    if text is None:
        problem = f"{shown(name)} can't be used as it is: {count(findings)}."
        return Reply(Document(problem, (finding_lines(findings),), note=_NOT_KEPT), private=True, ok=False)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return await unusable(context, name, text, findings, again)


async def _made_from(
    context: Context, c: "AsyncConnection", found: "Open", base: str | None, data: bytes
) -> "Saved | None":
    """The revision that a text was made from: the one that is named, else the one that its export names, if it is known
    here and was not discarded, else what the line is at."""
    from bot.store import history

    named = base if base is not None else revision_of(data)
    if named is None:
        return found.head
    reader = None if editor(context).owner and not found.line.workspace else context.workspace
    known = await history.find(c, found.line.workspace, found.line.topic, named, reader)
    if base is None and (known is None or known.state is State.DISCARDED):
        return found.head
    if known is None:
        raise UserError(f"There is no revision {shown(named)} of it.", "/briefing history lists them.", wrong="base")
    return known


def _require_topic(topic: str) -> None:
    from bot.briefing.editing import is_name

    if not is_name(topic):
        hint = "Name the topic: /briefing upload topic=ports. Use a-z, 0-9 and single hyphens, at most 40."
        raise UserError(f"{shown(topic)} is no short name for a topic.", hint, wrong="topic")
