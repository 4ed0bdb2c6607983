"""Changing a draft as text: one part of it in a form, or all of it as a file."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from bot.briefing.editing import without
from bot.briefing.model import Briefing
from bot.chat.arguments import shown
from bot.chat.command import Param, command
from bot.chat.document import Document, Text
from bot.chat.errors import NearMiss, UserError
from bot.chat.invocation import Invocation
from bot.chat.reply import Choice, Field, FieldKind, Form, Reply
from bot.chat.request import Role
from bot.commands.briefing_upload import file_of, reopened, take
from bot.commands.context import OFFERED, Context
from bot.commands.drafting import TOPIC, deciding, editor, faster, line_of, saved_reply
from bot.commands.unusable import FIRST, KEPT, LAST, TEXT, as_kept, opening, unusable
from bot.store.saved import Saved

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.library.line import Open

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
    kept: Annotated[str | None, KEPT] = None,
    first: Annotated[int | None, FIRST] = None,
    last: Annotated[int | None, LAST] = None,
) -> Reply:
    """Open one part of a briefing as text to change, or to copy."""
    from bot.briefing import excerpt
    from bot.library import desk

    handed_in = await as_kept(context, text, kept, first, last)
    if kept is not None and handed_in is not None and part == excerpt.WHOLE:
        if text is None:
            return reopened(topic, handed_in, kept, base)
        return await take(context, topic, file_of(topic), handed_in.encode("utf-8", "replace"), base)
    database = await context.database()
    async with deciding(topic):
        async with database.read() as c:
            found, made_from, briefing = await _opened(context, c, topic, base)
        chosen = excerpt.part_named(briefing, part)
        if chosen is None:
            near = [Choice(one, one) for one in excerpt.parts(briefing)][:OFFERED]
            raise NearMiss("part", f"There is no part {shown(part)} in it.", "Some of those there are:", near)
        typed = found.line.typed
        if handed_in is None:
            shown_text = excerpt.flat_excerpt(briefing, chosen)
            return _form(typed, chosen, excerpt.excerpt(briefing, chosen), made_from, shown_text)
        parsed = excerpt.put_back(briefing, chosen, handed_in)
        again = Invocation("briefing edit", {"topic": typed, "part": chosen, "base": made_from.id})
        if text is None and kept is not None:
            findings = parsed.findings if parsed.briefing is None else ()
            return opening(chosen, handed_in, findings, Invocation(again.command, {**again.values, "kept": kept}))
        if parsed.briefing is None:
            return await unusable(context, chosen, handed_in, parsed.findings, again)
        if parsed.briefing == briefing:
            raise UserError("That is what it says already.", "Nothing was changed.")
        async with database.write() as c:
            saved, other = await desk.merge(
                c, editor(context), found.line, parsed.briefing, "edit", base=made_from, detail={"item": chosen}
            )
    return saved_reply(typed, saved, other, parsed.findings)


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
    return saved_reply(found.line.typed, saved, None)


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
