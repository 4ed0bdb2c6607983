"""Beginning a briefing, and adding sources to one."""

from datetime import UTC, date, datetime
from typing import Annotated, Final

from bot.briefing.editing import Unfit, is_name, made, named, put
from bot.briefing.links import NOWHERE, public
from bot.briefing.model import Briefing, Source
from bot.chat.attachment import File
from bot.chat.command import Param, command
from bot.chat.document import Block, Document, Text
from bot.chat.errors import UserError
from bot.chat.reply import Reply
from bot.chat.request import Role
from bot.commands.context import Context
from bot.commands.drafting import TOPIC, button, deciding, editor, line_of
from bot.library.told import saved_facts
from bot.store.saved import Saved
from bot.unseen import legible

TEXT: Final = 200_000
"""Most characters of a source's text: a long report."""

BEGIN: Final = (
    '/briefing new topic=chad title="Chad votes" summary="Chad votes in May." '
    'source="Date of the vote is set" publisher=AP published=2024-02-27'
)
"""A briefing begun in one line."""

PUBLISHER = Param("Its publisher", longest=120)
PUBLISHED = Param("The day it was published, like 2019-04-04")
AUTHOR = Param("Its author", longest=120)
LINK = Param("Its address on the web", longest=500)
PASTED = Param("The text of the source, pasted; or attach it as a file", long=True, longest=TEXT)
ATTACHED = Param("The text of the source as a text file (UTF-8)")


@command(
    role=Role.MODERATOR,
    private=True,
    form=True,
    name="briefing new",
    step=1,
    examples=(BEGIN,),
)
async def new(
    context: Context,
    *,
    topic: Annotated[str, Param("A short name: a-z, 0-9 and hyphens, like venezuela", longest=40)],
    title: Annotated[str, Param("The title that readers see", longest=120)],
    summary: Annotated[str, Param("Two or three sentences in our own words", long=True, longest=2000)],
    source: Annotated[str, Param("The title of the source it rests on", longest=400)],
    publisher: Annotated[str, PUBLISHER],
    published: Annotated[date, PUBLISHED],
    author: Annotated[str | None, AUTHOR] = None,
    link: Annotated[str | None, LINK] = None,
    text: Annotated[str | None, PASTED] = None,
    file: Annotated[File | None, ATTACHED] = None,
) -> Reply:
    """Begin a briefing: a draft of this workspace that nobody else sees."""
    from bot.library import desk
    from bot.library.line import Line, opened
    from bot.store import sources

    body = await _text(text, file)
    database = await context.database()
    who = editor(context)
    topic = topic.strip().casefold()
    async with deciding(topic), database.write() as c:
        digest = await sources.keep(c, context.workspace, body, context.now) if body else None
        cited = _source(source, publisher, published, author=author, link=link, digest=digest)
        key = named(publisher)
        day = datetime.fromtimestamp(context.now, UTC).date()
        briefing = made(Briefing, title=title, as_of=day, summary=summary, sources={key: cited})
        line = Line(context.workspace, _topic(topic), context.workspace)
        there = await opened(c, who, topic)
        if there is not None and there.line == line and there.head is not None:
            state = there.head.state
            hint = f"Add to it with /briefing add-figure {topic}, or choose another topic."
            raise UserError(f"There is a briefing {topic} here already: it is {state}.", hint, wrong="topic")
        covers = there is not None and there.published is not None
        saved = await desk.save(c, who, line, briefing, "new", base=None, detail={"title": briefing.title})
    return _begun(saved, topic, key, covers=covers, body=body)


@command(
    role=Role.MODERATOR,
    private=True,
    form=True,
    name="briefing add-source",
    step=2,
    examples=('/briefing add-source venezuela title="…" publisher="The Paper" published=2019-04-05',),
)
async def add_source(
    context: Context,
    *,
    topic: Annotated[str, TOPIC],
    title: Annotated[str, Param("The source's title", longest=400)],
    publisher: Annotated[str, PUBLISHER],
    published: Annotated[date, PUBLISHED],
    author: Annotated[str | None, AUTHOR] = None,
    link: Annotated[str | None, LINK] = None,
    name: Annotated[
        str | None, Param("Its name in the briefing; that of one that is there changes that one", longest=40)
    ] = None,
    text: Annotated[str | None, PASTED] = None,
    file: Annotated[File | None, ATTACHED] = None,
) -> Reply:
    """Add a source to a draft, or its text to a source that is there.

    What isn't given of a source that is there stays as it is.
    """
    from bot.library import desk
    from bot.store import history, sources

    body = await _text(text, file)
    database = await context.database()
    async with deciding(topic), database.write() as c:
        found = await line_of(context, c, topic)
        assert found.head is not None
        briefing = await history.briefing_of(c, found.head)
        same = [key for key, one in briefing.sources.items() if one.title == title and one.publisher == publisher]
        key = name or (same[0] if same else _free(publisher, briefing))
        there = briefing.sources.get(key)
        digest = await sources.keep(c, found.line.line, body, context.now) if body else None
        if there is not None:
            author, link, digest = author or there.author, link or there.url, digest or there.sha256
        cited = _source(title, publisher, published, author=author, link=link, digest=digest)
        if there == cited:
            raise UserError("The source is there already.", "Nothing was changed.")
        saved = await desk.save(
            c, editor(context), found.line, put(briefing, "sources", key, cited), "add-source",
            base=found.head.id, detail={"item": f"sources.{key}"},
        )  # fmt: skip
    note = f"Its name in the briefing is {key}. {_told(body, digest)}"
    done = "Source added" if there is None else "Source changed"
    buttons = (button("Check", "check", topic=found.line.typed),)
    return Reply(Document(done, (saved_facts(saved),), note=note), private=True, buttons=buttons)


def _source(
    title: str, publisher: str, published: date, *, author: str | None, link: str | None, digest: str | None
) -> Source:
    if link is not None and not public(link):
        raise UserError(NOWHERE, "Give the public address, from https:// on.", wrong="link")
    return made(Source, title=title, publisher=publisher, published=published, author=author, url=link, sha256=digest)


def _topic(topic: str) -> str:
    if not is_name(topic):
        raise Unfit("topic", "This is no short name for a topic.", "Use a-z, 0-9 and single hyphens, at most 40.")
    return topic


def _free(publisher: str, briefing: Briefing) -> str:
    """A name for a source that none has."""
    name, number = named(publisher), 2
    free = name
    while free in briefing.sources:
        free, number = f"{name[:36]}-{number}", number + 1
    return free


async def _text(text: str | None, file: File | None) -> str | None:
    from bot.commands.handed import read_text

    if text is not None and file is not None:
        raise UserError("That is the text twice, pasted and as a file.", "Give only one of them.")
    return legible(await read_text(file, TEXT)) if file is not None else text


def _told(body: str | None, digest: str | None = None) -> str:
    """What is known of a source's text: the one just given, or that of the `digest` that was kept before."""
    if body is None and digest is not None:
        return "Its text is the one that was kept before."
    if body is None:
        return "Its text is not kept, so passages can't be looked up: /briefing add-source with the same title adds it."
    return f"Its text is kept: {len(body.split()):,} words."


def _begun(saved: Saved, topic: str, key: str, *, covers: bool, body: str | None) -> Reply:
    steps = (
        f"Add what it says, one item at a time: /briefing add-actor {topic}, add-figure, add-claim, add-quote, "
        "add-event, add-card. Then /briefing check and /briefing submit."
    )
    blocks: list[Block] = [saved_facts(saved), Text(steps)]
    if covers:
        blocks.append(Text("There is a shared briefing on this topic. Once published, yours covers it here."))
    note = f"The source is called {key}. {_told(body)}"
    buttons = tuple(button(f"Add {kind}", f"add-{kind}", topic=topic) for kind in ("actor", "figure", "claim", "quote"))
    return Reply(Document(f"Draft begun: {saved.title}", tuple(blocks), note=note), private=True, buttons=buttons)
