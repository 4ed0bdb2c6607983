"""Changing a draft as text: one part of it in a form, or all of it as a file."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Final

from bot.briefing.editing import without
from bot.briefing.finding import Finding, Severity
from bot.briefing.model import Briefing
from bot.chat.arguments import shown
from bot.chat.attachment import File
from bot.chat.command import Param, command
from bot.chat.document import Block, Bullet, Bullets, Document, Text
from bot.chat.errors import NearMiss, UserError
from bot.chat.invocation import Invocation
from bot.chat.reply import Choice, Field, FieldKind, Form, Reply
from bot.chat.request import Role
from bot.commands.context import OFFERED, Context
from bot.commands.drafting import TOPIC, button, deciding, editor, faster, line_of
from bot.commands.handed import read_bytes
from bot.library.told import saved_facts
from bot.store.saved import SHARED, Origin, Saved

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.briefing.yaml import Parsed
    from bot.library.line import Open

TEXT: Final = 4000
"""Most characters of a part that a form takes on every platform (Discord's limit of an input)."""

FINDINGS: Final = 10
"""Errors that are told at once."""

BASE = Param("The revision that the text was made from", longest=60, carried=True)


async def parts(context: Context, typed: str, limit: int) -> Sequence[Choice]:
    """Suggestions for a part of the draft that the request's `topic` names."""
    from bot.briefing import excerpt
    from bot.store import history

    topic = context.request.values.get("topic", "")
    if not topic or context.keep is None:
        return []
    try:
        async with (await context.database()).read() as c:
            found = await line_of(context, c, topic)
            assert found.head is not None
            briefing = await history.briefing_of(c, found.head)
    except UserError:
        return []
    wanted = typed.strip().casefold()
    return [Choice(part, part) for part in excerpt.parts(briefing) if wanted in part][:limit]


@command(
    role=Role.MODERATOR,
    private=True,
    name="briefing edit",
    step=9,
    examples=("/briefing edit venezuela owed", "/briefing edit venezuela summary"),
)
async def edit(
    context: Context,
    *,
    topic: Annotated[str, TOPIC],
    part: Annotated[str, Param("Which part: summary, figures, figures.owed, all", complete=parts, longest=100)],
    text: Annotated[str | None, Param("Its new text, as YAML", long=True, longest=100_000)] = None,
    base: Annotated[str | None, BASE] = None,
) -> Reply:
    """Open one part of a briefing as text to change, or to copy."""
    from bot.briefing import excerpt
    from bot.library import desk

    database = await context.database()
    async with deciding(topic):
        async with database.read() as c:
            found, made_from, briefing = await _opened(context, c, topic, base)
        chosen = excerpt.part_named(briefing, part)
        if chosen is None:
            near = [Choice(one, one) for one in excerpt.parts(briefing)][:OFFERED]
            raise NearMiss("part", f"There is no part {shown(part)} in it.", "Some of those there are:", near)
        typed = found.line.typed
        if text is None:
            shown_text = excerpt.flat_excerpt(briefing, chosen)
            return _form(typed, chosen, excerpt.excerpt(briefing, chosen), made_from, shown_text)
        parsed = excerpt.put_back(briefing, chosen, text)
        if parsed.briefing is None:
            return _wrong(typed, chosen, text, made_from, parsed)
        if parsed.briefing == briefing:
            raise UserError("That is what it says already.", "Nothing was changed.")
        async with database.write() as c:
            saved, other = await desk.merge(
                c, editor(context), found.line, parsed.briefing, "edit", base=made_from, detail={"item": chosen}
            )
    return _saved(typed, saved, other, parsed.findings)


@command(role=Role.MODERATOR, private=True, name="briefing remove", examples=("/briefing remove venezuela owed",))
async def remove(
    context: Context,
    topic: Annotated[str, TOPIC],
    item: Annotated[str, Param("Which item or source, by its name", complete=parts, longest=100)],
) -> Reply:
    """Take one item out of a draft."""
    from bot.briefing import excerpt
    from bot.library import desk
    from bot.store import history

    async with deciding(topic), (await context.database()).write() as c:
        found = await line_of(context, c, topic)
        assert found.head is not None
        briefing = await history.briefing_of(c, found.head)
        section, _, name = (excerpt.part_named(briefing, item) or "").partition(".")
        if not name:
            raise UserError(f"There is no item {shown(item)} in it.", "Nothing was changed. /briefing show lists them.")
        saved = await desk.save(
            c, editor(context), found.line, without(briefing, section, [name]), "remove",
            base=found.head.id, detail={"item": f"{section}.{name}"},
        )  # fmt: skip
    return _saved(found.line.typed, saved, None, ())


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
    base: Annotated[str | None, Param("The revision it was made from; the newest when left out", longest=60)] = None,
) -> Reply:
    """Make a draft of a YAML file."""
    from bot.briefing.yaml import parse
    from bot.library import desk
    from bot.library.line import Line, opened
    from bot.store import history

    data = await read_bytes(file)
    name = file.name.replace("\\", "/").rpartition("/")[2]
    wanted = (topic or name.rpartition(".")[0] or name).strip().casefold()
    parsed = parse(data, name)
    if parsed.briefing is None:
        problem = f"{shown(name)} can't be used as it is: {_count(parsed.findings)}."
        return Reply(Document(problem, (_findings(parsed.findings),), note=_KEPT), private=True, ok=False)
    async with deciding(wanted), (await context.database()).write() as c:
        who = editor(context)
        found = await opened(c, who, wanted)
        if found is None or found.head is None:
            plain = wanted.removeprefix(SHARED)
            _require_topic(plain)
            line = Line(context.workspace, plain, context.workspace)
            saved = await desk.save(c, who, line, parsed.briefing, "upload", base=None, origin=Origin.UPLOAD)
            return _saved(line.typed, saved, None, parsed.findings)
        made_from = found.head
        if base is not None:
            reader = None if who.owner and not found.line.workspace else context.workspace
            known = await history.find(c, found.line.workspace, found.line.topic, base, reader)
            if known is None:
                raise UserError(f"There is no revision {shown(base)} of it.", "/briefing history lists them.")
            made_from = known
        saved, other = await desk.merge(
            c, who, found.line, parsed.briefing, "upload", base=made_from, origin=Origin.UPLOAD
        )
    return _saved(found.line.typed, saved, other, parsed.findings)


_KEPT: Final = "Nothing was changed. Mend the file and hand it over again."


def _require_topic(topic: str) -> None:
    from bot.briefing.editing import is_name

    if not is_name(topic):
        hint = "Name the topic: /briefing upload topic=ports. Use a-z, 0-9 and single hyphens, at most 40."
        raise UserError(f"{shown(topic)} is no short name for a topic.", hint)


async def _opened(
    context: Context, c: "AsyncConnection", topic: str, base: str | None
) -> "tuple[Open, Saved, Briefing]":
    """A line, and the revision of it that a text is, or was, made from."""
    from bot.store import history

    found = await line_of(context, c, topic)
    made_from = found.head
    if base is not None:
        reader = None if editor(context).owner and not found.line.workspace else context.workspace
        made_from = await history.find(c, found.line.workspace, found.line.topic, base, reader)
    if made_from is None:
        raise faster(topic, None)
    return found, made_from, await history.briefing_of(c, made_from)


def _form(topic: str, part: str, text: str, base: Saved, to_copy: str) -> Reply:
    """The part as text in a form; and to copy, where there are no forms."""
    if len(text) > TEXT:
        hint = "Edit one of its items, or hand over the whole as a file with /briefing upload."
        raise UserError(f"{part} is too long for a form: {len(text):,} characters.", hint)
    field = Field("text", part, FieldKind.PARAGRAPH, value=text, longest=TEXT)
    form = Form(f"Edit {part}", Invocation("briefing edit", {"topic": topic, "part": part, "base": base.id}), (field,))
    how = f"Give it back as text=…: /briefing edit {topic} {part} base={base.id} text=…"
    return Reply(Document(f"{base.title}: {part}", (Text(to_copy), Text(how))), private=True, form=form)


def _wrong(topic: str, part: str, text: str, base: Saved, parsed: "Parsed") -> Reply:
    """What is wrong with a text, and the form again with what was typed."""
    first = parsed.findings[0]
    error = f"Line {first.line}, column {first.column}: {first.problem}"
    field = Field("text", part, FieldKind.PARAGRAPH, value=text, longest=TEXT, error=error)
    form = Form(f"Edit {part}", Invocation("briefing edit", {"topic": topic, "part": part, "base": base.id}), (field,))
    problem = f"{part} can't be used as it is: {_count(parsed.findings)}."
    document = Document(problem, (_findings(parsed.findings),), note="Nothing was changed, and what you typed is kept.")
    return Reply(document, private=True, ok=False, form=form if len(text) <= TEXT else None)


def _findings(findings: Sequence[Finding]) -> Block:
    lines = [
        Bullet(f"{one.problem} {one.hint}".strip(), label=f"Line {one.line}, column {one.column}")
        for one in findings[:FINDINGS]
    ]
    if len(findings) > FINDINGS:
        lines.append(Bullet(f"And {len(findings) - FINDINGS} more."))
    return Bullets(tuple(lines))


def _count(findings: Sequence[Finding]) -> str:
    errors = sum(one.severity is Severity.ERROR for one in findings)
    return "1 error" if errors == 1 else f"{errors} errors"


def _saved(topic: str, saved: Saved, other: Saved | None, findings: Sequence[Finding]) -> Reply:
    blocks: list[Block] = [saved_facts(saved)]
    if other is not None:
        blocks.append(Text(f"{other.author.name} saved revision {other.number} meanwhile: both changes are in it."))
    if findings:
        blocks.append(_findings(findings))
    buttons = (
        button("Check", "check", topic=topic),
        button("Differences", "diff", topic=topic),
        button("Submit", "submit", topic=topic, revision=saved.id),
    )
    return Reply(Document(f"Saved: {saved.title}", tuple(blocks)), private=True, buttons=buttons)
