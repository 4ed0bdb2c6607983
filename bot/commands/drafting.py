"""What the commands for writing share: who edits, which topic is meant, and what is said when somebody was faster."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from bot.briefing.editing import Unfit
from bot.chat.arguments import shown
from bot.chat.command import Param
from bot.chat.document import Block, Button, Document, Text
from bot.chat.errors import NearMiss, UserError
from bot.chat.invocation import Invocation
from bot.chat.reply import Choice, Reply
from bot.chat.request import Role
from bot.commands.context import OFFERED, Context
from bot.commands.unusable import finding_lines
from bot.library.told import authors, saved_facts
from bot.present.findings import counted
from bot.present.wording import LABEL, shorten
from bot.store.saved import SHARED, Conflict, Saved, Settled, State, Who

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.briefing.finding import Finding
    from bot.library.line import Editor, Open


async def written(context: Context, typed: str, limit: int) -> Sequence[Choice]:
    """Suggestions for a topic that can be changed: drafts of here first, then what is published."""
    from bot.store import history

    wanted = typed.strip().casefold()
    choices: dict[str, Choice] = {}
    if context.keep is not None:
        async with (await context.database()).read() as c:
            drafts = [
                *await history.drafts(c, context.workspace, context.workspace),
                *await history.drafts(c, "", editor(context).shared_line or None),
            ]
        for one in (one for one in drafts if wanted in f"{one.title} {one.topic}".casefold()):
            value = one.topic if one.workspace else f"{SHARED}{one.topic}"
            choices[value] = Choice(shorten(f"{one.title} ({one.state})", LABEL), value)
    for found in context.library.complete_topics(typed, limit):
        choices.setdefault(found.topic, Choice(found.title, found.topic))
    return list(choices.values())[:limit]


TOPIC: Final = Param("Which briefing: its topic", complete=written, longest=60)

_TYPED: Final = {
    "value": "amount",
    "to": "amount",
    "unit": "amount",
    "stated_by": "by",
    "url": "link",
    "exact": "passage",
    "evidence": "passage",
}
"""The argument that a field of a briefing is typed as, where it is called otherwise."""

REVISION: Final = Param("The id or number of the revision; of the draft when left out", longest=60, carried=True)


def editor(context: Context) -> "Editor":
    """The caller as who works on briefings."""
    from bot.library.line import Editor

    caller = context.request.caller
    return Editor(
        who=Who(caller.id, caller.name),
        workspace=context.workspace,
        owner=caller.role >= Role.OWNER,
        place=context.request.place,
        now=context.now,
    )


async def line_of(context: Context, c: "AsyncConnection", typed: str) -> "Open":
    """The line that a topic means here. Raises NearMiss with the closest topics when there is none."""
    from bot.library import line
    from bot.store import history

    who, topic = editor(context), typed.strip().casefold()
    if (found := await line.opened(c, who, topic)) is not None:
        return found
    exact = context.library.find_topics(typed).exact
    if len(exact) == 1 and (found := await line.opened(c, who, exact[0].topic)) is not None:
        return found
    drafts = await history.drafts(c, context.workspace, context.workspace)
    near = [Choice(one.title, one.topic) for one in drafts[-OFFERED:]]
    near += [Choice(one.title, one.topic) for one in context.library.find_topics(typed).near]
    hint = "These can be changed:" if near else "/briefing new begins one."
    raise NearMiss("topic", f"There is no briefing {shown(typed)} here.", hint, near[:OFFERED])


def draft_of(found: "Open") -> Saved:
    """The draft of a line. Raises UserError when there is none."""
    if found.draft is not None:
        return found.draft
    topic = found.line.typed
    if found.head is None:
        raise UserError(f"There is no draft of {shown(topic)}.", "/briefing new begins one.")
    state = found.head.state
    hint = f"/briefing edit {topic} or /briefing add-figure {topic} begin one."
    raise UserError(f"There is no draft of {shown(topic)}: it is {state} as it is.", hint)


@asynccontextmanager
async def deciding(topic: str) -> AsyncIterator[None]:
    """Say it in words when somebody was faster, when what was typed does not fit, or is not proven."""
    from bot.library.desk import Clashed, FourEyes, Unproven

    try:
        yield
    except Conflict as conflict:
        raise faster(topic, conflict.newer, conflict.by) from None
    except Settled as settled:
        raise decided(settled.saved) from None
    except Unfit as unfit:
        raise UserError(unfit.problem, unfit.hint, wrong=_TYPED.get(unfit.field, unfit.field)) from None
    except Clashed as clashed:
        who = clashed.newer.last.who.name
        what = ", ".join(" ".join(filter(None, (clash.path, clash.field))) for clash in clashed.clashes)
        hint = f"Nothing was overwritten. Look at what {who} saved, and make your change again where it still holds."
        see = button("See what is there", "show", topic=topic, revision=clashed.newer.id)
        raise UserError(f"{who} changed the same meanwhile: {what}.", hint, buttons=(see,)) from None
    except FourEyes as eyes:
        raise written_by_you(topic, eyes.draft) from None
    except Unproven as unproven:
        told = f"{unproven.doubts[0].problem} {unproven.doubts[0].hint}"
        check = (button("See them all", "check", topic=topic),)
        problem = f"It can't be published yet: {counted(unproven.doubts).lower()}."
        raise UserError(problem, told, buttons=check) from None


def written_by_you(topic: str, draft: Saved) -> UserError:
    """Somebody has to approve a draft who wrote nothing in it."""
    who, setting = ("moderator", "off") if draft.workspace else ("owner", "off shared")
    alone = f"/settings four-eyes {setting} lets authors approve."
    if len(draft.authors) == 1:
        hint = f"Ask another {who}. Where there is none, {alone}"
        return UserError("Somebody else has to approve what you wrote.", hint)
    hint = (
        f"Ask another {who}. Where there is none, publish it in two parts: who wrote first takes up again what they "
        f"wrote alone, with /briefing restore {topic}; another author approves that; then the rest is written again. "
        f"Or {alone}"
    )
    see = button("Who saved what", "history", topic=topic)
    return UserError(f"Somebody else has to approve it: {authors(draft)} wrote in it.", hint, buttons=(see,))


def faster(topic: str, newer: Saved | None, by: Who | None = None) -> UserError:
    """Somebody else changed the line meanwhile, or gave it up; `by` is who, where another one did what is there now."""
    if newer is None:
        return UserError(
            "The draft was discarded meanwhile.", f"Nothing was changed. /briefing history {topic} tells by whom."
        )
    problem = f"{(by or newer.last.who).name} was faster: revision {newer.number} is {newer.state} by now."
    hint = "Nothing was overwritten. Look at what is there now and ask again."
    return UserError(problem, hint, buttons=(button("See it", "show", topic=topic, revision=newer.id),))


def decided(saved: Saved) -> UserError:
    """It was decided before what becomes of a revision."""
    by = saved.last.who.name
    done = {
        State.DRAFT: "is a draft, and not submitted",
        State.SUBMITTED: f"was submitted already by {by}",
        State.PUBLISHED: f"was published already by {by}",
        State.WITHDRAWN: f"was withdrawn by {by}",
        State.DISCARDED: f"was discarded by {by}",
        State.SUPERSEDED: f"was replaced by {by}",
    }[saved.state]
    return UserError(
        f"Revision {saved.number} of {saved.title} {done}.", "Nothing was done now. /briefing history tells it all."
    )


def saved_reply(topic: str, saved: Saved, other: Saved | None, findings: "Sequence[Finding]" = ()) -> Reply:
    """What was saved, put together with what somebody else saved (`other`), and what is doubtful in it."""
    blocks: list[Block] = [saved_facts(saved)]
    if other is not None:
        blocks.append(Text(f"{other.author.name} saved revision {other.number} meanwhile: both changes are in it."))
    if findings:
        blocks.append(finding_lines(findings))
    buttons = (
        button("Check", "check", topic=topic),
        button("Differences", "diff", topic=topic),
        button("Submit", "submit", topic=topic, revision=saved.id),
    )
    return Reply(Document(f"Saved: {saved.title}", tuple(blocks)), private=True, buttons=buttons)


def button(label: str, word: str, /, **values: str) -> Button:
    """A button to a command on briefings."""
    return Button(shorten(label, LABEL), Invocation(f"briefing {word}", values))
