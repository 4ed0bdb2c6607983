"""What can be asked, and what this bot is."""

from collections.abc import Sequence
from typing import Annotated

from bot.chat.arguments import shown as quoted
from bot.chat.command import Command, Param, command
from bot.chat.document import Block, Bullet, Bullets, Button, Document, Fact, Facts, Text
from bot.chat.errors import NearMiss
from bot.chat.invocation import Invocation
from bot.chat.reply import Choice, Reply
from bot.chat.request import Role
from bot.commands.context import OFFERED, Context


def command_names(context: Context, typed: str, limit: int) -> Sequence[Choice]:
    """Suggestions for a command the caller may use: those that start with what is typed, then those that hold it."""
    wanted = typed.strip().removeprefix("/").casefold()
    found = sorted(
        (name for name in _offered(context) if wanted in name), key=lambda name: (not name.startswith(wanted), name)
    )
    return [Choice(f"/{name}", name) for name in found[:limit]]


@command(name="help", private=True, examples=("/help", "/help figure"))
async def show_help(
    context: Context,
    command: Annotated[str | None, Param("One command to explain", complete=command_names, rest=True)] = None,
) -> Reply:
    """Explain the commands, or one of them."""
    offered = _offered(context)
    if command is None:
        bullets = tuple(Bullet(one.summary, label=one.usage) for one in offered.values())
        note = "Words in [brackets] may be left out. Names match without accents and with small typos."
        return Reply(Document("What you can ask", (Bullets(bullets),), note=note))
    name = command.strip().removeprefix("/").casefold()
    if name not in offered:
        near = command_names(context, name[:3], OFFERED) or command_names(context, "", OFFERED)
        raise NearMiss("command", f"There is no command {quoted(command)}.", "Did you mean one of these?", near)
    return Reply(explain(offered[name]))


@command(private=True, examples=("/about",))
async def about(context: Context) -> Reply:
    """Tell what this bot is and how it checks what it says."""
    blocks: tuple[Block, ...] = (
        Text(
            "briefbot answers from briefings that people have checked. A figure or quote that is not in its source is "
            "not published; contested points show each side and no verdict; vague dates stay vague."
        ),
        Facts((Fact("Version", context.version), Fact("Briefings", f"{len(context.library):,}"))),
    )
    buttons = (Button("Topics", Invocation("topics")), Button("Help", Invocation("help")))
    return Reply(Document("About briefbot", blocks), buttons=buttons)


def explain(shown: Command[Context]) -> Document:
    """One command: what it does, its arguments, and examples."""
    blocks: list[Block] = [Text(shown.summary)]
    if shown.description:
        blocks.append(Text(shown.description))
    if shown.asked:
        blocks.append(
            Bullets(
                tuple(
                    Bullet(
                        argument.param.about
                        + (f" ({', '.join(argument.choices)})" if argument.choices else "")
                        + ("" if argument.required else ", may be left out"),
                        label=argument.name,
                    )
                    for argument in shown.asked
                ),
                heading="Arguments",
            )
        )
    if shown.examples:
        blocks.append(Bullets(tuple(Bullet(example) for example in shown.examples), heading="For example"))
    who = {Role.READER: None, Role.MODERATOR: "For moderators.", Role.OWNER: "For the owners of the bot."}[shown.role]
    return Document(shown.usage, tuple(blocks), note=who)


def _offered(context: Context) -> dict[str, Command[Context]]:
    return {name: one for name, one in context.commands.items() if one.role <= context.request.caller.role}
